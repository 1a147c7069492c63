"""Which kinds of fixes are promised, per incident and over all. Counts promises; whether they were kept is not its question.

Each survivor counts once under its type, so that splitting an item into five of the same kind shows as five, and the item
they came from no longer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from followthrough.core.item import Type
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import Replacements


@dataclass(frozen=True, slots=True)
class Balance:
    """How many items there are of each type; every type is in `counts`."""

    counts: Mapping[Type, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def missing(self) -> tuple[Type, ...]:
        """The types that no item has. Where there are no items, nothing is out of balance."""
        return tuple(kind for kind in Type if not self.counts[kind]) if self.total else ()

    @property
    def only(self) -> Type | None:
        """The type of all the items, where there are at least two and all have the same."""
        present = [kind for kind in Type if self.counts[kind]]
        return present[0] if len(present) == 1 and self.total > 1 else None

    def share(self, kind: Type) -> float | None:
        return self.counts[kind] / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Balances:
    """The balance over all incidents, how many of them have items, and how many of these have none of a type."""

    overall: Balance
    incidents: int
    lacking: Mapping[Type, int]

    def without(self, kind: Type) -> int:
        """How many of the incidents that have items have none of this type."""
        return self.lacking[kind]

    def finding(self, kind: Type = Type.DETECTION) -> str:
        """One sentence for people, such as "3 of 12 incidents with action items have no detection item."."""
        having = self.incidents
        if not having:
            return "No incident has an action item yet."
        without = self.without(kind)
        if not without:
            return f"Every incident with action items has a {kind} item."
        return f"{without} of {having} incident{'s' * (having > 1)} with action items {'have' if without > 1 else 'has'} no {kind} item."


def balance(standings: Iterable[Standing], *, known: Iterable[Standing] = ()) -> Balances:
    """The types of what is promised. An item merged into another incident's counts for both incidents, and over all once."""
    replacements = Replacements(standings, known)
    each = balance_of_each(replacements)
    lacking = {kind: sum(kind in one.missing for one in each.values()) for kind in Type}
    return Balances(_balance(replacements, replacements.selected), len(each), lacking)


def balance_of_each(replacements: Replacements) -> dict[int, Balance]:
    """Of each incident that has items."""
    items: defaultdict[int, list[int]] = defaultdict(list)
    for standing in replacements.selected.values():
        items[standing.incident].append(standing.item)
    return {incident: _balance(replacements, ids) for incident, ids in sorted(items.items())}


def _balance(replacements: Replacements, items: Iterable[int]) -> Balance:
    counts = Counter(survivor.standing.type for survivor in replacements.survivors(items))
    return Balance({kind: counts[kind] for kind in Type})
