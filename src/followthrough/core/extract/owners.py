"""Who is to do an item, as the document names them. Names nobody that the text does not name."""

from __future__ import annotations

import re
from typing import NamedTuple

from followthrough.core.extract.dates import DATE_LAST
from followthrough.core.extract.names import (
    A_TEAM,
    ASIDE,
    EVERYONE,
    HANDLE,
    MOST,
    NAME,
    NOBODY,
    is_group,
    is_name,
    is_role,
    kind_of,
    looks_like_initials,
    may_be_name,
    names_in,
)
from followthrough.core.extract.tail import tail_of
from followthrough.core.extract.verbs import base, is_imperative
from followthrough.core.item import OwnerKind
from followthrough.core.pattern import Pattern

_LABEL = (
    r"(?:action )?(?:owners?|owned by|assignees?|assigned(?: to)?|dri|responsible(?: person)?|accountable|who|lead|poc"
    r"|point of contact|driver|champion|ai|led by|driven by|resp\.?)"
)
_HANDLES_ALONE = Pattern(r"[(\[]?\s*(?:cc:?\s*)?@[\w./-]+(?:\s*(?:,|/|&|\+|and)?\s*@[\w./-]+)*\s*[)\]]?", needs=("@",))
_IN_BRACKETS = Pattern(rf"\s*[(\[]\s*{_LABEL}\s*(?:[:=–-]\s*|\s)\s*([^()\[\]]{{1,100}})[)\]]", re.IGNORECASE, needs=("(", "["))
_LABELLED = Pattern(
    rf"(?:^|[\s.;,|–—(-])\*?{_LABEL}\s*[:=–—]\s*([^|;()\n]{{1,80}})|\baction owner\s*-\s*([^|;()\n]{{1,80}})",
    re.IGNORECASE,
    needs=(":", "=", "–", "—", "owner -"),
)
# "assigned to Kim Vo", with nothing between the mark and the name
_NAMED_AFTER = Pattern(
    rf"[\s,;(–—-]*\b(?i:assigned to|owned by|led by|driven by|dri|owner)\s+({NAME}(?:(?:,| and| &|/) {NAME})*)",
    needs=("assigned to", "owned by", "led by", "driven by", "dri ", "owner "),
)
_MARKED_TASK = Pattern(
    r"^\W*(?:todo|fixme|action(?: item)?|ai)\s*[(\[]\s*@?([^()\[\]]{2,60})[)\]]\s*[:–—-]?\s*", re.IGNORECASE, needs=("(", "[")
)
_STOP = Pattern(
    r"\s*(?:\s[-–—]\s.*|[,;.|]?\s*(?:due|by|deadline|eta|target|ticket|status|priority|tracking|jira|issue|story)\b\s*[:=–-].*|(?<!\b[A-Z])\.\s.*"
    r"|\bby \d.*|https?://.*)$",
    re.IGNORECASE,
    longest=100,
)
_SUBJECT = Pattern(
    rf"^({NAME}(?:(?:,| and| &|/) {NAME})*) (?:to|will|should|is going to|are going to|is to|volunteered to|agreed to"
    rf"|has to) (?:also )?([a-z]+)"
)
_BEFORE = Pattern(
    rf"^[\[(]?((?:the )?{NAME}(?:(?:,| and| &|\s?/) ?{NAME})*(?: team)?)[\])]?\s*(?::|\s[-–—])\s+(?=\S)", needs=(":", " -", "–", "—")
)
_BRACKETED_START = Pattern(rf"^[\[(]({NAME}(?:(?:,| and| &|/) ?{NAME})*(?: team)?)[\])]\s*[:–-]?\s*(?=\S)", needs=("(", "["))
_BRACKETED_END = Pattern(r"\s*[(\[]([^()\[\]]{2,80})[)\]]\s*\.?$", needs=(")", "]"))
_DASH_END = Pattern(rf"\s+(?:[-–—]|—|->|=>|→)\s*({NAME}(?:(?:,| and| &|/) ?{NAME})*(?: team)?)\s*\.?$", needs=(" -", "–", "—", "=>", "→"))
_TEAM_SUBJECT = Pattern(
    r"^((?:[Tt]he |[Oo]ur )?(?:[A-Z][\w&-]*|[a-z]+)(?: [A-Z][\w&-]*){0,2} (?:team|squad|guild|group)) (?:to|will|should|is"
    r"|needs to|is going to)\b",
    needs=("team", "squad", "guild", "group"),
)
_ASSIGNED = Pattern(r"(?<![\s,;(–—-])[\s,;(–—-]*\b(?:assigned(?: to)?|assignee|owned by|owner|cc|dri)$", re.IGNORECASE)
_TEAM_FIRST = Pattern(r"[Tt]eam [A-Z][\w-]*(?: [A-Z][\w-]*)?")
_ARROW_END = Pattern(r"\s*(?:->|=>|→|➜|⇒)\s*@?([A-Za-z][\w.-]*(?: [A-Za-z][\w-]*){0,2})[\s.✅✔☑❌]*$", needs=("->", "=>", "→", "➜", "⇒"))
# "… and stops when it is smaller. Ravindra, OPS-12"
_LAST_SENTENCE = Pattern(rf"[.!]\s+({NAME})(?:,\s*(?:https?://\S+|[A-Z][A-Z0-9]+-\d+|#\d+))?\.?$", needs=(".", "!"))
# What may stand behind a name with an at sign that ends an item: its date, its ticket, its state, another name.
_BEHIND_HANDLE = Pattern(
    r"\s*(?:->|=>|→|➜|⇒|[✅✔☑❌⏳]|[([|]|[-–—]\s|(?:due|eta)\b|by \d|[A-Z][A-Z0-9]+-\d|#\d|https?:)", re.IGNORECASE, longest=40
)
_AFTER_HANDLE = Pattern(r"\W*$|\s*(?:[,&+/]|and)?\s*@|" + _BEHIND_HANDLE.pattern, re.IGNORECASE, longest=40)
# "The queue: Frances to clear it", "…; Samir has the patch in review"
_CLAUSE = Pattern(
    rf"(?<=[:;.,—–-]\s)(?:and\s)?({NAME}(?: and {NAME})?)"
    r" (?:(?:to|will|is going to|is to|volunteered to|agreed to|has agreed to|has offered to|undertook to|is happy to) (?:also )?([a-z]+)\b"
    r"|(?:has|have) (?:(?:the|a|an|already|got) )+(?:patch|branch|pr|fix|draft|change)\b"
    r"|(?:is|are) (?:already )?(?:on it|working on|looking (?:at|into)|writing|building|doing)\b"
    r"|(?:has|have) (?:already )?(?:done|fixed|written|built|made|started) (?:this|that|it)\b)"
)
_NO_NAMES = frozenset(
    "they we it he she i not still under nobody to in on at as if see was is are already now maybe probably whoever".split()  # noqa: SIM905
)
_MOST_IN_HEADING = 7


