"""What came in and what went out, week by week. Compares the ends of days: what is taken back on the same day never flowed.

    open_end = open_before + accepted + returned - done - decided - replaced        (always)

An item that goes straight from one closed state into another (a risk accepted, then done after all) counts as returned and
as closed again. `replaced` are the superseded ones; the parts of a split item are among `accepted`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from followthrough.core.item import State
from followthrough.core.portfolio.history import Change, Move, moves
from followthrough.core.portfolio.windows import Window, weeks


@dataclass(frozen=True, slots=True)
class FlowWeek:
    """One week's movements, and how many items were open at its end (of the running week: on the asked day)."""

    first: date
    last: date
    open_before: int
    accepted: int
    returned: int
    done: int
    decided: int
    replaced: int

    @property
    def open_end(self) -> int:
        return self.open_before + self.accepted + self.returned - self.done - self.decided - self.replaced


OUT = {State.DONE: "done", State.RISK_ACCEPTED: "decided", State.DECLINED: "decided", State.SUPERSEDED: "replaced"}


def flow(changes: Iterable[Change], *, on: date, count: int = 8) -> list[FlowWeek]:
    """The last `count` weeks up to `on`, oldest first."""
    moved = moves(changes, as_of=on)
    return [_week(moved, window) for window in weeks(on, count)]


def _week(moved: Iterable[Move], window: Window) -> FlowWeek:
    before, within = 0, Counter[str]()
    for move in moved:
        if move.on < window.first:
            before += move.after.is_open - (move.before is not None and move.before.is_open)
        elif move.on <= window.last:
            within.update(_movements(move))
    return FlowWeek(
        *window,
        open_before=before,
        accepted=within["accepted"],
        returned=within["returned"],
        done=within["done"],
        decided=within["decided"],
        replaced=within["replaced"],
    )


def _movements(move: Move) -> Iterator[str]:
    """Into the open items, out of them, or both; a change between two open states is neither."""
    if move.before is None:
        yield "accepted"
    elif not move.before.is_open:
        yield "returned"
    if not move.after.is_open:
        yield OUT[move.after]
