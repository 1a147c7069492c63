"""The register of decisions as a file: for a spreadsheet, and as a table in Markdown. Chooses and orders nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from followthrough.core.register import Decision, said, standing
from followthrough.core.report.csv import safe_cell
from followthrough.core.report.prose import Markdown, plain

COLUMNS = (
    "number",
    "item",
    "text",
    "incident",
    "severity",
    "team",
    "kind",
    "decision",
    "reason",
    "impact",
    "by",
    "on",
    "until",
    "standing",
    "ended on",
)


def values(decision: Decision, *, on: date) -> dict[str, str | int | None]:
    """One decision by column, days in ISO form: what a spreadsheet shows, or JSON."""
    stands = standing(decision, on=on)
    return {
        "number": decision.number,
        "item": decision.item,
        "text": decision.text,
        "incident": decision.incident,
        "severity": decision.severity,
        "team": decision.team,
        "kind": decision.kind.value,
        "decision": said(decision),
        "reason": decision.reason,
        "impact": decision.impact,
        "by": decision.by,
        "on": decision.on.isoformat(),
        "until": decision.until.isoformat() if decision.until else None,
        "standing": stands.value if stands else None,
        "ended on": decision.ended_on.isoformat() if decision.ended_on and decision.ended_on <= on else None,
    }


def as_csv(decisions: Iterable[Decision], *, on: date) -> Iterator[str]:
    """Line by line, so that a long register streams."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for decision in decisions:
        told = values(decision, on=on)
        yield writer.writerow([safe_cell(told[column]) for column in COLUMNS])


def markdown(decisions: Iterable[Decision], *, on: date) -> str:
    """As a table that can be put into a document or a ticket."""
    rows = [_row(decision, on) for decision in decisions]
    head = ["# Register of decisions", "", f"As of {on:%Y-%m-%d}.", ""]
    if not rows:
        return "\n".join([*head, "No decision is in it."]) + "\n"
    return "\n".join([*head, "| item | decision | why | by | on | standing |", "|---|---|---|---|---|---|", *rows]) + "\n"


def _row(decision: Decision, on: date) -> str:
    stands = standing(decision, on=on)
    why = plain(decision.reason) + (f" (expected: {plain(decision.impact)})" if decision.impact else "")
    cells = (
        f"{Markdown().linked(decision.text, decision.address)} ({plain(decision.incident)})",
        plain(said(decision)),
        why,
        plain(decision.by),
        f"{decision.on:%Y-%m-%d}",
        stands.value if stands else "",
    )
    return f"| {' | '.join(cells)} |"


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, value: str) -> str:
        return value
