"""Promises, wishes and recommendations said in passing: in prose, in lessons learned. Lists of follow-up work are `listed.py`'s affair."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.headings import Section, section_of
from followthrough.core.extract.listed import Found
from followthrough.core.extract.pattern import Pattern
from followthrough.core.extract.placeholders import is_blank, is_to_the_author
from followthrough.core.extract.sentences import Sentence, sentences
from followthrough.core.extract.states import says_done
from followthrough.core.extract.verbs import base, is_gerund, is_imperative, is_past
from followthrough.core.item import Span

_ADVERBS = r"(?:\s+(?:also|now|then|just|probably|definitely|really|always|actively|all|still|be|continue to|try to|start to|not))*"
_WE = r"(?:we|i|(?:the |our )?(?:[\w-]+ ){0,2}team|(?-i:[A-Z]\w+))"
# "we will add", "the team is going to rebuild"
_PROMISE = Pattern(
    rf"\b{_WE}(?:'ll|’ll|\s+(?:also |now |currently |all )*(?:will|shall|plans? to|are planning (?:to|on)"
    rf"|is planning (?:to|on)|(?:are|is|'re) going to|intends? to|aims? to|(?:are|is) committed to"
    rf"|would like to|want to|(?:are|is) (?:also |now |currently |already |actively )*(?:working on|looking (?:into|at)"
    rf"|considering|investigating|exploring)|(?:have |has )?decided to|have started|agreed to)){_ADVERBS}\s+(\w+)",
    re.IGNORECASE,
)
# "we should have an alert", "the job needs to check"
_WISH = Pattern(
    rf"\b(?:should(?:n't| not| never)?|must(?:n't| not| never)?|(?:we |it |this |that )?needs? to|ought to|(?:we"
    rf"|i) (?:could|have to|might want to|may want to)|has to|let's|(?:would|will) need to){_ADVERBS}\s+(?:be\s+)?(\w+)",
    re.IGNORECASE,
)
_FIRST_PERSON = Pattern(
    r"\b(?:we|i|the team|our team|team)\s+(?:\w+\s+){0,2}?(?:should|must|need|ought|could|have to|might want)", re.IGNORECASE
)
_NEED = Pattern(
    r"\b(?:we|there(?:'s| is)?|team|and)\b(?: \w+){0,2} (?:need|require|want)s?\b (?:for )?(?:an?|more|better|to|some"
    r"|additional|clear(?:er)?|the)\b|\b(?:is|are) needed\b|\bneeds? (?:an?|better|more|some)\b"
    r"|\bwe have a need for\b",
    re.IGNORECASE,
    needs=("need", "require", "want"),
)
_IDEA = Pattern(
    r"\b(?:an idea|one option|a solution|a possible|another idea|one idea|one possibility|(?:it|this) (?:would|might"
    r"|may|could) (?:be|have been)? ?(?:good|nice|better|worth|useful|helpful|great)|would (?:help|be (?:good|nice"
    r"|better|worth|useful|helpful)))\b"
    r"|\b(?:could|can|may|might) be (?:\w+ )?(?:used|improved|added|automated|extended|made|changed)\b"
    r"|\b(?:we recommend|it is recommended|recommendation is)\b",
    re.IGNORECASE,
    needs=("idea", "option", "solution", "possib", "would", "could", "can ", "may", "might", "recommend"),
)
_PASSIVE = Pattern(
    r"\b(?:will|are going to|is going to|is to|are to) (?:also |now )?be (?:\w+ly )?(\w+(?:ed|t|n|d))\b|\b(?:is"
    r"|are) (?:also |now |currently )?being (\w+(?:ed|t|n|d))\b|\b(?:is|are) (?:also |now |currently "
    r"|already )?(?:under way|underway|in progress|planned|in the works)\b|\bchanges coming\b",
    re.IGNORECASE,
)
_MORE = Pattern(
    r"^(?:(?:much )?(?:more|better|further|clearer|improved|additional|continuous|regular|stricter|automated?"
    r"|automatic|proper|earlier|faster) )(?:[\w/-]+ ){0,4}[\w/-]+",
    re.IGNORECASE,
)
# What looks like a wish and tells of the past, of a state or of the reader.
_PAST_WISH = Pattern(
    r"\b(?:should|could|would|must|might)(?:n't| not| never)? (?:also |ideally )?have\s+(?:been\b|\w+(?:ed|en|n|t|ne"
    r"|de)\b)|\b(?:should|must) (?:now )?be (?:able|fine|ok(?:ay)?|aware|noted|possible|resolved|working|back|safe"
    r"|clear)\b",
    re.IGNORECASE,
    needs=("have", "be "),
)
_TO_READERS = Pattern(
    r"\b(?:you|your|users?|customers?|readers?) (?:should|must|need|can|will|may|have to)\b|\bplease\b|\b(?:if you|your)\b",
    re.IGNORECASE,
    needs=("you", "user", "customer", "reader", "please"),
)
_CONDITIONAL = Pattern(
    r"^(?:if|when|whenever|unless|in case)\b|\b(?:what|how|why|whether|if|where|which|who|that|things|something"
    r"|anything|everything) (?:we|it|they) (?:should|could|would|need)\b|\bwe (?:thought|believed|assumed|realized"
    r"|realised|decided|felt|knew|figured|expected)\b|\bwould\b.*\bif\b",
    re.IGNORECASE,
)
# Without one of these no sentence outside of lessons and follow-up work is a promise or a wish: most are passed over by this alone.
_SPEAKS_OF_WORK = Pattern(
    r"\b(?:will|shall|plans?|planning|going|intends?|aims?|committed|like|want|working|looking|considering|investigating|exploring|decided|started"
    r"|agreed|should|must|needs?|ought|could|have|has|might|may|let's|require|wants?|being|under ?way|progress|coming)\b|['’](?:ll|ve)\b",
    re.IGNORECASE,
)
_POINTS_BACK = Pattern(
    r"(?<!\bto )\b(?:do|doing|fix|address|change|avoid|improve|automate|add|handle|resolve|prevent) (?:this|that|it|these|those"
    r"|so)\b|^to (?:this|that) end\b",
    re.IGNORECASE,
    needs=(" this", " that", " it", " these", " those", " so"),
)
_SHORT = 16  # words
_IF_THEN = Pattern(r"^(?:if|when|whenever|before|after|once)\b[^,.]{3,120}, ", re.IGNORECASE)
_NO_WORK = frozenset(
    """
    able be become begin see know have happen take remain expect find never likely get need only come go require cause result
    occur mean help feel hope want seem appear impact affect like think wonder love apologize apologise thank sorry soon
    still
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_WORK_OF_HAVE = Pattern(
    r"\b(?:need|should|must|want) (?:to )?(?:have|be|get|take|find|see)\b (?:an?|better|more|some|the|alerts?|in place"
    r"|able|careful|aware|a)\b",
    re.IGNORECASE,
)
_BELOW = Pattern(
    r"\b(?:below|following) (?:are|is|we|steps|actions|items|measures|changes|list)\b|\b(?:as follows|listed below)\b",
    re.IGNORECASE,
    needs=("below", "follow"),
)
_AFTER_HAVE = Pattern(r" (?:an?|better|more|some)\b", re.IGNORECASE)
_SHORTEST, _LONGEST = 3, 90  # words
_LONGEST_SENTENCE = 2000  # characters


