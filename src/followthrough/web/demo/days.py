"""When people of the invented company work: weekdays, in daylight. Knows no public holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

FIRST_HOUR, LAST_HOUR = 9, 16
ONE = timedelta(days=1)


def is_working(day: date) -> bool:
    return day.weekday() < 5


def working(day: date) -> date:
    """This day, or the next one on which people work."""
    while not is_working(day):
        day += ONE
    return day


def working_before(day: date) -> date:
    """This day, or the last one before it on which people worked."""
    while not is_working(day):
        day -= ONE
    return day


def shift(day: date, count: int) -> date:
    """`count` working days later, or earlier."""
    step = ONE if count > 0 else -ONE
    for _ in range(abs(count)):
        day += step
        while not is_working(day):
            day += step
    return day


def some_time(day: date, *, rng: Random, zone: tzinfo) -> datetime:
    """A moment of the working hours of a day. No clock is ever changed at that time of the day."""
    moment = time(rng.randint(FIRST_HOUR, LAST_HOUR), rng.randint(0, 59), rng.randint(0, 59))
    return datetime.combine(day, moment, tzinfo=zone)
