"""Whom to remind of what, now: from items, people, their clocks, the policy and what was delivered before. Sends nothing, reads no clock.

One digest a person and day. What is late is in one, or was in one inside its window, or is snoozed, or stands in `held` with the reason why
nobody hears of it: nothing ages into silence. `history` holds what was delivered, never what was only tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from followthrough.core.cadence import Series, Step, asked_step, due_step
from followthrough.core.digest import Asked, Digest, Held, Line, Offer, Plan, Recipient, Role, Sent
from followthrough.core.escalation import rungs
from followthrough.core.nudge_words import offers, silence_of, why
from followthrough.core.policy import Policy
from followthrough.errors import InputError

__all__ = ["Asked", "Digest", "Engine", "Held", "Line", "Offer", "Plan", "Recipient", "Role", "Sent", "plan"]

BLOCKED_FOR = 60  # days for which a block quiets its owner, at a time
RISEN = {Role.MANAGER: "manager", Role.SERVICE_OWNER: "service owner"}

_Urgency = tuple[date, date, int, int]


def plan(asked: Iterable[Asked], people: Mapping[int, Recipient], policy: Policy, history: Iterable[Sent], now: datetime) -> Plan:
    """Who is to hear of what now. The same arguments give the same plan."""
    return Engine(people, policy, history).plan(asked, now)


@dataclass(frozen=True, slots=True)
class _Clock:
    """When somebody can be reached next, and which day it is for them then and now."""

    at: datetime
    on: date
    today: date


@dataclass(slots=True)
class _Book:
    """What was delivered, by item and person."""

    last: dict[tuple[int, int], date] = field(default_factory=dict)
    steps: set[tuple[int, int, str]] = field(default_factory=set)
    days: set[tuple[int, date]] = field(default_factory=set)

    def add(self, sent: Sent) -> None:
        key = (sent.item, sent.person)
        self.last[key] = max(sent.on, self.last.get(key, sent.on))
        self.steps.add((sent.item, sent.person, sent.step))
        self.days.add((sent.person, sent.on))

    def heard(self, item: Asked, person: int) -> date | None:
        """When they last heard of it, in whichever role."""
        return self.last.get((item.item, person))


class Engine:
    """The people, the policy and what was delivered so far; `plan` may be asked again and again as time passes."""

    def __init__(self, people: Mapping[int, Recipient], policy: Policy, history: Iterable[Sent] = ()) -> None:
        self.people, self.policy = people, policy
        self._series = Series(policy)
        self._rises: dict[int | None, dict[str, int]] = {}
        self._book = _Book()
        for sent in history:
            self._book.add(sent)
        self._now = datetime.min
        self._clocks: dict[int, _Clock | str] = {}

    def delivered(self, sent: Sent) -> None:
        """A line that has reached its reader: it counts from now on."""
        self._book.add(sent)

    def plan(self, asked: Iterable[Asked], now: datetime) -> Plan:
        """Who is to hear of what now. Of what is told twice of one item, the last stands."""
        self._now, self._clocks = now, {}
        drafts: defaultdict[int, list[tuple[_Urgency, Line]]] = defaultdict(list)
        held: list[Held] = []
        items = {one.item: one for one in asked}
        for item in (items[number] for number in sorted(items)):
            lines, reason, nobody = self._lines(item)
            for person, line in lines:
                heard = self._book.last.get((item.item, person), date.min)
                drafts[person].append(((heard, item.due, item.severity or 99, item.item), line))
            if not lines and item.due < self._today(item):
                held.append(Held(item.item, reason, nobody=nobody))
        digests = tuple(self._digest(person, drafts[person]) for person in sorted(drafts))
        full = sorted(number for number in _left_over(digests, drafts.values()) if items[number].due < self._today(items[number]))
        held += [Held(number, "the message is full: it comes with the next one") for number in full]
        return Plan(digests, tuple(held), self._stop(digests))

    def _lines(self, item: Asked) -> tuple[list[tuple[int, Line]], str, bool]:
        """Who hears of it now; why its owner, or whoever stands in, does not; and whether there is nobody at all who could."""
        lines: list[tuple[int, Line]] = []
        reasons: list[str] = []
        absent = self._absent(item)
        for role, person, clock in self._whom(item, absent):
            step, reason = self._step(item, role, person, clock.on)
            if step is None:
                reasons.append(reason)
            else:
                told = why(item, role, clock.on, absent)
                lines.append((person, Line(item.item, role, step.name, told, offers(item, role, self.policy.snoozes))))
        if lines or reasons:
            return lines, next(iter(reasons), ""), False
        if any(isinstance(self._clock(person), _Clock) for _, person in _roles(item)):
            return [], f"{absent}; who stands in hears of it when its date has passed for them too", False
        return [], f"{absent}, and nobody stands in", True

    def _absent(self, item: Asked) -> str:
        """Why its owner can't hear of it; empty where they can."""
        if item.owner is None:
            return "nobody owns it"
        clock = self._clock(item.owner)
        return clock if isinstance(clock, str) else ""

    def _clock(self, person: int) -> _Clock | str:
        """When they can be reached; or why they can't be."""
        if person not in self._clocks:
            self._clocks[person] = self._read_clock(person)
        return self._clocks[person]

    def _read_clock(self, person: int) -> _Clock | str:
        to = self.people.get(person)
        if to is None or silence_of(to):
            return silence_of(to)
        try:
            at = to.hours.next_open(self._now)
        except InputError:
            return f"{to.name} has no working day in the calendar"
        return _Clock(at, to.hours.local_day(at), to.hours.local_day(self._now))

    def _today(self, item: Asked) -> date:
        """The day that it is for the item's owner; where there is none, by universal time."""
        clock = self._clock(item.owner) if item.owner is not None else ""
        return self._now.date() if isinstance(clock, str) else clock.today

    def _whom(self, item: Asked, absent: str) -> list[tuple[Role, int, _Clock]]:
        """Each person once, in the first role that they have."""
        found: dict[int, tuple[Role, int, _Clock]] = {}
        for role, person in _roles(item):
            clock = self._clock(person)
            if not isinstance(clock, str) and (role not in RISEN or self._has_risen(item, role, clock.on, absent)):
                found.setdefault(person, (role, person, clock))
        return list(found.values())

    def _has_risen(self, item: Asked, role: Role, on: date, absent: str) -> bool:
        """Whether it is late enough for this role to hear of it: by the policy's ladder, or at once where its owner can't."""
        if item.severity not in self._rises:
            self._rises[item.severity] = {rung.to: rung.days_late for rung in rungs(self.policy, severity=item.severity)}
        late, rise = (on - item.due).days, self._rises[item.severity].get(RISEN[role])
        return late > 0 and (bool(absent) or (rise is not None and rise <= late))

    def _step(self, item: Asked, role: Role, person: int, on: date) -> tuple[Step | None, str]:
        """What is to be said to them on this day, or why nothing is."""
        if role is Role.OWNER and item.snoozed_until is not None and on < item.snoozed_until:
            return None, f"snoozed until {item.snoozed_until.isoformat()}"
        step = self._reached(item, role, person, on)
        if step is None:
            return None, "its first reminder is still to come"
        reason = self._hindrance(item, role, person, on, step)
        return (None, reason) if reason else (step, "")

    def _reached(self, item: Asked, role: Role, person: int, on: date) -> Step | None:
        if role is Role.ASKED:
            return asked_step(due=item.due, handed_on=item.handed_on, on=on)
        step = due_step(self._series, due=item.due, accepted_on=item.accepted_on, on=on)
        if step is None or role is not Role.OWNER or not _is_blocked(item, on):
            return step
        name = f"{item.due.isoformat()}b{item.blocked_until}"  # its owner has said what it waits for: once, and then seldom
        return replace(step, gap=BLOCKED_FOR) if (item.item, person, name) in self._book.steps else replace(step, name=name)

    def _hindrance(self, item: Asked, role: Role, person: int, on: date, step: Step) -> str:
        """What stands in the way of this step today; empty: nothing."""
        name, heard = self.people[person].name, self._book.heard(item, person)
        if heard is not None and ((item.item, person, step.name) in self._book.steps or (on - heard).days < step.gap):
            blocked = f"blocked until {item.blocked_until}, and " if _is_blocked(item, on) else ""
            return f"{blocked}{name} heard of it on {heard.isoformat()}"
        if (person, on) in self._book.days:
            return f"{name} had a message on {on.isoformat()}: it comes with the next one"
        if role is Role.OWNER and self._is_quiet(item, step, heard, on):
            return f"{name} worked at it on {item.owner_touched_on}"
        return ""

    def _is_quiet(self, item: Asked, step: Step, heard: date | None, on: date) -> bool:
        """Work that was done just now puts a reminder off, however often it is done not for longer than the policy says."""
        days = self.policy.quiet_days
        if item.owner_touched_on is None or (on - item.owner_touched_on).days >= days:
            return False
        owed = step.owed if heard is None else max(self._series.following((heard - item.due).days), (heard - item.due).days + step.gap)
        return (on - item.due).days < owed + days

    def _digest(self, person: int, drafts: Sequence[tuple[_Urgency, Line]]) -> Digest:
        """What was not heard of for longest comes first, so that with too much for one message everything has its turn."""
        lines = [line for _, line in sorted(drafts, key=lambda pair: pair[0])]
        most, clock = self.policy.at_most, self._clock(person)
        assert isinstance(clock, _Clock)
        return Digest(person, clock.at, tuple(lines[:most]), max(len(lines) - most, 0))

    def _stop(self, digests: Sequence[Digest]) -> str:
        """Only what would go out now counts: others go when their readers begin to work, by runs of their own."""
        due = sum(digest.at <= self._now for digest in digests)
        if due <= self.policy.stop_above:
            return ""
        return f"{due} messages would go out, more than {self.policy.stop_above}: look at them, then let them go or drop them."


def _roles(item: Asked) -> Iterator[tuple[Role, int]]:
    of = (
        (Role.OWNER, item.owner),
        (Role.ASKED, item.handed_to),
        (Role.MANAGER, item.manager),
        (Role.SERVICE_OWNER, item.service_owner),
    )
    return ((role, person) for role, person in of if person is not None)


def _is_blocked(item: Asked, on: date) -> bool:
    """Whether its owner has said what it waits for, and until when; before its date that changes nothing."""
    return item.blocked_until is not None and item.due <= on < item.blocked_until


def _left_over(told: Iterable[Digest], drafts: Iterable[Sequence[tuple[_Urgency, Line]]]) -> set[int]:
    """Items that fitted into nobody's message."""
    return {line.item for rows in drafts for _, line in rows} - {line.item for digest in told for line in digest.lines}
