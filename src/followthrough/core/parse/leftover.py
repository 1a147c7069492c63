"""Lines that the parser passed over because they lie nested too deep. Their words become paragraphs: nothing is lost silently."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from followthrough.core.document import Block, Kind
from followthrough.core.parse.inline import read_words
from followthrough.core.parse.lines import Lines

MARKS = re.compile(r"(?:[>*+\s-]|\d{1,9}[.)]\s)+")


def leftovers(lines: Lines, start: int, seen: Iterable[tuple[int, int]]) -> list[Block]:
    """A paragraph for each line from `start` on that has words and that no token stands for."""
    covered = bytearray(len(lines.lines))
    for first, after in seen:
        covered[first:after] = b"\x01" * (after - first)
    found = []
    at = covered.find(0, start)
    while at >= 0:
        marks = MARKS.match(lines.lines[at])
        source = lines.lines[at][marks.end() if marks else 0 :]
        if source.strip() and (words := read_words(source)).text:
            found.append(Block(Kind.PARAGRAPH, words.text, lines.span(at, at + 1, begins=source.strip()), links=words.links))
        at = covered.find(0, at + 1)
    return found


def woven(blocks: Sequence[Block], lost: Sequence[Block]) -> list[Block]:
    """Both in the order of the document, with the parents' places put right."""
    order = sorted([*enumerate(blocks), *((None, block) for block in lost)], key=lambda each: each[1].span.start)
    place = {old: new for new, (old, _) in enumerate(order) if old is not None}
    return [block if block.parent is None else replace(block, parent=place[block.parent]) for _, block in order]
