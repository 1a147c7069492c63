"""One figure: a sentence that says what it shows, a picture, and the table behind it. Holds no number of its own."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.web.pages.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Cell:
    value: object
    link: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`title` is the finding. `columns` and `rows` are what the CSV file has."""

    name: str
    title: str
    definition: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    drawing: Drawing | None = None


def percent(share: float | None) -> str:
    return "" if share is None else f"{round(share * 100)} %"


def days_of(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"
