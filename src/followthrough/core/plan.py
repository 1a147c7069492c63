"""Decide what a sync has to do: compare an item and its ticket with what both last agreed on. Talks to nobody, changes nothing.

For each field there are three values: ours now, theirs now, and the pair that stood when they last agreed. A side that still is
what it was in that pair was not edited; so the direction of a change, its conflicts and the echo of our own writing need no clock.
The pair keeps both spellings (our person, their account; "declined", "won't do"): what a tracker makes of a value when storing it is
no change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Value = str | None


class Field(StrEnum):
    """What an item and its ticket both have. Type, incident and decisions are ours alone, comments and description theirs."""

    TITLE = "title"
    ASSIGNEE = "assignee"
    DUE = "due"
    STATE = "state"


class Side(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"


class Unsayable:
    """Ours can't be put in the tracker's terms: an owner without an account there, an item that waits for a decision."""

    def __repr__(self) -> str:
        return "UNSAYABLE"


UNSAYABLE = Unsayable()


@dataclass(frozen=True, slots=True)
class Sides:
    """One field, seen from both sides and at the time of the last agreement.

    `want` is ours as the tracker would spell it. `wins` says whose value stands when both were edited.
    """

    ours: Value
    want: Value | Unsayable
    theirs: Value
    agreed_ours: Value
    agreed_theirs: Value
    wins: Side = Side.THEIRS


@dataclass(frozen=True, slots=True)
class Push:
    """Write our value to the ticket."""

    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class Pull:
    """Take the ticket's value over."""

    field: Field
    value: Value


@dataclass(frozen=True, slots=True)
class Clash:
    """Both were edited and differ. The loser's value is kept for a person to see; a Push or Pull of the winner's follows it."""

    field: Field
    ours: Value
    theirs: Value
    winner: Side


Step = Push | Pull | Clash


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, and the fields whose two values agree as they are: the new pairs of the base, [ours, theirs]."""

    steps: tuple[Step, ...] = ()
    agreed: Mapping[Field, tuple[Value, Value]] = field(default_factory=dict)
    held: tuple[Field, ...] = ()  # ours was edited and may not be written: the connection only reads

    @property
    def pushes(self) -> tuple[Push, ...]:
        return tuple(step for step in self.steps if isinstance(step, Push))

    @property
    def pulls(self) -> tuple[Pull, ...]:
        return tuple(step for step in self.steps if isinstance(step, Pull))

    @property
    def clashes(self) -> tuple[Clash, ...]:
        return tuple(step for step in self.steps if isinstance(step, Clash))

    @property
    def quiet(self) -> bool:
        """Nothing is to be done on either side."""
        return not self.steps


def plan(sides: Mapping[Field, Sides], *, read_only: bool = False) -> Plan:
    """What a sync has to do. Fields that are not given (a tracker without due dates) are left alone."""
    steps: list[Step] = []
    agreed: dict[Field, tuple[Value, Value]] = {}
    held: list[Field] = []
    for name, side in sides.items():
        edited_here, edited_there = side.ours != side.agreed_ours, side.theirs != side.agreed_theirs
        if not edited_here and not edited_there:
            continue
        if not isinstance(side.want, Unsayable) and side.want == side.theirs:
            agreed[name] = (side.ours, side.theirs)  # both say the same, whoever said it first
            continue
        if edited_there and (not edited_here or isinstance(side.want, Unsayable)):
            steps += _take_over(name, side, clash=edited_here)
        elif edited_there:
            steps += _settle(name, side, read_only=read_only)
            if side.wins is Side.OURS and read_only:
                held.append(name)
        elif isinstance(side.want, Unsayable):
            agreed[name] = (side.ours, side.theirs)  # nothing that could be said; what comes next is seen against this
        elif read_only:
            held.append(name)
        else:
            steps.append(Push(name, side.want))
    return Plan(tuple(steps), agreed, tuple(held))


def _take_over(name: Field, side: Sides, *, clash: bool) -> list[Step]:
    pull = Pull(name, side.theirs)
    return [Clash(name, side.ours, side.theirs, Side.THEIRS), pull] if clash else [pull]


def _settle(name: Field, side: Sides, *, read_only: bool) -> list[Step]:
    """Both were edited, differently."""
    assert not isinstance(side.want, Unsayable)
    clash = Clash(name, side.ours, side.theirs, side.wins)
    if side.wins is Side.THEIRS:
        return [clash, Pull(name, side.theirs)]
    return [] if read_only else [clash, Push(name, side.want)]
