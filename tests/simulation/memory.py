"""A tracker in memory that speaks the port itself: tickets, people, hooks, faults and a clock of its own. Five characters of it.

The fakes of the vendors are for the adapters; this one is for the engine, and fast enough for hundreds of thousands of steps.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import EllipsisType

from followthrough.errors import Drifted, RateLimited, TurnedDown, Unreachable
from followthrough.trackers.base import (
    Absence,
    Account,
    Capabilities,
    Checked,
    Delivery,
    Draft,
    Edit,
    Hook,
    Limits,
    Meaning,
    Missing,
    Page,
    Place,
    Ref,
    Status,
    Ticket,
)
from followthrough.web.transactions import require_none_open

LABEL = "incident-action"
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Character:
    """What makes one tracker unlike another."""

    name: str
    can: Capabilities
    lag: timedelta = timedelta()  # how long a listing may show a ticket as it was
    skew: timedelta = timedelta()  # of its clock against ours
    move_makes_new: bool = False  # a moved ticket gets another id, and the old one looks closed


CHARACTERS = (
    Character("hub", Capabilities(due=False, started=False, settle=timedelta(seconds=60)), lag=timedelta(seconds=20)),
    Character(
        "lab",
        Capabilities(due=True, started=False, settle=timedelta(seconds=60)),
        skew=timedelta(minutes=-9),
        move_makes_new=True,
    ),
    Character(
        "flow",
        Capabilities(due=True, started=True, settle=timedelta(seconds=300), statuses=True),
        lag=timedelta(seconds=240),
        skew=timedelta(minutes=7),
    ),
    Character("line", Capabilities(due=True, started=True, settle=timedelta(), own_ids=True)),
    Character("mine", Capabilities(due=True, started=True, settle=timedelta(), hooks=False)),
)


@dataclass(slots=True)
class Site:
    """The tracker's own state."""

    character: Character
    clock: Callable[[], datetime]
    tickets: dict[str, Ticket] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)  # old id -> new id
    before: dict[str, list[tuple[datetime, Ticket]]] = field(default_factory=dict)  # what a listing may still show
    hooks: list[Delivery] = field(default_factory=list)
    made: dict[str, int] = field(default_factory=dict)  # marker -> how often a creation under it was carried out
    writes: list[str] = field(default_factory=list)  # by us: ticket ids, in order
    number: int = 0

    def now(self) -> datetime:
        """Its own clock, in whole seconds."""
        return (self.clock() + self.character.skew).replace(microsecond=0)

    def put(self, ticket: Ticket) -> Ticket:
        was = self.tickets.get(ticket.id)
        stamped = replace(ticket, updated_at=max(self.now(), was.updated_at if was else self.now()))
        if was is not None:
            self.before.setdefault(ticket.id, []).append((self.clock(), was))
            self.before[ticket.id] = self.before[ticket.id][-6:]
        self.tickets[ticket.id] = stamped
        self.hint(stamped)
        return stamped

    def hint(self, ticket: Ticket) -> None:
        if self.character.can.hooks:
            self.number += 1
            self.hooks.append(Delivery(f"hook-{self.number}", "changed", (ticket.ref,)))

    def new_ref(self) -> tuple[str, str]:
        self.number += 1
        return f"id{self.number}", f"T-{self.number}"

    # --- what people do there -----------------------------------------------------------------------------------------

    def add(self, title: str, *, labels: tuple[str, ...] = (LABEL,), assignees: tuple[str, ...] = (), due: date | None = None) -> Ticket:
        ident, key = self.new_ref()
        now = self.now()
        return self.put(
            Ticket(
                ident,
                key,
                f"https://tracker.example/{key}",
                title,
                Meaning.OPEN,
                "open",
                now,
                now,
                labels=labels,
                assignees=tuple(Account(name) for name in assignees),
                due=due if self.character.can.due else None,
            )
        )

    def change(self, ident: str, **changes: object) -> None:
        ticket = self.tickets.get(ident)
        if ticket is not None and ident not in self.deleted:
            self.put(replace(ticket, **changes))  # type: ignore[arg-type]

    def set_meaning(self, ident: str, meaning: Meaning) -> None:
        if meaning is Meaning.STARTED and not self.character.can.started:
            return
        words = {Meaning.OPEN: "open", Meaning.STARTED: "doing", Meaning.DONE: "closed", Meaning.DROPPED: "closed as not planned"}
        self.change(ident, meaning=meaning, status=words[meaning], closed_at=self.now() if meaning.ended else None)

    def move(self, ident: str) -> None:
        ticket = self.tickets.get(ident)
        if ticket is None or ident in self.deleted:
            return
        new, key = self.new_ref()
        if self.character.move_makes_new:
            self.moved[ident] = new
            del self.tickets[ident]
            self.put(replace(ticket, id=new, key=key, aliases=(*ticket.aliases, ticket.id, ticket.key)))
        else:
            self.put(replace(ticket, key=key, aliases=(*ticket.aliases, ticket.key)))

    def delete(self, ident: str) -> None:
        if ident in self.tickets:
            self.deleted.add(ident)
            self.hint(self.tickets[ident])

    def newest(self, ident: str) -> str:
        while ident in self.moved:
            ident = self.moved[ident]
        return ident


class Dead(BaseException):
    """The process is gone: nothing behind it may catch this."""


@dataclass(slots=True)
class Weather:
    """How bad it is out there: the chance that a request goes wrong, and what may."""

    rng: random.Random
    chance: float = 0.0

    def strike(self) -> str:
        if self.rng.random() >= self.chance:
            return ""
        return self.rng.choice(["refused", "lost", "lost", "limited", "limited ticket", "drifted", "busy", "turned down"])


