"""Propose the mark for an owner or a ticket that is missing: "(Owner: TODO)". It is a gap to be filled, so the rule goes on speaking."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.core.document import Block, Kind
from followthrough.core.extract.reading import Reading
from followthrough.core.item import Candidate, Span
from followthrough.core.lint.mend.change import Left, Patch, Proposal
from followthrough.core.lint.mend.source import cells, end_of_words, listed
from followthrough.core.lint.rule import Finding

BLANK = "TODO"
NAMES = {"no-owner": "owner", "no-tracking-id": "ticket"}
LABELS = {"owner": "Owner", "ticket": "Ticket"}
COLUMNS = {
    "owner": r"(?i)\W*(?:action )?(?:owners?|assignees?|assigned to|dri|responsible(?: person)?|who)\W*\Z",
    "ticket": r"(?i)\W*(?:tickets?|tracking|jira|issues?|bugs?|work items?)(?: (?:id|key|link|number|no\.?|#))?s?\W*\Z",
}
THERE = {"owner": r"(?i)\bowners?\s*[:=]", "ticket": r"(?i)\b(?:ticket|tracking)\s*[:=]"}


def propose(reading: Reading, findings: list[Finding], wanted: frozenset[str]) -> Iterator[Proposal | Left]:
    """A mark for each that a rule misses, or why there is none. `wanted` are the marks asked for: owner, ticket."""
    missing: dict[Span | None, list[str]] = {}
    for finding in findings:
        if (name := NAMES.get(finding.name)) in wanted and name is not None:
            missing.setdefault(finding.span, []).append(name)
    for candidate, block in listed(reading):
        lacks = sorted(missing.get(candidate.span, ()))
        if block is None or not lacks:
            continue
        if block.kind is Kind.ROW:
            yield from _in_row(reading.document.text, block, candidate, lacks)
        else:
            yield from _in_entry(reading.document.text, candidate, lacks)


def _in_entry(text: str, candidate: Candidate, lacks: list[str]) -> Iterator[Proposal | Left]:
    lacks = [name for name in lacks if not re.search(THERE[name], candidate.quote)]
    if not lacks:
        return
    at = end_of_words(text, candidate.span)
    if at is None:
        yield Left(candidate.span.first, f"no mark for {' and '.join(lacks)}: the entry has no plain end")
        return
    label = ", ".join(f"{LABELS[name]}: {BLANK}" for name in lacks)
    # How a mark reads hangs on the words before it: the first that leaves the item as it was is taken.
    ways = [Patch(at, at, way) for way in (f" ({label})", f" {label}", f", {label}", f". {label}", f" - {label}")]
    words = text.find(candidate.item.text, candidate.span.start, at)
    if words >= 0 and (inner := words + len(candidate.item.text)) < at:
        ways += [Patch(inner, inner, way) for way in (f", {label}", f" ({label})")]  # before "@ines", which has to stay last
    yield Proposal(candidate, tuple(ways), f"mark for {' and '.join(lacks)}")


def _in_row(text: str, block: Block, candidate: Candidate, lacks: list[str]) -> Iterator[Proposal | Left]:
    places = cells(text, block.span)
    for name in lacks:
        at = next((index for index, column in enumerate(block.columns) if re.match(COLUMNS[name], column)), None)
        if at is None or len(places) != len(block.columns):
            yield Left(
                block.span.first, f"no mark for {name}: " + ("the table has no column for it" if at is None else "the row is not as wide")
            )
        elif not (was := text[places[at].start : places[at].end]).strip():
            wide = f" {BLANK} ".ljust(len(was))
            yield Proposal(candidate, (Patch(places[at].start, places[at].end, wide),), f"mark for {name}")
