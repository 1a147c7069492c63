"""Tell a template's blanks from words that somebody wrote. Looks at words only, not at what they ask for."""

from __future__ import annotations

import re

from followthrough.core.document import Document, Kind
from followthrough.core.pattern import UNLIMITED, Pattern

_BLANK = Pattern(
    r"^\W*(?:tbd|tba|n/?a|none|todo|to-do|xxx+|nothing|no action items?|not applicable|unknown|null|pending|example"
    r"|placeholder|\.\.\.|…)\W*$"
    r"|^\W*(?:action|item|task|todo|to do|follow[ -]?up|ticket|step|description|owner|name|next step|lesson"
    r"|improvement)(?: items?)?[ #_-]*(?:\d{1,2}|[a-c]|name|here|description)?\W*$",
    re.IGNORECASE,
)
_SLOT = Pattern(
    r"<[A-Za-z][^<>\n]{1,120}>|\[(?:insert|your|name|date|description|action|add|describe|owner|link|team|ticket|list"
    r"|what|who|task|todo|enter|fill|details?|placeholder|reference|issue|title)\b[^\]\n]{0,120}\](?!\()"
    r"|\{\{?(?!(?:done|fixed|resolved|declined|rejected|in progress|doing|open|pending|stalled)\b|[^{}|\n]{1,40}\|)"
    r"[^{}\n]{1,80}\}\}?|_{4,}|\bYYYY\b|\bXX+\b|\blorem ipsum\b|\bfoo ?bar\b|\bJIRA-?(?:XX+|123|NNN)\b",
    re.IGNORECASE,
    needs=("<", "[", "{", "__", "yyyy", "xx", "lorem", "foo", "jira"),
)
_TO_THE_AUTHOR = Pattern(
    r"^\W*(?:describe|list (?:the|all|any|every|out)|explain (?:the|how|what|why)|include (?:the|any|all|a)"
    r"|provide (?:a|an|the|any)|what (?:did|will|can|could|should|went|are|is|was|were)|how (?:did|do|can|could|will"
    r"|should|was)"
    r"|who (?:was|is|will|did)|where (?:did|was)|when (?:did|was)|why (?:did|was)|use this (?:section|template)"
    r"|fill (?:in|out)|replace this|add (?:a )?(?:link|your)|insert|write (?:a|the) (?:summary|short|brief)"
    r"|be sure to|remember to|note: this|these (?:are|should)|this section|for each|each (?:action|item)"
    r"|in this section|document any|summari[sz]e)\b",
    re.IGNORECASE,
)
_OF_ITEMS = Pattern(r"^(?:each|every|all|these|the) (?:of the )?(?:action|follow[ -]?up)s?(?: items?)? (?:should|must|need)", re.IGNORECASE)
# "Incident report template" is one; "Outage after a change of the mail template" has the word too.
_FORM = Pattern(
    r"^\W*template\b|\b(?:post-?mortem|incident|report|rca|review|retrospective|pir|coe)(?: \w+){0,3} template\b"
    r"|\bexample structure\b"
)
# Papers of other kinds, by their titles: what they list is no follow-up of an incident.
_OTHER_PAPER = Pattern(
    r"^\W*(?:run ?book|play ?book|minutes|agenda|weekly|newsletter|road ?map|style guide|how to|faq|readme|contributing|onboarding)\b"
    r"|\b(?:release notes|change ?log|meeting (?:notes|minutes)|planning (?:notes|meeting))\b|\brun ?book$"
)
_INCIDENT = Pattern(r"\b(?:incidents?|outages?|post-?mortems?|retrospective|rca|root cause|review|failure|sev ?\d)\b")
_TEMPLATE = Pattern(r"\btemplates?\b")
_ALPHABET = Pattern(r"[^\W\d_]")
# What a template leaves blank, where its name says so and where only its words do: a real one may keep a note to its author.
_FEW_BLANKS, _SMALL_SHARE = 3, 0.15
_MANY_BLANKS, _LARGE_SHARE = 4, 0.35
_POSTMORTEM = Pattern(r"\b(?:post[ -]?mortem|retrospective)s?\b(?! ?(?:https?:|\]\())", longest=UNLIMITED)
_MENTIONS_OF_A_GUIDE = 8
_SHARE_OF_A_GUIDE = 0.008


def is_blank(text: str) -> bool:
    """Whether an entry says nothing yet."""
    return not _ALPHABET.search(text) or bool(_BLANK.match(text[:200])) or _is_slot(text)


def is_to_the_author(text: str) -> bool:
    """Whether words tell the author what to write here."""
    return bool(_TO_THE_AUTHOR.match(text[:200]) or _OF_ITEMS.match(text[:200]))


def is_template(document: Document) -> bool:
    """Whether a document is a form to be filled in, or tells how to fill one in."""
    title = next((block.text for block in document.blocks if block.kind is Kind.HEADING), "")
    file = document.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    named = document.front_matter.get("title", title)
    names = [name[:200].lower().replace("_", " ").replace("-", " ") for name in (named, file, title)]
    if (
        any(_FORM.search(name) or (_OTHER_PAPER.search(name) and not _INCIDENT.search(name)) for name in names)
        or names[1].endswith(" template")
        or _is_guide(document)
    ):
        return True
    words = [block.text for block in document.blocks if block.kind not in (Kind.CODE, Kind.HEADING) and block.text]
    blanks = sum(1 for text in words if _SLOT.search(text[:2000]) or is_to_the_author(text))
    if any(_TEMPLATE.search(name) for name in names):
        return blanks >= _FEW_BLANKS and blanks >= _SMALL_SHARE * len(words)
    return blanks >= _MANY_BLANKS and blanks >= _LARGE_SHARE * len(words)


def _is_guide(document: Document) -> bool:
    """Whether a document tells how postmortems are written: it speaks of them all the time, which a postmortem does not."""
    lower = document.text.lower()
    if lower.count("mortem") + lower.count("retrospective") < _MENTIONS_OF_A_GUIDE:
        return False
    count = len(_POSTMORTEM.findall(lower))
    return count >= _MENTIONS_OF_A_GUIDE and count >= _SHARE_OF_A_GUIDE * document.text.count(" ")


def _is_slot(text: str) -> bool:
    rest = _SLOT.sub(" ", text[:2000])
    return rest != text[:2000] and len(_ALPHABET.findall(rest)) < 12
