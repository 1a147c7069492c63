"""Lay a document out for reading: its canonical text in parts, each candidate marked at its exact place.

Everything the author wrote is shown or said to be left out. Makes no HTML: `templates/capture/_source.html` prints the
parts, and escapes them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, pairwise

from followthrough.core.document import Block, Document, Kind
from followthrough.core.parse import parse
from followthrough.core.parse.table import is_double
from followthrough.errors import InputError
from followthrough.web.pages.source_words import Mark, Piece, open_marks, words

# Of a document with more lines than this, only those near a candidate are shown at first.
LONG = 800
AROUND = 15
MOST_AT_ONCE = 1_000

MARKER = re.compile(r"(?:[ \t>]*)(?:#{1,6}[ \t]+|[-*+•][ \t]+|(?P<number>\d{1,9}[.)])[ \t]+)?(?:\[(?P<box>[ xX])\][ \t]+)?")
ONLY_MARKS = re.compile(r"[\s|:=*_>#+`~-]*")
TRAILING = re.compile(r"(?:[ \t]+#+[ \t]*|\n[ \t]*(?:=+|-+)[ \t]*)$")
QUOTE_MARK = re.compile(r"\n[ \t]*>[ \t>]*")
CELL_BORDER = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph, heading, list entry, table row or run of plain lines. `cells` are filled for a row alone."""

    kind: str
    first: int
    last: int
    pieces: tuple[Piece, ...] = ()
    cells: tuple[tuple[Piece, ...], ...] = ()
    columns: tuple[str, ...] = ()
    level: int = 0
    number: str = ""
    checked: bool | None = None
    struck: bool = False
    keeps_lines: bool = False  # the author's line breaks carry meaning


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that are printed together: the entries of a list, the rows of a table, else a single one."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def first(self) -> int:
        return self.parts[0].first

    @property
    def last(self) -> int:
        return self.parts[-1].last

    @property
    def lines(self) -> int:
        return self.last - self.first + 1

    @property
    def columns(self) -> tuple[str, ...]:
        return self.parts[0].columns


def lay_out(document: Document, marks: Iterable[Mark], *, show_from: int | None = None) -> list[Group]:
    """The whole document, or of a long one what is near its marks and up to 1,000 lines from line `show_from`."""
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    bounds = line_starts(document.text)
    regions = list(_regions(document, bounds))
    if len(bounds) > LONG:
        regions = _near(regions, ordered, bounds, show_from)
    seen: set[int] = set()
    parts = [part for region in regions if (part := _part(document.text, region, ordered, bounds, seen)) is not None]
    return [Group(kind, tuple(run)) for (kind, _), run in groupby(parts, key=_group_key)]


def line_starts(text: str) -> list[int]:
    """Where each line begins; only a line feed ends one."""
    return [0, *(match.end() for match in re.finditer("\n", text))]


@dataclass(frozen=True, slots=True)
class Region:
    """Characters from `start` to `end` that are one part. `block` is None between the blocks that the reader knows."""

    start: int
    end: int
    block: Block | None = None
    left_out: bool = False


def _regions(document: Document, bounds: Sequence[int]) -> Iterator[Region]:
    at = 0
    for block in sorted(document.blocks, key=lambda block: (block.span.start, -block.span.end)):
        start, end = max(block.span.start, at), block.span.end
        if end <= start:
            continue
        line = bounds[_line(bounds, start) - 1]
        if line > at:
            yield from _between(document.text, at, _before_head(document.text, at, line) if block.columns else line)
        # What stands on the line before a block is its list mark or hashes, unless an earlier block ended there.
        yield Region(max(line, at), end, block)
        at = end
    yield from _between(document.text, at, len(document.text))


def _before_head(text: str, start: int, end: int) -> int:
    """Where the lines above a table's first row end, if its head and the rule below it are left to the columns."""
    lines = text[start:end].splitlines(keepends=True)
    rows = len(lines)
    while rows and lines[rows - 1].strip() == "|":  # a row that goes on over several lines of another format
        rows -= 1
    if rows and is_double(lines[rows - 1].strip()):
        return end - sum(map(len, lines[rows - 1 :]))
    if len(lines) >= 2 and "-" in lines[-1] and not lines[-1].strip(" \t|:-\n"):
        return end - len(lines[-1]) - len(lines[-2])
    return end


def _between(text: str, start: int, end: int) -> Iterator[Region]:
    """Lines that no block holds: front matter, comments, raw HTML. Blank ones and mere rules are dropped."""
    if not ONLY_MARKS.fullmatch(text, start, end):
        yield Region(start, end)


def _near(regions: list[Region], marks: Sequence[Mark], bounds: Sequence[int], show_from: int | None) -> list[Region]:
    wanted = [(_line(bounds, mark.start) - AROUND, _line(bounds, mark.end) + AROUND) for mark in marks] or [(1, 2 * AROUND)]
    if show_from is not None:
        wanted.append((show_from, show_from + MOST_AT_ONCE))
    wanted = _joined(wanted)
    starts = [first for first, _ in wanted]
    out: list[Region] = []
    for region in (piece for whole in regions for piece in _short(whole, bounds)):
        first, last = _line(bounds, region.start), _line(bounds, region.end)
        index = bisect_left(starts, last + 1) - 1
        if index >= 0 and wanted[index][1] >= first:
            out.append(region)
        elif out and out[-1].left_out:
            out[-1] = Region(out[-1].start, region.end, left_out=True)
        else:
            out.append(Region(region.start, region.end, left_out=True))
    return out


