"""On which days a recurring review is held. Knows no clock: days are arguments, and the length of a step is the policy's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from followthrough.core.calendar import WorkingHours


def days(first_on: date, *, every: int, calendar: WorkingHours, since: date) -> Iterator[date]:
    """The days from `since` on: each `every` days from the first, moved to the next working day; two that meet are one."""
    number = max((since - first_on).days // every - 1, 0)
    before = None
    while True:
        try:
            day = calendar.add_working_days(first_on + timedelta(days=number * every), 0)
        except OverflowError:  # the calendar's last day
            return
        if day >= since and day != before:
            yield day
        before = day
        number += 1


def upcoming(first_on: date, *, every: int, calendar: WorkingHours, since: date, number: int) -> list[date]:
    """The next days of the rhythm."""
    return list(islice(days(first_on, every=every, calendar=calendar, since=since), number))


def due(first_on: date, *, every: int, calendar: WorkingHours, on: date, last: date | None) -> date | None:
    """The day of the rhythm for which a review is to be opened now; None where there is none to open.

    Of days that were missed (the server stood still) only the latest counts. One that was opened by hand less than half a step before
    stands for it: nobody meets twice in a week because of a schedule.
    """
    latest = None
    for day in days(first_on, every=every, calendar=calendar, since=on - timedelta(days=every + 14)):
        if day > on:
            break
        latest = day
    if latest is None or (last is not None and last > latest - timedelta(days=(every + 1) // 2)):
        return None
    return latest
