"""How long it takes until a promise is kept: the Kaplan-Meier estimate, in which what is still open counts for as long as it has lasted.

    S(t) = product over the days t_i <= t of (1 - d_i / n_i)       d_i done on day t_i after acceptance, n_i still at risk then

Items that are open, or that a person decided against, leave without having been done (they are censored). The band is the 95 % one by
Greenwood's formula on the log(-log) scale: S ** exp(+- z * sqrt(V) / log S), with V = sum of d_i / (n_i * (n_i - d_i)).
Kaplan and Meier 1958; Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2002, section 1.4. The mean of what is
done is not worked out anywhere: it leaves out just what takes longest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from followthrough.core.portfolio.replacement import Survivor

Z: Final = 1.959963984540054  # of the standard normal distribution, for 95 %


@dataclass(frozen=True, slots=True)
class Step:
    """A day after acceptance on which something was done: how many were at risk, how many were done, and the share left open after it."""

    day: int
    at_risk: int
    done: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """The share of items that is not done yet, by days since acceptance. `last` is the longest that any item was followed."""

    steps: tuple[Step, ...]
    items: int
    last: int

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    def quantile(self, share: float) -> int | None:
        """Days within which this share is done; None where that was not seen yet."""
        return next((step.day for step in self.steps if step.share <= 1 - share + 1e-12), None)

    def band_of(self, share: float) -> tuple[int | None, int | None]:
        """The days between which that number of days lies, with 95 % confidence; None: beyond what was seen."""
        low = next((step.day for step in self.steps if step.low <= 1 - share + 1e-12), None)
        high = next((step.day for step in self.steps if step.high <= 1 - share + 1e-12), None)
        return low, high

    def left_at(self, day: int) -> float:
        """The share that is not done after so many days."""
        share = 1.0
        for step in self.steps:
            if step.day > day:
                break
            share = step.share
        return share


def curve(lasted: Iterable[tuple[int, bool]]) -> Curve:
    """The curve of items that lasted so many days (0 or more); with each whether it was done at their end."""
    done: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for days, is_done in lasted:
        (done if is_done else left)[days] += 1
    return curve_of(done, left)


def curve_of(done: Mapping[int, int], left: Mapping[int, int]) -> Curve:
    """The same of items that were counted: so many were done after so many days, so many left undone or are open after so many."""
    done = Counter(done)
    all_ends = done + Counter(left)
    at_risk = items = sum(all_ends.values())
    share, variance, high = 1.0, 0.0, 1.0
    steps = []
    for day in sorted(all_ends):
        if done[day]:
            share *= 1 - done[day] / at_risk
            if at_risk > done[day]:
                variance += done[day] / (at_risk * (at_risk - done[day]))
                low, high = _band(share, variance)
            else:
                share = low = 0.0  # everything is done: nothing is left to have a lower bound, and the upper stays what it was
            steps.append(Step(day, at_risk, done[day], share, low, high))
        at_risk -= all_ends[day]
    return Curve(tuple(steps), items, max(all_ends, default=0))


def lasted(survivors: Iterable[Survivor], *, on: date) -> list[tuple[int, bool]]:
    """How many days each promise has lasted as of the end of the day `on`, and whether it ended by being done."""
    found = []
    for survivor in survivors:
        one = survivor.standing
        end = one.done_on or one.closed_on or on
        found.append((max((end - one.accepted_on).days, 0), one.done_on is not None))
    return found


def _band(share: float, variance: float) -> tuple[float, float]:
    if share >= 1:
        return 1.0, 1.0
    log = math.log(share)
    spread = Z * math.sqrt(variance) / log  # negative
    middle = math.log(-log)
    return math.exp(-math.exp(middle - spread)), math.exp(-math.exp(middle + spread))
