"""Reservations' style: each item in bold with its particulars in a list below it."""

from __future__ import annotations

from followthrough.web.demo.papers.paper import Paper, Promise, lasted, lines, listed, spoken


def write(paper: Paper) -> str:
    return lines(
        f"# {paper.reference} {paper.title}",
        listed(
            [
                f"**Date**: {paper.began:%Y-%m-%d}",
                f"**Severity**: SEV-{paper.severity}",
                f"**Duration**: {lasted(paper.minutes)}",
                f"**Services**: {', '.join(paper.services)}",
                f"**Author**: {paper.author} ({spoken(paper.written)})",
            ]
        ),
        "## Summary",
        paper.summary,
        "## Impact",
        paper.impact,
        "## Contributing factors",
        listed(paper.factors),
        "## Timeline",
        listed((f"{clock}: {words}" for clock, words in paper.moments())),
        "## What went well",
        listed(paper.well),
        "## Action items",
        "\n".join(_entry(promise) for promise in paper.promises),
    )


def _entry(promise: Promise) -> str:
    below = [f"Owner: {promise.owner}"] if promise.owner else []
    below += [f"Due: {promise.due.isoformat()}"] if promise.due else []
    below += [f"Tracking: {promise.ticket}"] if promise.ticket else []
    below += [f"Done when: {promise.criterion}"] if promise.criterion else []
    return "\n".join([f"1. **{promise.text}**", *(f"   - {line}" for line in below)])
