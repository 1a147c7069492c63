"""Whether what an incident taught was acted upon. Says nothing of how well.

none recorded   no item          closed          every survivor of its items is done or decided
none closed     all open         partly closed   some are, some are not
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import DECIDED, DONE, Outcome, Replacements


class Loop(StrEnum):
    NONE_RECORDED = "none_recorded"
    NONE_CLOSED = "none_closed"
    PARTLY_CLOSED = "partly_closed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class IncidentLoop:
    """What became of one incident's items. An item merged into another incident's counts here through that one."""

    incident: int
    done: int = 0
    decided: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.done + self.decided + self.open

    @property
    def closed(self) -> int:
        return self.done + self.decided

    @property
    def decided_share(self) -> float | None:
        """The share of its items that was decided away (risk accepted or declined) and not done."""
        return self.decided / self.total if self.total else None

    @property
    def loop(self) -> Loop:
        if not self.total:
            return Loop.NONE_RECORDED
        if not self.closed:
            return Loop.NONE_CLOSED
        return Loop.PARTLY_CLOSED if self.open else Loop.CLOSED


def loops(incidents: Iterable[int], standings: Iterable[Standing], *, known: Iterable[Standing] = ()) -> list[IncidentLoop]:
    """The loop of each of these incidents, in the order given. `known`: standings that may have replaced selected ones."""
    return loops_of(incidents, Replacements(standings, known))


def loops_of(incidents: Iterable[int], replacements: Replacements) -> list[IncidentLoop]:
    items: defaultdict[int, list[int]] = defaultdict(list)
    for standing in replacements.selected.values():
        items[standing.incident].append(standing.item)
    return [_loop(incident, items.get(incident, []), replacements) for incident in dict.fromkeys(incidents)]


def loop_counts(each: Iterable[IncidentLoop]) -> dict[Loop, int]:
    """How many incidents stand where; all four are there, and they add up to the number of incidents."""
    counts = Counter(one.loop for one in each)
    return {loop: counts[loop] for loop in Loop}


def _loop(incident: int, items: list[int], replacements: Replacements) -> IncidentLoop:
    outcomes = Counter(survivor.outcome for survivor in replacements.survivors(items))
    return IncidentLoop(
        incident,
        done=sum(outcomes[outcome] for outcome in DONE),
        decided=sum(outcomes[outcome] for outcome in DECIDED),
        open=outcomes[Outcome.STILL_OPEN],
    )
