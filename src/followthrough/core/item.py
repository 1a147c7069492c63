"""The values the whole product passes around: an action item, a candidate for one, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Type(StrEnum):
    """What kind of fix an item is.

    `prevention` stops the cause from recurring, `detection` catches it faster, `mitigation` makes it hurt less or
    heal faster, `process` changes how people respond or work.
    """

    PREVENTION = "prevention"
    DETECTION = "detection"
    MITIGATION = "mitigation"
    PROCESS = "process"


class Where(StrEnum):
    """`listed`: in a list or table presented as follow-up work. `buried`: said in passing elsewhere."""

    LISTED = "listed"
    BURIED = "buried"


class Stated(StrEnum):
    """What the *document* says of an item's state. What became of it here is `State`."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class OwnerKind(StrEnum):
    PERSON = "person"
    TEAM = "team"
    SEVERAL = "several"
    ROLE = "role"
    NONE = "none"


class State(StrEnum):
    """Where a promised item is in its life."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    RISK_ACCEPTED = "risk_accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"

    @property
    def is_open(self) -> bool:
        return self in OPEN_STATES


OPEN_STATES = frozenset({State.OPEN, State.IN_PROGRESS, State.BLOCKED})
CLOSED_STATES = frozenset({State.DONE, State.RISK_ACCEPTED, State.DECLINED, State.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Span:
    """The place in a document's canonical text: `start`/`end` in characters (end exclusive), `first`/`last` in lines (1-based)."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ActionItem:
    """One piece of promised work, as far as the rules of a good item can see it.

    The same value is made from a candidate in a document and from an item in the database, so one rule serves both.
    """

    text: str
    owners: tuple[str, ...] = ()
    owner_kind: OwnerKind = OwnerKind.NONE
    due: date | None = None
    due_raw: str | None = None
    tracking: tuple[str, ...] = ()
    state: Stated = Stated.OPEN
    type: Type = Type.PROCESS
    done_criterion: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something in a document that reads like an item, not yet promised by anyone.

    `quote` is the canonical text at `span`, to the letter. `confidence` runs from 0 to 1.
    """

    item: ActionItem
    span: Span
    quote: str
    where: Where
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """What a document says of the incident itself; None where it does not say."""

    reference: str | None = None
    title: str | None = None
    date: date | None = None
    severity: str | None = None
