"""The lines of a text that findings speak of, in the place of the whole: a run over thousands of documents keeps little of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Protocol

from followthrough.core.item import Span


class Text(Protocol):
    """What reports ask of a text: a `str` has it, and an `Excerpt`."""

    def __getitem__(self, piece: slice, /) -> str: ...
    def find(self, words: str, start: int, /) -> int: ...
    def rfind(self, words: str, start: int, end: int, /) -> int: ...


class Excerpt:
    """Whole lines of a text at the places they have in it. What lies outside of them counts as not there."""

    __slots__ = ("_pieces", "_starts")

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._pieces: list[str] = []
        reached = -1
        for span in sorted(set(spans), key=lambda span: span.start):
            start = text.rfind("\n", 0, span.start) + 1
            end = text.find("\n", max(span.start, span.end))
            end = len(text) if end < 0 else end + 1
            if end > reached:
                start = max(start, reached)
                self._starts.append(start)
                self._pieces.append(text[start:end])
                reached = end

    def __getitem__(self, piece: slice, /) -> str:
        words, at = "", piece.start or 0
        while at < piece.stop and (index := self._index(at)) is not None:
            start, held = self._starts[index], self._pieces[index]
            words += held[at - start : piece.stop - start]
            at = start + len(held)
        return words

    def find(self, words: str, start: int, /) -> int:
        index = self._index(start)
        if index is None:
            return -1
        at = self._pieces[index].find(words, start - self._starts[index])
        return at + self._starts[index] if at >= 0 else -1

    def rfind(self, words: str, start: int, end: int, /) -> int:
        """Of the end of a line, which is what it is asked for: before a piece there is one."""
        index = self._index(end)
        if index is None:
            return -1
        at = self._pieces[index].rfind(words, max(0, start - self._starts[index]), end - self._starts[index])
        return at + self._starts[index] if at >= 0 else self._starts[index] - 1

    def _index(self, at: int) -> int | None:
        """Which piece holds a place, its end included."""
        index = bisect_right(self._starts, at) - 1
        return index if index >= 0 and at <= self._starts[index] + len(self._pieces[index]) else None
