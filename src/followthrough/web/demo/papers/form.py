"""Partners' style: a form with front matter, and items under the kind of fix they are."""

from __future__ import annotations

from followthrough.core.item import Type
from followthrough.web.demo.papers.paper import Paper, Promise, lines, listed

HEADINGS = {
    Type.PREVENTION: "Prevent",
    Type.DETECTION: "Detect",
    Type.MITIGATION: "Mitigate",
    Type.PROCESS: "Process",
}


def write(paper: Paper) -> str:
    parts = [
        _front(paper),
        f"# {paper.title}",
        "## Summary",
        paper.summary,
        "## Customer impact",
        paper.impact,
        "## Sequence of events",
        listed((f"{clock} – {words}" for clock, words in paper.moments()), mark="1."),
        "## Contributing factors",
        listed(paper.factors),
        "## What went well",
        listed(paper.well),
        "## Corrective actions",
    ]
    for kind, heading in HEADINGS.items():
        of_kind = [promise for promise in paper.promises if promise.type is kind]
        if of_kind:
            parts += [f"### {heading}", listed((_entry(promise) for promise in of_kind), mark="1.")]
    return lines(*parts)


def _front(paper: Paper) -> str:
    return "\n".join(
        [
            "---",
            f"incident: {paper.reference}",
            f'title: "{paper.title}"',
            f"date: {paper.began:%Y-%m-%d}",
            f"severity: S{paper.severity}",
            f"services: {', '.join(paper.services)}",
            f"author: {paper.author}",
            "---",
        ]
    )


def _entry(promise: Promise) -> str:
    tail = [f"Owner: {promise.owner}"] if promise.owner else []
    tail += [f"Due: {promise.due.isoformat()}"] if promise.due else []
    tail += [f"Ticket: {promise.ticket}" if tail else promise.ticket] if promise.ticket else []
    return f"{promise.text} ({'; '.join(tail)})" if tail else promise.text
