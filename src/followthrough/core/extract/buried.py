"""Work that is promised in passing: in prose, among lessons, in the timeline. One sentence is one mention."""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.headings import Section, section_of
from followthrough.core.extract.mention import Mention
from followthrough.core.extract.wording import FIRM, NOT_WORK, QUESTION, SENTENCE, intends, is_imperative, is_placeholder
from followthrough.core.item import Span, Where

SHORTEST = 5  # words


def find_buried(document: Document) -> Iterator[Mention]:
    """Sentences outside the lists of follow-up work that say work is to come."""
    for block in document.blocks:
        section = section_of(block.headings)
        if block.kind is Kind.ENTRY and section is Section.WORK:
            continue
        if block.kind in {Kind.PARAGRAPH, Kind.ENTRY} and block.text:
            for words, span in _sentences(block, document):
                confidence = _confidence(words, section, block)
                if confidence:
                    yield Mention(block, words, span, Where.BURIED, confidence)


def _confidence(words: str, section: Section, block: Block) -> float:
    """How surely a sentence asks for work; 0 where it does not."""
    if len(words.split()) < SHORTEST or is_placeholder(words) or QUESTION.search(words) or NOT_WORK.search(words):
        return 0.0
    asks = intends(words)
    firm = bool(FIRM.search(words))
    if section is Section.WORK:
        return 0.7 if asks or is_imperative(words) else 0.0
    if section is Section.RESPONSE:
        return 0.5 if asks and firm else 0.0
    if asks and (firm or section is Section.WENT_WRONG):
        return 0.6
    if section is Section.WENT_WRONG and block.kind is Kind.ENTRY and is_imperative(words):
        return 0.45
    return 0.0


def _sentences(block: Block, document: Document) -> Iterator[tuple[str, Span]]:
    """The sentences of a block with their places. Words come from the block's clean text, places from the source."""
    from followthrough.core.parse.inline import read_words

    source = document.quote(block.span)
    start = 0
    for end in [*(match.start() for match in SENTENCE.finditer(source)), len(source)]:
        piece = source[start:end]
        lead = len(piece) - len(piece.lstrip())
        piece = piece.strip()
        if piece:
            at = block.span.start + start + lead
            first = block.span.first + source.count("\n", 0, start + lead)
            yield read_words(piece).text, Span(at, at + len(piece), first, first + piece.count("\n"))
        start = end
