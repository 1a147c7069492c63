"""Items that have a title each: headings or words in bold, with a paragraph or two below that tell of them, and no list.

Looks under headings of follow-up work only, and never at titles that group other items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.found import Found
from followthrough.core.extract.headings import Section, kind_of_heading, section_of
from followthrough.core.extract.listed import ATTRIBUTE
from followthrough.core.extract.placeholders import is_blank
from followthrough.core.extract.sentences import sentences
from followthrough.core.extract.signals import signals, speaks_of_work
from followthrough.core.extract.types import stated_type
from followthrough.core.extract.verbs import is_gerund, is_imperative, is_past
from followthrough.core.item import Where
from followthrough.core.pattern import Pattern

_LONGEST = 2000  # characters
_FEWEST = 2  # titles beside each other, where they don't read like tasks
_MOST_BELOW = 4  # paragraphs that tell of one item; more are a chapter
_ENOUGH_WORDS = 35  # of a paragraph that are the item: the rest are details
_WORDS_OF_WORK = 3  # of a heading; "Detection" groups, "Earlier detection of full disks" is work
_OTHERS = frozenset({Section.FOLLOW_UP, Section.TIMELINE, Section.PRAISE, Section.ASIDE, Section.PROBLEMS})
_RUN_IN = Pattern(r"\s{0,3}(\*\*|__)([^*_\n]{3,100})\1", needs=("**", "__"), longest=140)
_WORDS_OF_A_MARK = 2
_PLAIN = Pattern(r"(?:summary|overview|background|note|ps?|update|owners?|status|due)\b", re.IGNORECASE, longest=40)


def find_titled(document: Document, title: str | None) -> Iterator[Found]:
    """The titles that each stand for an item, as headings and at the beginning of paragraphs."""
    headed: dict[tuple[str, ...], list[_Headed]] = defaultdict(list)
    opened: dict[tuple[str, ...], list[Block]] = defaultdict(list)
    for index, block in enumerate(document.blocks):
        if not block.headings or section_of(block.headings, title) is not Section.FOLLOW_UP:
            continue
        if block.kind is Kind.HEADING and (one := _headed(document.blocks, index)) is not None:
            headed[block.headings].append(one)
        elif block.kind is Kind.PARAGRAPH and block.parent is None and _has_title(document.quote(block.span)):
            opened[block.headings].append(block)
    for beside in headed.values():
        yield from _of_headings(document, beside)
    for paragraphs in opened.values():
        yield from _of_paragraphs(document, paragraphs)


class _Headed(NamedTuple):
    heading: Block
    below: tuple[Block, ...]
    asks: bool  # the heading itself reads like a task


def _headed(blocks: Sequence[Block], index: int) -> _Headed | None:
    """A heading with the paragraphs below it; None where it has a list, or is a question."""
    heading = blocks[index]
    path = (*heading.headings, heading.text.rstrip(":").strip())
    below = []
    for block in blocks[index + 1 :]:
        if block.kind is Kind.HEADING or block.headings[: len(path)] != path:
            break
        if block.kind is Kind.ROW or (block.kind is Kind.ENTRY and not ATTRIBUTE.match(block.text)):
            return None
        below.append(block)
    return None if heading.text.endswith("?") else _Headed(heading, tuple(below), _opens(heading.text))


def _has_title(source: str) -> bool:
    """Whether a paragraph opens with a title in bold. "**R1.**" and "**Action 2:**" are marks, which `loose.py` reads."""
    found = _RUN_IN.match(source)
    return found is not None and (len(found[2].split()) > _WORDS_OF_A_MARK or not any(letter.isdigit() for letter in found[2]))


def _of_headings(document: Document, beside: Sequence[_Headed]) -> Iterator[Found]:
    named = [one for one in beside if one.asks or _names_work(one)]
    speaking = any(one.asks or any(speaks_of_work(block.text) for block in one.below) for one in named)
    for one in named:
        if not one.asks and (len(named) < _FEWEST or not speaking):
            continue
        text, told = one.heading.text, "\n".join(block.text for block in one.below)
        if not one.asks:
            first = next(sentences(document, one.below[0].span), None)
            text = f"{text.rstrip('.:')}. {first.text}" if first is not None else text
        yield _found(one.heading, text, told, one.below, len(named))


def _names_work(one: _Headed) -> bool:
    """Whether a heading that is no order names a piece of work, and groups nothing."""
    text = one.heading.text
    return (
        0 < len(one.below) <= _MOST_BELOW
        and one.below[0].kind is Kind.PARAGRAPH
        and len(text.split()) > 1
        and kind_of_heading(text) not in _OTHERS
        and (len(text.split()) >= _WORDS_OF_WORK or stated_type(text) is None)
    )


def _of_paragraphs(document: Document, paragraphs: Sequence[Block]) -> Iterator[Found]:
    titled = [block for block in paragraphs if not (_PLAIN.match(block.text) or is_blank(block.text))]
    asking = [block for block in titled if _opens(block.text) or speaks_of_work(block.text)]
    if len(titled) < _FEWEST or 2 * len(asking) < len(titled):
        return
    for block in titled:
        words: list[str] = []
        rest: list[str] = []
        for sentence in sentences(document, block.span):
            (rest if len(" ".join(words).split()) >= _ENOUGH_WORDS else words).append(sentence.text)
        yield _found(block, " ".join(words), " ".join(rest), (), len(titled))


def _found(block: Block, text: str, details: str, below: Sequence[Block], beside: int) -> Found:
    return Found(
        block,
        text[:_LONGEST],
        Where.LISTED,
        Section.FOLLOW_UP,
        True,
        signals(text[:_LONGEST]),
        details[:_LONGEST],
        tuple(link for each in below for link in each.links),
        headings=block.headings,
        beside=beside,
        tasks_beside=1.0,
        covers=frozenset(each.span.start for each in below) | {block.span.start},
    )


def _opens(text: str) -> bool:
    return len(text.split()) > 2 and (is_imperative(text) or is_gerund(text) or is_past(text))
