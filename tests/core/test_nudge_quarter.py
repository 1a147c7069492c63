"""A quarter of a company, let pass over the engine: who heard what, when and why, held against the rules as a reader would count them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from followthrough.core.calendar import WorkingHours
from followthrough.core.nudges import Asked, Line, Recipient, Role
from followthrough.core.policy import DEFAULT
from followthrough.core.simulate_nudges import Heard, exceptions, simulate

BEGIN = datetime(
    2026, 9, 1, 5, 0, tzinfo=UTC
)  # clocks change in Auckland on 27 September, in Berlin on 25 October, in New York a week later
END = BEGIN + timedelta(days=90)
HOLIDAYS = {
    "UTC": set[date](),
    "Europe/Berlin": {date(2026, 9, 21), date(2026, 11, 18)},
    "America/New_York": {date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26)},
    "Asia/Kolkata": {date(2026, 10, 2), date(2026, 10, 20), date(2026, 11, 9)},
    "Pacific/Auckland": {date(2026, 10, 26)},
}
ZONES = list(HOLIDAYS)
OUTAGE = datetime(2026, 10, 13, 0, tzinfo=UTC), datetime(2026, 10, 16, 0, tzinfo=UTC)  # Tuesday to Thursday
LEFT, ROBOT, NOWHERE = 17, 23, 41
SNOOZED_UNTIL = date(2026, 10, 1)
DAYS_OF_REMINDERS = [-7, -1, 0, 3, 7, 14, 21, 28, *range(42, 400, 14)]
RISES = {1: (7, 21), 2: (14, 21), 3: (14, 28), 4: (14, 28), None: (14, 28)}  # manager, service owner


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the transcript, by its reader's own clock."""

    at: datetime
    person: int
    line: Line
    item: Asked

    @property
    def late(self) -> int:
        return (self.at.date() - self.item.due).days


def company() -> tuple[list[Asked], dict[int, Recipient]]:
    people = {
        number: Recipient(
            number,
            f"Person {number}",
            WorkingHours(ZONES[number % 5], holidays=frozenset(HOLIDAYS[ZONES[number % 5]])),
            is_here=number != LEFT,
            is_robot=number == ROBOT,
            can_be_reached=number != NOWHERE,
        )
        for number in range(60)
    }
    first = BEGIN.date()
    items = [
        Asked(
            item=number,
            text=f"Item {number}",
            due=first + timedelta(days=number % 120 - 40),
            accepted_on=first - timedelta(days=60 + number % 30),
            severity=(None, 1, 2, 3, 4)[number % 5],
            owner=number * 7 % 60 if number % 29 else None,
            manager=number * 7 % 60 // 10 * 10 if number % 29 else None,
            service_owner=59 - number % 10 if number % 58 else None,
            snoozed_until=SNOOZED_UNTIL if number % 50 == 3 else None,
        )
        for number in range(300)
    ]
    return items, people


ITEMS, PEOPLE = company()


@pytest.fixture(scope="module")
def messages() -> list[Heard]:
    return list(simulate(ITEMS, PEOPLE, DEFAULT, begin=BEGIN, span=END - BEGIN, down=lambda at: OUTAGE[0] <= at < OUTAGE[1]))


@pytest.fixture(scope="module")
def transcript(messages: list[Heard]) -> list[Told]:
    def there(heard: Heard) -> datetime:
        return heard.at.astimezone(ZoneInfo(ZONES[heard.digest.person % 5]))

    return [Told(there(heard), heard.digest.person, line, ITEMS[line.item]) for heard in messages for line in heard.digest.lines]


def can_hear(person: int | None) -> bool:
    return person is not None and person not in {LEFT, ROBOT, NOWHERE}


def of_item(transcript: Iterable[Told]) -> dict[tuple[int, int], list[Told]]:
    found: defaultdict[tuple[int, int], list[Told]] = defaultdict(list)
    for told in transcript:
        found[told.item.item, told.person].append(told)
    return found


def test_everybody_hears_in_their_own_working_hours_through_every_change_of_the_clocks(transcript: list[Told]) -> None:
    assert len(transcript) > 1500
    for told in transcript:
        assert told.at.weekday() < 5
        assert time(9) <= told.at.time() < time(17)
        assert told.at.date() not in HOLIDAYS[ZONES[told.person % 5]]
    nine = {zone for zone in ZONES for told in transcript if ZONES[told.person % 5] == zone and told.at.time() == time(9)}
    assert nine == set(ZONES)


def test_nobody_gets_two_messages_on_a_day_nor_more_than_twelve_lines(transcript: list[Told], messages: list[Heard]) -> None:
    moments: defaultdict[tuple[int, date], set[datetime]] = defaultdict(set)
    for told in transcript:
        moments[told.person, told.at.date()].add(told.at)
    assert {len(at) for at in moments.values()} == {1}
    assert max(len(heard.digest.lines) for heard in messages) <= 12


