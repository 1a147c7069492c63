"""Whom to remind of what, now: from items, people, their clocks, the policy and what was delivered before. Sends nothing, reads no clock.

One digest a person and day. What is late is in one, or was in one inside its window, or is snoozed, or stands in `held` with the reason why
nobody hears of it: nothing ages into silence. `history` holds what was delivered, never what was only tried.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from followthrough.core.calendar import WorkingHours
from followthrough.core.escalation import rungs
from followthrough.core.policy import Policy, Rung


class Role(StrEnum):
    """As what somebody hears of an item."""

    OWNER = "owner"
    ASKED = "asked"  # to take it over
    MANAGER = "manager"
    SERVICE_OWNER = "service owner"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the engine has to know of an open item. Days are those of the organisation."""

    item: int
    text: str
    due: date
    accepted_on: date
    severity: int | None = None
    owner: int | None = None
    manager: int | None = None  # of its owner
    service_owner: int | None = None
    handed_to: int | None = None
    handed_on: date | None = None
    snoozed_until: date | None = None
    blocked_until: date | None = None
    blocked_by: str = ""
    needs_decision: bool = False
    owner_touched_on: date | None = None  # the owner, or the ticket, last moved it on this day


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who may be reminded, and when they work."""

    person: int
    name: str
    hours: WorkingHours
    is_here: bool = True
    is_robot: bool = False
    can_be_reached: bool = True  # there is an address


@dataclass(frozen=True, slots=True)
class Sent:
    """A line that was delivered."""

    item: int
    person: int
    on: date  # by the recipient's calendar
    step: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One item in a digest: which step it is, and why it came, in words for the reader."""

    item: int
    role: Role
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class Digest:
    """One message to one person, to be sent at a moment of their working hours. `more` counts what did not fit and comes next."""

    person: int
    at: datetime
    lines: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A late item of which nobody hears now, and why. `nobody`: there is no one who could, so a person has to look."""

    item: int
    why: str
    nobody: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """`stopped` says why the run asks somebody before it sends; empty: it may go."""

    digests: tuple[Digest, ...]
    held: tuple[Held, ...]
    stopped: str = ""


_Urgency = tuple[date, date, int, int]


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

    @classmethod
    def of(cls, history: Iterable[Sent]) -> _Book:
        book = cls()
        for sent in history:
            book.add(sent)
        return book

    def add(self, sent: Sent) -> None:
        key = (sent.item, sent.person)
        self.last[key] = max(sent.on, self.last.get(key, sent.on))
        self.steps.add((sent.item, sent.person, sent.step))
        self.days.add((sent.person, sent.on))


def plan(asked: Iterable[Asked], people: Mapping[int, Recipient], policy: Policy, history: Iterable[Sent], now: datetime) -> Plan:
    """Who is to hear of what now. The same arguments give the same plan."""
    return Engine(people, policy, history).plan(asked, now)


class Engine:
    """The people, the policy and what was delivered so far; `plan` may be asked again and again as time passes."""

    def __init__(self, people: Mapping[int, Recipient], policy: Policy, history: Iterable[Sent] = ()) -> None:
        self.people, self.policy = people, policy
        self._book = _Book.of(history)
        self._now = datetime.min
        self._clocks: dict[int, _Clock] = {}
        self._ladders: dict[int | None, list[Rung]] = {}

    def delivered(self, sent: Sent) -> None:
        """A line that has reached its reader: it counts from now on."""
        self._book.add(sent)

    def plan(self, asked: Iterable[Asked], now: datetime) -> Plan:
        """Who is to hear of what now."""
        self._now, self._clocks = now, {}
        drafts: defaultdict[int, list[tuple[_Urgency, Line]]] = defaultdict(list)
        held: list[Held] = []
        for item in sorted(asked, key=lambda one: one.item):
            told, why = False, ""
            for role, person in self._whom(item):
                line, reason = self._line(item, role, person)
                why = why or reason
                if line is not None:
                    heard = self._book.last.get((item.item, person), date.min)
                    drafts[person].append(((heard, item.due, item.severity or 99, item.item), line))
                    told = True
            if not told and item.due < self._today(item):
                held.append(Held(item.item, why) if why else Held(item.item, _nobody(item, self.people), nobody=True))
        digests = tuple(self._digest(person, drafts[person]) for person in sorted(drafts))
        return Plan(digests, (*held, *_left_over(digests, drafts)), self._stop(digests))

    def _clock(self, person: int) -> _Clock:
        if person not in self._clocks:
            hours = self.people[person].hours
            at = hours.next_open(self._now)
            self._clocks[person] = _Clock(at, hours.local_day(at), hours.local_day(self._now))
        return self._clocks[person]

    def _today(self, item: Asked) -> date:
        """The day that it is for the item's owner; where there is none, by universal time."""
        return self._clock(item.owner).today if item.owner in self.people and item.owner is not None else self._now.date()

    def _ladder(self, severity: int | None) -> list[Rung]:
        if severity not in self._ladders:
            self._ladders[severity] = rungs(self.policy, severity=severity)
        return self._ladders[severity]

    def _whom(self, item: Asked) -> list[tuple[Role, int]]:
        """Each person once, in the first role that they have."""
        found: dict[int, Role] = {}
        for role, person in self._roles(item):
            if self._may_hear(person):
                found.setdefault(person, role)
        return [(role, person) for person, role in found.items()]

    def _roles(self, item: Asked) -> Iterator[tuple[Role, int]]:
        if item.owner is not None:
            yield Role.OWNER, item.owner
        if item.handed_to is not None:
            yield Role.ASKED, item.handed_to
        today = self._today(item)
        if item.due >= today:
            return
        late = (today - item.due).days
        steps = [rung.to for rung in self._ladder(item.severity) if rung.days_late <= late]
        stands_in = item.owner is None or not self._may_hear(item.owner)
        if item.manager is not None and ("manager" in steps or stands_in):
            yield Role.MANAGER, item.manager
        if item.service_owner is not None and ("service owner" in steps or stands_in):
            yield Role.SERVICE_OWNER, item.service_owner

    def _may_hear(self, person: int) -> bool:
        to = self.people.get(person)
        return to is not None and to.is_here and not to.is_robot and to.can_be_reached

    def _line(self, item: Asked, role: Role, person: int) -> tuple[Line | None, str]:
        """The line, or why there is none now."""
        on, name = self._clock(person).on, self.people[person].name
        if role is Role.OWNER and item.snoozed_until is not None and on < item.snoozed_until:
            return None, f"snoozed until {item.snoozed_until.isoformat()}"
        step = _step(item, role, self.policy, on)
        if step is None:
            return None, "nothing to say yet"
        if (item.item, person, step) in self._book.steps:
            return None, f"{name} heard of it on {self._book.last[item.item, person].isoformat()}"
        if (person, on) in self._book.days:
            return None, f"{name} had a message on {on.isoformat()}: it comes with the next one"
        if role is Role.OWNER and _quiet(item, self.policy, on):
            return None, f"{name} worked at it on {item.owner_touched_on}"
        return Line(item.item, role, step, _why(item, role, on)), ""

    def _digest(self, person: int, drafts: Sequence[tuple[_Urgency, Line]]) -> Digest:
        """What was not heard of for longest comes first, so that with too much for one message everything has its turn."""
        lines = [line for _, line in sorted(drafts, key=lambda pair: pair[0])]
        most = self.policy.at_most
        return Digest(person, self._clock(person).at, tuple(lines[:most]), max(len(lines) - most, 0))

    def _stop(self, digests: Sequence[Digest]) -> str:
        due = sum(digest.at <= self._now for digest in digests)
        if due <= self.policy.stop_above:
            return ""
        return f"{due} messages would go out at once, more than {self.policy.stop_above}: look at them, then let them go or drop them."


