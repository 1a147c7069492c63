"""On which days a review is held, and for which one it is opened."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.calendar import WorkingHours
from followthrough.core.rhythm import due, upcoming

WEDNESDAY = date(2026, 6, 10)
CALENDAR = WorkingHours()


def test_every_two_weeks_from_the_first_day() -> None:
    found = upcoming(WEDNESDAY, every=14, calendar=CALENDAR, since=WEDNESDAY, number=3)
    assert found == [WEDNESDAY, WEDNESDAY + timedelta(14), WEDNESDAY + timedelta(28)]


def test_it_moves_off_holidays_and_weekends_and_the_next_is_not_moved_with_it() -> None:
    calendar = WorkingHours(holidays=frozenset({date(2026, 6, 24), date(2026, 6, 25)}))
    found = upcoming(WEDNESDAY, every=14, calendar=calendar, since=WEDNESDAY, number=3)
    assert found == [WEDNESDAY, date(2026, 6, 26), date(2026, 7, 8)]
    assert upcoming(date(2026, 6, 13), every=7, calendar=CALENDAR, since=WEDNESDAY, number=1) == [date(2026, 6, 15)]


def test_two_days_that_meet_are_one_meeting() -> None:
    assert upcoming(date(2026, 6, 13), every=1, calendar=CALENDAR, since=date(2026, 6, 13), number=2) == [
        date(2026, 6, 15),
        date(2026, 6, 16),
    ]


def test_the_end_of_the_calendar_ends_the_rhythm() -> None:
    assert upcoming(date(9999, 12, 1), every=14, calendar=CALENDAR, since=date(9999, 12, 1), number=9) == [
        date(9999, 12, 1),
        date(9999, 12, 15),
        date(9999, 12, 29),
    ]


@pytest.mark.parametrize(
    ("on", "last", "opens"),
    [
        (-1, None, None),  # its day has not come
        (0, None, 0),
        (0, 0, None),  # opened already
        (0, -14, 0),
        (0, -7, 0),  # half a step before is another meeting
        (0, -6, None),  # opened by hand a few days before: that was it
        (3, -14, 0),  # the server stood still for three days
        (40, 0, 28),  # of two that were missed the latest
        (20, 14, None),
    ],
)
def test_when_a_review_is_opened(on: int, last: int | None, opens: int | None) -> None:
    day = None if last is None else WEDNESDAY + timedelta(last)
    found = due(WEDNESDAY, every=14, calendar=CALENDAR, on=WEDNESDAY + timedelta(on), last=day)
    assert found == (None if opens is None else WEDNESDAY + timedelta(opens))


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 92), st.integers(0, 400), st.frozensets(st.integers(0, 60), max_size=20)
)
def test_every_meeting_is_on_a_working_day_and_they_are_as_far_apart_as_agreed(
    first: date, every: int, later: int, holidays: frozenset[int]
) -> None:
    calendar = WorkingHours(holidays=frozenset(first + timedelta(later + one) for one in holidays))
    since = first + timedelta(later)
    found = upcoming(first, every=every, calendar=calendar, since=since, number=6)
    assert all(calendar.is_working_day(day) and day >= since for day in found)
    assert all(before < after for before, after in pairwise(found))
    assert found[0] <= calendar.add_working_days(since + timedelta(every), 0)


@given(st.integers(1, 60), st.lists(st.booleans(), min_size=1, max_size=200))
def test_looking_every_day_opens_each_meeting_once(every: int, up: list[bool]) -> None:
    """However often the server stands still, no meeting is opened twice, and none is missed by more than the time it stood still."""
    last: date | None = None
    opened = []
    for number, runs in enumerate([*up, True]):
        today = WEDNESDAY + timedelta(number)
        day = due(WEDNESDAY, every=every, calendar=CALENDAR, on=today, last=last) if runs else None
        if day is not None:
            opened.append(day)
            last = today
    assert len(set(opened)) == len(opened)
    assert opened == sorted(opened)
    assert opened
