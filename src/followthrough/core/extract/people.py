"""Whom a document names as persons, before its items are read: its authors, responders, those who said or noticed something.

Says nothing of what they owe.
"""

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
_FIRST = r"[A-ZÀ-ÖØ-Þ][^\W\d_A-Z]{1,20}"
# What only a person does, or has done to them: "Ines noticed", "we rang Ines and Tom", "fixed by Tom"
_ACTING = Pattern(
    rf"({_FIRST})"
    r" (?:said|says|asked|rang|noticed|joined|reckons|thinks|suggested|suggests|volunteered"
    r"|agreed|pointed out|wrote|drove|cycled|remembered|knows|offered|woke|realised|realized|guessed|wondered|points out"
    r"|was (?:asleep|paged|on (?:call|holiday|leave)))\b"
)
_ADDRESSED = Pattern(
    r"(?:rang|phoned|woke|paged|asked|told|[Tt]hanks(?: to)?|[Tt]hank you"
    r"|(?:[Ww]ritten|[Ff]ixed|[Pp]osted|[Ss]potted|noticed|[Cc]ompiled) by"
    rf"|said (?:it |so )?to|talked (?:it |this )?(?:through |over )?(?:to|with)) ({_FIRST})(?:,? (?:and|&) ({_FIRST}))?\b(?! [A-Z])"
)
# One of these words is in each of both: most paragraphs have none, and are passed over by this alone.
_DEEDS = frozenset(
    """
    said says asked rang noticed joined reckons thinks suggested suggests volunteered agreed pointed wrote drove cycled remembered
    knows offered woke realised realized guessed wondered points asleep asleep. paged paged. call call. holiday holiday. leave leave.
    phoned told thanks Thanks Thank thank by talked
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_SIGNED = Pattern(rf"(?:^|.*\S\s)[—–-]{{1,2}}\s?({_FIRST})$|^({_FIRST})$|^({_FIRST}), written\b", longest=120)
_NOBODY = frozenset("Nobody Everyone Everybody Somebody Someone Anyone He She They We It You Who This That".split())  # noqa: SIM905
_AT_THE_ENDS = 4  # blocks at the beginning and at the end of a paper, where people sign
# "RH: raise the limit", "BN / TK: ask the supplier"
_INITIALS = Pattern(r"\W{0,3}([A-Z]{2,3})(?: ?[/&+,] ?([A-Z]{2,3}))?\s?:\s", longest=40)
_SHORT_FOR_THINGS = frozenset(
    """
    api aws az bgp cd cdn ci cli cms cpu crm csv db dc dev dns dr eks erp etl eu faq gcp gke gpu gtm ha hr html http iam id ids io ios ip
    it js json jwt k8s kpi lan lb llm ml mq ms mtu nat nb nfs noc npm ok oom ops os pdf php pm poc pos pr ps qa qps ram rds re rpc rum sdk
    sla sli slo sms sms smtp soc sql sre ssd ssh ssl sso tcp tls ttl ui uk url us usb ux vip vm vms vpc vpn waf wan wip xml todo nota
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_FEWEST_INITIALS = 2
_LONGEST = 400
_LONGEST_STORY = 2000
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
    full = [name.split() for name in names if " " in name]
    initials = {"".join(word[0] for word in words) for words in full}
    return frozenset(names | initials | _addressed(document) | _of_the_story(document) | _by_initials(document))


def _of_the_story(document: Document) -> set[str]:
    """Who did something that only persons do, or put a name below the whole."""
    names: set[str] = set()
    last = len(document.blocks) - _AT_THE_ENDS
    for index, block in enumerate(document.blocks):
        if block.kind in (Kind.CODE, Kind.HEADING) or len(names) > _MOST:
            continue
        told = block.text[:_LONGEST_STORY]
        if not _DEEDS.isdisjoint(told.split()):
            names |= _doing(told)
        if (index < _AT_THE_ENDS or index >= last) and len(told) <= _LONGEST_HEADING and block.kind is Kind.PARAGRAPH:
            signed = _SIGNED.match(told)
            names.update(name for name in (signed.groups() if signed else ()) if name and (index >= last or name != told))
    return {name.lower() for name in names - _NOBODY if may_be_name(name)}


def _doing(told: str) -> set[str]:
    names = {name for found in _ADDRESSED.finditer(told) for name in found.groups() if name}
    for found in _ACTING.finditer(told):
        before = told[max(0, found.start() - _LONGEST_HEADING) : found.start()].split(" ")[-2:-1]
        if not (before and before[0][:1].isupper() and before[0][-1:].isalpha()):  # "Customer Support said"
            names.add(found[1])
    return names


def _by_initials(document: Document) -> set[str]:
    """Initials that stand before several items: one alone may be short for anything."""
    found: set[str] = set()
    for block in document.blocks:
        if block.kind in (Kind.ENTRY, Kind.PARAGRAPH, Kind.ROW) and (opening := _INITIALS.match(block.text)):
            found.update(each.lower() for each in opening.groups() if each)
    found -= _SHORT_FOR_THINGS
    return found if len(found) >= _FEWEST_INITIALS else set()


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
