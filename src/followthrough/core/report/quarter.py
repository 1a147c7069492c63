"""One page on a quarter that a manager can read and pass on: what got done, what did not, and what was decided. Names no person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from followthrough.core.portfolio.cohorts import Cohort
from followthrough.core.portfolio.completion import Completion
from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.repeats import Quarter
from followthrough.core.portfolio.survival import Curve
from followthrough.core.report.prose import Markdown, plain


@dataclass(frozen=True, slots=True)
class Named:
    """An item or incident that the report names: its words, where it is, and what is to be known of it."""

    text: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """A quarter as of its last day, or as of today while it is not over. `before` is the quarter before it."""

    name: str
    as_of: date
    is_over: bool
    team: str  # empty: all
    open: int
    overdue: int
    open_before: int
    now: Cohort
    before: Cohort
    time: Curve
    balance: str  # the finding
    repeats: Quarter
    closed: int  # of the incidents that began in the quarter
    incidents: int
    not_closed: tuple[Named, ...] = ()
    oldest: tuple[Named, ...] = ()
    risks: tuple[Named, ...] = ()  # accepted in the quarter
    declined: int = 0
    moved: int = 0  # dates moved later in the quarter

    @property
    def title(self) -> str:
        return f"Action items, {self.name}{f', {self.team}' if self.team else ''}"

    @property
    def sentences(self) -> tuple[str, ...]:
        """The findings, first and in words."""
        return tuple(_sentences(self))


def _sentences(report: Report) -> Iterator[str]:
    yield _completion(report)
    change = report.open - report.open_before
    more = "as many as at its start" if not change else f"{abs(change)} {'more' if change > 0 else 'fewer'} than at its start"
    late = f"; {report.overdue} of them overdue" if report.overdue else ", none of them overdue"
    yield f"{_count(report.open, 'item')} {'was' if report.open == 1 else 'were'} open at the end, {more}{late}."
    median = report.time.quantile(0.5)
    if median is not None:
        late_day = report.time.quantile(0.9)
        tail = f", nine in ten within {_count(late_day, 'day')}" if late_day is not None else "; nine in ten were never seen done"
        yield f"Half of all items are done within {_count(median, 'day')}{tail}."
    if report.incidents:
        are = "is" if report.closed == 1 else "are"
        yield f"Of {_count(report.incidents, 'incident')} that began in it, {report.closed} {are} closed."
    yield report.balance
    if report.repeats.repeats:
        yield (
            f"{_count(report.repeats.repeats, 'incident')} repeated an earlier one; "
            f"of {report.repeats.warned} an item that was open, or whose risk was accepted, had warned."
        )
    yield (
        f"Decided: {_count(len(report.risks), 'risk')} accepted, {_count(report.declined, 'item')} declined, "
        f"{_count(report.moved, 'date')} moved later."
    )


def _completion(report: Report) -> str:
    one = report.now.completion
    if not one.total:
        return "Nothing was due in it."
    said = f"{_percent(one.rate)} of the {_count(one.total, 'item')} due in it {'got' if report.is_over else 'has so far got'} done"
    said += f", {_percent(one.on_time_rate)} in time"
    before = report.before.completion
    return f"{said}. In {report.before.name} it was {_percent(before.rate)} of {before.total}." if before.total else f"{said}."


def markdown(report: Report) -> str:
    """The report as Markdown. What people wrote is escaped."""
    return "\n".join(_lines(report, Markdown())).rstrip() + "\n"


def _lines(report: Report, pen: Markdown) -> Iterator[str]:
    yield from (*pen.title(report.title), "")
    yield from (f"As of the end of {report.as_of:%Y-%m-%d}{'' if report.is_over else '; the quarter is not over'}.", "")
    yield from (f"- {plain(sentence)}" for sentence in report.sentences)
    yield from ("", *pen.heading("What was due, and what became of it"), "")
    yield "| quarter | due | on time | late | risk accepted | declined | still open | done |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from (_row(cohort) for cohort in (report.before, report.now))
    for title, named in (
        ("Incidents that are not closed", report.not_closed),
        ("Open for longest", report.oldest),
        ("Risks accepted", report.risks),
    ):
        yield from _section(pen, title, named)
    yield from ("", *pen.heading("What the numbers mean"), "")
    yield from (f"- {DEFINITIONS[name]}" for name in ("completion", "time_to_done", "loop", "repeats"))


def _row(cohort: Cohort) -> str:
    one: Completion = cohort.completion
    rate = _percent(one.rate) if one.total else ""
    return f"| {cohort.name} | {one.total} | {' | '.join(str(count) for count in one.counts.values())} | {rate} |"


def _section(pen: Markdown, title: str, named: Sequence[Named]) -> Iterator[str]:
    if not named:
        return
    yield from ("", *pen.heading(f"{title} ({len(named)})"), "")
    for one in named:
        note = f": {plain(one.note)}" if one.note else ""
        yield f"- {pen.linked(one.text, one.address)}{note}"


def _percent(share: float | None) -> str:
    return f"{round((share or 0) * 100)} %"


def _count(number: int, of: str) -> str:
    return f"{number} {of}{'' if number == 1 else 's'}"
