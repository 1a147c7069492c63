"""Who is to do it, in the ways people write it. Finds names; whether a name is a known person is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from followthrough.core.extract.wording import VERBS
from followthrough.core.item import OwnerKind

HANDLE = re.compile(r"(?<![\w/.@])@([A-Za-z0-9](?:[\w.-]{0,60}\w)?)")
MARK = re.compile(
    r"[(\[]?\b(?:action\s+)?(?:owners?|assigned(?:\s+to)?|assignees?|dri|responsible|lead|who)\b\s*[:=–—-]\s*([^\])\n;|]{1,80}?)\s*(?:[)\]]|;|\||$|(?<=\w)[.,]\s)",
    re.IGNORECASE,
)
NAME = r"[A-Z][\w'’-]{1,30}(?:\s+(?:[A-Z][\w'’-]{0,30}\.?|de|van|von|da|del|der|bin|al)){0,3}"
LEADING = re.compile(rf"^\[?({NAME}(?:\s*(?:/|,|&|\+|and)\s*{NAME}){{0,3}})\]?\s*(?::|[–—]\s|-\s)\s*(?=\S)")
SUBJECT = re.compile(rf"^({NAME}(?:\s*(?:/|,|&|and)\s*{NAME}){{0,2}})\s+(?:to|will|is\s+going\s+to|shall)\s+(?:also\s+)?([a-z]+)")
TRAILING = re.compile(rf"(?:\s[-–—]+\s*|\s*[(\[])({NAME}(?:\s*(?:/|,|&|\+|and)\s*{NAME}){{0,3}})[)\]]?\s*\.?$")
INITIALS = re.compile(r"^[A-Z]{2,3}$")
SEPARATOR = re.compile(r"\s*(?:/|,|;|&|\+|\band\b|\bwith\b)\s*")
TEAM = re.compile(
    r"\b(?:teams?|squad|group|guild|tribe|department|dept|crew|ops|devops|sre|sres|engineering|infra(?:structure)?|security|platform|support|qa|legal|marketing)\b",
    re.I,
)
ROLE = re.compile(
    r"\b(?:on-?call|engineers?|leads?|manager|director|commander|coordinator|developers?|devs?|admins?|administrators?|cto|ceo|vp|architect|maintainers?|owner)\b",
    re.I,
)
EVERYONE = re.compile(r"^(?:all|everyone|everybody|we|us|whole\s+team|the\s+team)$", re.IGNORECASE)
NOBODY = re.compile(r"^\W*(?:n/?a|none|nobody|no one|tbd|tba|unassigned|unknown|\?+|-+|–|—|)\W*$", re.IGNORECASE)
ASIDE = re.compile(r"\s*(?:[-–—]\s.*|\(.*\)?)$")
# Capitalised words that open a line or a heading and are nobody's name.
NOT_NAMES = frozenset(
    """
    action actions add alert alerts also api backend bug build ci cleanup client code communication config configuration critical data
    database dashboard deploy deployment detection dev docs documentation engineering experience fix follow followup for frontend
    future general github high immediate immediately improve infra infrastructure internal investigate issue issues it item items jira
    kubernetes later linux logging long low maybe medium metrics mitigate mitigation monitor monitoring network new next nice note now
    one open operations optional other our p0 p1 p2 p3 planning platform prevent prevention priority process product production
    prometheus grafana postgres redis kafka quick recovery release research response review runbook runbooks security see service
    short slack some staging stretch support team technical test testing tests the this ticket todo tooling tools training update
    urgent user ux web website we when work documentation january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)


@dataclass(frozen=True, slots=True)
class Owners:
    names: tuple[str, ...] = ()
    kind: OwnerKind = OwnerKind.NONE


NONE = Owners()


def owners_from(text: str) -> Owners:
    """Who a cell, a mark or a subheading names; it is known to be about owners."""
    text = text.strip().strip("*_`[]")
    if NOBODY.match(text):
        return NONE
    if EVERYONE.match(text):
        return Owners((text,), OwnerKind.TEAM)
    support = re.search(r"\(\s*/?\s*(?:with\s+)?([^()]{1,40}?)\s+(?:supporting|helping|support)\s*\)", text)
    text = ASIDE.sub("", text) + (f", {support[1]}" if support else "")
    names = tuple(dict.fromkeys(name.strip(" .@`*_") for name in SEPARATOR.split(text) if not NOBODY.match(name)))
    return Owners(names, kind_of(names)) if names else NONE


