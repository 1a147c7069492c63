"""How often the dates of what is open were moved later. Says nothing of who moved them.

A move that was taken back does not count. Items that are closed are left out: what they did to their dates is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from followthrough.core.portfolio.ages import open_now
from followthrough.core.portfolio.history import Standing

MANY = 3  # and more


@dataclass(frozen=True, slots=True)
class Slips:
    """Open items by how often they were moved: never, once, twice, three times or more. `days` is by how much in all."""

    counts: tuple[int, ...]
    days: int

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def moved(self) -> int:
        return self.total - self.counts[0]


def slips(standings: Iterable[Standing]) -> Slips:
    items = open_now(standings)
    counted = Counter(min(one.slips, MANY) for one in items)
    moved = sum((max(one.due - one.original_due, timedelta()) for one in items), timedelta())
    return Slips(tuple(counted[number] for number in range(MANY + 1)), moved.days)
