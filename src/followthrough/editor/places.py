"""Places in a text as an editor counts them: in lines from 0, and in code units of the encoding that both have agreed on.

Knows only line feeds as line ends, which is what a canonical text has.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

# How many code units a text takes: in UTF-16, which the protocol wants where nothing else was agreed on, an emoji takes two.
Units = Callable[[str], int]


class Position(NamedTuple):
    line: int
    character: int


class Range(NamedTuple):
    start: Position
    end: Position


def utf16(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) + sum(1 for character in text if character > "\uffff")


class Places:
    """One text, with its positions."""

    def __init__(self, text: str, units: Units = utf16) -> None:
        self.text = text
        self._units = units
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)

    def position(self, at: int) -> Position:
        """Where a character is."""
        at = max(0, min(at, len(self.text)))
        line = bisect_right(self._starts, at) - 1
        return Position(line, self._units(self.text[self._starts[line] : at]))

    def range(self, start: int, end: int) -> Range:
        return Range(self.position(start), self.position(end))

    def line(self, number: int) -> Range:
        """A line, counted from 0, without its end; the last one where there are not so many."""
        start, end = self.bounds(number)
        return self.range(start, end)

    def bounds(self, number: int) -> tuple[int, int]:
        """The same in characters."""
        number = max(0, min(number, len(self._starts) - 1))
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self.text)
        return self._starts[number], end

    def offset(self, position: Position) -> int:
        """The character at a position; the end of the line where it is not so long, the end of the text where that has fewer lines."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = self.bounds(position.line)
        left = position.character
        for at in range(start, end):
            if left <= 0:
                return at
            left -= self._units(self.text[at])
        return end
