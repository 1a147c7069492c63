"""What stands on an agenda, why, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.agenda import ORDER, OnTable, Reason, Thresholds, agenda
from tests.conftest import TODAY

LAST = TODAY - timedelta(days=14)
QUIET = OnTable(1, TODAY - timedelta(days=20), TODAY + timedelta(days=10), TODAY - timedelta(days=2), owner="Alice")


def days(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def why(one: OnTable, *, since: date | None = LAST) -> list[str]:
    return [said for entry in agenda([one], on=TODAY, since=since) for _, said in entry.reasons]


def test_an_item_that_is_owned_on_time_and_worked_at_is_not_talked_about() -> None:
    assert agenda([QUIET], on=TODAY, since=LAST) == []


def test_nothing_on_the_table_is_an_empty_agenda() -> None:
    assert agenda([], on=TODAY, since=LAST) == []
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
        ({"owner": "build-bot", "owner_is_robot": True}, "build-bot, which owns it, is not a person"),
        ({"accepted_on": days(-14)}, "new since the last review"),
        ({"known_since": days(-3)}, "new since the last review"),
        ({"carried": True}, "carried over from the last review"),
    ],
)
def test_each_reason_is_said_in_words(changed: dict[str, object], says: str) -> None:
    assert why(replace(QUIET, **changed)) == [says]  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [{"due": TODAY}, {"slips": 1}, {"touched_on": days(-29)}, {"accepted_on": days(-15)}])
def test_just_short_of_a_reason_is_none(changed: dict[str, object]) -> None:
    assert why(replace(QUIET, **changed)) == []  # type: ignore[arg-type]


def test_all_reasons_of_an_item_are_said_in_the_order_in_which_they_weigh() -> None:
    entry = OnTable(
        7,
        TODAY,
        days(-1),
        days(-40),
        slips=3,
        needs_decision=True,
        blocked_by="the vendor",
        blocked_until=days(2),
        returned_on=days(-3),
        carried=True,
    )
    assert [reason for reason, _ in agenda([entry], on=TODAY, since=LAST)[0].reasons] == list(Reason)


def test_where_there_was_no_review_new_reaches_back_two_weeks() -> None:
    assert why(replace(QUIET, accepted_on=days(-14)), since=None) == ["new in the last 14 days"]
    assert why(QUIET, since=None) == []


def test_a_policy_says_how_long_an_item_may_be_left_alone() -> None:
    left = replace(QUIET, touched_on=days(-8), owned_since=days(-5), owner_touched=False)
    entry = agenda([left], on=TODAY, since=LAST, policy=Thresholds(untouched_days=7, unstarted_days=5))[0]
    assert entry.reasons == ((Reason.UNTOUCHED, "untouched for 8 days"),)
    assert entry.flags == ("assigned 5 days ago and not touched since",)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"owned_since": days(-21), "owner_touched": False}, "assigned 21 days ago and not touched since"),
        ({"owned_since": days(-4), "nudged_on": (days(-9), days(-4))}, "the owner was set on 2026-06-06, the day of a nudge"),
        ({"asked": "Bob"}, "Bob was asked to take it over and has not answered"),
        ({"snoozes": 1}, "snoozed once"),
        ({"snoozes": 3}, "snoozed 3 times"),
    ],
)
def test_a_flag_is_said_of_what_is_on_the_agenda_anyway(changed: dict[str, object], says: str) -> None:
    flagged = replace(QUIET, **changed)  # type: ignore[arg-type]
    assert agenda([flagged], on=TODAY, since=LAST) == []
    assert agenda([replace(flagged, due=days(-1))], on=TODAY, since=LAST)[0].flags == (says,)


def test_an_overdue_item_that_is_called_on_track_again_and_again_says_so() -> None:
    late = replace(QUIET, due=days(-1), called_on_track=2)
    assert agenda([late], on=TODAY, since=LAST)[0].flags == ("called on track twice since it was due",)
    assert agenda([replace(late, called_on_track=1)], on=TODAY, since=LAST)[0].flags == ()
    assert agenda([replace(late, due=TODAY, slips=2)], on=TODAY, since=LAST)[0].flags == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"owned_since": days(-20), "owner_touched": False},
        {"owned_since": days(-90), "owner_touched": True},
        {"owned_since": days(-90), "owner_touched": False, "owner": ""},
        {"owned_since": days(-4), "nudged_on": (days(-5),)},
        {"nudged_on": (days(-4),)},
    ],
)
def test_just_short_of_a_flag_is_none(changed: dict[str, object]) -> None:
    late = replace(QUIET, due=days(-1), **changed)  # type: ignore[arg-type]
    assert agenda([late], on=TODAY, since=LAST)[0].flags == ()


def test_on_its_due_date_an_item_needs_no_outcome_yet() -> None:
    entries = agenda([replace(QUIET, due=TODAY, slips=2), replace(QUIET, item=2, due=days(-1))], on=TODAY, since=LAST)
    assert {entry.item: entry.must for entry in entries} == {1: False, 2: True}


def test_what_is_told_twice_of_an_item_stands_once_as_the_worse_of_the_two() -> None:
    late, new = replace(QUIET, due=days(-1)), replace(QUIET, accepted_on=TODAY, needs_decision=True)
    for told in ([late, new, late], [new, late, new]):
        entries = agenda(told, on=TODAY, since=LAST)
        assert [(entry.item, entry.must) for entry in entries] == [(1, True)]


TABLE = st.builds(
    OnTable,
    item=st.integers(1, 40),
    accepted_on=st.dates(days(-400), TODAY),
    due=st.dates(days(-300), days(300)),
    touched_on=st.dates(days(-100), TODAY),
    severity=st.sampled_from([None, 1, 2, 3, 4]),
    slips=st.integers(0, 4),
    needs_decision=st.booleans(),
    blocked_by=st.sampled_from(["", "the vendor"]),
    blocked_until=st.none() | st.dates(days(-30), days(30)),
    returned_on=st.none() | st.dates(days(-30), TODAY),
    owner=st.sampled_from(["", "Alice", "Bob"]),
    owner_is_here=st.booleans(),
    owner_is_robot=st.booleans(),
    owned_since=st.none() | st.dates(days(-60), TODAY),
    owner_touched=st.booleans(),
    snoozes=st.integers(0, 3),
    called_on_track=st.integers(0, 3),
    carried=st.booleans(),
    nudged_on=st.lists(st.dates(days(-60), TODAY), max_size=3).map(tuple),
)
TABLES = st.lists(TABLE, max_size=30)
ALONE = st.lists(TABLE, max_size=30, unique_by=lambda one: one.item)
SINCE = st.none() | st.dates(days(-60), TODAY)


@given(TABLES, SINCE)
def test_every_overdue_item_is_there_and_must_have_an_outcome(tables: list[OnTable], since: date | None) -> None:
    there = {entry.item for entry in agenda(tables, on=TODAY, since=since) if entry.must}
    assert there == {one.item for one in tables if one.due < TODAY}


@given(TABLES, SINCE)
def test_an_item_stands_once_with_a_reason(tables: list[OnTable], since: date | None) -> None:
    entries = agenda(tables, on=TODAY, since=since)
    numbers = [entry.item for entry in entries]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= {one.item for one in tables}
    assert all(said for entry in entries for _, said in entry.reasons)
    assert all(entry.reasons for entry in entries)


@given(ALONE, SINCE)
def test_an_item_stands_under_its_first_reason(tables: list[OnTable], since: date | None) -> None:
    entries = agenda(tables, on=TODAY, since=since)
    for entry in entries:
        weights = [ORDER[reason] for reason, _ in entry.reasons]
        assert weights == sorted(set(weights))
    firsts = [ORDER[entry.reasons[0][0]] for entry in entries]
    assert firsts == sorted(firsts)


@given(TABLES, SINCE, st.data())
def test_the_order_does_not_depend_on_who_comes_first(tables: list[OnTable], since: date | None, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(tables))
    assert agenda(shuffled, on=TODAY, since=since) == agenda(tables, on=TODAY, since=since)


@given(ALONE, SINCE)
def test_what_else_is_on_the_agenda_changes_nothing_about_an_item(tables: list[OnTable], since: date | None) -> None:
    together = {entry.item: entry for entry in agenda(tables, on=TODAY, since=since)}
    alone = {entry.item: entry for one in tables for entry in agenda([one], on=TODAY, since=since)}
    assert together == alone


@given(ALONE, SINCE)
def test_nobody_is_ranked_an_item_stands_where_it_stands_whoever_owns_it(tables: list[OnTable], since: date | None) -> None:
    swapped = [replace(one, owner={"Alice": "Bob", "Bob": "Alice", "": ""}[one.owner]) for one in tables]
    mine, theirs = agenda(tables, on=TODAY, since=since), agenda(swapped, on=TODAY, since=since)
    assert [(entry.item, entry.must) for entry in mine] == [(entry.item, entry.must) for entry in theirs]


@given(ALONE)
def test_no_item_ages_into_silence(tables: list[OnTable]) -> None:
    """Whatever is late, unowned or left alone comes up again in each review, however often it has been there."""
    there = {entry.item for entry in agenda(tables, on=days(400), since=days(386))}
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


def test_the_order_of_the_reasons_is_the_order_of_a_review() -> None:
    assert [reason.value for reason in Reason] == [
        "decision",
        "overdue",
        "blocked",
        "returned",
        "slipped",
        "untouched",
        "owner_gone",
        "new",
        "carried",
    ]
