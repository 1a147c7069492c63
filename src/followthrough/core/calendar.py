"""When somebody works: hours of their own clock, on days that are no weekend and no holiday. Knows no clock and no country.

Wall clocks are turned into moments here alone. A time that a clock skips in spring is moved forward by what was skipped; one that
comes twice in autumn is the first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from followthrough.errors import InputError

WEEKDAYS = frozenset(range(5))  # Monday is 0
ONE = timedelta(days=1)
FAR = 400  # days without a single working day: then there is none


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name, as Europe/Berlin; InputError for a name that is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"“{name[:60]}” is no time zone: write it as Europe/Berlin or America/New_York.") from None


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """From `opens` to before `closes`, on the `days` (Monday is 0) that are no holiday, by the clock of `zone`."""

    zone: str = "UTC"
    days: frozenset[int] = WEEKDAYS
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        zone_of(self.zone)
        if not self.opens < self.closes:
            raise InputError("Working hours end after they begin: as from 09:00 to 17:00.")
        if not self.days or not self.days <= frozenset(range(7)):
            raise InputError("Say at least one day of the week on which somebody works.")

    def local_day(self, at: datetime) -> date:
        """The day that it is there at a moment."""
        return at.astimezone(zone_of(self.zone)).date()

    def is_working_day(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    def is_open(self, at: datetime) -> bool:
        """Whether somebody works at this moment."""
        day = self.local_day(at)
        return self.is_working_day(day) and self.moment(day, self.opens) <= at < self.moment(day, self.closes)

    def next_open(self, at: datetime) -> datetime:
        """This moment, if somebody works at it; else the next at which they begin to."""
        if self.is_open(at):
            return at
        day = self.local_day(at)
        for _ in range(FAR):
            begins = self.moment(day, self.opens)
            if self.is_working_day(day) and begins >= at and begins < self.moment(day, self.closes):
                return begins
            day += ONE
        raise InputError(f"Nobody who works by {self.zone} has a working day within {FAR} days: look at the holidays.")

    def moment(self, day: date, clock: time) -> datetime:
        """The moment, in UTC, at which the clock there shows this time on this day."""
        wall = datetime.combine(day, clock, tzinfo=zone_of(self.zone))
        return wall.astimezone(UTC)

    def add_working_days(self, day: date, number: int) -> date:
        """The working day so many working days after `day`, which itself is not counted; 0: the day, or the next working one."""
        if number == 0 and not self.is_working_day(day):
            number = 1
        for _ in range(FAR * max(number, 1)):
            if number <= 0:
                return day
            day += ONE
            number -= self.is_working_day(day)
        raise InputError("So many working days do not come: look at the holidays.")

    def working_days(self, first: date, last: date) -> Iterable[date]:
        """The working days from `first` to `last`, both included."""
        return (day for day in (first + number * ONE for number in range((last - first).days + 1)) if self.is_working_day(day))
