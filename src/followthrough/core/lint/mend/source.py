"""Find the places in the source of an entry or a row where something can be written. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.reading import Reading
from followthrough.core.item import Candidate, Span, Where
from followthrough.core.pattern import Pattern

_MARKER = Pattern(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\Z", longest=100)
_BOXED = Pattern(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[ ?\][ \t]+\Z", longest=100)
# Code, the targets of links, tags and addresses: what stands there is not the author's prose.
_NO_PROSE = re.compile(r"`+[^`]*`+|\]\([^])\n]*\)|<[^<>\n]*>|https?://\S+")


def listed(reading: Reading) -> Iterator[tuple[Candidate, Block | None]]:
    """Each candidate with the list entry or the row that it is; None where it is said elsewhere, or in HTML or a quotation."""
    blocks = {block.span: block for block in reading.document.blocks if block.kind in (Kind.ENTRY, Kind.ROW)}
    for candidate in reading.candidates:
        block = blocks.get(candidate.span) if candidate.where is Where.LISTED else None
        yield candidate, None if block is None else _plain(reading.document, block)


def _plain(document: Document, block: Block) -> Block | None:
    """A block that begins like a list or a row; None where something else stands before it."""
    before = document.text[document.text.rfind("\n", 0, block.span.start) + 1 : block.span.start]
    if block.kind is Kind.ENTRY:
        return block if _MARKER.match(before) or _BOXED.match(before) else None
    return block if not before.strip(" \t|") else None


def has_marker_only(text: str, at: int) -> bool:
    """Whether nothing but the mark of a list stands before a place in its line."""
    return _MARKER.match(text[text.rfind("\n", 0, at) + 1 : at]) is not None


def end_of_words(text: str, span: Span) -> int | None:
    """Where something can be added to an entry: behind its last word, before comments. None where a line goes on by a backslash."""
    words = text[span.start : span.end].rstrip()
    while words.endswith("-->") and (comment := words.rfind("<!--")) >= 0:
        words = words[:comment].rstrip()
    if not words or words.endswith("\\") or words.count("`") % 2:
        return None
    return span.start + len(words)


def in_prose(text: str, span: Span, words: str) -> int | None:
    """Where words stand in a span, outside of code and links; None where they do not, or more than once."""
    source = text[span.start : span.end]
    hidden = [(found.start(), found.end()) for found in _NO_PROSE.finditer(source)]
    places = [found.start() for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", source)]
    if len(places) != 1 or any(start < places[0] + len(words) and places[0] < end for start, end in hidden):
        return None
    return span.start + places[0]


def cells(text: str, span: Span) -> list[Span]:
    """The places of a row's cells, between its bars, with the spaces around their words."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.start)
    line_end = len(text) if line_end < 0 else line_end
    row = text[line_start:line_end]
    bars = list(_bars(row))
    first, last = len(row) - len(row.lstrip()), len(row.rstrip())
    edges = [first - 1] if first not in bars else []
    edges += bars
    if last - 1 not in bars:
        edges.append(last)
    return [Span(line_start + a + 1, line_start + b, span.first, span.first) for a, b in pairwise(edges)]


def _bars(row: str) -> Iterator[int]:
    """Where a cell ends: at each bar that no backslash takes its meaning from."""
    escaped = False
    for at, character in enumerate(row):
        if character == "|" and not escaped:
            yield at
        escaped = character == "\\" and not escaped
