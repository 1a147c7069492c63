"""Courier's style: told as a story, promises included."""

from __future__ import annotations

from followthrough.web.demo.papers.paper import Paper, Promise, lasted, lines, small, spoken


def write(paper: Paper) -> str:
    told = " ".join(f"At {clock}: {words}" for clock, words in paper.moments())
    return lines(
        f"# {paper.reference} – {paper.title}",
        "\n".join(
            [
                f"Date: {spoken(paper.began.date())}  ",
                f"Severity: Sev-{paper.severity}  ",
                f"Services: {', '.join(paper.services)}  ",
                f"Author: {paper.author}",
            ]
        ),
        "## The story",
        paper.summary,
        f"{told} It lasted {lasted(paper.minutes)}. {paper.impact}",
        "## What we learnt",
        " ".join(paper.factors),
        "What helped: " + " ".join(paper.well),
        "## What we will do",
        "\n\n".join(_sentence(promise) for promise in paper.promises),
    )


def _sentence(promise: Promise) -> str:
    due = f", by {spoken(promise.due)}" if promise.due else ""
    ticket = f" ({promise.ticket})" if promise.ticket else ""
    return f"{promise.owner or 'We'} will {small(promise.text)}{due}{ticket}."
