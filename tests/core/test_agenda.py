"""What stands on an agenda, why, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.agenda import ORDER, OnTable, Reason, agenda
from tests.conftest import TODAY

LAST = TODAY - timedelta(days=14)
QUIET = OnTable(1, TODAY - timedelta(days=20), TODAY + timedelta(days=10), TODAY - timedelta(days=2), owner="Alice")


def days(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def why(one: OnTable, *, since: date | None = LAST) -> list[str]:
    return [said for entry in agenda([one], on=TODAY, since=since) for _, said in entry.reasons]


def test_an_item_that_is_owned_on_time_and_worked_at_is_not_talked_about() -> None:
    assert agenda([QUIET], on=TODAY, since=LAST) == []
    assert agenda([], on=TODAY, since=None) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"needs_decision": True}, "needs a decision"),
        ({"due": days(-1)}, "1 day overdue"),
        ({"due": days(-23)}, "23 days overdue"),
        ({"blocked_by": "the vendor", "blocked_until": days(3)}, "blocked"),
        ({"blocked_by": "the vendor", "blocked_until": days(0)}, "blocked, and was to be asked again on 2026-06-10"),
        ({"returned_on": days(-3)}, "back from an accepted risk since 2026-06-07"),
        ({"slips": 2}, "moved twice"),
        ({"slips": 5}, "moved 5 times"),
        ({"touched_on": days(-30)}, "untouched for 30 days"),
        ({"owner": ""}, "nobody owns it"),
        ({"owner_is_here": False}, "Alice, who owns it, is no longer here"),
        ({"accepted_on": days(-14)}, "new since the last review"),
        ({"carried": True}, "carried over from the last review"),
    ],
)
def test_each_reason_is_said_in_words(changed: dict[str, object], says: str) -> None:
    assert why(replace(QUIET, **changed)) == [says]  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [{"due": TODAY}, {"slips": 1}, {"touched_on": days(-29)}, {"accepted_on": days(-15)}])
def test_just_short_of_a_reason_is_none(changed: dict[str, object]) -> None:
    assert why(replace(QUIET, **changed)) == []  # type: ignore[arg-type]


def test_where_there_was_no_review_new_reaches_back_two_weeks() -> None:
    assert why(replace(QUIET, accepted_on=days(-14)), since=None) == ["new since the last review"]
    assert why(QUIET, since=None) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"owned_since": days(-21), "owner_touched": False}, "assigned 21 days ago and not touched since"),
        ({"asked": "Bob"}, "Bob was asked to take it over and has not answered"),
        ({"snoozes": 3}, "snoozed 3 times"),
        ({"called_on_track": 2}, "called on track twice since it was due"),
    ],
)
def test_a_flag_is_said_of_what_is_on_the_agenda_anyway(changed: dict[str, object], says: str) -> None:
    flagged = replace(QUIET, **changed)  # type: ignore[arg-type]
    assert agenda([flagged], on=TODAY, since=LAST) == []
    assert agenda([replace(flagged, due=days(-1))], on=TODAY, since=LAST)[0].flags == (says,)


TABLE = st.builds(
    OnTable,
    item=st.integers(1, 10_000),
    accepted_on=st.dates(days(-400), TODAY),
    due=st.dates(days(-300), days(300)),
    touched_on=st.dates(days(-100), TODAY),
    severity=st.sampled_from([None, 1, 2, 3, 4]),
    slips=st.integers(0, 4),
    needs_decision=st.booleans(),
    blocked_by=st.sampled_from(["", "the vendor"]),
    owner=st.sampled_from(["", "Alice"]),
    owner_is_here=st.booleans(),
    snoozes=st.integers(0, 3),
    carried=st.booleans(),
)
TABLES = st.lists(TABLE, max_size=30, unique_by=lambda one: one.item)


@given(TABLES, st.randoms(use_true_random=False))
def test_every_overdue_item_is_there_once_and_the_order_does_not_depend_on_who_comes_first(tables: list[OnTable], luck: object) -> None:
    entries = agenda(tables, on=TODAY, since=LAST)
    numbers = [entry.item for entry in entries]
    assert len(set(numbers)) == len(numbers)
    assert {one.item for one in tables if one.due < TODAY} == {entry.item for entry in entries if entry.must}
    firsts = [ORDER[entry.reasons[0][0]] for entry in entries]
    assert firsts == sorted(firsts)
    shuffled = list(tables)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert agenda(shuffled, on=TODAY, since=LAST) == entries


@given(TABLES)
def test_no_item_ages_into_silence(tables: list[OnTable]) -> None:
    """Whatever is late, unowned or left alone comes up again in each review, however often it has been there."""
    there = {entry.item for entry in agenda(tables, on=TODAY + timedelta(days=400), since=TODAY + timedelta(days=386))}
    assert there == {one.item for one in tables}


def test_the_worst_comes_first() -> None:
    tables = [
        replace(QUIET, item=1, accepted_on=TODAY),
        replace(QUIET, item=2, due=days(-1), severity=3),
        replace(QUIET, item=3, due=days(-1), severity=1),
        replace(QUIET, item=4, due=days(-90), severity=None),
        replace(QUIET, item=5, due=days(-90), needs_decision=True),
    ]
    assert [entry.item for entry in agenda(tables, on=TODAY, since=LAST)] == [5, 3, 2, 4, 1]
    assert list(Reason)[:3] == [Reason.DECISION, Reason.OVERDUE, Reason.BLOCKED]
