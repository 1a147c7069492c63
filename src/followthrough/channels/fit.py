"""Make a message fit where a service takes only so much: buttons go first, then lines, and it is said how many. Cuts no word silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from followthrough.channels.base import Line, Message, Section
from followthrough.core.report.prose import one_line

MORE: Final = "…"
MOST_LINES: Final = 200  # more fit nowhere
Made = TypeVar("Made")


def fitting(lines: int, build: Callable[[int, int], Made], fits: Callable[[Made], bool]) -> Made:
    """The fullest of what `build(shown, with_buttons)` makes that `fits`: of so many lines shown, the first few with their buttons.

    What came first is what matters most, so it keeps its buttons longest.
    """
    lines = min(lines, MOST_LINES)
    whole = build(lines, lines)
    if fits(whole):
        return whole
    if fits(build(lines, 0)):
        return build(lines, _most(lines, lambda count: fits(build(lines, count))))
    return build(_most(lines, lambda count: fits(build(count, 0))), 0)


def clipped(text: str, length: int) -> str:
    """The text on one line, no longer than this, with a mark where it was cut."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + MORE


def told(message: Message) -> tuple[Section, ...]:
    """The sections; of a message that is a text only, its lines."""
    if message.sections or not message.text:
        return message.sections
    return (Section("", tuple(Line(line) for line in message.text.splitlines() if line.strip())),)


def first(sections: tuple[Section, ...], shown: int, buttons: int) -> tuple[tuple[Section, ...], int]:
    """The first lines of the sections, the first of them with their buttons; and how many lines were left out."""
    kept: list[Section] = []
    number = 0
    for section in sections:
        room = max(0, shown - number)
        lines = tuple(
            line if number + place < buttons else Line(line.text, line.url, line.note) for place, line in enumerate(section.lines[:room])
        )
        number += len(section.lines)
        if lines:
            kept.append(Section(section.title, lines))
    return tuple(kept), max(0, number - shown)


def left_out(count: int) -> str:
    return f"{MORE} and {count} more." if count else ""


def _most(highest: int, holds: Callable[[int], bool]) -> int:
    """The highest number, from 0, for which it holds; it is taken to hold for 0 and for all below one for which it holds."""
    low, high = 0, highest
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