def find_buried(document: Document, title: str | None) -> Iterator[Found]:
    """Sentences of prose, and entries of lists that are no lists of follow-up work, that ask for work or promise it."""
    for block in document.blocks:
        if block.kind not in (Kind.PARAGRAPH, Kind.ENTRY):
            continue
        section = section_of(block.headings, title)
        if section in (Section.PRAISE, Section.ASIDE, Section.TIMELINE) or (section is Section.FOLLOW_UP and block.kind is Kind.ENTRY):
            continue
        if section is Section.FOLLOW_UP and block.parent is not None:
            continue
        found = [(sentence, score) for sentence in _whole(document, block) if (score := _score(sentence.text, section, block)) > 0]
        if not found:
            continue
        if block.kind is Kind.ENTRY and section in (Section.LESSONS, Section.PROBLEMS):
            # An entry is one piece of work, however many sentences tell of it.
            yield Found(block, block.text, "", (), block.headings, max(score for _, score in found))
            continue
        for sentence, score in found:
            yield Found(_as_block(block, sentence), sentence.text, "", (), block.headings, score)


def _whole(document: Document, block: Block) -> list[Sentence]:
    """The sentences of a block; one that only points back ("We should do that.") together with the one before."""
    whole: list[Sentence] = []
    for sentence in sentences(document, block.span):
        if whole and _POINTS_BACK.search(sentence.text) and len(sentence.text.split()) <= _SHORT:
            before = whole.pop()
            span = Span(before.span.start, sentence.span.end, before.span.first, sentence.span.last)
            sentence = Sentence(f"{before.text} {sentence.text}", span, (*before.links, *sentence.links))
        whole.append(sentence)
    return whole


