"""How many items are open, how many overdue, and how old they are. Counts open items only: age says nothing of closed ones.

age = the asked day - the day of acceptance, in days        overdue = open and due before the asked day
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from followthrough.core.portfolio.history import Standing

BOUNDS: tuple[tuple[int, int | None], ...] = ((0, 14), (15, 30), (31, 60), (61, 90), (91, None))


@dataclass(frozen=True, slots=True)
class Bucket:
    """The open items that are `youngest` to `oldest` days old, both included; None: no upper bound."""

    youngest: int
    oldest: int | None
    count: int

    @property
    def label(self) -> str:
        return f"over {self.youngest - 1} days" if self.oldest is None else f"{self.youngest}–{self.oldest} days"


def age(standing: Standing, *, on: date) -> int:
    """Days since acceptance; 0 on its day."""
    return max((on - standing.accepted_on).days, 0)


def open_now(standings: Iterable[Standing]) -> list[Standing]:
    return [standing for standing in standings if standing.state.is_open]


def overdue(standings: Iterable[Standing], *, on: date) -> list[Standing]:
    """Open, and due before `on`: on its due date an item is not yet overdue. The most overdue come first."""
    late = [standing for standing in open_now(standings) if standing.due < on]
    return sorted(late, key=lambda standing: (standing.due, standing.item))


def oldest(standings: Iterable[Standing]) -> Standing | None:
    """The open item that was accepted first; of several accepted on that day the one with the lowest id."""
    return min(open_now(standings), key=lambda standing: (standing.accepted_on, standing.item), default=None)


def buckets(standings: Iterable[Standing], *, on: date) -> tuple[Bucket, ...]:
    """The open items by age. The counts add up to the number of open items."""
    ages = [age(standing, on=on) for standing in open_now(standings)]
    return tuple(Bucket(low, high, sum(low <= days and (high is None or days <= high) for days in ages)) for low, high in BOUNDS)
