"""A small company for the reminders: people with clocks, items that change from day to day, mail that fails. Checks no rule.

Time passes as for a sender that looks again every few hours, and whenever the engine said that somebody begins to work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from followthrough.core.calendar import WorkingHours
from followthrough.core.nudges import Asked, Digest, Plan, Recipient, Sent, plan
from followthrough.core.policy import DEFAULT, Policy, Rung

BEGINS = [datetime(2026, month, day, 5, tzinfo=UTC) for month, day in ((3, 5), (3, 26), (6, 10), (9, 24), (10, 22))]  # clocks are changed
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"]
ZONES += ["Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Pago_Pago"]
HOURS = [(time(9), time(17)), (time(0), time(6)), (time(2, 30), time(11)), (time(8), time(8, 20)), (time(22), time(23, 30))]
LOOKS = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to an item at the start of a day, counted from the first."""

    day: int
    item: int
    what: str
    value: int


@dataclass(frozen=True, slots=True)
class Look:
    """What the engine said at a moment, and what the world was like then."""

    at: datetime
    plan: Plan
    items: tuple[Asked, ...]
    delivered: tuple[Digest, ...]


@dataclass(slots=True)
class World:
    begin: datetime
    items: list[Asked]
    people: dict[int, Recipient]
    policy: Policy
    changes: Sequence[Change] = ()
    fails: frozenset[tuple[int, int]] = frozenset()  # person and day on which no message reaches them
    history: list[Sent] = field(default_factory=list)

    def live(self, days: int) -> list[Look]:
        looks: list[Look] = []
        now, applied = self.begin, -1
        while now < self.begin + timedelta(days=days):
            number = (now - self.begin).days
            while applied < number:
                applied += 1
                self._change(applied)
            found = plan(self.items, self.people, self.policy, self.history, now)
            delivered = tuple(one for one in found.digests if one.at <= now and (one.person, number) not in self.fails)
            for digest in delivered:
                on = self.people[digest.person].hours.local_day(now)
                self.history += [Sent(line.item, digest.person, on, line.step) for line in digest.lines]
            looks.append(Look(now, found, tuple(self.items), delivered))
            now = min([now + LOOKS, *(one.at for one in found.digests if one.at > now)])
        return looks

    def _change(self, number: int) -> None:
        day = self.begin.date() + timedelta(days=number)
        for change in self.changes:
            if change.day == number and change.item < len(self.items):
                self.items[change.item] = self._changed(self.items[change.item], change, day)

    def _changed(self, item: Asked, change: Change, day: date) -> Asked:
        later = day + timedelta(days=change.value)
        match change.what:
            case "touch":
                return replace(item, owner_touched_on=day)
            case "move":
                return replace(item, due=later)
            case "snooze" if item.snoozes < self.policy.snoozes:
                return replace(item, snoozed_until=later, snoozes=item.snoozes + 1)
            case "block":
                return replace(item, blocked_until=later, blocked_by="the vendor")
            case "give":
                return replace(item, owner=change.value % 5, owner_touched_on=None)
            case "ask":
                return replace(item, handed_to=change.value % 5, handed_on=day)
        return item


def recipients(begin: datetime) -> st.SearchStrategy[dict[int, Recipient]]:
    somebody = st.builds(
        Recipient,
        person=st.just(0),
        name=st.just("Somebody"),
        hours=st.builds(
            lambda zone, days, clock, holidays: WorkingHours(zone, days, clock[0], clock[1], holidays),
            st.sampled_from(ZONES),
            st.sampled_from([frozenset(range(5)), frozenset({6, 0, 1, 2, 3}), frozenset(range(7)), frozenset({2})]),
            st.sampled_from(HOURS),
            st.frozensets(st.dates(begin.date(), begin.date() + timedelta(days=20)), max_size=5),
        ),
        is_here=st.sampled_from([True, True, True, False]),
        is_robot=st.sampled_from([False, False, False, True]),
        can_be_reached=st.sampled_from([True, True, True, False]),
    )
    return st.lists(somebody, min_size=1, max_size=5).map(
        lambda rows: {number: replace(row, person=number, name=f"Person {number}") for number, row in enumerate(rows)}
    )


def asked(begin: datetime) -> st.SearchStrategy[list[Asked]]:
    first = begin.date()

    def days(earliest: int, latest: int) -> st.SearchStrategy[date]:
        return st.dates(first + timedelta(days=earliest), first + timedelta(days=latest))

    somebody = st.sampled_from([None, 0, 1, 2, 3, 4])
    one = st.builds(
        Asked,
        item=st.just(0),
        text=st.just("Alert on lag"),
        due=days(-120, 25),
        accepted_on=days(-200, 0),
        severity=st.sampled_from([None, 1, 2, 3, 4]),
        owner=somebody,
        manager=somebody,
        service_owner=somebody,
        handed_to=somebody,
        handed_on=st.none() | days(-9, 0),
        snoozed_until=st.none() | days(-5, 20),
        blocked_by=st.just("the vendor"),
        blocked_until=st.none() | days(-5, 60),
        owner_touched_on=st.none() | days(-20, 0),
        snoozes=st.integers(0, 3),
    )
    return st.lists(one, max_size=8).map(lambda rows: [replace(row, item=number) for number, row in enumerate(rows)])


POLICIES = st.builds(
    replace,
    st.just(DEFAULT),
    before=st.sampled_from([(), (1,), (7, 1)]),
    after=st.sampled_from([(0,), (0, 1), (0, 3, 7, 14, 21, 28), (2, 5, 30)]),
    then_every=st.integers(1, 30),
    quiet_days=st.integers(0, 14),
    at_most=st.integers(1, 8),
    ladder=st.sampled_from([DEFAULT.ladder, (Rung(0, "owner"),), (Rung(0, "owner"), Rung(3, "manager"))]),
)
CHANGES = st.lists(
    st.builds(
        Change,
        st.integers(0, 24),
        st.integers(0, 7),
        st.sampled_from(["touch", "move", "snooze", "block", "give", "ask"]),
        st.integers(1, 20),
    ),
    max_size=12,
)
FAILS = st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 24)), max_size=10)


def worlds(begin: datetime) -> st.SearchStrategy[World]:
    return st.builds(World, st.just(begin), asked(begin), recipients(begin), POLICIES, CHANGES, FAILS)


WORLDS = st.sampled_from(BEGINS).flatmap(worlds)
