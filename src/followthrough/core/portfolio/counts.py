"""The numbers, read from what a set of items adds up to: the same that the files beside this count from where items stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from followthrough.core.item import State, Type
from followthrough.core.portfolio.ages import BOUNDS, Bucket
from followthrough.core.portfolio.balance import Balance, Balances
from followthrough.core.portfolio.cohorts import Cohort, name_of, quarters
from followthrough.core.portfolio.completion import Completion, DueWeek, due_week
from followthrough.core.portfolio.flow import FlowWeek
from followthrough.core.portfolio.loop import Loop
from followthrough.core.portfolio.replacement import Outcome
from followthrough.core.portfolio.slips import MANY, Slips
from followthrough.core.portfolio.survival import Curve, curve_of
from followthrough.core.portfolio.tallies import (
    AGED,
    BEGAN,
    DONE,
    DUE,
    FLOW,
    HAVING,
    LACKING,
    LEFT,
    LOOP,
    MOVED,
    OPEN,
    OUTCOME,
    SLIPS,
    STATE,
    WAITING,
    Cell,
    severity_part,
)
from followthrough.core.portfolio.windows import Window, weeks

IN, OUT = ("accepted", "returned"), ("done", "decided", "replaced")


class Counts:
    """What one set of items added up to at the end of the day `on`."""

    def __init__(self, cells: Mapping[Cell, int] | Iterable[tuple[Cell, int]], *, on: date) -> None:
        self.on = on
        self._by: defaultdict[str, defaultdict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for (measure, part, key), number in cells.items() if isinstance(cells, Mapping) else cells:
            self._by[measure][part][key] += number

    def _of(self, measure: str, part: str = "") -> Counter[int]:
        return self._by[measure][part]

    def in_state(self, *states: State) -> int:
        return sum(self._of(STATE, state.value)[0] for state in states)

    @property
    def open(self) -> int:
        return self._of(OPEN).total()

    @property
    def overdue(self) -> int:
        return sum(number for due, number in self._of(DUE).items() if due < self.on.toordinal())

    def first_due(self, count: int) -> list[date]:
        """The days on which the first so many of the overdue items are due, each day once."""
        return _first({day: number for day, number in self._of(DUE).items() if day < self.on.toordinal()}, count)

    def first_accepted(self, count: int) -> list[date]:
        """The days on which the first so many of the open items were accepted, each day once."""
        return _first(self._of(OPEN), count)

    def buckets(self) -> tuple[Bucket, ...]:
        ages: Counter[int] = Counter()
        for day, number in self._of(OPEN).items():
            ages[self._age(day)] += number
        return tuple(Bucket(low, high, _between(ages, low, high)) for low, high in BOUNDS)

    def overdue_by_age(self) -> list[int]:
        """How many of each age group are overdue."""
        late: Counter[int] = Counter()
        for accepted, by_due in self._by[AGED].items():
            age = self._age(date.fromisoformat(accepted).toordinal())
            late[age] += sum(number for due, number in by_due.items() if due < self.on.toordinal())
        return [_between(late, low, high) for low, high in BOUNDS]

    def completion(self, window: Window) -> Completion:
        first, last = window.first.toordinal(), window.last.toordinal()

        def due(outcome: Outcome) -> int:
            return sum(number for day, number in self._of(OUTCOME, outcome.value).items() if first <= day <= last)

        return Completion(*window, *(due(outcome) for outcome in Outcome))

    def due_weeks(self, count: int = 8) -> list[DueWeek]:
        return [due_week(self.completion(window)) for window in weeks(self.on, count)]

    def cohorts(self, count: int = 6) -> list[Cohort]:
        return [Cohort(name_of(window), self.completion(window), window.last < self.on) for window in quarters(self.on, count)]

    def curve(self) -> Curve:
        return self._curve(*(kind.value for kind in Type))

    def curves_by_type(self) -> dict[Type, Curve]:
        curves = {kind: self._curve(kind.value) for kind in Type}
        return {kind: one for kind, one in curves.items() if one.items}

    def curves_by_severity(self) -> dict[int | None, Curve]:
        curves = {rank: self._curve(severity_part(rank)) for rank in (1, 2, 3, 4, None)}
        return {rank: one for rank, one in curves.items() if one.items}

    def _curve(self, *parts: str) -> Curve:
        done: Counter[int] = Counter()
        left: Counter[int] = Counter()
        for part in parts:
            done += self._of(DONE, part)
            left += self._of(LEFT, part)
            for accepted, number in self._of(WAITING, part).items():
                left[self._age(accepted)] += number
        return curve_of(done, left)

    def flow(self, count: int = 8) -> list[FlowWeek]:
        """Told backwards from what is open now, so that movements before the first of the weeks need not be known."""
        found: list[FlowWeek] = []
        open_end = self.open
        for window in reversed(weeks(self.on, count)):
            moved = {one: self._moved(one, window) for one in (*IN, *OUT)}
            open_before = open_end - sum(moved[one] for one in IN) + sum(moved[one] for one in OUT)
            found.append(FlowWeek(*window, open_before, *moved.values()))
            open_end = open_before
        return found[::-1]

    def _moved(self, movement: str, window: Window) -> int:
        first, last = window.first.toordinal(), min(window.last, self.on).toordinal()
        return sum(number for day, number in self._of(FLOW, movement).items() if first <= day <= last)

    def slips(self) -> Slips:
        counted = self._of(SLIPS)
        return Slips(tuple(counted[number] for number in range(MANY + 1)), self._of(MOVED)[0])

    def balances(self) -> Balances:
        overall = {kind: sum(self._of(measure, kind.value).total() for measure in (DONE, LEFT, WAITING)) for kind in Type}
        return Balances(Balance(overall), self._of(HAVING)[0], {kind: self._of(LACKING, kind.value)[0] for kind in Type})

    def began(self) -> dict[date, int]:
        """How many incidents began on which day."""
        return {date.fromordinal(day): number for day, number in self._of(BEGAN).items()}

    def loops(self) -> dict[Loop, int]:
        return {loop: self._of(LOOP, loop.value)[0] for loop in Loop}

    def _age(self, accepted: int) -> int:
        return max(self.on.toordinal() - accepted, 0)


def _between(ages: Mapping[int, int], low: int, high: int | None) -> int:
    return sum(number for days, number in ages.items() if low <= days and (high is None or days <= high))


def _first(by_day: Mapping[int, int], count: int) -> list[date]:
    """The first days that so many fall on."""
    found = []
    for day in sorted(day for day, number in by_day.items() if number):
        if count <= 0:
            break
        found.append(date.fromordinal(day))
        count -= by_day[day]
    return found
