"""Charts as SVG, drawn on the server: sizes stand in attributes, so no style is needed inline. Decides no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from followthrough.core.portfolio.completion import DueWeek

WIDTH, HEIGHT, GAP = 640, 180, 14
TOP, BOTTOM = 16, 22
KINDS = (("done", "on-time", "done"), ("decided", "risk", "decided"), ("open", "still-open", "still open"))


@dataclass(frozen=True, slots=True)
class Piece:
    """One rectangle: how many of a kind fell due in a week."""

    y: float
    height: float
    css: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    week: DueWeek
    x: float
    middle: float
    width: float
    top: float
    pieces: tuple[Piece, ...]
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws. `finding` is its title."""

    columns: tuple[Column, ...]
    width: int
    height: int
    base: int
    finding: str


def draw_weeks(weeks: Sequence[DueWeek], *, on: date) -> Chart:
    """Stacked columns: of what was originally due each week, what is done, decided and open."""
    most = max([week.total for week in weeks] or [0]) or 1
    room = HEIGHT - TOP - BOTTOM
    slot = WIDTH / max(len(weeks), 1)
    columns = []
    for number, week in enumerate(weeks):
        x = number * slot + GAP / 2
        y = float(HEIGHT - BOTTOM)
        pieces = []
        for name, css, label in KINDS:
            value = getattr(week, name)
            if value:
                height = round(value / most * room, 1)
                y = round(y - height, 1)
                pieces.append(Piece(y, height, css, f"{value} {label}"))
        says = ", ".join(piece.label for piece in pieces) or "nothing was due"
        label = f"{week.first.day} {week.first:%b}"
        width = round(slot - GAP, 1)
        columns.append(
            Column(week, round(x, 1), round(x + width / 2, 1), width, round(y - 4, 1), tuple(pieces), label, f"Week of {label}: {says}")
        )
    return Chart(tuple(columns), WIDTH, HEIGHT, HEIGHT - BOTTOM, _finding(weeks, on))


def _finding(weeks: Sequence[DueWeek], on: date) -> str:
    past = [week for week in weeks if week.last < on]
    total = sum(week.total for week in past)
    done = sum(week.done for week in past)
    if not total:
        return "Nothing fell due in the last weeks"
    return f"{done} of the {total} items that fell due in the last {len(past)} weeks are done"