_LONGEST = 2000
_NEAR_THE_END, _NEAR_THE_START = 160, 200


class Owned(NamedTuple):
    """Who was found, and the item's words without the mark that named them."""

    owners: tuple[str, ...] = ()
    kind: OwnerKind = OwnerKind.NONE
    text: str = ""


def owners_in_cell(cell: str) -> tuple[tuple[str, ...], OwnerKind]:
    """Everyone that an owner column names."""
    names = [] if NOBODY.match(cell.strip()) else names_in(cell)
    return tuple(names), kind_of(names)


def owners_in_text(text: str, *, people: frozenset[str] = frozenset()) -> Owned:
    """Who the words of an item name as its owner. `people` are names the document uses elsewhere for persons, in lower case."""
    for find in (_by_label, _by_handle, _by_subject, _by_tail, _by_position, _by_clause):
        names, rest = find(text, people)
        # "(Owner: TBD)" names nobody and is no part of the words either.
        if names or (find is _by_label and rest != text and rest):
            return Owned(tuple(names), kind_of(names), rest)
    return Owned(text=text)


def owners_in_headings(headings: tuple[str, ...], *, people: frozenset[str] = frozenset()) -> tuple[tuple[str, ...], OwnerKind]:
    """Whom a group of entries is addressed to ("Platform team:", "Owner: Priya", "Priya & Sam")."""
    for heading in reversed(headings):
        words = ASIDE.sub("", heading[:120].strip(" :"))
        names, _ = _by_label(words, frozenset())
        if not names and (A_TEAM.fullmatch(words) or _TEAM_FIRST.fullmatch(words) or EVERYONE.fullmatch(words)):
            names = [words]
        if not names and len(words.split()) <= _MOST_IN_HEADING:
            parts = names_in(words)
            names = parts if all(is_name(part, people) or looks_like_initials(part) for part in parts) else []
        if names:
            return tuple(names), kind_of(names)
    return (), OwnerKind.NONE


def _by_label(text: str, people: frozenset[str]) -> tuple[list[str], str]:
    if found := _IN_BRACKETS.search(text):
        names = names_in(_STOP.sub("", found[1]))
        return names, _joined(text[: found.start()], text[found.end() :])
    if (found := _MARKED_TASK.match(text)) and (names := names_in(_STOP.sub("", found[1]))):
        return names, text[found.end() :]
    if found := _LABELLED.search(text):
        said = found[1] or found[2]
        kept = _STOP.sub("", said)
        names = [name for name in names_in(kept) if len(name.split()) <= 4]
        return names, _joined(text[: found.start()], said[len(kept) :] + text[found.end() :])
    if (found := _NAMED_AFTER.search(text[:_LONGEST])) and all(is_name(name, people) or is_group(name) for name in names_in(found[1])):
        return names_in(found[1]), _joined(text[: found.start()], text[found.end() :])
    return [], text