def _as_block(block: Block, sentence: Sentence) -> Block:
    return Block(
        Kind.PARAGRAPH, sentence.text, sentence.span, block.headings, checked=block.checked, struck=block.struck, links=sentence.links
    )


def _score(text: str, section: Section, block: Block) -> float:
    """How sure it is that a sentence asks for work; 0 where it does not."""
    if section in (Section.UNKNOWN, Section.STORY, Section.RESPONSE, Section.PROBLEMS) and not _SPEAKS_OF_WORK.search(text):
        return 0.0
    if len(text) > _LONGEST_SENTENCE:
        return 0.0
    words = len(text.split())
    if _BELOW.search(text) or not _SHORTEST <= words <= _LONGEST or is_blank(text) or is_to_the_author(text) or text.endswith(("?", ":")):
        return 0.0
    opens = is_imperative(text) or bool((found := _IF_THEN.match(text)) and is_imperative(text[found.end() :]))
    if _TO_READERS.search(text) or (_PAST_WISH.search(text) and not opens):
        return 0.0
    promise, wish = _promises(text), _wishes(text)
    passive = _passive(text)
    first_person = bool(_FIRST_PERSON.search(text))
    need = bool(_NEED.search(text))
    match section:
        case Section.FOLLOW_UP:
            if is_past(text) and not says_done(text):
                return 0.0
            asked = (
                promise or wish or need or passive or opens or is_gerund(text) or says_done(text) or _MORE.match(text) or _IDEA.search(text)
            )
            return 0.7 if asked else 0.0
        case Section.LESSONS:
            if block.kind is Kind.ENTRY and (opens or _MORE.match(text)):
                return 0.7
            return 0.6 if promise or wish or need or passive or _IDEA.search(text) or opens else 0.0
        case Section.PROBLEMS:
            return 0.5 if promise or (wish and first_person) or need else 0.0
        case Section.RESPONSE:
            return 0.5 if (promise and _later(text)) or (wish and first_person) or (passive and _later(text)) else 0.0
        case _:
            if says_done(text) and _LEARNT.search(text):
                return 0.5
            return 0.5 if promise or (wish and first_person) or (need and first_person) or (passive and _later(text)) else 0.0


_LATER = Pattern(
    r"\b(?:going forward|in (?:the )?future|future|next|soon|further|also|plans?|planning|additional\w*|improve\w*"
    r"|prevent\w*|avoid|again|later|long[ -]term|coming|under ?way|ensure|resurfac\w+|recur\w*|keep an eye)\b",
    re.IGNORECASE,
)


_LEARNT = Pattern(
    r"\b(?:to this end|to prevent|to avoid|learn(?:ed|t)|so that (?:this|it|we)|going forward|in (?:the )?future"
    r"|as a result of this)\b",
    re.IGNORECASE,
)


def _later(text: str) -> bool:
    return bool(_LATER.search(text))


def _promises(text: str) -> bool:
    for found in _PROMISE.finditer(text):
        verb = found[1].lower()
        worked = base(verb) is not None and verb not in _NO_WORK
        if (worked or (verb in {"have", "get"} and _AFTER_HAVE.match(text, found.end()))) and not _CONDITIONAL.search(text[: found.end()]):
            return True
    return False


def _wishes(text: str) -> bool:
    if _WORK_OF_HAVE.search(text) and not _CONDITIONAL.search(text):
        return True
    for found in _WISH.finditer(text):
        verb = found[1].lower()
        if (verb == "do" or (verb not in _NO_WORK and base(verb) is not None)) and not _CONDITIONAL.search(text[: found.end()]):
            return True
    return False


def _passive(text: str) -> bool:
    for found in _PASSIVE.finditer(text):
        verb = found[1] or found[2]
        if verb is None or base(verb) is not None:
            return not _CONDITIONAL.search(text)
    return False