def kind_of(names: Sequence[str]) -> OwnerKind:
    """Person, team, role, or several of them."""
    if not names:
        return OwnerKind.NONE
    if len(names) > 1:
        return OwnerKind.SEVERAL
    if TEAM.search(names[0]) or EVERYONE.match(names[0]):
        return OwnerKind.TEAM
    return OwnerKind.ROLE if ROLE.search(names[0]) else OwnerKind.PERSON


def find_owners(text: str, *, cell: str, headings: Sequence[str]) -> tuple[Owners, str]:
    """The owners of a piece of work and its words without the marks that name them."""
    if cell:
        found = owners_from(cell)
        if found.names:
            return found, text
    for find in (_marked, _handles, _leading, _subject, _trailing):
        found, rest = find(text)
        if found.names:
            return found, rest
    for heading in reversed(headings):
        named = heading_owner(heading)
        if named.names:
            return named, text
    return NONE, text


def heading_owner(heading: str) -> Owners:
    """The people a subheading below "Actions" names, if it is one of names."""
    words = ASIDE.sub("", heading.strip().strip("*_:"))
    if EVERYONE.match(words) or words.lower() in {"team", "the team"}:
        return Owners((words,), OwnerKind.TEAM)
    parts = [part.strip(" @") for part in SEPARATOR.split(words) if part.strip(" @")]
    if parts and len(parts) <= 4 and all(_is_name(part) for part in parts):
        return owners_from(heading)
    return owners_from(words) if re.search(r"\b(?:team|squad)$", words, re.IGNORECASE) and len(words.split()) <= 4 else NONE


def _is_name(words: str) -> bool:
    tokens = words.split()
    if not tokens or len(tokens) > 3:
        return False
    if INITIALS.match(words):
        return words.lower() not in NOT_NAMES
    return all(
        token[:1].isupper() and token.lower().strip(".") not in NOT_NAMES and token.lower() not in VERBS for token in tokens
    ) and bool(re.fullmatch(NAME, words))


def _marked(text: str) -> tuple[Owners, str]:
    match = MARK.search(text)
    if match is None:
        return NONE, text
    return owners_from(match[1]), _without(text, match)


def _handles(text: str) -> tuple[Owners, str]:
    names = tuple(dict.fromkeys(HANDLE.findall(text)))
    if not names:
        return NONE, text
    rest = re.sub(r"\(\s*(?:,|and|&|/|\s)*\)|\[\s*\]", "", HANDLE.sub("", text))
    return Owners(names, kind_of(names)), re.sub(r"\s{2,}", " ", rest).strip(" ,;:-–—")


def _leading(text: str) -> tuple[Owners, str]:
    match = LEADING.match(text)
    if match and all(_is_name(part) for part in SEPARATOR.split(match[1])):
        return owners_from(match[1]), text[match.end() :]
    team = re.match(r"^((?:[A-Z][\w-]*\s+){1,3}(?:[Tt]eam|[Ss]quad))\s*:\s*", text)
    return (owners_from(team[1]), text[team.end() :]) if team else (NONE, text)


def _subject(text: str) -> tuple[Owners, str]:
    match = SUBJECT.match(text)
    if match and match[2] in VERBS and all(_is_name(part) for part in SEPARATOR.split(match[1])):
        return owners_from(match[1]), text
    return NONE, text


def _trailing(text: str) -> tuple[Owners, str]:
    match = TRAILING.search(text)
    if match and len(text[: match.start()].split()) >= 2:
        parts = SEPARATOR.split(match[1])
        if all(_is_name(part) and (" " in part or INITIALS.match(part) is None) for part in parts) and (len(parts) > 1 or " " in parts[0]):
            return owners_from(match[1]), text[: match.start()]
    return NONE, text


def _without(text: str, match: re.Match[str]) -> str:
    return re.sub(r"\s{2,}", " ", text[: match.start()] + " " + text[match.end() :]).strip(" ,;:-–—([")
