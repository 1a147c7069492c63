"""Platform's style: facts in a table at the top, action items in a table at the end."""

from __future__ import annotations

from followthrough.core.item import Type
from followthrough.web.demo.papers.paper import Paper, Promise, lasted, lines, listed

KINDS = {Type.PREVENTION: "prevent", Type.DETECTION: "detect", Type.MITIGATION: "mitigate", Type.PROCESS: "process"}


def write(paper: Paper) -> str:
    return lines(
        f"# {paper.reference}: {paper.title}",
        _facts(paper),
        "## Summary",
        paper.summary,
        "## Impact",
        paper.impact,
        "## Timeline (local time)",
        "\n".join(["| time | what happened |", "|---|---|", *(f"| {clock} | {words} |" for clock, words in paper.moments())]),
        "## Contributing factors",
        listed(paper.factors, mark="1."),
        "## What went well",
        listed(paper.well),
        "## Action items",
        _items(paper.promises) if paper.promises else "None. The meeting agreed that nothing needs to follow.",
    )


def _facts(paper: Paper) -> str:
    rows = [
        ("Date", f"{paper.began:%Y-%m-%d}"),
        ("Severity", f"SEV{paper.severity}"),
        ("Duration", lasted(paper.minutes)),
        ("Services", ", ".join(paper.services)),
        ("Author", paper.author),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| **{name}** | {value} |" for name, value in rows)])


def _items(promises: tuple[Promise, ...]) -> str:
    head = ["| # | Action | Type | Owner | Due | Ticket |", "|---|---|---|---|---|---|"]
    return "\n".join(head + [_row(number, promise) for number, promise in enumerate(promises, 1)])


def _row(number: int, promise: Promise) -> str:
    due = promise.due.isoformat() if promise.due else ""
    cells = [str(number), promise.text, KINDS[promise.type], promise.owner or "TBD", due, promise.ticket]
    return f"| {' | '.join(cells)} |"
