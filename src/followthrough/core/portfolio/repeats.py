"""How often incidents come back, and how often one had been warned: the earlier one's item was open, or its risk accepted, when it struck.

Only repeats that a person has confirmed count. An incident that repeats several earlier ones counts once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from followthrough.core.item import State
from followthrough.core.portfolio.cohorts import name_of, quarters
from followthrough.core.portfolio.spells import Spell


@dataclass(frozen=True, slots=True)
class Struck:
    """An incident that began on a day and repeats an earlier one, as a person confirmed."""

    incident: int
    earlier: int
    on: date


@dataclass(frozen=True, slots=True)
class Repeated:
    """A repeat, with the items of the earlier incident that were open, or whose risk was accepted, on the day before it struck."""

    struck: Struck
    open: tuple[int, ...] = ()
    accepted: tuple[int, ...] = ()

    @property
    def was_warned(self) -> bool:
        return bool(self.open or self.accepted)


@dataclass(frozen=True, slots=True)
class Quarter:
    """How many incidents began in a quarter, how many of them were repeats, and of these how many had been warned of."""

    name: str
    first: date
    last: date
    incidents: int
    repeats: int
    warned: int


def look_back(struck: Struck, spells: Iterable[Spell]) -> Repeated:
    """What the earlier incident had left undone on the day before. `spells` are those of its items."""
    then = struck.on - timedelta(days=1)
    left = {spell.end: spell.state for spell in spells if spell.incident == struck.earlier and spell.holds(then)}
    return Repeated(
        struck,
        open=tuple(end for end, state in sorted(left.items()) if state.is_open),
        accepted=tuple(end for end, state in sorted(left.items()) if state is State.RISK_ACCEPTED),
    )


def by_quarter(repeated: Collection[Repeated], began: Mapping[date, int], *, on: date, count: int = 6) -> list[Quarter]:
    """The last quarters, oldest first. `began`: on which days how many incidents began."""
    found = []
    for window in quarters(on, count):
        within = [one for one in repeated if window.holds(one.struck.on)]
        found.append(
            Quarter(
                name_of(window),
                *window,
                incidents=sum(number for day, number in began.items() if window.holds(day)),
                repeats=len({one.struck.incident for one in within}),
                warned=len({one.struck.incident for one in within if one.was_warned}),
            )
        )
    return found
