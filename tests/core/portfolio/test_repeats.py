"""Repeats, and those one had been warned of; cohorts by quarter; slips of what is open."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.item import State, Type
from followthrough.core.portfolio.cohorts import cohorts, name_of, quarter_of, quarters
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.repeats import Repeated, Struck, by_quarter, look_back
from followthrough.core.portfolio.replacement import Replacements
from followthrough.core.portfolio.slips import slips
from followthrough.core.portfolio.spells import spells_of

ON = date(2026, 6, 10)
EARLY = date(2026, 1, 1)


def standing(
    item: int, state: State = State.OPEN, *, due: date = ON, original: date | None = None, moved: int = 0, by: tuple[int, ...] = ()
) -> Standing:
    closed = None if state.is_open else ON
    return Standing(
        item=item,
        incident=1,
        type=Type.DETECTION,
        state=state,
        team=None,
        owner_named=True,
        accepted_on=date(2026, 1, 1),
        original_due=original or due,
        due=due,
        closed_on=closed,
        done_on=closed if state is State.DONE else None,
        replaced_by=by,
        slips=moved,
    )


def test_a_repeat_had_been_warned_of_where_an_item_was_open_or_its_risk_accepted_the_day_before() -> None:
    before = ON - timedelta(days=1)
    lines = [
        [(EARLY, standing(1))],
        [(EARLY, standing(2, State.RISK_ACCEPTED))],
        [(EARLY, standing(3)), (before, standing(3, State.DONE))],
        [(EARLY, standing(4, State.DECLINED))],
        [(EARLY, standing(5, State.SUPERSEDED, by=(1,)))],
        [(EARLY, standing(6)), (ON, standing(6, State.DONE))],  # done only on the very day
        [(ON, standing(7))],  # promised only after it struck
    ]
    told = spells_of(dict(enumerate(lines, 1)))
    found = look_back(Struck(9, 1, ON), told)
    assert (found.open, found.accepted, found.was_warned) == ((1, 6), (2,), True)
    assert not look_back(Struck(9, 1, ON), [one for one in told if one.item in {3, 4}]).was_warned
    assert not look_back(Struck(9, 2, ON), told).was_warned


def test_an_incident_that_repeats_two_counts_once_and_as_warned_if_one_had_warned() -> None:
    repeated = [Repeated(Struck(9, 1, ON)), Repeated(Struck(9, 2, ON), open=(4,)), Repeated(Struck(8, 1, date(2026, 3, 31)))]
    began = {ON: 2, date(2026, 3, 31): 1, date(2020, 1, 1): 1}
    found = by_quarter(repeated, began, on=ON, count=2)
    assert [(one.name, one.incidents, one.repeats, one.warned) for one in found] == [("2026 Q1", 1, 1, 0), ("2026 Q2", 2, 1, 1)]


@pytest.mark.parametrize(
    ("day", "first", "last", "name"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31), "2026 Q1"),
        (date(2024, 3, 31), date(2024, 1, 1), date(2024, 3, 31), "2024 Q1"),
        (date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31), "2026 Q4"),
    ],
)
def test_a_quarter_of_the_calendar(day: date, first: date, last: date, name: str) -> None:
    assert (*quarter_of(day), name_of(quarter_of(day))) == (first, last, name)


@given(st.dates(date(1972, 1, 1), date(9000, 1, 1)), st.integers(1, 12))
def test_quarters_follow_each_other_without_a_gap(on: date, count: int) -> None:
    found = quarters(on, count)
    assert len(found) == count
    assert found[-1].holds(on)
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(found))


def test_each_cohort_holds_what_was_first_due_in_it_however_often_it_was_moved() -> None:
    items = [
        standing(1, State.DONE, due=date(2026, 2, 1)),
        standing(2, due=date(2026, 6, 30), original=date(2026, 2, 1)),
        standing(3, due=date(2026, 6, 20)),
    ]
    found = cohorts(Replacements(items).survivors(), on=ON, count=2)
    assert [(one.name, one.completion.total, one.completion.done, one.is_over) for one in found] == [
        ("2026 Q1", 2, 1, True),
        ("2026 Q2", 1, 0, False),
    ]


def test_slips_count_what_is_open_and_by_how_much_it_moved() -> None:
    items = [
        standing(1),
        standing(2, due=ON, original=date(2026, 6, 1), moved=1),
        standing(3, due=ON, original=date(2026, 5, 31), moved=7),
        standing(4, due=date(2026, 5, 1), original=ON),
        standing(5, State.DONE, moved=9),
    ]
    found = slips(items)
    assert (found.counts, found.days, found.total, found.moved) == ((2, 1, 0, 1), 19, 4, 2)
    assert slips([]).total == 0
