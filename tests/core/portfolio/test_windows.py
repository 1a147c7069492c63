"""Quarters, the running ninety days and weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followthrough.core.portfolio.windows import last_full_quarter, running, weeks
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (date(2026, 6, 10), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_the_last_full_quarter_is_wholly_past(on: date, first: date, last: date) -> None:
    assert last_full_quarter(on) == (first, last)


def test_quarters_follow_each_other_without_a_gap_for_ten_years() -> None:
    on = date(2020, 1, 1)
    while on < date(2030, 1, 1):
        first, last = last_full_quarter(on)
        assert last < on
        assert (on - last).days <= 92
        assert last_full_quarter(first)[1] == first - timedelta(days=1)
        on += timedelta(days=1)


def test_the_running_window_has_ninety_days_and_ends_on_the_day() -> None:
    first, last = running(TODAY)
    assert last == TODAY
    assert (last - first).days + 1 == 90


@pytest.mark.parametrize("on", [date(2026, 6, 8), TODAY, date(2026, 6, 14)])
def test_weeks_run_from_monday_to_sunday_and_the_last_holds_the_day(on: date) -> None:
    found = weeks(on, 3)
    assert found == [
        (date(2026, 5, 25), date(2026, 5, 31)),
        (date(2026, 6, 1), date(2026, 6, 7)),
        (date(2026, 6, 8), date(2026, 6, 14)),
    ]
    assert found[-1].holds(on)
    assert not found[0].holds(on)
