"""A picture made of few parts, drawn by one template as SVG: sizes stand in attributes, so no style is needed inline. Decides no number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 640


@dataclass(frozen=True, slots=True)
class Rect:
    """`css` names what it stands for; `says` tells it to whoever points at it or can't see it."""

    x: float
    y: float
    width: float
    height: float
    css: str
    says: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    d: str
    css: str


@dataclass(frozen=True, slots=True)
class Text:
    x: float
    y: float
    words: str
    anchor: str = "start"
    css: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`key` explains what stands for what: the css of each, and its words."""

    height: int
    rects: tuple[Rect, ...] = ()
    paths: tuple[Path, ...] = ()
    texts: tuple[Text, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    width: int = WIDTH


def stacked(parts: Iterable[tuple[int, str, str, str]], *, x: float, y: float, room: float, whole: int, height: float) -> list[Rect]:
    """Counts side by side in a bar as long as `room` for the `whole`; of each its css, words and link."""
    found = []
    for count, css, says, link in parts:
        if count:
            width = round(room * count / whole, 2)
            found.append(Rect(round(x, 2), y, width, height, css, says, link))
            x += width
    return found
