"""The problems that a postmortem states ("What went wrong", "Contributing factors"), and which of them no item answers.

An item answers a problem if they share one word that means anything, or two words for the same thing: a person sees the rest.
So what is named here is rarely answered, and much that is not answered is not named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from followthrough.core.document import Block, Kind
from followthrough.core.extract.headings import Section, kind_of_heading
from followthrough.core.extract.placeholders import is_blank, is_to_the_author
from followthrough.core.extract.references import find_references
from followthrough.core.item import Span
from followthrough.core.lint.wording import sentences
from followthrough.core.lint.words import stem, stems
from followthrough.core.pattern import Pattern

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading

# Headings whose entries are problems, and those whose sentences are too: below "Contributing factors" prose tells a story. Plain words,
# as a pattern would take longer to compile than a document to read.
_ARTICLES = frozenset({"the", "our", "other", "main", "key", "identified"})
_LISTED = frozenset(
    {
        "root causes", "contributing causes", "underlying causes", "causes", "contributing factors", "contributing factor",
        "contributing conditions", "contributors", "factors", "weaknesses", "gaps", "pain points", "problems", "problems found",
        "problems identified", "shortcomings", "deficiencies", "what was missing", "what is missing",
    }
)  # fmt: skip
_LUCKY = ("got lucky", "we were lucky", "was lucky")
_TOLD = (
    "went wrong", "went badly", "went poorly", "went less well", "went bad", "was wrong", "did not go well", "didn't go well",
    "didn't go so well", "not go so well", "not go right", "didn't go right", "not going well", "has not gone well",
    "could have gone better", "could have gone well", "could have been better", "could have worked better", "could be better",
    "did not work", "didn't work",
)  # fmt: skip
_OTHERWISE = frozenset({Section.FOLLOW_UP, Section.TIMELINE, Section.RESPONSE, Section.ASIDE})
_LONGEST_HEADING = 80
_MARKS = " \t0123456789.:;,!-–—_#*()[]"
# The document itself says that it is dealt with, or that it is no problem.
_DEALT_WITH = Pattern(
    r"\b(?:fixed|resolved|mitigated|addressed|solved|corrected|removed|replaced) (?:in|by|with|since|now|as part)\b"
    r"|\b(?:has|have) (?:now |since |already |been )+\w+|\b(?:is|are) now\b|\bno longer\b|\bsee (?:above|below|action)"
    r"|\bnothing\b|\bnone\b|\bn/a\b|\bwe (?:will|should|need to|plan to|are going to|must)\b|\bto be done\b|\bfuture\b"
    r"|\bwent (?:well|smooth)|\bideally\b|\?\s*$",
    re.IGNORECASE,
)
_FEWEST_WORDS = 5
_FEWEST_STEMS = 2
# In a postmortem these stand everywhere and answer nothing.
_EVERYWHERE = frozenset(
    stem(word)
    for word in """
    incident incidents outage problem problems issue issues service services system systems team teams time times day days hour hours
    minute minutes production cause caused causing result resulted happen happened impact impacted fail failed failure failures error errors
    work working lead led change changed changes add added adding ensure improve improved better create created update updated fix set
    first second initial initially several multiple part different able unable lack lacked missing wrong people person engineer engineers
    affected affect start started ended end began become became occurred process state number able full side case
    """.split()  # noqa: SIM905
)
# Words for the same thing: an alert answers what nobody noticed.
_SAME = (
    "alert alarm monitor monitoring notice noticed unnoticed notifier notify detect detection page paged metric observability dashboard"
    " notification warn visible visibility log logs logging unaware aware trace tracing check probe health",
    "runbook playbook document documentation documented docs wiki guide instruction procedure checklist written",
    "test tests tested testing staging qa coverage rehearse drill simulate simulation ci reproduce canary",
    "communicate communication announce stakeholder inform informed customer customers user users support statuspage status told message",
    "revert rollback rolled roll undo",
    "slow latency performance timeout timeouts delay long longer quick fast speed",
    "capacity scale scaling load memory cpu quota limit limits resource resources disk full traffic exhausted overload size",
    "permission access credential credentials key keys token secret auth authentication login password",
    "backup restore snapshot recover recovery redundancy redundant failover replica standby single",
    "manual manually automate automation automated automatic script scripted hand tool tooling human",
    "review reviewed approve approval reviewer lint validate validation verify guardrail",
    "deploy deployed deployment release released rollout ship upgrade version migration",
    "train training onboarding knowledge familiar know knew understand understanding expertise experience learn",
    "owner ownership responsible responsibility escalate escalation oncall rota rotation responder weekend night holiday",
    "config configuration setting settings configured misconfigured default parameter flag",
    "vendor provider third party upstream supplier dependency dependencies library",
    "database query queries db index table schema sql",
)
_CONCEPTS = {stem(word): f"~{number}" for number, group in enumerate(_SAME) for word in group.split()}


@dataclass(frozen=True, slots=True)
class Problem:
    """One stated problem: its words, where they stand, and the words below it that only detail it."""

    text: str
    span: Span
    details: str = ""


def unanswered(reading: Reading) -> Iterator[Problem]:
    """The problems that no item answers, in the order of the document. None where nothing is promised: that is a fault of its own."""
    if not reading.candidates:
        return
    promised = {line for one in reading.candidates for line in range(one.span.first, one.span.last + 1)}
    answers: set[str] | None = None
    for problem in stated(reading):
        if not promised.isdisjoint(range(problem.span.first, problem.span.last + 1)):
            continue  # an item itself
        if answers is None:
            answers = {word for candidate in reading.candidates for word in subjects(f"{candidate.item.text} {candidate.quote}")}
        asked = subjects(f"{problem.text} {problem.details}")
        if len(asked) >= _FEWEST_STEMS and not asked & answers:
            yield problem


def stated(reading: Reading) -> Iterator[Problem]:
    """Every problem that the document states as one."""
    document = reading.document
    below: dict[int, list[str]] = {}
    for block in document.blocks:
        if block.parent is not None:
            below.setdefault(block.parent, []).append(block.text)
    for index, block in enumerate(document.blocks):
        if block.parent is not None or block.kind not in (Kind.ENTRY, Kind.PARAGRAPH):
            continue
        kind = _announced(block.headings)
        details = " ".join(below.get(index, ()))
        if block.kind is Kind.ENTRY and kind:
            if is_problem(block.text) and not find_references(f"{block.text} {details}", block.links):
                yield Problem(block.text, block.span, details)
        elif block.kind is Kind.PARAGRAPH and kind == "told" and not block.text.rstrip().endswith(":"):
            yield from _told(block, document.text)


def subjects(text: str) -> set[str]:
    """What a text is about: its stems, with one name for words that mean the same."""
    return {_CONCEPTS.get(word, word) for word in stems(text) - _EVERYWHERE if not word.isdigit()}


def is_problem(text: str) -> bool:
    """Whether words under such a heading state a problem that is still one."""
    few = len(text.split()) < _FEWEST_WORDS
    return not (few or is_blank(text) or is_to_the_author(text) or _DEALT_WITH.search(text[:1000]))


@lru_cache(maxsize=4096)
def _announced(headings: tuple[str, ...]) -> str:
    """Whether the headings above say that problems follow: in its list only, also in its sentences, or not."""
    found = ""
    for heading in headings:
        words = heading[:_LONGEST_HEADING].lower().replace("’", "'").strip(_MARKS).split()
        while words and words[0] in _ARTICLES:
            words = words[1:]
        said = " ".join(words)
        if any(told in said for told in _TOLD):
            found = "told"
        elif said in _LISTED or any(lucky in said for lucky in _LUCKY):
            found = "listed"
        elif kind_of_heading(heading) in _OTHERWISE or (kind_of_heading(heading) is Section.PRAISE and not found):
            found = ""
    return found


def _told(block: Block, text: str) -> Iterator[Problem]:
    parts = sentences(block.text)
    for part in parts:
        if is_problem(part) and not find_references(part):
            # Where markup stands between the words, the paragraph is the place.
            at = text.find(part, block.span.start, block.span.end)
            line = block.span.first + text.count("\n", block.span.start, at)
            span = Span(at, at + len(part), line, line + part.count("\n")) if at >= 0 else block.span
            yield Problem(part, span, "")
