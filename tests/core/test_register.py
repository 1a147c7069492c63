"""The register of decisions: what holds on a day, what comes back, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.register import (
    IN_FORCE,
    Decision,
    Ended,
    Filter,
    Kind,
    Standing,
    changes,
    due_back,
    in_force,
    register,
    said,
    standing,
)
from tests.conftest import TODAY


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


RISK = Decision(
    1,
    11,
    "Second NAT gateway",
    "INC-402",
    Kind.RISK_ACCEPTED,
    "It costs more than an outage a year",
    "Dora",
    day(-60),
    team="Checkout",
    severity=2,
    impact="an hour of checkout",
    until=day(10),
)
DECLINED = Decision(2, 12, "Rewrite the pager", "INC-481", Kind.DECLINED, "The phones do it", "Alice", day(-5), team="Search")
BACK = replace(RISK, number=3, item=13, until=day(-3), ended_on=day(-3), ended=Ended.CAME_BACK)
UNDONE = replace(DECLINED, number=4, item=14, ended_on=day(-5), ended=Ended.TAKEN_BACK)
MOVED = replace(DECLINED, number=5, item=15, kind=Kind.REDATED, on=day(-20), due_before=day(-20), due_after=day(20))
ALL_OF_THEM = [RISK, DECLINED, BACK, UNDONE, MOVED]


def numbers(decisions: list[Decision]) -> list[int]:
    return [decision.number for decision in decisions]


def test_what_comes_back_first_stands_first_then_the_newest_and_what_has_ended_last() -> None:
    later = replace(RISK, number=6, until=day(200))
    assert numbers(register([*ALL_OF_THEM, later], on=TODAY)) == [1, 6, 2, 5, 4, 3]


def test_an_empty_register_is_empty() -> None:
    assert register([], on=TODAY) == in_force([], on=TODAY) == due_back([], on=TODAY) == []
    assert changes([], since=day(-14), until=TODAY) == []


def test_a_past_day_shows_the_register_as_it_stood() -> None:
    assert numbers(in_force(ALL_OF_THEM, on=day(-4))) == [3, 1, 2, 5]
    assert numbers(in_force(ALL_OF_THEM, on=day(-21))) == [3, 1]
    assert register(ALL_OF_THEM, on=day(-61)) == []


@pytest.mark.parametrize(
    ("decision", "on", "stands"),
    [
        (RISK, day(-61), None),
        (RISK, day(-60), Standing.IN_FORCE),
        (RISK, day(-5), Standing.IN_FORCE),
        (RISK, day(-4), Standing.DUE_BACK),
        (RISK, day(11), Standing.DUE_BACK),
        (BACK, day(-3), Standing.CAME_BACK),
        (UNDONE, day(-5), Standing.ENDED),
        (DECLINED, day(400), Standing.IN_FORCE),
    ],
)
def test_each_standing_begins_on_its_day(decision: Decision, on: date, stands: Standing | None) -> None:
    assert standing(decision, on=on) is stands


def test_a_risk_that_should_have_come_back_and_did_not_is_due_back_still() -> None:
    stuck = replace(RISK, until=day(-30))
    assert due_back([stuck, RISK], on=TODAY, within=10) == [stuck, RISK]
    assert due_back([stuck, RISK], on=TODAY, within=9) == [stuck]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(kinds=frozenset({Kind.RISK_ACCEPTED})), {1, 3}),
        (Filter(standings=IN_FORCE), {1, 2, 5}),
        (Filter(standings=frozenset({Standing.CAME_BACK})), {3}),
        (Filter(teams=frozenset({"Search"})), {2, 4, 5}),
        (Filter(severities=frozenset({2})), {1, 3}),
        (Filter(severities=frozenset({None})), {2, 4, 5}),
        (Filter(incident="inc-481"), {2, 4, 5}),
        (Filter(words="COSTS gateway"), {1, 3}),
        (Filter(words="checkout pager"), set()),
        (Filter(since=day(-20)), {2, 4, 5}),
        (Filter(until=day(-20)), {1, 3, 5}),
        (Filter(kinds=frozenset({Kind.DECLINED}), standings=IN_FORCE), {2}),
    ],
)
def test_a_filter_asks_for_some_of_them(wanted: Filter, found: set[int]) -> None:
    assert set(numbers(register(ALL_OF_THEM, on=TODAY, wanted=wanted))) == found


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (RISK, "risk accepted until 2026-06-20"),
        (DECLINED, "declined"),
        (MOVED, "moved from 2026-05-21 to 2026-06-30"),
        (replace(MOVED, due_before=None), "given a new date"),
        (replace(DECLINED, kind=Kind.SPLIT, into=("a", "b", "c")), "split into “a”, “b” and “c”"),
        (replace(DECLINED, kind=Kind.MERGED, into=("a",)), "merged into “a”"),
        (replace(DECLINED, kind=Kind.SUPERSEDED, into=("a",)), "superseded by “a”"),
        (replace(DECLINED, kind=Kind.SUPERSEDED), "superseded"),
    ],
)
def test_a_decision_is_said_in_words(decision: Decision, words: str) -> None:
    assert said(decision) == words


def test_changes_tell_what_was_decided_and_what_ceased_to_hold() -> None:
    assert [(change.decision.number, change.made, change.what) for change in changes(ALL_OF_THEM, since=day(-14), until=TODAY)] == [
        (2, True, "declined"),
        (4, True, "declined"),
        (4, False, "taken back, after it was declined"),
        (3, False, "came back from an accepted risk"),
    ]


def test_the_day_of_the_last_review_is_told_there_and_not_again() -> None:
    assert changes([DECLINED], since=day(-5), until=TODAY) == []
    assert [change.made for change in changes([DECLINED], since=day(-6), until=day(-5))] == [True]
    assert changes([BACK], since=day(-3), until=TODAY) == []
    assert [change.made for change in changes([BACK], since=day(-4), until=day(-3))] == [False]


DAYS = st.dates(day(-60), day(60))


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    made = []
    for number in range(draw(st.integers(0, 12))):
        on = draw(DAYS)
        ended = draw(st.none() | st.sampled_from(Ended))
        kind = draw(st.sampled_from(Kind))
        until = on + timedelta(days=draw(st.integers(1, 90))) if kind is Kind.RISK_ACCEPTED else None
        ended_on = on + timedelta(days=draw(st.integers(0, 60))) if ended else None
        made.append(
            Decision(
                number, number, "Alert", "INC-1", kind, "why", draw(st.sampled_from("ab")), on, until=until, ended_on=ended_on, ended=ended
            )
        )
    return made


@given(decisions(), DAYS, st.data())
def test_the_order_is_total_and_does_not_depend_on_who_comes_first(made: list[Decision], on: date, data: st.DataObject) -> None:
    assert register(data.draw(st.permutations(made)), on=on) == register(made, on=on)


@given(decisions(), DAYS)
def test_the_order_does_not_depend_on_who_decided(made: list[Decision], on: date) -> None:
    swapped = [replace(one, by={"a": "b", "b": "a"}[one.by]) for one in made]
    assert numbers(register(swapped, on=on)) == numbers(register(made, on=on))


@given(decisions(), DAYS)
def test_the_standings_divide_what_was_decided_by_then(made: list[Decision], on: date) -> None:
    parts = [register(made, on=on, wanted=Filter(standings=frozenset({stands}))) for stands in Standing]
    assert sorted(number for part in parts for number in numbers(part)) == [one.number for one in made if one.on <= on]


@given(decisions(), DAYS, st.integers(0, 60), st.integers(0, 30))
def test_who_looks_further_ahead_never_sees_less(made: list[Decision], on: date, within: int, more: int) -> None:
    assert set(numbers(due_back(made, on=on, within=within))) <= set(numbers(due_back(made, on=on, within=within + more)))


@given(decisions(), DAYS)
def test_no_accepted_risk_is_forgotten_in_force_and_past_its_day_is_due_back(made: list[Decision], on: date) -> None:
    past = {one.number for one in in_force(made, on=on) if one.until is not None and one.until <= on}
    assert past <= set(numbers(due_back(made, on=on, within=0)))


@given(decisions(), DAYS, DAYS)
def test_what_was_in_force_and_what_changed_add_up_to_what_is_in_force(made: list[Decision], one_day: date, other: date) -> None:
    since, until = sorted((one_day, other))
    told = changes(made, since=since, until=until)
    balance = sum(1 if change.made else -1 for change in told)
    assert len(in_force(made, on=since)) + balance == len(in_force(made, on=until))
