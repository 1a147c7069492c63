"""Stretches of the calendar that the numbers speak of. Knows nothing of items."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
# Numbers are asked as of a day from this one on: well before any incident, and with room for the windows before it.
EARLIEST = date(1970, 1, 1)


class Window(NamedTuple):
    """From the day `first` to the day `last`, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def last_full_quarter(on: date) -> Window:
    """The calendar quarter before the one that `on` lies in: the last that is wholly past."""
    this = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    last = this - DAY
    return Window(date(last.year, last.month - 2, 1), last)


def running(on: date, days: int = 90) -> Window:
    """The last `days` days; `on` is the last of them."""
    return Window(on - timedelta(days=days - 1), on)


def weeks(on: date, count: int = 8) -> list[Window]:
    """The last `count` weeks, Monday to Sunday, oldest first; `on` lies in the last, which may not be over yet."""
    monday = on - timedelta(days=on.weekday())
    return [Window(monday - back * WEEK, monday - back * WEEK + 6 * DAY) for back in reversed(range(count))]
