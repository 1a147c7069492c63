"""Cut a block into its sentences with their places in the canonical text. Judges none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from followthrough.core.document import Document, Link
from followthrough.core.item import Span
from followthrough.core.parse.inline import read_words
from followthrough.core.pattern import UNLIMITED, Pattern

# A full stop, then space, then something that can open a sentence. Not after "e.g." and the like.
_END = Pattern(r"(?<=[.!?])[\"'”’)*_]{0,3}\s[\s>]*(?=[A-Z0-9\"“'‘\[*_`@<])", longest=UNLIMITED)
_ABBREVIATED = Pattern(r"(?:\b(?:e\.g|i\.e|etc|vs|approx|cf|incl|no|dr|mr|ms|mrs|st|inc)\.|\b[A-Z]\.)$", re.IGNORECASE)
_MARGIN = Pattern(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE, longest=UNLIMITED)
# "the [release team][rt]": where the label leads is said elsewhere in the document
_REFERENCED = Pattern(r"\[([^\[\]]{1,200})\]\[[^\[\]]{0,100}\]", needs=("][",), longest=UNLIMITED)
_TAIL = 12


class Sentence(NamedTuple):
    text: str  # markup removed
    span: Span
    links: tuple[Link, ...] = ()


def sentences(document: Document, span: Span) -> Iterator[Sentence]:
    """The sentences between two places of a document."""
    source = document.quote(span)
    start, line = 0, span.first
    counted = 0
    for end, after in _cuts(source):
        piece = source[start:end]
        line += source.count("\n", counted, start)
        counted = start
        shown = _REFERENCED.sub(r"\1", piece)
        words = read_words(_MARGIN.sub("", shown) if ">" in shown else shown)
        if words.text:
            last = line + piece.count("\n")
            yield Sentence(words.text, Span(span.start + start, span.start + end, line, last), words.links)
        start = after


def _cuts(source: str) -> Iterator[tuple[int, int]]:
    """Where each sentence ends, and where the next begins."""
    for found in _END.finditer(source):
        tail = source[max(0, found.start() - _TAIL) : found.start()]
        if not _ABBREVIATED.search(tail):
            yield found.start() + len(found[0]) - len(found[0].lstrip("\"'”’)*_")), found.end()
    yield len(source.rstrip()), len(source)