def _short(region: Region, bounds: Sequence[int]) -> Iterator[Region]:
    """A run of plain lines in slices, so that a few of a hundred thousand can be shown."""
    if region.block is not None:
        yield region
        return
    first, last = _line(bounds, region.start), _line(bounds, region.end)
    edges = [region.start, *(bounds[line] for line in range(first + AROUND, last, AROUND)), region.end]
    yield from (Region(start, end) for start, end in pairwise(edges) if start < end)


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if out and first <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def _part(text: str, region: Region, marks: Sequence[Mark], bounds: Sequence[int], seen: set[int]) -> Part | None:
    first, last = _line(bounds, region.start), _line(bounds, max(region.start, region.end - 1))
    if region.left_out:
        return Part("left-out", first, last)
    here = [mark for mark in marks if mark.start < region.end and mark.end > region.start]
    block = region.block
    if block is None or block.kind is Kind.CODE:
        return _plain_part(text, region, here, first, last, seen)
    if block.kind is Kind.ROW:
        cells = tuple(open_marks(words(text, *cell, here), seen) for cell in _cells(text, region))
        return Part("row", first, last, cells=cells, columns=block.columns, struck=block.struck)
    start, end, number = _bare(text, region, block)
    return Part(
        block.kind.value,
        first,
        last,
        open_marks(_unquoted(text, start, end, here), seen),
        level=block.level,
        number=number,
        checked=block.checked,
        struck=block.struck,
        keeps_lines=_keeps_lines(text[start:end]),
    )


def _plain_part(text: str, region: Region, marks: Sequence[Mark], first: int, last: int, seen: set[int]) -> Part:
    start, end = region.start, region.end
    while start < end and text[start] == "\n":
        start, first = start + 1, first + 1
    while end > start and text[end - 1] in "\n ":
        end -= 1
    pieces = open_marks(words(text, start, end, marks, styled=False), seen)
    return Part("plain" if region.block is None else "code", first, last, pieces, keeps_lines=True)


def _bare(text: str, region: Region, block: Block) -> tuple[int, int, str]:
    """The words of a part without its hashes or list mark, and its number if it has one."""
    match = MARKER.match(text, region.start, region.end)
    start, number = (match.end(), match["number"] or "") if match else (region.start, "")
    if block.kind is not Kind.ENTRY:
        number = ""
    end = region.end
    if block.kind is Kind.HEADING and (tail := TRAILING.search(text, start, end)):
        end = tail.start()
    return start, max(start, end), number


def _unquoted(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    """The words without the marks of a quotation at the beginning of its lines."""
    out: list[Piece] = []
    at = start
    for match in QUOTE_MARK.finditer(text, start, end):
        out += words(text, at, match.start() + 1, marks)
        at = match.end()
    return out + words(text, at, end, marks)


def _cells(text: str, region: Region) -> list[tuple[int, int]]:
    borders = [match.start() for match in CELL_BORDER.finditer(text, region.start, region.end)]
    edges = [region.start - 1, *borders, region.end]
    cells = [_trim(text, start + 1, end) for start, end in pairwise(edges)]
    # A row may or may not have a bar at its ends.
    if len(cells) > 1 and cells[0][0] == cells[0][1]:
        cells = cells[1:]
    if len(cells) > 1 and cells[-1][0] == cells[-1][1]:
        cells = cells[:-1]
    return cells


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in " \t\n":
        start += 1
    while end > start and text[end - 1] in " \t\n":
        end -= 1
    return start, end


def _keeps_lines(text: str) -> bool:
    """Short lines are lines that somebody meant; long ones were wrapped by an editor."""
    lines = text.strip().split("\n")
    return len(lines) > 1 and any(len(line) < 60 for line in lines[:-1])


def _line(bounds: Sequence[int], at: int) -> int:
    """The line (from 1) of a character."""
    index = bisect_left(bounds, at)
    return index + 1 if index < len(bounds) and bounds[index] == at else max(index, 1)


def _group_key(part: Part) -> tuple[str, object]:
    if part.kind == "row":
        return ("table", part.columns)
    return ("list", None) if part.kind == "entry" else (part.kind, part.first)


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a document. Two with the same hash are the same, so the rest is not compared."""

    sha256: str
    name: str = field(compare=False)
    content: bytes = field(compare=False)
    text: str = field(compare=False)


@lru_cache(maxsize=4)
def read_blocks(stored: Stored) -> Document:
    """The document with its blocks; with none where today's reader makes another text of the bytes, for spans index the stored one."""
    bare = Document(text=stored.text, blocks=(), name=stored.name)
    try:
        document = parse(stored.content, name=stored.name)
    except InputError:
        return bare
    return document if document.text == stored.text else bare
