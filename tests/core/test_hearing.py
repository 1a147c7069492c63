"""Who hears of a late item, and when: said before it happens, and then it happens so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.calendar import WorkingHours
from followthrough.core.digest import Asked, Recipient
from followthrough.core.hearing import nobody_hears, rises
from followthrough.core.policy import DEFAULT, Policy, Rung
from followthrough.core.simulate_nudges import simulate

WEDNESDAY = date(2026, 6, 10)
ALICE, DORA, SAM = 1, 2, 3
PEOPLE = {pk: Recipient(pk, name, WorkingHours()) for pk, name in ((ALICE, "Alice"), (DORA, "Dora"), (SAM, "Sam"))}
ITEM = Asked(7, "Alert on lag", WEDNESDAY, WEDNESDAY - timedelta(30), severity=1, owner=ALICE, manager=DORA, service_owner=SAM)


def said(item: Asked = ITEM, **gone: bool) -> list[str]:
    people = {pk: replace(one, is_here=not gone.get(one.name, False)) for pk, one in PEOPLE.items()}
    return [rise.words for rise in rises(item, people, DEFAULT)]


def test_the_ladder_is_said_with_names_and_days() -> None:
    assert said() == [
        "Dora, the owner's manager, hears of it on 2026-06-17",
        "Sam, who owns the service, hears of it on 2026-07-01",
        "the review hears of it on 2026-07-08",
    ]


def test_where_the_owner_is_gone_who_stands_in_hears_at_once() -> None:
    assert said(Alice=True)[:2] == [
        "Dora, the owner's manager, hears of it on 2026-06-11",
        "Sam, who owns the service, hears of it on 2026-06-11",
    ]
    assert said(replace(ITEM, owner=None, manager=None)) == [
        "Sam, who owns the service, hears of it on 2026-06-11",
        "the review hears of it on 2026-07-08",
    ]


def test_a_manager_who_is_gone_is_not_promised() -> None:
    assert said(Dora=True)[0] == "Sam, who owns the service, hears of it on 2026-07-01"


def test_who_is_both_is_named_once() -> None:
    assert said(replace(ITEM, service_owner=DORA))[0] == "Dora, the owner's manager, hears of it on 2026-06-17"
    assert said(replace(ITEM, manager=ALICE, service_owner=ALICE)) == ["the review hears of it on 2026-07-08"]


def test_a_day_off_is_not_promised() -> None:
    people = {**PEOPLE, DORA: replace(PEOPLE[DORA], hours=WorkingHours(days=frozenset({0})))}
    assert rises(ITEM, people, DEFAULT)[0].on == date(2026, 6, 22)


@pytest.mark.parametrize(
    ("changed", "nobody"), [({}, False), ({"owner": None}, False), ({"owner": None, "manager": 9, "service_owner": None}, True)]
)
def test_where_nobody_can_be_reached_it_is_known(changed: dict[str, int | None], nobody: bool) -> None:
    assert nobody_hears(replace(ITEM, **changed), PEOPLE) is nobody  # type: ignore[arg-type]


def test_on_the_last_day_of_the_calendar_nothing_follows() -> None:
    assert said(replace(ITEM, due=date.max)) == []


PERSONS = st.builds(
    lambda pk, days, here, reached: Recipient(pk, f"P{pk}", WorkingHours(days=days), is_here=here, can_be_reached=reached),
    st.integers(1, 4),
    st.sets(st.integers(0, 6), min_size=1).map(frozenset),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([True, True, True, False]),
)
ROLES = st.one_of(st.none(), st.integers(1, 4))
LADDERS = st.lists(
    st.builds(Rung, st.integers(1, 40), st.sampled_from(["manager", "service owner", "review"]), st.sampled_from([None, (1,), (2, 3, 4)])),
    max_size=4,
)


@given(st.lists(PERSONS, max_size=6), ROLES, ROLES, ROLES, st.one_of(st.none(), st.integers(1, 4)), LADDERS)
def test_what_is_said_is_what_happens(
    persons: list[Recipient], owner: int | None, manager: int | None, service_owner: int | None, severity: int | None, ladder: list[Rung]
) -> None:
    """Nothing is done about an item for ten weeks: who hears of it beyond its owner, and on which day, is what the page had said."""
    people = {one.person: one for one in persons}
    policy = Policy(due_days=DEFAULT.due_days, due_days_of_types={}, ladder=(Rung(0, "owner"), *ladder))
    item = replace(ITEM, owner=owner, manager=manager, service_owner=service_owner, severity=severity)
    begin = datetime(2026, 6, 1, tzinfo=UTC)
    first: dict[int, date] = {}
    for heard in simulate([item], people, policy, begin=begin, span=timedelta(days=70)):
        first.setdefault(heard.digest.person, heard.at.date())
    expected = {rise.person: rise.on for rise in rises(item, people, policy) if rise.person is not None}
    assert {person: day for person, day in first.items() if person != owner} == expected
    assert nobody_hears(item, people) is not (bool(first))
