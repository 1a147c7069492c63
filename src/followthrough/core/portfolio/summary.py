"""The four questions answered in one call: how many are open, how old is the oldest, how much gets done, which loops are closed.

Only puts the numbers together; each is counted, and defined, in a file of its own beside this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from followthrough.core.portfolio.ages import Bucket, buckets, oldest, open_now, overdue
from followthrough.core.portfolio.completion import Completion, DueWeek, tally, tally_weeks
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.loop import Loop, loop_counts, loops_of
from followthrough.core.portfolio.replacement import Replacements
from followthrough.core.portfolio.windows import last_full_quarter, running, weeks


class Oldest(NamedTuple):
    """The open item that was accepted first."""

    item: int
    accepted_on: date


@dataclass(frozen=True, slots=True)
class Summary:
    """The portfolio as of the end of the day `as_of`. `loops` says how many incidents stand where."""

    as_of: date
    open: int
    overdue: int
    oldest: Oldest | None
    buckets: tuple[Bucket, ...]
    last_quarter: Completion
    running: Completion
    weeks: tuple[DueWeek, ...]
    loops: dict[Loop, int]

    @property
    def incidents(self) -> int:
        return sum(self.loops.values())

    @property
    def oldest_age(self) -> int | None:
        """Age of the oldest open item in days."""
        return None if self.oldest is None else max((self.as_of - self.oldest.accepted_on).days, 0)


def summarise(standings: Collection[Standing], incidents: Collection[int], *, as_of: date, known: Iterable[Standing] = ()) -> Summary:
    """Answer the four questions for these items and these incidents.

    A filter (team, severity …) belongs before this call: hand over what it leaves as `standings` and `incidents`, and all
    the person may see as `known`, so that an item replaced by one outside the filter still counts through it.
    """
    replacements = Replacements(standings, known)
    survivors = replacements.survivors()
    first = oldest(standings)
    return Summary(
        as_of=as_of,
        open=len(open_now(standings)),
        overdue=len(overdue(standings, on=as_of)),
        oldest=Oldest(first.item, first.accepted_on) if first else None,
        buckets=buckets(standings, on=as_of),
        last_quarter=tally(survivors, last_full_quarter(as_of)),
        running=tally(survivors, running(as_of)),
        weeks=tuple(tally_weeks(survivors, weeks(as_of))),
        loops=loop_counts(loops_of(incidents, replacements)),
    )
