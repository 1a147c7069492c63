"""What a document says of the incident itself: reference, title, date, severity. Guesses nothing that is not written there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from followthrough.core.document import Document, Kind
from followthrough.core.extract.calendar import read_date
from followthrough.core.item import IncidentFacts
from followthrough.core.pattern import Pattern

_NEAR_THE_TOP = 60  # blocks; facts of an incident stand at the head of its document
_LONGEST = 300  # characters of a fact
_HEAD_TABLE = 12  # blocks; a wide table further down lists something else
_TASK = Pattern(r"\b(?:action|task|item|event|time)s?\b", re.IGNORECASE)
_REFERENCE = Pattern(
    r"(?<![\w-])((?:INC|INCIDENT|PM|OUTAGE|SEV|IR|PIR|RCA|PIM|POSTMORTEM|EVENT|CASE)[-_#]?\d{1,12}(?:[-_]\d{1,12}){0,3})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ANY_KEY = Pattern(r"(?<![\w-])([A-Z][A-Z0-9]{1,9}-\d{1,8})(?![\w-])")
_SEVERITY = Pattern(r"(?<![\w-])(sev(?:erity)?[ -]?[0-5]|p[0-5]|s[0-5]|priority[ -]?[0-5])(?![\w-])", re.IGNORECASE)
_SEVERITY_WORD = Pattern(r"^\W*(critical|major|high|moderate|medium|minor|low|[0-5])\b", re.IGNORECASE)
_KEYS = {
    "reference": Pattern(r"^(?:incident|incident (?:id|number|no\.?|reference|ref|key|ticket)|id|reference|ref|ticket|case)$"),
    "title": Pattern(r"^(?:title|name|incident (?:title|name)|summary title|subject)$"),
    "date": Pattern(
        r"^(?:(?:incident |event |start |outage )?dates?(?: of (?:the )?(?:incident|event|outage))?|started(?: at)?"
        r"|start(?: time)?|when|occurred(?: on)?|incident start(?: time)?|day|began)$"
    ),
    "severity": Pattern(r"^(?:(?:incident )?(?:severity|priority|impact level|sev)(?: level)?)$"),
}
_PAIR = Pattern(r"^\W*([A-Za-z][A-Za-z .]{1,30}?)\W{0,3}:\W{0,3}\s*(\S.*)$")
_TITLE_NOISE = Pattern(r"^(?:incident[ -]?(?:report)?|post-?mortem|report|rca|retrospective|summary|overview)$", re.IGNORECASE)


def read_incident(document: Document) -> IncidentFacts:
    """The facts, each from the first of front matter, labelled lines, title and file name that has it."""
    facts = _labelled(document)
    headings = [block.text for block in document.blocks[:_NEAR_THE_TOP] if block.kind is Kind.HEADING]
    title = facts.get("title") or _title(headings)
    file = document.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or document.name
    return IncidentFacts(
        reference=_reference(facts.get("reference"), [title or "", file]),
        title=title,
        date=_date(facts, [title or "", *headings[:3], file], document),
        severity=_severity(facts.get("severity"), [title or "", *headings[:3]]),
    )


def _labelled(document: Document) -> dict[str, str]:
    facts: dict[str, str] = {}
    for key, value in [*document.front_matter.items(), *_pairs(document)]:
        plain = " ".join(key.lower().replace("_", " ").replace("-", " ").split()).strip(" :")
        for fact, pattern in _KEYS.items():
            if pattern.match(plain) and value.strip() and fact not in facts:
                facts[fact] = value.strip()[:_LONGEST]
    return facts


def _pairs(document: Document) -> Iterator[tuple[str, str]]:
    """`Key: value` lines, two-column tables, and a first row under known columns, near the top."""
    for at, block in enumerate(document.blocks[:_NEAR_THE_TOP]):
        match block.kind:
            case Kind.ROW:
                if len(block.columns) == 2 and any(block.columns):
                    yield block.columns[0], block.columns[1]
                if len(block.cells) == 2:
                    yield block.cells[0], block.cells[1]
                elif len(block.columns) > 2 and at < _HEAD_TABLE and not any(_TASK.search(column) for column in block.columns):
                    yield from zip(block.columns, block.cells, strict=False)
            case Kind.PARAGRAPH | Kind.ENTRY | Kind.QUOTE:
                for line in document.quote(block.span).split("\n")[:20]:
                    words = line.strip().strip("|").replace("**", "").replace("__", "").replace("*", "").replace("`", "")
                    if found := _PAIR.match(words[:200]):
                        yield found[1], found[2]
            case Kind.HEADING:
                if found := _PAIR.match(block.text[:200]):
                    yield found[1], found[2]
                elif at + 1 < len(document.blocks) and document.blocks[at + 1].kind is Kind.PARAGRAPH:
                    yield block.text, document.blocks[at + 1].text[:200]
            case Kind.CODE:
                pass


def _title(headings: list[str]) -> str | None:
    named = [heading for heading in headings if heading and not _TITLE_NOISE.match(heading)]
    if named:
        return re.sub(r"^(?:incident(?: report)?|post-?mortem|rca)\s*[:–—-]\s*(?=\S)", "", named[0], flags=re.IGNORECASE)
    return headings[0] if headings else None


def _reference(labelled: str | None, elsewhere: list[str]) -> str | None:
    if labelled:
        found = _REFERENCE.search(labelled) or _ANY_KEY.search(labelled)
        if found:
            return found[1]
        if (
            re.fullmatch(r"#?[\w-]{1,30}", labelled)
            and any(character.isdigit() for character in labelled)
            and not read_date(labelled, None)
        ):
            return labelled
    for words in elsewhere:
        for found in _REFERENCE.finditer(words[:300]):
            if not _SEVERITY.fullmatch(found[1]):
                return found[1]
    return None


def _date(facts: dict[str, str], elsewhere: list[str], document: Document) -> date | None:
    for words in (facts.get("date", ""), *elsewhere):
        plain = re.sub(r"(?<=\d)[_/](?=\d)", "-", words)
        if words and (found := read_date(plain[:200], None) or read_date(_compact(plain[:200]), None)):
            return found
    for block in document.blocks[:_NEAR_THE_TOP]:
        if block.kind in (Kind.PARAGRAPH, Kind.ENTRY, Kind.ROW) and (found := read_date(block.text[:400], None)):
            return found
    return None


def _compact(words: str) -> str:
    """A file's 20260312 as 2026-03-12."""
    return re.sub(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)", r"\1-\2-\3", words)


def _severity(labelled: str | None, elsewhere: list[str]) -> str | None:
    if labelled:
        found = _SEVERITY.search(labelled[:80]) or _SEVERITY_WORD.match(labelled[:80])
        return found[1] if found else None
    for words in elsewhere:
        if found := _SEVERITY.search(words[:300]):
            return found[1]
    return None
