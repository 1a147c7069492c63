"""The port to a tracker: what is asked of it, what it answers, and what each can do. Knows no vendor and no item.

Facts about a ticket are values (`Ticket`, `Missing`); faults of the world are the errors of `followthrough.errors`: Unreachable,
RateLimited, Forbidden, TurnedDown, Drifted. "The call failed" and "the call worked, there is nothing" are never the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import EllipsisType
from typing import Protocol


class Meaning(StrEnum):
    """What a tracker's status says, in our words. What no map knows and is closed is `DROPPED`: a person is asked."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"  # closed in any way that does not say "completed"

    @property
    def ended(self) -> bool:
        return self in {Meaning.DONE, Meaning.DROPPED}


class Absence(StrEnum):
    """Why a ticket can't be had although the tracker answered."""

    HIDDEN = "hidden"  # 404: it is gone, or this token may not see it; nobody can tell which
    DELETED = "deleted"  # the tracker says so itself
    MOVED_AWAY = "moved_away"  # moved to where this token can't follow


@dataclass(frozen=True, slots=True)
class Ref:
    """A ticket as we address it: the tracker's stable id, and what people call it now (`acme/shop#12`, `OPS-12`)."""

    id: str
    key: str


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody in the tracker. Only `id` identifies; names are for eyes."""

    id: str
    handle: str = ""
    name: str = ""
    email: str = ""  # where the tracker shows it
    active: bool = True
    is_bot: bool = False

    def __str__(self) -> str:
        return f"@{self.handle}" if self.handle else self.name or self.id


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as the tracker has it. All times are the tracker's own stamps, in UTC."""

    id: str
    key: str
    url: str
    title: str
    meaning: Meaning
    status: str  # in the tracker's words: "closed as not planned", "Won't Do"
    created_at: datetime
    updated_at: datetime
    body: str = ""  # as text that a person reads; comparing and extracting only
    assignees: tuple[Account, ...] = ()
    due: date | None = None
    labels: tuple[str, ...] = ()
    closed_at: datetime | None = None
    duplicate_of: str = ""  # key, where the tracker says
    marker: str = ""  # of the ticket that we filed: the key it travels under
    aliases: tuple[str, ...] = ()  # keys and ids it had before a move
    private: bool = False

    @property
    def ref(self) -> Ref:
        return Ref(self.id, self.key)


@dataclass(frozen=True, slots=True)
class Missing:
    """The tracker answered, and the ticket can't be had. `words` are the tracker's, `to` where it went, if told."""

    why: Absence
    words: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What the text of a filed ticket says, for the adapter to write in its tracker's markup. Every part may hold hostile text."""

    text: str  # the promise
    facts: tuple[tuple[str, str, str], ...] = ()  # name, value, address or ""
    quote: str = ""  # the words of the postmortem
    source: str = ""  # where they stand: "postmortem.md, lines 12 to 14"
    done_criterion: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A ticket that does not exist yet. `marker` is a UUID: it travels in the ticket, so that a repeat finds it."""

    marker: str
    title: str
    body: Body
    labels: tuple[str, ...]
    assignee: str | None = None  # account id
    due: date | None = None
    private: bool = False
    written_at: datetime | None = None  # when the marker was first sent: a look-up need not go further back


@dataclass(frozen=True, slots=True)
class Edit:
    """What to change of a ticket, in one request where the tracker allows. What is `...` stays."""

    title: str | EllipsisType = ...
    assignee: str | EllipsisType | None = ...  # account id; None takes everybody off
    due: date | EllipsisType | None = ...
    meaning: Meaning | EllipsisType = ...
    duplicate_of: str = ""  # with meaning DROPPED: a person said so
    add_label: str = ""  # the incident label, put back

    @property
    def empty(self) -> bool:
        return self == Edit()


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the tickets that changed, oldest change first. `next` fetches what follows; "" is the end.

    `unchanged`: the tracker says that nothing is new since `etag`. `expected`: how many there are in all, where it says.
    """

    tickets: tuple[Ticket, ...] = ()
    next: str = ""
    etag: str = ""
    unchanged: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where tickets can live: a repository, a project, a team."""

    id: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A status that the tracker's people made, with what it most likely means."""

    id: str
    name: str
    proposal: Meaning


