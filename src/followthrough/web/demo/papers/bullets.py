"""Cold Chain's style: each item a bullet that begins with its owner in bold."""

from __future__ import annotations

from followthrough.web.demo.papers.paper import Paper, Promise, lasted, lines, listed, spoken


def write(paper: Paper) -> str:
    return lines(
        f"# Postmortem {paper.reference}: {paper.title}",
        f"*Severity {paper.severity} · {spoken(paper.began.date())} · {lasted(paper.minutes)} · {', '.join(paper.services)}*",
        f"Author: {paper.author}",
        "### In short",
        paper.summary,
        paper.impact,
        "### How it went",
        listed((f"**{clock}** {words}" for clock, words in paper.moments()), mark="*"),
        "### What made it possible",
        listed(paper.factors, mark="*"),
        "### What helped",
        listed(paper.well, mark="*"),
        "### Action items",
        listed((_bullet(promise) for promise in paper.promises), mark="*"),
    )


def _bullet(promise: Promise) -> str:
    owner = f"**{promise.owner}**: " if promise.owner else ""
    due = f" (by {spoken(promise.due)})" if promise.due else ""
    ticket = f" [{promise.ticket}]" if promise.ticket else ""
    return f"{owner}{promise.text}{due}.{ticket}"
