"""Items that are a list to the eye and none to Markdown: lines, or whole paragraphs, with marks of their own.

Looks under headings of follow-up work only: elsewhere such lines are anything. A title for each item is `titled.py`'s affair.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.found import Found
from followthrough.core.extract.headings import Section, section_of
from followthrough.core.extract.signals import signals
from followthrough.core.extract.verbs import is_gerund, is_imperative, is_past
from followthrough.core.item import Span, Where
from followthrough.core.parse.inline import read_words
from followthrough.core.pattern import Pattern

_LONGEST = 2000  # characters
_MOST_LINES = 200
# "R1.", "Action 2:", "OPS-12", a box or a tick: one such line is an entry already.
_STRONG = Pattern(
    r"\W{0,4}(?:[A-Z]{1,3}\d{1,2}\s*[.:)–-]|(?:action|recommendation|item|measure|capa|follow-?up|task)\s*#?\d{1,2}\s*[:.)–-]"
    r"|\[[ xX~✓-]?\]\s|[A-Z][A-Z0-9]{1,9}-\d+\b|[✅☑✔❌⏳🔲⬜☐🟡🟢🔴🔜]"
    r"|:(?:white_check_mark|heavy_check_mark|x|construction|hourglass\w*|soon|question|\w+_circle|\w+_diamond|\w+_square)"
    r":)\W*\s*(?=\w)",
    re.IGNORECASE,
    longest=80,
)
# "a)", "(ii)", "•": two of them are a list
_WEAK = Pattern(r"\W{0,3}?\(?(?:(?!q[.:)])[a-z]|[ivx]{1,4}|\d{1,2})[.)]\W*\s+(?=\w)|\s*[•●▪‣·→➜➔►–—:]\s*(?=\w)", re.IGNORECASE, longest=80)
_NAMED_LINE = Pattern(r"\W{0,6}[A-Z][\w ]{0,24}[:=]\s", longest=80)  # "Owner: Priya"
_WIDTH = 50  # characters: a line that is shorter was ended on purpose
_DEFINED = Pattern(r"\s{0,3}:\s+\S", longest=80)
_GROUP_WORDS = 5
_KEYED = Pattern(r"\W{0,4}[A-Z][A-Z0-9]{1,9}-\d", longest=80)
_BOX = Pattern(r"\W{0,3}?\[([ xX✓]?)\]\s", longest=80)
_LABEL = Pattern(
    r"\W{0,4}(?:[a-z]{1,3}\d{1,2}\s*[.:)–-]|(?:action|recommendation|item|measure|capa|task)\s*#?\d{1,2}\s*[:.)–-])\W*\s*",
    re.IGNORECASE,
    longest=80,
)


def find_loose(document: Document, title: str | None) -> Iterator[Found]:
    """The lines of paragraphs that stand for entries of a list."""
    found = [
        block
        for block in document.blocks
        if block.kind is Kind.PARAGRAPH and block.parent is None and section_of(block.headings, title) is Section.FOLLOW_UP
    ]
    marked = Counter(block.headings for block in found if _WEAK.match(block.text))
    for block in found:
        yield from _lines(document, block, marked[block.headings])


def _lines(document: Document, block: Block, marked: int) -> Iterator[Found]:
    """`marked` is how many paragraphs of the same section open with a mark: "(1) …" and, after a blank line, "(2) …"."""
    source = document.quote(block.span)
    lines = source.split("\n")[:_MOST_LINES]
    headings = block.headings
    if len(lines) > 1 and len(lines[0].split()) <= _GROUP_WORDS and all(_DEFINED.match(line) for line in lines[1:]):
        headings = (*headings, read_words(lines[0]).text)  # a definition list: the term, then what it has to do
        begins = [False] + [True] * (len(lines) - 1)
        yield from _entries(block, source, lines, begins, headings)
        return
    if lines and (
        _STRONG.match(lines[0]) or (_WEAK.match(lines[0]) and (marked > 1 or sum(bool(_WEAK.match(line)) for line in lines) > 1))
    ):
        begins = [bool(_STRONG.match(line) or _WEAK.match(line)) for line in lines]
    elif len(lines) > 1 and all(_opens(read_words(line).text) for line in lines):
        begins = [True] * len(lines)
    else:
        return
    yield from _entries(block, source, lines, begins, headings)


def _entries(block: Block, source: str, lines: Sequence[str], begins: Sequence[bool], headings: tuple[str, ...]) -> Iterator[Found]:
    starts = [at for at, begin in enumerate(begins) if begin]
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line) + 1)
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        span = Span(
            block.span.start + offsets[start],
            block.span.start + min(offsets[after] - 1, len(source)),
            block.span.first + start,
            block.span.first + after - 1,
        )
        told = _wrapped(lines, start, after)
        first = read_words("\n".join(lines[start:told]))
        rest = read_words("\n".join(lines[told:after])) if after > told else None
        text = _without_mark(first.text)[:_LONGEST]
        if len(text.split()) < 2:
            continue
        links = (*first.links, *(rest.links if rest else ()))
        entry = Block(Kind.ENTRY, text, span, headings, level=1, struck=first.struck, links=links, checked=_box(lines[start]))
        yield Found(
            entry,
            text,
            Where.LISTED,
            Section.FOLLOW_UP,
            True,
            signals(text),
            rest.text[:_LONGEST] if rest else "",
            headings=headings,
            beside=len(starts),
            tasks_beside=1.0,
            covers=frozenset({block.span.start}),
        )


def _wrapped(lines: Sequence[str], start: int, after: int) -> int:
    """Where the words end that begin on a line: on a later one where somebody broke them to fit the width of a page."""
    end = start + 1
    while end < after and lines[end - 1].rstrip()[-1:] not in {".", "!", "?", ":", ";"} and not _NAMED_LINE.match(lines[end]):
        if len(lines[end - 1]) < _WIDTH and not lines[end].lstrip()[:1].islower():
            break
        end += 1
    return end


def _without_mark(text: str) -> str:
    """A key of a ticket stays: it is read as one. Other marks only count."""
    label = _LABEL.match(text)
    if label is None and not _KEYED.match(text):
        label = _WEAK.match(text)
    return text[label.end() :] if label else text


def _box(line: str) -> bool | None:
    found = _BOX.match(line)
    return None if found is None else found[1] in set("xX✓")


def _opens(text: str) -> bool:
    return len(text.split()) > 2 and (is_imperative(text) or is_gerund(text) or is_past(text))