@dataclass(frozen=True, slots=True)
class Limits:
    """What the tracker's headers said last."""

    limit: int | None = None
    remaining: int | None = None
    resets_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What the test of a connection found. `missing` says in sentences what is needed and not there, `notes` what to know."""

    account: Account
    place: Place | None
    may_write: bool
    may_hook: bool
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a tracker can do; the rest of Followthrough asks these and never a name."""

    due: bool  # tickets have a due date
    started: bool  # tickets tell "under way" from "open"
    settle: timedelta  # how long after an unclear creation a look-up by marker may still miss it; zero: it never does
    own_ids: bool = False  # a creation can be repeated under our UUID: no look-up is needed
    statuses: bool = False  # people make their own statuses: a map is needed
    hooks: bool = True
    private: bool = False  # single tickets can be kept from others
    per_minute: int = 60  # creations that the vendor tolerates, with room to spare
    per_hour: int = 1000
    title_length: int = 255


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as the tracker has it. `healthy` False: switched off, or failing; `words` say why."""

    id: str
    healthy: bool = True
    expires_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A webhook whose origin is proven: a hint where to look. `refs` empty: everything may have changed."""

    id: str
    event: str
    refs: tuple[Ref, ...] = ()
    ignored: bool = False  # nothing that concerns a ticket


class Forged(Exception):
    """A webhook that does not prove where it comes from. Not shown to the sender: it would help to forge."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one connection reaches its tracker."""

    base_url: str
    place: str  # acme/shop, a project's key or id, a team's id
    label: str
    credentials: Mapping[str, str] = field(repr=False)
    statuses: Mapping[str, Meaning] = field(default_factory=dict)  # status id -> meaning; what is absent goes by the vendor's own kind
    options: Mapping[str, str] = field(default_factory=dict)  # what only one vendor has: an issue type, say
    instance: str = ""  # of this installation: in the user agent


class Tracker(Protocol):
    """One place in one tracker, through one credential. Reads are safe to repeat; of the writes, only `create` is not."""

    can: Capabilities

    @property
    def limits(self) -> Limits:
        """What the last answers said about limits."""

    def close(self) -> None:
        """Let go of the lines to it."""

    def check(self) -> Checked:
        """Who we are there and what is missing. Writes nothing."""

    def places(self) -> Sequence[Place]:
        """Where this credential could file, for somebody to choose from."""

    def statuses(self) -> Sequence[Status]:
        """The statuses tickets have here; empty where they are fixed."""

    def accounts(self) -> Sequence[Account]:
        """Who can be given a ticket here."""

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:
        """Tickets with the incident label, changed at or after `since` (the tracker's own clock), oldest change first.

        `since=None` lists all of them. `after` is `Page.next`; `etag` spares the transfer where nothing is new.
        """

    def fetch(self, ref: Ref) -> Ticket | Missing:
        """The ticket as it is now, wherever it moved to, with or without the label."""

    def find(self, draft: Draft) -> Ticket | None:
        """The ticket that carries the draft's marker; None where none can be seen (yet: `can.settle`)."""

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        """Make the ticket, return it as stored. Unreachable with `sent` means that nobody knows whether it exists: `find` tells.

        `until` is when, of `time.monotonic()`, it must no longer be sent.
        """

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        """Change the ticket, return it re-read as the tracker stored it."""

    def hook(self, url: str) -> Hook | None:
        """The webhook that calls this address; None where there is none."""

    def make_hook(self, url: str, secret: str) -> Hook:
        """Register the webhook, or mend and refresh the one that is there."""

    def drop_hook(self, hook: Hook) -> None:
        """Take the webhook away; one that is gone already is fine."""

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
        """Prove and read a webhook (header names in lower case). Raises Forged. Talks to nobody.

        The proof is made over the raw bytes and compared in constant time; an empty secret proves nothing.
        """


Clock = Callable[[], datetime]
