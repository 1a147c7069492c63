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
            standings.append(_days(item, known)[-1][1])
    return standings


def timelines(changes: Iterable[Change]) -> dict[int, list[tuple[date, Standing]]]:
    """Of each item every day on which something happened to it, with how it stood at the end of that day; oldest first."""
    return {item: _days(item, placed) for item, placed in _in_order(changes).items()}


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


def _days(item: int, placed: list[tuple[date, Change]]) -> list[tuple[date, Standing]]:
    """How the item stood at the end of each day on which something happened to it."""
    row: dict[str, object] = {}
    past = _Past()
    first = placed[0][1].changes
    found: list[tuple[date, Standing]] = []
    for number, (on, change) in enumerate(placed, 1):
        row.update({field: pair[1] for field, pair in change.changes.items()})
        past.add(on, change)
        if number == len(placed) or placed[number][0] != on:
            found.append((on, _standing(item, row, past, first, born=placed[0][0])))
    return found


def _standing(item: int, row: Mapping[str, object], past: _Past, first: Mapping[str, tuple[object, object]], *, born: date) -> Standing:
    incident = _id(row.get("incident"))
    if incident is None:
        raise InputError(f"item {item} has no incident in its events: its first event has to name one")
    accepted_on = _day(row.get("accepted_at")) or born
    original_due = _day(_to(first, "original_due")) or _day(_to(first, "due")) or policy_due(None, accepted_on)
    return Standing(
        item=item,
        incident=incident,
        type=Type(str(row.get("type", Type.PROCESS))),
        state=past.state,
        team=_id(row.get("team")),
        owner_named=row.get("owner") is not None,
        accepted_on=accepted_on,
        original_due=original_due,
        due=past.due or original_due,
        closed_on=past.closed_on,
        done_on=past.closed_on if past.state is State.DONE else None,
        replaced_by=_ids(row.get("replaced_by")) if past.state is State.SUPERSEDED else (),
        slips=max(past.slips, 0),
    )


@dataclass(slots=True)
class _Past:
    """What has to be counted event by event.

    `closed_on` is the day the item came into its present closed state; taking back a reopening brings back the day it was closed
    before, which is `closed_before`. `slips`: one that was taken back does not count, nor does the taking back.
    """

    state: State = State.OPEN
    closed_on: date | None = None
    closed_before: date | None = None
    due: date | None = None
    slips: int = 0

    def add(self, on: date, change: Change) -> None:
        if "state" in change.changes:
            self._turn(on, change)
        moved = _day(_to(change.changes, "due"))
        if moved is None:
            return
        if self.due and change.kind == UNDONE:
            self.slips -= moved < self.due
        elif self.due:
            self.slips += moved > self.due
        self.due = moved

    def _turn(self, on: date, change: Change) -> None:
        now = _state(change, self.state)
        if now.is_open and not self.state.is_open:
            self.closed_on, self.closed_before = None, self.closed_on
        elif not now.is_open and now is not self.state:
            self.closed_on = (self.closed_before or on) if change.kind == UNDONE and self.state.is_open else on
        self.state = now


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