def _joined(before: str, after: str) -> str:
    """What stands before and after a mark that is taken out."""
    after = after.lstrip(" ,;.|)-–—")
    before = before.rstrip(" ,;|–—-(")
    between = " " if before.endswith((".", "!", "?")) or not after.lower().startswith(("due", "eta", "deadline")) else ", "
    return f"{before}{between}{after}".strip()


def _by_handle(text: str, people: frozenset[str]) -> tuple[list[str], str]:
    # A capital in the middle of a sentence is an annotation of some language ("@Transactional"), not a person.
    said = [
        found
        for found in HANDLE.finditer(text[:_LONGEST])
        if found[1][0].islower() or found.start() == 0 or found[1].lower() in people or _AFTER_HANDLE.match(text, found.end())
    ]
    handles = list(dict.fromkeys(found[1] for found in said))[:MOST]
    if not handles:
        return [], text
    rest = text
    start = _HANDLES_ALONE.match(text)
    if start:
        after = text[start.end() :].lstrip(" :–—-")
        # "@priya to add …" keeps its subject.
        rest = text if re.match(r"(?:to|will|should)\b", after) else after
    else:
        last = None
        for each in _HANDLES_ALONE.finditer(text):
            last = each
        if last is not None and (_BEHIND_HANDLE.match(text, last.end()) or not re.search(r"\w", text[last.end() :])):
            before = _ASSIGNED.sub("", text[: last.start()].rstrip(" ,–—-(:>→=|"))
            rest = f"{before} {text[last.end() :].lstrip(' )')}".strip() if _BEHIND_HANDLE.match(text, last.end()) else before
    return handles, rest


def _by_subject(text: str, people: frozenset[str]) -> tuple[list[str], str]:
    if found := _TEAM_SUBJECT.match(text):
        name = re.sub(r"^(?:the|our) ", "", found[1], flags=re.IGNORECASE)
        return [name], text
    found = _SUBJECT.match(text[:200])
    if found and (base(found[2]) is not None or found[2] in {"be", "do", "look", "reach"}):
        names = names_in(found[1])
        if all(is_name(name, people) or is_group(name) for name in names):
            return names, text
    return [], text


def _by_clause(text: str, people: frozenset[str]) -> tuple[list[str], str]:
    """Who is named further on, as the one who does it. The words stay: they are a sentence."""
    for found in _CLAUSE.finditer(text[:_LONGEST]):
        names = names_in(found[1])
        if (found[2] is None or base(found[2]) is not None or found[2] in {"be", "do"}) and all(is_name(name, people) for name in names):
            return names, text
    return [], text


def _by_tail(text: str, people: frozenset[str]) -> tuple[list[str], str]:
    tail = tail_of(text)
    if tail is not None and 1 <= len(tail.rest) <= 2:
        names = [name for part in tail.rest for name in names_in(part.replace(" with ", " and "))]
        if names and all(_may_own(name, people, sure=tail.marked) for name in names):
            return names, text[: tail.start]
    arrow = _ARROW_END.search(text, max(0, len(text) - _NEAR_THE_END))
    if arrow and arrow.start() > 0:
        names = names_in(arrow[1])
        return names, text[: arrow.start()]
    last = _LAST_SENTENCE.search(text, max(0, len(text) - _NEAR_THE_END))
    single = last is not None and " " not in last[1] and len(text.split()) > 4
    if last and (is_name(last[1], people) or (single and (may_be_name(last[1]) or looks_like_initials(last[1])))):
        return [last[1]], text[: last.start() + 1]
    return [], text


def _may_own(name: str, people: frozenset[str], *, sure: bool) -> bool:
    """Whether a part that stands beside a ticket or a date may be a name: a few words with a capital, or a handle."""
    words = name.split()
    if (
        len(words) > 4
        or words[0].lower() in _NO_NAMES
        or not name[:1].isalpha()
        or (len(words) == 1 and base(name) is not None and name.islower())
    ):
        return False
    return sure or name.lower() in people or is_name(name, people) or is_group(name) or (name[0].isupper() and not is_imperative(name))


def _by_position(text: str, people: frozenset[str]) -> tuple[list[str], str]:
    if (date := DATE_LAST.search(text, max(0, len(text) - _NEAR_THE_END))) and date.start() > 0:
        names, rest = _by_position(text[: date.start()], people)
        if names:
            return names, f"{rest}{date[0]}"
    for pattern, at_end in ((_BRACKETED_END, True), (_DASH_END, True), (_BRACKETED_START, False), (_BEFORE, False)):
        # Only the ends of a text are looked at, so that each pattern is tried a bounded number of times.
        found = pattern.search(text, max(0, len(text) - _NEAR_THE_END)) if at_end else pattern.match(text[:_NEAR_THE_START])
        if not found:
            continue
        said = re.sub(r"^the ", "", found[1], flags=re.IGNORECASE)
        names = [said] if is_role(said) else names_in(said)
        if names and all(is_role(name) or is_name(name, people) or is_group(name) for name in names):
            return names, (text[: found.start()] + text[found.end() :]).strip()
    return [], text
