"""Propose the day for a due date in words: "end of April" in a postmortem of March. Only where the document itself says which day it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from followthrough.core.document import Block, Kind
from followthrough.core.extract.calendar import is_ambiguous, read_date
from followthrough.core.extract.reading import Reading
from followthrough.core.item import Candidate, Stated
from followthrough.core.lint.mend.change import Left, Patch, Proposal
from followthrough.core.lint.mend.source import in_prose, listed

# Any day: only to see whether words would mean one if the document had a date.
_SOME_DAY = date(2024, 1, 15)
_COUNTED = ("within ", "in ")


def propose(reading: Reading) -> Iterator[Proposal | Left]:
    """The day for each due date that is no day yet, or why it stays."""
    for candidate, block in listed(reading):
        item = candidate.item
        if item.state is not Stated.OPEN or item.due_raw is None or (item.due and item.due_raw == item.due.isoformat()):
            continue
        if item.due is None or is_ambiguous(item.due_raw):
            yield Left(candidate.span.first, _why_no_day(item.due_raw, reading.incident.date))
        else:
            yield _proposal(reading.document.text, candidate, block, item.due_raw.rstrip(" .,;"), item.due)


def _proposal(text: str, candidate: Candidate, block: Block | None, raw: str, due: date) -> Proposal | Left:
    at = in_prose(text, candidate.span, raw) if block is not None else None
    if block is None or at is None:
        return Left(candidate.span.first, f"'{raw}' is {due.isoformat()}, but stands where nothing is written by machine")
    day = due.isoformat()
    if block.kind is Kind.ENTRY and raw.lower().startswith(_COUNTED):
        day = f"by {day}"
    return Proposal(candidate, (Patch(at, at + len(raw), day),), f"due date '{raw}' to {due.isoformat()}")


def _why_no_day(raw: str, base: date | None) -> str:
    if is_ambiguous(raw):
        return f"'{raw}' is one day in Europe and another in America: write the one that is meant"
    if base is None and read_date(raw, _SOME_DAY) is not None:
        return f"'{raw}' counts from the day of the incident, which the document does not state"
    return f"'{raw}' is no day that could be counted"
