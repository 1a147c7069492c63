"""What has become of an outcome that an earlier review gave an item: kept, slipped, dropped … Judges items, never people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from followthrough.core.item import State

# The outcomes that close an item, and as what. All others promise that it goes on.
CLOSES = {"done": State.DONE, "risk_accepted": State.RISK_ACCEPTED, "declined": State.DECLINED, "split": State.SUPERSEDED}
STATES = {State.DONE: "done", State.RISK_ACCEPTED: "risk accepted", State.DECLINED: "declined", State.SUPERSEDED: "superseded"}


class Fate(StrEnum):
    """In the order in which minutes count them."""

    KEPT = "kept"
    RUNNING = "not due yet"
    LATE = "late"
    SLIPPED = "slipped"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"
    BACK = "came back"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the item stands now."""

    state: State
    due: date
    closed_on: date | None = None


def fate(outcome: str, *, due: date, now: Standing, on: date) -> tuple[Fate, str]:
    """What became of `outcome` (its code), after which the item was due on `due`; and in words what it is now."""
    closed_as = CLOSES.get(outcome)
    if closed_as is not None:
        return _closed(closed_as, now)
    if now.state.is_open:
        return _going_on(due, now, on)
    day = f" on {now.closed_on:%Y-%m-%d}" if now.closed_on else ""
    match now.state:
        case State.DONE if now.closed_on is not None and now.closed_on > due:
            return Fate.LATE, f"done{day}, {_days((now.closed_on - due).days)} after its date"
        case State.DONE:
            return Fate.KEPT, f"done{day}"
        case State.SUPERSEDED:
            return Fate.SUPERSEDED, f"superseded{day}"
        case _:
            return Fate.DROPPED, f"{STATES[now.state]}{day}"


def _closed(closed_as: State, now: Standing) -> tuple[Fate, str]:
    if now.state is closed_as:
        return Fate.KEPT, f"still {STATES[closed_as]}"
    return Fate.BACK, f"open, due {now.due:%Y-%m-%d}" if now.state.is_open else f"now {STATES[now.state]}"


def _going_on(due: date, now: Standing, on: date) -> tuple[Fate, str]:
    blocked = "blocked, " if now.state is State.BLOCKED else ""
    overdue = f", {_days((on - now.due).days)} overdue" if now.due < on else ""
    if now.due > due:
        return Fate.SLIPPED, f"{blocked}due {now.due:%Y-%m-%d} instead of {due:%Y-%m-%d}{overdue}"
    return Fate.LATE if overdue else Fate.RUNNING, f"{blocked}due {now.due:%Y-%m-%d}{overdue}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
