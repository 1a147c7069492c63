"""Promises, wishes and recommendations said in passing: in prose, in lessons learned. Lists of follow-up work are `listed.py`'s affair."""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.aftermath import announces_change, holds_from
from followthrough.core.extract.found import Found
from followthrough.core.extract.headings import Section, section_of
from followthrough.core.extract.placeholders import is_blank, is_to_the_author
from followthrough.core.extract.sentences import Sentence, sentences
from followthrough.core.extract.signals import points_back, signals, speaks_of_work
from followthrough.core.item import Span, Where

_SHORTEST, _LONGEST = 3, 90  # words
_SHORT = 16  # words: a sentence that says nothing else
_LONGEST_SENTENCE = 2000  # characters
_ASKING = frozenset({"promise", "wish", "need", "passive", "idea", "done"})
# Weaker words, which the model may make something of.
_HINTING = _ASKING | {"plan", "marked", "now", "odd-promise", "under-way", "future", "agreed", "ticket", "starts"}
# Among promises, these are as good as one: "we have already …", "we are also …", "it will …".
_AMONG_PROMISES = _ASKING | {"plan", "now", "odd-promise", "under-way", "future", "agreed", "starts"}
_NEVER = frozenset({"below", "to-readers", "of-this-paper", "conditional"})
# There an entry is one piece of work, however many sentences tell of it.
_WHOLE_ENTRIES = frozenset({Section.LESSONS, Section.PROBLEMS})
_FULL_OF_WORK = frozenset({Section.FOLLOW_UP, Section.LESSONS})
_BARREN = frozenset({Section.PRAISE, Section.ASIDE, Section.TIMELINE})


def find_buried(document: Document, title: str | None, taken: frozenset[int]) -> Iterator[Found]:
    """Sentences of prose, and entries of lists that are no lists of follow-up work, that may ask for work or promise it.

    `taken` are the places (first characters of spans) of blocks that are listed items already.
    """
    for block in document.blocks:
        if block.kind not in (Kind.PARAGRAPH, Kind.ENTRY) or block.span.start in taken:
            continue
        section = section_of(block.headings, title)
        if section is Section.FOLLOW_UP and (block.kind is Kind.ENTRY or block.parent is not None):
            continue
        if section not in _FULL_OF_WORK and not speaks_of_work(block.text):
            continue
        whole = _whole(document, block)
        promising = section not in _BARREN and _promises(whole, section)
        offered = [found for sentence in whole if (found := _offer(sentence, section, block, promising)) is not None]
        if offered and block.kind is Kind.ENTRY and section in _WHOLE_ENTRIES:
            said = frozenset().union(*(found.signals for found in offered))
            by_rule = any(found.by_rule for found in offered)
            yield Found(block, block.text, Where.BURIED, section, by_rule, said, headings=block.headings)
        else:
            yield from offered


def _whole(document: Document, block: Block) -> list[Sentence]:
    """The sentences of a block; one that only points back ("We should do that.") together with the one before."""
    whole: list[Sentence] = []
    for sentence in sentences(document, block.span):
        if whole and points_back(sentence.text):
            before = whole.pop()
            span = Span(before.span.start, sentence.span.end, before.span.first, sentence.span.last)
            sentence = Sentence(f"{before.text} {sentence.text}", span, (*before.links, *sentence.links))
        whole.append(sentence)
    return whole


def _promises(whole: list[Sentence], section: Section) -> bool:
    """Whether a paragraph tells what comes of the incident: by a sentence that says so, or by a promise in it."""
    for sentence in whole:
        said = signals(sentence.text[:_LONGEST_SENTENCE])
        if announces_change(sentence.text) and said.isdisjoint(_NEVER - {"of-this-paper"}):
            return True
        if "promise" in said and said.isdisjoint(_NEVER) and section is not Section.PROBLEMS:
            return True
    return False


def _offer(sentence: Sentence, section: Section, block: Block, promising: bool) -> Found | None:
    text = sentence.text
    if section not in _FULL_OF_WORK and not promising and not speaks_of_work(text):
        return None
    if len(text) > _LONGEST_SENTENCE or not _SHORTEST <= len(text.split()) <= _LONGEST:
        return None
    if is_blank(text) or is_to_the_author(text) or text.endswith(("?", ":")):
        return None
    said = signals(text) | ({"starts"} if holds_from(text) else set()) | ({"among-promises"} if promising else set())
    if ("of-this-paper" in said and len(text.split()) <= _SHORT) or {"to-readers", "conditional"} <= said:
        return None
    if not (said & _HINTING or (section in _FULL_OF_WORK and said & {"opens", "gerund", "more"})):
        return None
    return Found(
        Block(Kind.PARAGRAPH, text, sentence.span, block.headings, checked=block.checked, struck=block.struck, links=sentence.links),
        text,
        Where.BURIED,
        section,
        _by_rule(said, section, block.kind),
        said,
        headings=block.headings,
    )


def _by_rule(said: frozenset[str], section: Section, kind: Kind) -> bool:
    """Whether a sentence asks for work, by its wording and by where it stands."""
    opens = "opens" in said
    if "below" in said or "to-readers" in said or "of-this-paper" in said or ("past-wish" in said and not opens):
        return False
    if "marked" in said and "past" not in said:
        return True
    if "among-promises" in said and said & _AMONG_PROMISES and "conditional" not in said:
        return True
    we = "we" in said
    match section:
        case Section.ASIDE:
            return we and bool(said & {"promise", "wish", "need"}) and "conditional" not in said
        case Section.PRAISE | Section.TIMELINE:
            return False
        case Section.FOLLOW_UP:
            past = "past" in said and "done" not in said
            return not past and bool(said & (_ASKING | {"opens", "gerund", "more"}))
        case Section.LESSONS:
            return (kind is Kind.ENTRY and "more" in said) or opens or bool(said & {"promise", "wish", "need", "passive", "idea"})
        case Section.PROBLEMS:
            return "promise" in said or ("wish" in said and we) or "need" in said
        case Section.RESPONSE:
            return bool(said & {"promise", "passive"} and "later" in said) or ("wish" in said and we)
        case _:
            return {"done", "learnt"} <= said or "promise" in said or (we and bool(said & {"wish", "need"})) or {"passive", "later"} <= said