def test_who_left_a_robot_and_who_has_no_address_hear_nothing_and_who_stands_in_hears_at_once(transcript: list[Told]) -> None:
    assert not {LEFT, ROBOT, NOWHERE} & {told.person for told in transcript}
    orphans = {one.item for one in ITEMS if not can_hear(one.owner) and (can_hear(one.manager) or can_hear(one.service_owner))}
    assert len(orphans) > 10
    first: dict[int, int] = {}
    for told in transcript:
        if told.item.item in orphans:
            assert told.line.role in {Role.MANAGER, Role.SERVICE_OWNER}
            assert "and " in told.line.why
            first.setdefault(told.item.item, told.late if told.item.due >= BEGIN.date() else 1)
    due = {one.item for one in ITEMS if one.item in orphans and one.due < END.date() - timedelta(days=14)}
    assert due <= set(first)
    assert max(first.values()) <= 6


def test_each_line_comes_at_a_day_of_the_series_and_says_why(transcript: list[Told]) -> None:
    for told in transcript:
        item, role, late = told.item, told.line.role, told.late
        if role is Role.OWNER:
            assert item.owner == told.person
            assert late >= -7
            assert item.snoozed_until is None or told.at.date() >= item.snoozed_until
            assert told.line.why.startswith("You own it;")
        else:
            manager, service_owner = RISES[item.severity]
            assert told.person == (item.manager if role is Role.MANAGER else item.service_owner)
            assert late >= ((manager if role is Role.MANAGER else service_owner) if can_hear(item.owner) else 1)
        words = f"{late} day{'' if late == 1 else 's'} overdue" if late > 0 else "due today" if late == 0 else f"due in {-late} day"
        assert words in told.line.why


def test_nobody_hears_of_an_item_twice_between_two_days_of_the_series(transcript: list[Told]) -> None:
    for lines in of_item(transcript).values():
        windows = Counter(sum(day <= told.late for day in DAYS_OF_REMINDERS) for told in lines)
        assert max(windows.values()) == 1
        assert min(((later.at.date() - told.at.date()).days for told, later in pairwise(lines)), default=1) >= 1


def test_reminders_grow_rarer_and_never_end(transcript: list[Told]) -> None:
    """Of every item that was late all the time its owner heard, from the first week to the last fortnight."""
    heard = of_item(transcript)
    late = [one for one in ITEMS if one.due < BEGIN.date() and can_hear(one.owner) and one.snoozed_until is None]
    assert len(late) > 50
    for item in late:
        assert item.owner is not None
        days = [BEGIN.date(), *(told.at.date() for told in heard[item.item, item.owner]), END.date()]
        assert max((later - day).days for day, later in pairwise(days)) <= 14 + 14
        assert 4 <= len(days) - 2 <= 12


def test_every_late_item_reached_somebody_or_stands_on_the_list_of_those_that_reach_nobody(transcript: list[Told]) -> None:
    told = {one.item.item for one in transcript}
    nobody = exceptions(ITEMS, PEOPLE, DEFAULT, [], END)
    late = {one.item for one in ITEMS if one.due < END.date() - timedelta(days=5)}
    assert late <= told | {held.item for held in nobody}
    assert not told & {held.item for held in nobody}
    assert {held.item for held in nobody} == {
        one.item for one in ITEMS if one.due < END.date() and not any(map(can_hear, (one.owner, one.manager, one.service_owner)))
    }
    assert nobody
    assert all("nobody stands in" in held.why for held in nobody)


def test_an_unranked_item_is_asked_after_like_any_other(transcript: list[Told]) -> None:
    per_severity = Counter(told.item.severity for told in transcript)
    assert per_severity[None] > 0.8 * per_severity[4]


def test_while_mail_is_down_nothing_counts_as_sent_and_after_it_everybody_gets_one_message(transcript: list[Told]) -> None:
    def on_days(first: date, number: int) -> Counter[tuple[int, date]]:
        days = {first + timedelta(days=one) for one in range(number)}
        return Counter({(told.person, told.at.date()): 1 for told in transcript if told.at.date() in days})

    assert not [told for told in transcript if OUTAGE[0] <= told.at.astimezone(UTC) < OUTAGE[1]]
    back, week = on_days(date(2026, 10, 16), 1), on_days(date(2026, 9, 28), 5)
    assert sum(back.values()) <= 60
    assert sum(back.values()) > sum(week.values()) / 5
    of_friday = [told for told in transcript if told.at.date() == date(2026, 10, 16)]
    owed = {(one.item, one.owner) for one in ITEMS if can_hear(one.owner) and one.due in _days(date(2026, 10, 13), date(2026, 10, 15))}
    assert len(owed) >= 4
    assert owed <= {(told.item.item, told.person) for told in of_friday}


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=number) for number in range((last - first).days + 1)}


def test_a_quarter_that_is_let_pass_again_is_the_same_to_the_word(messages: list[Heard]) -> None:
    again = simulate(ITEMS, PEOPLE, DEFAULT, begin=BEGIN, span=timedelta(days=15))
    assert list(again) == [heard for heard in messages if heard.at < BEGIN + timedelta(days=15)]


def test_where_nothing_changes_it_is_enough_to_look_when_somebody_begins_to_work() -> None:
    span = timedelta(days=21)
    quick = list(simulate(ITEMS, PEOPLE, DEFAULT, begin=BEGIN, span=span))
    thorough = list(simulate(lambda _: ITEMS, PEOPLE, DEFAULT, begin=BEGIN, span=span))
    assert quick == thorough