class MemoryTracker:
    """The port to a site."""

    def __init__(self, site: Site, weather: Weather) -> None:
        self.site = site
        self.weather = weather
        self.can = site.character.can
        self.limits = Limits()

    def _ask(self, *, writes: bool = False) -> str:
        """Bad weather before the request is carried out; "lost" is for after it."""
        require_none_open()
        struck = self.weather.strike()
        match struck:
            case "refused":
                raise Unreachable("no route", sent=False)
            case "busy":
                raise Unreachable("502", sent=True)
            case "limited":
                raise RateLimited("slow down", until=self.site.clock() + timedelta(seconds=self.weather.rng.randint(1, 120)))
            case "limited ticket" if writes:
                raise RateLimited("slow down", until=self.site.clock() + timedelta(seconds=30), reach="ticket")
            case "drifted":
                raise Drifted("odd")
            case "turned down" if writes and self.weather.rng.random() < 0.3:
                raise TurnedDown("a field is required")
        return struck

    @staticmethod
    def _lost(struck: str) -> None:
        if struck == "lost":
            raise Unreachable("the line was cut", sent=True)

    def close(self) -> None:
        return None

    def check(self) -> Checked:
        return Checked(Account("us"), Place("place", "Place"), True, True)

    def places(self) -> Sequence[Place]:
        return [Place("place", "Place")]

    def statuses(self) -> Sequence[Status]:
        return []

    def accounts(self) -> Sequence[Account]:
        self._lost(self._ask())
        return [Account(name, handle=name) for name in ("ada", "ben", "cleo", "stranger")]

    def _shown(self, ticket: Ticket) -> Ticket:
        """The ticket as a listing shows it: for a while, perhaps, as it was."""
        lag = self.site.character.lag
        if not lag:
            return ticket
        for at, was in self.site.before.get(ticket.id, []):
            if self.site.clock() - at < lag and self.weather.rng.random() < 0.5:
                return was
        return ticket

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:
        struck = self._ask()
        lag = self.site.character.lag
        rows = []
        for ticket in self.site.tickets.values():
            if ticket.id in self.site.deleted or ticket.id in self.site.hidden:
                continue
            if lag and self.site.now() - ticket.created_at < lag and self.weather.rng.random() < 0.5:
                continue  # not yet indexed
            shown = self._shown(ticket)
            if LABEL in shown.labels and (since is None or shown.updated_at >= since):
                rows.append(shown)
        rows.sort(key=lambda ticket: (ticket.updated_at, ticket.id))
        start = int(after or 0)
        self._lost(struck)
        end = start + 3
        return Page(tuple(rows[start:end]), next=str(end) if end < len(rows) else "", expected=len(rows))

    def fetch(self, ref: Ref) -> Ticket | Missing:
        struck = self._ask()
        ident = self.site.newest(ref.id)
        self._lost(struck)
        if ident in self.site.deleted:
            return Missing(Absence.DELETED)
        if ident in self.site.hidden or ident not in self.site.tickets:
            return Missing(Absence.HIDDEN)
        return self.site.tickets[ident]

    def find(self, draft: Draft) -> Ticket | None:
        struck = self._ask()
        self._lost(struck)
        for ticket in self.site.tickets.values():
            if ticket.marker == draft.marker and ticket.id not in self.site.deleted:
                settled = self.site.now() - ticket.created_at >= self.can.settle
                return ticket if settled or self.weather.rng.random() < 0.5 else None
        return None

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        struck = self._ask(writes=True)
        if self.can.own_ids and draft.marker in self.site.tickets:
            return self.site.tickets[draft.marker]
        self.site.made[draft.marker] = self.site.made.get(draft.marker, 0) + 1
        ident, key = self.site.new_ref()
        ident = draft.marker if self.can.own_ids else ident
        now = self.site.now()
        assignees = (Account(draft.assignee),) if draft.assignee else ()
        ticket = Ticket(
            ident,
            key,
            f"https://tracker.example/{key}",
            draft.title.strip(),
            Meaning.OPEN,
            "open",
            now,
            now,
            labels=draft.labels,
            assignees=assignees,
            due=draft.due,
            marker=draft.marker,
        )
        self.site.writes.append(ident)
        stored = self.site.put(ticket)
        self._lost(struck)
        return stored

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        struck = self._ask(writes=True)
        ident = self.site.newest(ref.id)
        if ident in self.site.deleted:
            return Missing(Absence.DELETED)
        if ident in self.site.hidden or ident not in self.site.tickets:
            return Missing(Absence.HIDDEN)
        self.site.writes.append(ident)
        if not isinstance(edit.title, EllipsisType):
            self.site.change(ident, title=edit.title.strip())
        if not isinstance(edit.assignee, EllipsisType):
            self.site.change(ident, assignees=(Account(edit.assignee),) if edit.assignee else ())
        if not isinstance(edit.due, EllipsisType):
            self.site.change(ident, due=edit.due)
        if not isinstance(edit.meaning, EllipsisType):
            self.site.set_meaning(ident, edit.meaning)
        self._lost(struck)
        return self.site.tickets[ident]

    def hook(self, url: str) -> Hook | None:
        return None

    def make_hook(self, url: str, secret: str) -> Hook:
        return Hook("hook")

    def drop_hook(self, hook: Hook) -> None:
        return None

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
        raise NotImplementedError
