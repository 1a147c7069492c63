"""Of the work that was due in a window, what became of it. The window looks at original due dates and at nothing else.

counted = survivors whose original due date lies in [first, last]
total   = done on time + done late + risk accepted + declined + still open      (always)
rate    = (done on time + done late) / total        on_time_rate = done on time / total        (None where total is 0)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import DECIDED, DONE, Outcome, Replacements, Survivor
from followthrough.core.portfolio.windows import Window, last_full_quarter, running, weeks

__all__ = ["Completion", "DueWeek", "completion", "counted", "due_weeks", "last_full_quarter", "running", "weeks"]


@dataclass(frozen=True, slots=True)
class Completion:
    """The five shares of the items that were due from `first` to `last`, as counts that add up to `total`."""

    first: date
    last: date
    done_on_time: int = 0
    done_late: int = 0
    risk_accepted: int = 0
    declined: int = 0
    still_open: int = 0

    @property
    def done(self) -> int:
        return self.done_on_time + self.done_late

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def counts(self) -> dict[Outcome, int]:
        return {outcome: int(getattr(self, outcome.value)) for outcome in Outcome}

    @property
    def rate(self) -> float | None:
        """The completion rate: the share that is done."""
        return self.share(self.done)

    @property
    def on_time_rate(self) -> float | None:
        """The share that was done by its original due date."""
        return self.share(self.done_on_time)

    def share(self, count: int) -> float | None:
        return count / self.total if self.total else None

    @property
    def percentages(self) -> dict[Outcome, int] | None:
        """The five in whole percent, rounded so that what is shown adds up to 100 (the largest remainders are rounded up)."""
        if not self.total:
            return None
        parts = {outcome: divmod(100 * count, self.total) for outcome, count in self.counts.items()}
        short = 100 - sum(whole for whole, _ in parts.values())
        up = sorted(parts, key=lambda outcome: -parts[outcome][1])[:short]
        return {outcome: whole + (outcome in up) for outcome, (whole, _) in parts.items()}


@dataclass(frozen=True, slots=True)
class DueWeek:
    """The items that were originally due in one week, by what became of them up to the asked day."""

    first: date
    last: date
    done: int = 0
    decided: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.done + self.decided + self.open


def completion(standings: Iterable[Standing], *, first: date, last: date, known: Iterable[Standing] = ()) -> Completion:
    """The completion of a window. `known` are standings outside the selection that may have replaced selected ones."""
    return tally(Replacements(standings, known).survivors(), Window(first, last))


def counted(
    standings: Iterable[Standing], *, first: date, last: date, known: Iterable[Standing] = ()
) -> Mapping[Outcome, tuple[Standing, ...]]:
    """The very items that `completion` counts, under each of the five."""
    window = Window(first, last)
    due = [survivor for survivor in Replacements(standings, known).survivors() if window.holds(survivor.original_due)]
    return {outcome: tuple(survivor.standing for survivor in due if survivor.outcome is outcome) for outcome in Outcome}


def due_weeks(standings: Iterable[Standing], *, on: date, count: int = 8, known: Iterable[Standing] = ()) -> list[DueWeek]:
    """The last `count` weeks by original due date, oldest first. The running week also shows what is due later in it."""
    return tally_weeks(Replacements(standings, known).survivors(), weeks(on, count))


def tally(survivors: Iterable[Survivor], window: Window) -> Completion:
    outcomes = Counter(survivor.outcome for survivor in survivors if window.holds(survivor.original_due))
    return Completion(
        *window,
        done_on_time=outcomes[Outcome.DONE_ON_TIME],
        done_late=outcomes[Outcome.DONE_LATE],
        risk_accepted=outcomes[Outcome.RISK_ACCEPTED],
        declined=outcomes[Outcome.DECLINED],
        still_open=outcomes[Outcome.STILL_OPEN],
    )


def tally_weeks(survivors: Iterable[Survivor], windows: Iterable[Window]) -> list[DueWeek]:
    survivors = list(survivors)
    return [due_week(tally(survivors, window)) for window in windows]


def due_week(tallied: Completion) -> DueWeek:
    """The same with its five counts drawn together to three."""
    decided = sum(tallied.counts[outcome] for outcome in DECIDED)
    done = sum(tallied.counts[outcome] for outcome in DONE)
    return DueWeek(tallied.first, tallied.last, done=done, decided=decided, open=tallied.still_open)
