"""What stands in the place of superseded items. Does not judge whether replacing one was right.

A superseded item counts through what replaced it, over any number of steps. Following the arrows ends at the items that
were not replaced, and at **dead ends**: superseded items of which no known item stands in the place (their successors were
never recorded, are out of sight, or the arrows run in a circle). A dead end is one survivor and counts as declined: a person
took it off the list by a decision and nothing known was promised instead. So nothing is lost, and nothing flatters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from followthrough.core.item import State
from followthrough.core.portfolio.history import Standing


class Outcome(StrEnum):
    """What became of a promise. Each survivor has exactly one."""

    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"
    RISK_ACCEPTED = "risk_accepted"
    DECLINED = "declined"
    STILL_OPEN = "still_open"


DONE = frozenset({Outcome.DONE_ON_TIME, Outcome.DONE_LATE})
DECIDED = frozenset({Outcome.RISK_ACCEPTED, Outcome.DECLINED})


@dataclass(frozen=True, slots=True)
class Survivor:
    """An item that speaks for itself and for everything it replaced.

    `original_due` is the earliest original due date of all of these: a split or a merge moves no work out of its window.
    """

    standing: Standing
    original_due: date

    @property
    def outcome(self) -> Outcome:
        """On time is done on or before `original_due`, however often the date was moved since."""
        state = self.standing.state
        if state.is_open:
            return Outcome.STILL_OPEN
        if state is State.RISK_ACCEPTED:
            return Outcome.RISK_ACCEPTED
        if state is State.DONE and self.standing.done_on is not None:
            return Outcome.DONE_ON_TIME if self.standing.done_on <= self.original_due else Outcome.DONE_LATE
        return Outcome.DONE_LATE if state is State.DONE else Outcome.DECLINED


class Replacements:
    """The arrows from superseded items to what replaced them, followed to their ends.

    `known` are further standings outside the counted selection (another team's, another incident's) that may stand in the
    place of a selected item. They are never counted for their own sake.
    """

    def __init__(self, standings: Iterable[Standing], known: Iterable[Standing] = ()) -> None:
        self.selected = {standing.item: standing for standing in standings}
        self._all = {standing.item: standing for standing in known} | self.selected
        self._reached: dict[int, frozenset[int]] = {}
        self._ended: dict[frozenset[int], frozenset[int]] = {}
        self._due = self._earliest_due()

    def survivors(self, items: Iterable[int] | None = None) -> list[Survivor]:
        """The distinct survivors of these items (of all that are selected, if none are named), in order of their id."""
        wanted = self.selected if items is None else items
        ends = {end for item in wanted for end in self._ends(item)}
        return [Survivor(self._all[end], self._due[end]) for end in sorted(ends)]

    def _ends(self, item: int) -> frozenset[int]:
        """Where the arrows from `item` end. A circle that nothing leads out of is spoken for by its lowest id."""
        if not _successors(self._all, item):  # as most items are: nothing stands in the place of it
            return frozenset((item,))
        reached = self._reach(item)
        if reached not in self._ended:  # the members of a circle reach the same, so a circle is worked out once
            self._ended[reached] = frozenset(
                min(self._reach(one)) for one in reached if all(one in self._reach(other) for other in self._reach(one))
            )
        return self._ended[reached]

    def _reach(self, item: int) -> frozenset[int]:
        """The item and every known item that its arrows lead to."""
        if item not in self._reached:
            seen, waiting = {item}, [item]
            while waiting:
                fresh = {successor for successor in _successors(self._all, waiting.pop()) if successor not in seen}
                seen |= fresh
                waiting.extend(fresh)
            self._reached[item] = frozenset(seen)
        return self._reached[item]

    def _earliest_due(self) -> dict[int, date]:
        due: dict[int, date] = {}
        for item, standing in self._all.items():
            for end in self._ends(item):
                due[end] = min(due.get(end, standing.original_due), standing.original_due)
        return due


def _successors(standings: Mapping[int, Standing], item: int) -> list[int]:
    standing = standings[item]
    return [one for one in standing.replaced_by if one in standings] if standing.state is State.SUPERSEDED else []
