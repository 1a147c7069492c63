"""The policy's due date. What an item does with it is tested with the operations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followthrough.core.policy import DUE_DAYS, due_window, policy_due
from tests.conftest import TODAY


@pytest.mark.parametrize(("severity", "days"), [(1, 14), (2, 28), (3, 56), (4, 90)])
def test_each_severity_has_its_window(severity: int, days: int) -> None:
    assert due_window(severity) == days
    assert policy_due(severity, TODAY) == TODAY + timedelta(days=days)


def test_a_worse_incident_never_gets_more_time() -> None:
    windows = [due_window(severity) for severity in sorted(DUE_DAYS)]
    assert windows == sorted(windows)


def test_an_unstated_severity_gets_the_longest_window() -> None:
    assert due_window(None) == 90


def test_a_severity_outside_the_scale_gets_the_longest_window() -> None:
    assert due_window(7) == 90


def test_the_window_is_counted_in_calendar_days_over_a_leap_day() -> None:
    assert policy_due(1, date(2028, 2, 20)) == date(2028, 3, 5)
