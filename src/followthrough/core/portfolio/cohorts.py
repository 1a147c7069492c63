"""What became of what was due, quarter by quarter, the running one included. Each is counted as `completion` counts a window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from followthrough.core.portfolio.completion import Completion, tally
from followthrough.core.portfolio.replacement import Survivor
from followthrough.core.portfolio.windows import Window


@dataclass(frozen=True, slots=True)
class Cohort:
    """The items that were originally due in a quarter. `is_over`: the quarter is wholly past."""

    name: str
    completion: Completion
    is_over: bool


def quarter_of(day: date) -> Window:
    """The calendar quarter that a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    after = date(day.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
    return Window(first, after - timedelta(days=1))


def quarters(on: date, count: int) -> list[Window]:
    """The last `count` quarters, oldest first; `on` lies in the last."""
    found = [quarter_of(on)]
    while len(found) < count:
        found.append(quarter_of(found[-1].first - timedelta(days=1)))
    return found[::-1]


def name_of(window: Window) -> str:
    """As 2026 Q3."""
    return f"{window.first.year} Q{(window.first.month + 2) // 3}"


def cohorts(survivors: Collection[Survivor], *, on: date, count: int = 6) -> list[Cohort]:
    return [Cohort(name_of(window), tally(survivors, window), window.last < on) for window in quarters(on, count)]
