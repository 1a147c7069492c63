"""Where every item stood on any past day, folded from its events. Does not count anything: the files beside it do.

Order of an item's events: by the day they happened, and within a day in the order they were written down. So an event
told late (back-dated) takes its place in the past. What is dated before the item was born counts on the day of its birth,
for nothing can happen to an item before it was promised. An event dated after the asked day has not happened yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from followthrough.core.item import State, Type
from followthrough.core.policy import policy_due
from followthrough.errors import InputError

UNDONE = "undone"  # the kind of event that takes back the one before it


@dataclass(frozen=True, slots=True)
class Change:
    """One event as the numbers see it.

    `sequence` is the order in which the item's events were written down; the lowest is its birth. `changes` maps each
    changed field to (from, to), as JSON has it: ISO dates, ids, lists of ids. `accepted_at`, where it is given, is the day
    the item's clock started (a ticket may be older than its adoption); otherwise that is the day of its birth.
    """

    item: int
    sequence: int
    on: date
    kind: str
    changes: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one item stands as of a day.

    `owner_named` says that somebody is named and never who: no number about a person can be made from it. `closed_on` is
    the day it came into the closed state it is in, `done_on` the same for a done one; both are None while it is open.
    `slips` is how often its due date was moved later. `replaced_by` speaks only while the item is superseded.
    """

    item: int
    incident: int
    type: Type
    state: State
    team: int | None
    owner_named: bool
    accepted_on: date
    original_due: date
    due: date
    closed_on: date | None = None
    done_on: date | None = None
    replaced_by: tuple[int, ...] = ()
    slips: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """An item whose state at the end of the day `on` is not what it was at the end of the day before (None: not yet born)."""

    item: int
    on: date
    before: State | None
    after: State


def stand(changes: Iterable[Change], *, as_of: date) -> list[Standing]:
    """Every item born by the end of the day `as_of`, as it stood then, in order of the item's id."""
    standings = []
    for item, placed in sorted(_in_order(changes).items()):
        known = [(on, change) for on, change in placed if on <= as_of]
        if known:
            standings.append(_standing(item, known))
    return standings


def moves(changes: Iterable[Change], *, as_of: date) -> list[Move]:
    """Every change of state from the end of one day to the end of the next. What came and went within a day left no mark."""
    found = []
    for item, placed in sorted(_in_order(changes).items()):
        state: State | None = None
        after = State.OPEN
        for on, day in groupby(placed, key=lambda pair: pair[0]):
            for _, change in day:
                after = _state(change, after)
            if on <= as_of and after is not state:
                found.append(Move(item, on, state, after))
            state = after
    return found


def fold(changes: Iterable[Change]) -> dict[str, object]:
    """The row that the events of one item add up to: of each field, what the last event that names it made of it."""
    row: dict[str, object] = {}
    for placed in _in_order(changes).values():
        row.update(_row(placed))
    return row


def _in_order(changes: Iterable[Change]) -> dict[int, list[tuple[date, Change]]]:
    """Of each item its events in order, each with the day on which it counts."""
    by_item: defaultdict[int, list[Change]] = defaultdict(list)
    for change in changes:
        by_item[change.item].append(change)
    ordered = {}
    for item, told in by_item.items():
        born = min(told, key=lambda change: change.sequence).on
        placed = [(max(change.on, born), change) for change in told]
        ordered[item] = sorted(placed, key=lambda pair: (pair[0], pair[1].sequence))
    return ordered


def _row(placed: list[tuple[date, Change]]) -> dict[str, object]:
    return {field: pair[1] for _, change in placed for field, pair in change.changes.items()}


def _standing(item: int, placed: list[tuple[date, Change]]) -> Standing:
    row = _row(placed)
    first = placed[0][1].changes
    incident = _id(row.get("incident"))
    if incident is None:
        raise InputError(f"item {item} has no incident in its events: its first event has to name one")
    accepted_on = _day(row.get("accepted_at")) or placed[0][0]
    original_due = _day(_to(first, "original_due")) or _day(_to(first, "due")) or policy_due(None, accepted_on)
    state = State(str(row.get("state", State.OPEN)))
    closed_on = _closed_on(placed)
    return Standing(
        item=item,
        incident=incident,
        type=Type(str(row.get("type", Type.PROCESS))),
        state=state,
        team=_id(row.get("team")),
        owner_named=row.get("owner") is not None,
        accepted_on=accepted_on,
        original_due=original_due,
        due=_day(row.get("due")) or original_due,
        closed_on=closed_on,
        done_on=closed_on if state is State.DONE else None,
        replaced_by=_ids(row.get("replaced_by")) if state is State.SUPERSEDED else (),
        slips=_slips(placed),
    )


def _closed_on(placed: list[tuple[date, Change]]) -> date | None:
    """The day the item came into its present closed state. Taking back a reopening brings back the day it was closed before."""
    state, closed_on, before = State.OPEN, None, None
    for on, change in placed:
        now = _state(change, state)
        if now.is_open and not state.is_open:
            closed_on, before = None, closed_on
        elif not now.is_open and now is not state:
            closed_on = (before or on) if change.kind == UNDONE and state.is_open else on
        state = now
    return closed_on


def _slips(placed: list[tuple[date, Change]]) -> int:
    """How often the due date moved later. One that was taken back does not count, nor does the taking back."""
    slips, due = 0, None
    for _, change in placed:
        moved = _day(_to(change.changes, "due")) or due
        if due and moved and change.kind == UNDONE:
            slips -= moved < due
        elif due and moved:
            slips += moved > due
        due = moved
    return max(slips, 0)


def _state(change: Change, before: State) -> State:
    return State(str(_to(change.changes, "state") or before))


def _to(changes: Mapping[str, tuple[object, object]], field: str) -> object:
    return changes[field][1] if field in changes else None


def _day(value: object) -> date | None:
    """An ISO date; of a date with a time only the date."""
    return date.fromisoformat(str(value)[:10]) if value else None


def _id(value: object) -> int | None:
    return None if value is None else int(str(value))


def _ids(value: object) -> tuple[int, ...]:
    return tuple(sorted(int(str(one)) for one in value)) if isinstance(value, list | tuple) else ()
