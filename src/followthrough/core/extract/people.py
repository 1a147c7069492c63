"""Whom a document names as persons, before its items are read: its authors, responders, handles. Says nothing of what they owe."""

from __future__ import annotations

import re

from followthrough.core.document import Document, Kind
from followthrough.core.extract.headings import Section, kind_of_heading
from followthrough.core.extract.names import is_sure_name, looks_like_initials, may_be_name, separate
from followthrough.core.pattern import Pattern

_HEAD = Pattern(
    r"\b(?:authors?|attendees|participants?|responders?|commander|lead|scribe|owners?|people|reporter|written by"
    r"|contributors?|present|on-?call|facilitator|engineers?)\b",
    re.IGNORECASE,
)
_NAME = Pattern(r"[^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z][^\W\d_]+){0,2}")
_LONGEST = 400
_MOST = 200
_LONGEST_HEADING = 60


def people_of(document: Document) -> frozenset[str]:
    """Their names in lower case, whole and by first name."""
    names: set[str] = set()
    for key, value in document.front_matter.items():
        if _HEAD.search(key):
            names |= _names(value)
    for block in document.blocks:
        if len(names) > _MOST:
            break
        text = block.text[:_LONGEST]
        if block.kind is Kind.ROW and len(block.cells) == 2 and _HEAD.search(block.cells[0]):
            names |= _names(block.cells[1])
        elif block.kind is not Kind.HEADING and len(text.split()) < 40:
            key, colon, value = text.partition(":")
            if colon and len(key.split()) <= 4 and _HEAD.search(key):
                names |= _names(value)
            elif block.kind is Kind.ENTRY and len(text.split()) <= 6 and block.headings and _HEAD.search(block.headings[-1]):
                names |= _names(text)
    return frozenset(names | _addressed(document))


def _addressed(document: Document) -> set[str]:
    """Names that stand as headings of their own below "Action items": where one is surely a name, its like beside it are names too."""
    parts: list[str] = []
    for path in dict.fromkeys(block.headings for block in document.blocks):
        below = False
        for heading in path:
            if below and len(heading) <= _LONGEST_HEADING:
                parts += separate(heading)
            below = below or kind_of_heading(heading) is Section.FOLLOW_UP
    if not any(is_sure_name(part) or looks_like_initials(part) for part in parts):
        return set()
    return {part.lower() for part in parts if may_be_name(part)}


def _names(text: str) -> set[str]:
    found = [name.lower() for name in _NAME.findall(text[:_LONGEST])]
    return {*found, *(name.split()[0] for name in found)}
