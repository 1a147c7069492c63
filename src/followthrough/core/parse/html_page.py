"""A Markdown text as it is written, block by block: headings, paragraphs, nested lists, tables. Knows nothing of where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from followthrough.core.parse.html_look import Look
from followthrough.core.parse.html_words import Piece, join, lead

DEEPEST_LIST = 12
DEEPEST_QUOTE = 4


class Page:
    """What was written so far, and the words of the paragraph that is under way."""

    def __init__(self, *, look: tuple[bool, bool] = (False, False), bold: bool = True) -> None:
        self.looked = look
        self.bold = bold
        self.lines: list[str] = []
        self.pieces: list[Piece] = []
        self.lists: list[tuple[bool, int]] = []  # around: whether ordered, and the number of the next entry
        self.level = 0  # of the innermost list; how deep it is, from 0
        self.widths: list[int] = []  # of the marks of the entries around, by level; kept for a list that says it goes on below them
        self.mark: str | None = None  # of an entry whose words have not come yet
        self.boxed: bool | None = None
        self.quotes = 0
        self.quoted_before = 0  # of the last line
        self.gap = False  # whether a blank line has to come first

    def text(self, *, tight: bool = False) -> str:
        return "\n".join(line for line in self.lines if line.strip()) if tight else "\n".join(self.lines) + "\n"

    @contextmanager
    def look(self, look: Look) -> Iterator[None]:
        was = self.looked
        self.looked = (was[0] if look[0] is None else look[0], was[1] if look[1] is None else look[1])
        yield
        self.looked = was

    def words(self, text: str) -> None:
        self.pieces.append(Piece(text.replace("\n", " "), *self.looked))

    def ready(self, text: str) -> None:
        """Markdown, as it is."""
        self.pieces.append(Piece(text, *self.looked, ready=True))

    def line_end(self) -> None:
        self.pieces.append(Piece("\n", *self.looked, ready=True))

    def said(self) -> str:
        """The end of what the paragraph says so far."""
        return "".join(piece.text for piece in self.pieces[-20:])[-200:]

    def box(self, checked: bool) -> None:
        self.boxed = checked

    def paragraph(self) -> None:
        """Write down the words that have come."""
        text = self._taken(bold=self.bold)
        if not text:
            return
        entry, box = self.mark is not None, self._box()
        first, *others = [lead(line, entry=(entry or bool(box)) and at == 0) for at, line in enumerate(text.split("\n"))]
        self._first(first if entry or not box else f"- {box}{first}", box if entry else "", blank=True)
        for line in others:
            self._put(self._inner() + line)
        self.gap = not self.lists

    def heading(self, level: int) -> None:
        text = " ".join(self._taken(bold=False).split("\n"))
        if text:
            self._block(["#" * level + " " + text])

    def code(self, text: str) -> None:
        if text.strip():
            fence = "```" if "```" not in text else "~~~~~~~~"
            lines = [f" {line}" if line.startswith("~~~~~~~~") else line for line in text.strip("\n").split("\n")]
            self._block([fence, *lines, fence])

    def rows(self, rows: Sequence[str]) -> None:
        self._block(rows)

    @contextmanager
    def quoted(self) -> Iterator[None]:
        self.paragraph()
        was, self.quotes, self.gap = self.quotes, min(self.quotes + 1, DEEPEST_QUOTE), True
        yield
        self.paragraph()
        self.quotes, self.gap = was, True

    @contextmanager
    def list(self, *, ordered: bool, first: int, level: int | None) -> Iterator[None]:
        """A list, inside the entry that is under way; `level` where the page says itself how deep it is."""
        if self.mark is not None:
            self._first("", "")  # an entry that is nothing but a list
        was, inside = self.level, bool(self.lists)
        wanted = level if level is not None else was + 1 if inside else 0
        self.level = min(wanted, len(self.widths), DEEPEST_LIST)
        self.gap = self.gap and not (level and self.level)
        self.lists.append((ordered, first))
        yield
        self.lists.pop()
        self.level = was
        self.gap = not inside

    def entry(self) -> None:
        """The words that come are an entry's."""
        self.paragraph()
        ordered, number = self.lists[-1] if self.lists else (False, 1)
        if self.lists:
            self.lists[-1] = (ordered, number + 1)
        self.mark = f"{number}. " if ordered else "- "
        self.boxed = None
        self.widths[self.level :] = [len(self.mark)]

    def entry_ends(self) -> None:
        self.mark = None
        self.boxed = None

    def _taken(self, *, bold: bool) -> str:
        text = join(self.pieces, bold=bold) if self.pieces else ""
        self.pieces = []
        return text

    def _box(self) -> str:
        box = "" if self.boxed is None else "[x] " if self.boxed else "[ ] "
        self.boxed = None
        return box

    def _inner(self) -> str:
        """What stands before the words of the entry that is under way."""
        return " " * sum(self.widths[: self.level + 1]) if self.lists else ""

    def _first(self, line: str, box: str, *, blank: bool = False) -> None:
        """The first line of a block: behind the mark of its entry, where that waits for words."""
        if self.mark is None:
            self._put(self._inner() + line, blank=blank)
        else:
            self._put(" " * sum(self.widths[: self.level]) + self.mark + box + line, blank=self.gap)
        self.mark = None

    def _block(self, lines: Sequence[str]) -> None:
        self._first(lines[0], self._box(), blank=True)
        for line in lines[1:]:
            self._put(self._inner() + line)
        self.gap = True

    def _put(self, line: str, *, blank: bool = False) -> None:
        if blank and self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self.quotes, self.quoted_before)).rstrip())
        self.lines.append(("> " * self.quotes + line).rstrip())
        self.quoted_before = self.quotes
