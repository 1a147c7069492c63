"""Give the untold items their ends so that the company as a whole does as companies do: much late, some never.

Works like the rounding of a sum: each next item, by due date, takes the end that is furthest behind its share. So every
quarter of the year comes out close to the shares, whatever the seed and whatever stories are told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from random import Random

from followthrough.web.demo.stories import LATE, ON_TIME, OTHER

MEMORY = 0.92  # how much of what came before still weighs


@dataclass(frozen=True, slots=True)
class Entry:
    """An item by its first due date; `fixed` is the end its story already has."""

    key: str
    due: date
    fixed: str = ""


def shares(days_ago: int) -> dict[str, float]:
    """What becomes of items that fell due so many days ago: the older, the more got done after all."""
    late = 0.27 if days_ago <= 120 else 0.20 if days_ago <= 182 else 0.44 if days_ago <= 260 else 0.54
    return {ON_TIME: 0.42, LATE: late, OTHER: 0.58 - late}


def balance(entries: Iterable[Entry], *, today: date, rng: Random) -> dict[str, str]:
    """The end of each entry, by its key."""
    ends: dict[str, str] = {}
    debt = {ON_TIME: 0.0, LATE: 0.0, OTHER: 0.0}
    for entry in sorted(entries, key=lambda e: (e.due, e.key)):
        for end, share in shares((today - entry.due).days).items():
            debt[end] = debt[end] * MEMORY + share
        ends[entry.key] = entry.fixed or max(debt, key=lambda end: debt[end] + rng.uniform(0, 0.3))
        debt[ends[entry.key]] -= 1
    return ends
