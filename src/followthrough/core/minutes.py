"""The minutes of a review as Markdown or text: who was there, what was decided of each item, what is carried over.

Counts nothing by person, and asks nobody: what has to be told of an item or a decision is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from followthrough.core.fate import Fate
from followthrough.core.report.prose import Markdown, Pen, Text


@dataclass(frozen=True, slots=True)
class Point:
    """One entry of the agenda and what came of it. `outcome` is empty where it was carried over or settled elsewhere."""

    text: str
    incident: str
    address: str
    why: str
    outcome: str = ""
    words: str = ""
    change: str = ""  # what the outcome changed: the dates, the owners
    by: str = ""
    elsewhere: str = ""  # how it ended without an outcome of the review
    owner: str | None = None  # after the outcome; "": nobody; None: there is nobody to be told of
    slips: int = 0  # how often its date was moved later, this time included
    first_due: date | None = None  # told where the date was moved
    of_incident: bool = False  # about an incident without items


@dataclass(frozen=True, slots=True)
class Sequel:
    """What has become of an outcome of the review before, as of this one."""

    text: str
    address: str
    outcome: str
    now: str
    fate: Fate | None = None
    reason: str = ""  # of the decision that dropped it


@dataclass(frozen=True, slots=True)
class Entered:
    """A change of the register of decisions since the review before: what was decided, or that it holds no more."""

    text: str
    incident: str
    address: str
    what: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that the minutes say. Of people there are names only, told in the order of the alphabet."""

    title: str
    opened_on: date
    finished_on: date | None
    team: str
    people: tuple[str, ...]
    points: tuple[Point, ...]
    words: str = ""
    sequels: tuple[Sequel, ...] = ()
    register: tuple[Entered, ...] = ()

    @property
    def decided(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.outcome and not point.of_incident)

    @property
    def without_items(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.outcome and point.of_incident)

    @property
    def carried_over(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if not point.outcome and not point.elsewhere)

    @property
    def settled_elsewhere(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.elsewhere and not point.outcome)


def markdown(minutes: Minutes) -> str:
    """The minutes as Markdown. What people wrote is escaped: it can neither become markup nor end a list."""
    return "\n".join(_lines(minutes, Markdown())).rstrip() + "\n"


def text(minutes: Minutes) -> str:
    """The minutes as plain text, for a mail."""
    return "\n".join(_lines(minutes, Text())).rstrip() + "\n"


_Told = tuple[str, str]  # a sentence and the address of what it is about


def _lines(minutes: Minutes, pen: Pen) -> Iterator[str]:
    yield from (*pen.title(minutes.title), "")
    finished = f"finished {minutes.finished_on:%Y-%m-%d}." if minutes.finished_on else "not finished yet."
    yield from pen.paragraph(f"Opened {minutes.opened_on:%Y-%m-%d}, {finished}")
    people = ", ".join(sorted({pen.words(name) for name in minutes.people}, key=lambda name: (name.casefold(), name)))
    yield from pen.paragraph(f"For {pen.words(minutes.team) or 'all teams'}. There: {people or 'nobody'}.")
    if not minutes.points:
        yield from pen.paragraph("Nothing was on its agenda.")
    if minutes.words.strip():
        yield from ("", *pen.said(minutes.words.strip()))
    yield from _section(pen, "What was decided", [_decided(pen, point) for point in minutes.decided])
    yield from _section(pen, "Incidents reviewed, no item", [_looked_at(pen, point) for point in minutes.without_items])
    yield from _section(pen, "Settled meanwhile", [_not_decided(pen, point, point.elsewhere) for point in minutes.settled_elsewhere])
    yield from _section(pen, "Carried over", [_not_decided(pen, point, point.why) for point in minutes.carried_over])
    sequels = [_sequel(pen, sequel) for sequel in minutes.sequels]
    yield from _section(pen, "What became of the last review's outcomes", sequels, counted(minutes.sequels))
    yield from _section(pen, "In the register of decisions", [_entered(pen, entered) for entered in minutes.register])


def counted(sequels: Iterable[Sequel]) -> str:
    """How the outcomes of the review before have fared: "3 kept, 1 slipped." Counted over all items, never for a person."""
    fates = [sequel.fate for sequel in sequels]
    parts = [f"{fates.count(one)} {one.value}" for one in Fate if one in fates]
    return f"{', '.join(parts)}." if parts else ""


def _section(pen: Pen, title: str, told: Sequence[_Told], above: str = "") -> Iterator[str]:
    if not told:
        return
    yield from ("", *pen.heading(f"{title} ({len(told)})"), "")
    if above:
        yield from (*pen.paragraph(above), "")
    for sentence, address in told:
        yield from pen.point(sentence, address)


def _decided(pen: Pen, point: Point) -> _Told:
    details = "; ".join(part for part in (pen.words(point.change), _moved(point)) if part)
    outcome = pen.strong(point.outcome) + (f" ({details})" if details else "")
    return f"{_head(pen, point)}{_owner(pen, point)}: {outcome}.{_said(pen, point)}", point.address


def _moved(point: Point) -> str:
    if not point.slips:
        return ""
    first = f", first due {point.first_due:%Y-%m-%d}" if point.first_due else ""
    times = {1: "once", 2: "twice"}.get(point.slips, f"{point.slips} times")
    return f"moved {times}{first}"


def _looked_at(pen: Pen, point: Point) -> _Told:
    return f"{_head(pen, point)}.{_said(pen, point)}", point.address


def _not_decided(pen: Pen, point: Point, why: str) -> _Told:
    return f"{_head(pen, point)}{_owner(pen, point)}: {pen.words(why)}", point.address


def _sequel(pen: Pen, sequel: Sequel) -> _Told:
    head, now = pen.linked(sequel.text, sequel.address), pen.words(sequel.now)
    if sequel.fate is None:
        return f"{head}: {pen.words(sequel.outcome)}, now {now}", sequel.address
    reason = f". “{pen.words(sequel.reason)}”" if sequel.reason else ""
    return f"{head}: {pen.words(sequel.outcome)} → {pen.strong(sequel.fate.value)}, {now}{reason}", sequel.address


def _entered(pen: Pen, entered: Entered) -> _Told:
    return f"{pen.linked(entered.text, entered.address)} ({pen.words(entered.incident)}): {pen.words(entered.what)}", entered.address


def _head(pen: Pen, point: Point) -> str:
    return f"{pen.linked(point.text, point.address)} ({pen.words(point.incident)})"


def _owner(pen: Pen, point: Point) -> str:
    if point.owner is None:
        return ""
    return f", owned by {pen.words(point.owner)}" if point.owner else ", owned by nobody"


def _said(pen: Pen, point: Point) -> str:
    said = f" “{pen.words(point.words)}”" if point.words else ""
    return said + (f" — {pen.words(point.by)}" if point.by else "")
