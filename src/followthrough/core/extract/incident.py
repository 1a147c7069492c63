"""What a document says of its incident: reference, title, date, severity. From front matter, headings, header lines and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from followthrough.core.document import Document, Kind
from followthrough.core.extract.dates import resolve
from followthrough.core.item import IncidentFacts

REFERENCE = re.compile(r"\b((?:INC|INCIDENT|PM|PIR|IR|SEV|OUTAGE|RCA|COE|PRB)[-_ ]?\d{2,4}(?:-\d{1,4})?|INC-[A-Z0-9]{2,10})\b")
SEVERITY = re.compile(r"\b(?:severity|priority|sev|impact\s+level)\b\W{0,6}([^\n|;]{1,40})", re.IGNORECASE)
SEVERITY_TAG = re.compile(r"\b(SEV[- ]?[0-5]|P[0-4])\b")
DATE_KEY = re.compile(r"\b(?:date|started?|began|start\s+time|incident\s+date|occurred|when|detected)\b", re.IGNORECASE)
COMPACT = re.compile(r"(?<!\d)(20\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
GENERIC = re.compile(
    r"^\W*(?:post[\s-]?mortems?|incident\s+(?:report|review|retro\w*)|rca|summary|what\s+happened|title|overview|issue\s+summary|incident)\W*$",
    re.IGNORECASE,
)
EARLIEST, LATEST = 1990, 2100
TOP = 30  # blocks in which a document introduces itself


def facts(document: Document) -> IncidentFacts:
    """The incident's facts; None where the document does not say."""
    title = _title(document)
    return IncidentFacts(reference=_reference(document, title), title=title, date=_date(document, title), severity=_severity(document))


def _title(document: Document) -> str | None:
    given = document.front_matter.get("title")
    if given:
        return given[:300]
    headings = [block.text for block in document.blocks[:TOP] if block.kind is Kind.HEADING and block.text]
    telling = [text for text in headings if not GENERIC.match(text)]
    first = next(iter(telling or headings), None)
    return first[:300] if first else None


def _pairs(document: Document) -> Iterator[tuple[str, str]]:
    """The `key: value` lines and rows by which a document introduces itself."""
    yield from document.front_matter.items()
    for block in document.blocks[:TOP]:
        if block.kind is Kind.ROW:
            if len(block.cells) == 2:
                yield block.cells[0], block.cells[1]
            yield from zip(block.columns, block.cells, strict=False)
        elif block.kind in {Kind.PARAGRAPH, Kind.ENTRY}:
            for line in document.quote(block.span).split("\n"):
                key, colon, value = line.replace("*", "").replace("_", "").partition(":")
                if colon and value.strip() and len(key.split()) <= 5:
                    yield key.strip(" -#>"), value.strip()


def _reference(document: Document, title: str | None) -> str | None:
    for key, value in _pairs(document):
        if re.search(r"\b(?:incident|reference|ref|id|ticket)\b", key, re.IGNORECASE):
            found = REFERENCE.search(value) or re.fullmatch(r"\W*([A-Z][A-Z0-9]{1,9}-\d{1,7}|#\d{1,7})\W*", value)
            if found:
                return found[1]
    for source in (title or "", document.name.rsplit("/", 1)[-1]):
        found = REFERENCE.search(source)
        if found:
            return found[1]
    return None


def _date(document: Document, title: str | None) -> date | None:
    for key, value in _pairs(document):
        if DATE_KEY.search(key) and not re.search(r"\b(?:due|published|report|review|update)", key, re.IGNORECASE):
            found = _day(value)
            if found:
                return found
    headings = [block.text for block in document.blocks[:TOP] if block.kind is Kind.HEADING]
    paragraphs = [block.text for block in document.blocks[:TOP] if block.kind is not Kind.HEADING]
    for source in (title or "", document.name.rsplit("/", 1)[-1], *headings, *paragraphs):
        found = _day(source)
        if found:
            return found
    return None


def _day(text: str) -> date | None:
    """A whole date; one without a year is none here."""
    found = resolve(text, base=None)
    day = found[0] if found else None
    if day is None:
        compact = COMPACT.search(text)
        try:
            day = date(int(compact[1]), int(compact[2]), int(compact[3])) if compact else None
        except ValueError:
            return None
    return day if day and EARLIEST <= day.year <= LATEST else None


def _severity(document: Document) -> str | None:
    for key, value in _pairs(document):
        if re.search(r"\b(?:severity|priority|sev)\b", key, re.IGNORECASE):
            words = value.strip(" *_`")
            if words and len(words) <= 80:
                return words[:80]
    for block in document.blocks[:TOP]:
        found = (
            SEVERITY_TAG.search(block.text)
            if block.kind is Kind.HEADING
            else SEVERITY.search(block.text)
            if len(block.text) < 120
            else None
        )
        if found:
            return found[1].strip(" *_`.:")[:80] or None
    return None
