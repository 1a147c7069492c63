"""The values of the reminders: who may be asked of what, what was delivered, what goes out, and what is held. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from followthrough.core.calendar import WorkingHours


class Role(StrEnum):
    """As what somebody hears of an item."""

    OWNER = "owner"
    ASKED = "asked"  # to take it over
    MANAGER = "manager"
    SERVICE_OWNER = "service owner"


class Offer(StrEnum):
    """What a reader can do about a line, by the name of the action on the item's page. Nothing is done before a page was confirmed."""

    DONE = "done"
    NEW_DATE = "due"
    HAND_OVER = "hand-over"
    BLOCKED = "block"
    DECLINE = "decline"
    SNOOZE = "snooze"
    TAKE_OVER = "take-over"
    REFUSE = "refuse"


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
    snoozes: int = 0  # how often it was snoozed


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
    """One item in a digest: which step it is, why it came, in words for the reader, and what they can do about it."""

    item: int
    role: Role
    step: str
    why: str
    offers: tuple[Offer, ...] = ()


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
