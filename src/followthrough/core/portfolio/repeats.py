"""How often incidents come back, and how often one had been warned: the earlier one's item was open, or its risk accepted, when it struck.

Only repeats that a person has confirmed count. An incident that repeats several earlier ones counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from followthrough.core.item import State
from followthrough.core.portfolio.cohorts import name_of, quarters
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import Replacements


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


def look_back(struck: Struck, standing_on: Callable[[date], Iterable[Standing]]) -> Repeated:
    """What the earlier incident had left undone. `standing_on` tells how its items stood at the end of a day."""
    then = standing_on(struck.on - timedelta(days=1))
    left = [survivor.standing for survivor in Replacements(then).survivors()]
    return Repeated(
        struck,
        open=tuple(one.item for one in left if one.state.is_open),
        accepted=tuple(one.item for one in left if one.state is State.RISK_ACCEPTED),
    )


def by_quarter(repeated: Collection[Repeated], began: Collection[date], *, on: date, count: int = 6) -> list[Quarter]:
    """The last quarters, oldest first. `began` are the days on which all incidents began."""
    found = []
    for window in quarters(on, count):
        within = [one for one in repeated if window.holds(one.struck.on)]
        found.append(
            Quarter(
                name_of(window),
                *window,
                incidents=sum(window.holds(day) for day in began),
                repeats=len({one.struck.incident for one in within}),
                warned=len({one.struck.incident for one in within if one.was_warned}),
            )
        )
    return found
