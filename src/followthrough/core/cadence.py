"""How often somebody hears of one item: on which days before and after its due date, and how far apart. Knows no person, keeps no record.

Days are counted from the due date: -1 is the day before it, 3 the third day after. The days are the policy's, and never end.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from followthrough.core.policy import Policy

ASK_AGAIN = 3  # days between reminders to somebody who was asked to take an item over


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be said. The same `name` is said to the same person once; `gap` days lie between it and what they heard before."""

    name: str
    gap: int
    owed: int  # the day, from the due date, from which on it may be said to somebody who has not heard of the item at all


class Series:
    """The days of one policy: some before the due date, some after it, and then one every so many days for ever."""

    def __init__(self, policy: Policy) -> None:
        self._days = (*sorted(-day for day in policy.before if day > 0), *policy.after)
        self._every = policy.then_every

    def reached(self, day: int, room: int) -> int | None:
        """The last day of the series that has come. What lies before the item was accepted, `room` days before its date, has not."""
        last = self._days[-1]
        if day > last:
            return last + (day - last) // self._every * self._every
        index = bisect_right(self._days, day) - 1
        return self._days[index] if index >= 0 and (self._days[index] >= 0 or -self._days[index] < room) else None

    def first(self, room: int) -> int:
        """The first day of the series for an item that was accepted `room` days before its date."""
        return next(day for day in self._days if day >= 0 or -day < room)

    def following(self, day: int) -> int:
        """The next day of the series after this one."""
        last = self._days[-1]
        if day >= last:
            return last + ((day - last) // self._every + 1) * self._every
        return self._days[bisect_right(self._days, day)]

    def gap(self, day: int) -> int:
        """Days to the nearer neighbour of a day of the series: what was said late pushes the next one back, and never out of its window."""
        after = self.following(day) - day
        index = bisect_right(self._days, day) - 1
        if day > self._days[-1]:
            return self._every
        return min(after, day - self._days[index - 1]) if index > 0 else after


def due_step(series: Series, *, due: date, accepted_on: date, on: date) -> Step | None:
    """The step of the series that an item has come to on a day; None where the first one is still to come."""
    room = (due - accepted_on).days
    day = series.reached((on - due).days, room)
    return None if day is None else Step(f"{due.isoformat()}{day:+d}", series.gap(day), series.first(room))


def asked_step(*, due: date, handed_on: date | None, on: date) -> Step:
    """What somebody hears who was asked to take it over and has not answered."""
    number = max((on - handed_on).days, 0) // ASK_AGAIN if handed_on is not None else 0
    return Step(f"{due.isoformat()}?{number}", ASK_AGAIN if number else 1, 0)
