"""Devices' style: short, with a list of boxes to tick."""

from __future__ import annotations

from followthrough.core.item import Stated
from followthrough.web.demo.papers.paper import Paper, Promise, lasted, lines, listed, spoken


def write(paper: Paper) -> str:
    return lines(
        f"# {paper.title}",
        "  \n".join(
            [
                f"**Incident:** {paper.reference}",
                f"**When:** {spoken(paper.began.date())}, {paper.began:%H:%M}, for {lasted(paper.minutes)}",
                f"**Priority:** P{paper.severity}",
                f"**Services:** {', '.join(paper.services)}",
                f"**Written by:** {paper.author}, {spoken(paper.written)}",
            ]
        ),
        "## What happened",
        paper.summary,
        "## Who felt it",
        paper.impact,
        "## Timeline",
        listed((f"`{clock}` {words}" for clock, words in paper.moments())),
        "## Why",
        listed(paper.factors),
        "## Where we were good",
        listed(paper.well),
        "## Follow-ups",
        listed(_box(promise) for promise in paper.promises),
    )


def _box(promise: Promise) -> str:
    tail = [f"owner: {promise.owner}"] if promise.owner else []
    tail += [f"due: {promise.due.isoformat()}"] if promise.due else []
    words = " ".join([promise.text, *([f"({', '.join(tail)})"] if tail else []), *([f"[{promise.ticket}]"] if promise.ticket else [])])
    if promise.stated is Stated.DROPPED:
        return f"[ ] {words} – won't do"
    return f"[{'x' if promise.stated is Stated.DONE else ' '}] {words}"
