"""Working hours: weekends, holidays, clocks that are put forward and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.calendar import WorkingHours
from followthrough.errors import InputError

BERLIN = WorkingHours("Europe/Berlin")
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"])
HOURS = st.builds(
    WorkingHours,
    zone=ZONES,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    opens=st.times(max_value=time(11)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    closes=st.times(min_value=time(12)).map(lambda clock: clock.replace(second=0, microsecond=0)),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def test_who_works_in_berlin_is_reached_at_nine_of_the_next_working_day() -> None:
    friday_evening = datetime(2026, 6, 12, 16, 0, tzinfo=UTC)  # six in the evening there
    assert BERLIN.next_open(friday_evening) == datetime(2026, 6, 15, 7, 0, tzinfo=UTC)


def test_a_holiday_is_passed_over() -> None:
    hours = WorkingHours("Europe/Berlin", holidays=frozenset({date(2026, 6, 15)}))
    assert hours.next_open(datetime(2026, 6, 13, 12, tzinfo=UTC)) == datetime(2026, 6, 16, 7, tzinfo=UTC)


def test_who_works_now_is_reached_now() -> None:
    now = datetime(2026, 6, 15, 10, 30, tzinfo=UTC)
    assert BERLIN.next_open(now) == now


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 3, 27), datetime(2026, 3, 27, 8, tzinfo=UTC)),  # the Friday before clocks are put forward
        (date(2026, 3, 30), datetime(2026, 3, 30, 7, tzinfo=UTC)),  # and the Monday after
        (date(2026, 10, 23), datetime(2026, 10, 23, 7, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 26, 8, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_by_the_clock_on_the_wall(day: date, utc: datetime) -> None:
    assert BERLIN.moment(day, time(9)) == utc


def test_a_time_that_the_clock_skips_is_moved_forward() -> None:
    assert BERLIN.moment(date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # half past three there


def transitions(zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """Days on which the clocks of a zone are changed, found by looking at its offset at every midnight of universal time."""
    day, before = first, None
    while day < last:
        offset = datetime(day.year, day.month, day.day, tzinfo=UTC).astimezone(zone).utcoffset()
        if before is not None and offset != before:
            yield day - timedelta(days=1)
        day, before = day + timedelta(days=1), offset


def test_in_every_zone_of_the_world_each_change_of_the_clocks_leaves_one_beginning_a_day() -> None:
    """A time that is skipped comes at the next one that exists, a doubled one once: between two middays there is one beginning."""
    seen = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for day in transitions(zone, date(2026, 1, 1), date(2027, 1, 1)):
            for opens in (time(0), time(1, 30), time(2), time(2, 30), time(3)):
                hours = WorkingHours(name, frozenset(range(7)), opens, time(11))
                for number in (-1, 0, 1):
                    at = hours.moment(day + timedelta(days=number - 1), time(12))
                    begins = hours.next_open(at)
                    there = begins.astimezone(zone)
                    assert there.date() == day + timedelta(days=number)
                    assert (
                        timedelta(0) <= there.replace(tzinfo=None) - datetime.combine(there.date(), opens) <= timedelta(hours=2)
                    )  # Troll's jump
                    assert hours.is_open(begins)
                    assert not hours.is_open(begins - timedelta(minutes=1))
                    seen += 1
    assert seen > 3000


@given(HOURS, MOMENTS)
def test_whoever_is_reached_is_reached_while_they_work_and_never_in_the_past(hours: WorkingHours, at: datetime) -> None:
    found = hours.next_open(at)
    assert found >= at
    assert hours.is_open(found)
    assert found == at or not hours.is_open(at)


@given(HOURS, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 30))
def test_so_many_working_days_later_is_a_working_day_with_so_many_between(hours: WorkingHours, day: date, number: int) -> None:
    found = hours.add_working_days(day, number)
    assert hours.is_working_day(found)
    if number:
        assert len(list(hours.working_days(day + timedelta(days=1), found))) == number


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"zone": "Mars/Olympus"}, "is no time zone"),
        ({"zone": "../etc/passwd"}, "is no time zone"),
        ({"opens": time(17), "closes": time(9)}, "end after they begin"),
        ({"days": frozenset()}, "at least one day"),
        ({"days": frozenset({7})}, "at least one day"),
    ],
)
def test_hours_that_are_none_are_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        WorkingHours(**wrong)  # type: ignore[arg-type]


def test_a_year_of_holidays_ends_in_words_and_not_in_a_loop() -> None:
    hours = WorkingHours(holidays=frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(1000)))
    with pytest.raises(InputError, match="look at the holidays"):
        hours.next_open(datetime(2026, 6, 1, tzinfo=UTC))