def _step(item: Asked, role: Role, policy: Policy, on: date) -> str | None:
    """The name of what is to be said on this day: the same name is said to the same person once for the same due date."""
    late = (on - item.due).days
    stamp = item.due.isoformat()
    if role is Role.ASKED and item.handed_on is not None:
        return f"{stamp}?{max((on - item.handed_on).days, 0) // 3}"
    if role is Role.ASKED:
        return f"{stamp}?"
    if late < 0:
        if role is not Role.OWNER:
            return None
        due_in = [days for days in policy.before if -late <= days and item.accepted_on < item.due - timedelta(days=days)]
        return f"{stamp}-{min(due_in)}" if due_in else None
    if role is not Role.OWNER and late == 0:
        return None
    if item.blocked_until is not None and on < item.blocked_until and role is Role.OWNER:
        return f"{stamp}b{item.blocked_until.isoformat()}"  # once: its owner has said what it waits for
    return f"{stamp}+{_weight(late, policy)}"


def _weight(late: int, policy: Policy) -> int:
    """The last day of the policy's series that has come: 0, 3, 7, 14, 21, 28, and then every so many days for ever."""
    last = policy.after[-1]
    if late > last:
        return last + (late - last) // policy.then_every * policy.then_every
    passed = [day for day in policy.after if day <= late]
    return passed[-1] if passed else 0


def _quiet(item: Asked, policy: Policy, on: date) -> bool:
    """Work that was done just now quiets a reminder, not for longer than the policy says: the step comes when it is over."""
    return item.owner_touched_on is not None and (on - item.owner_touched_on).days < policy.quiet_days


def _why(item: Asked, role: Role, on: date) -> str:
    late = (on - item.due).days
    when = f"{_days(late)} overdue" if late > 0 else "due today" if late == 0 else f"due in {_days(-late)}"
    blocked = f", blocked by {item.blocked_by}" if item.blocked_by else ""
    decision = ", needs a decision" if item.needs_decision else ""
    as_what = {
        Role.OWNER: "You own it",
        Role.ASKED: "You were asked to take it over",
        Role.MANAGER: "Its owner reports to you",
        Role.SERVICE_OWNER: "You own the service",
    }[role]
    return f"{as_what}; it is {when}{blocked}{decision}."


def _left_over(digests: Iterable[Digest], drafts: Mapping[int, Sequence[tuple[_Urgency, Line]]]) -> Iterator[Held]:
    """Late items that fitted into nobody's message."""
    told = {line.item for digest in digests for line in digest.lines}
    waiting = {line.item for rows in drafts.values() for _, line in rows} - told
    for item in sorted(waiting):
        yield Held(item, "the message is full: it comes with the next one")


def _nobody(item: Asked, people: Mapping[int, Recipient]) -> str:
    """Why there is nobody who could hear of it."""
    if item.owner is None:
        return "nobody owns it, and nobody stands in"
    to = people.get(item.owner)
    if to is None or not to.is_here:
        return f"{to.name if to else 'its owner'} is no longer here, and nobody stands in"
    if to.is_robot:
        return f"{to.name} is not a person, and nobody stands in"
    return f"there is no address for {to.name}, and nobody stands in"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
