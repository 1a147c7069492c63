"""A rule's documentation, from the docstring of its file, as plain text and as Markdown. Writes no page: tools/write_docs.py does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from followthrough.core.lint.rule import Rule

_SECTION = re.compile(r"^(Why|Bad|Good): *(.*(?:\n {6}.*)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Explained:
    """What the rule wants in one sentence, all that is said of it before the examples, and the three sections."""

    wants: str
    about: str
    why: str
    bad: str
    good: str


def explain(rule: Rule) -> Explained:
    head = " ".join(rule.doc.partition("\nWhy:")[0].split())
    parts = {label: "\n".join(line.removeprefix("      ") for line in text.splitlines()) for label, text in _SECTION.findall(rule.doc)}
    return Explained(rule.wants, head, " ".join(parts["Why"].split()), parts["Bad"], parts["Good"])


def markdown(rule: Rule) -> str:
    """For the help of a code scanning service and for an editor."""
    said = explain(rule)
    return f"**{rule.code} {rule.name}**\n\n{said.about}\n\n{said.why}\n\nBad:\n\n{_fenced(said.bad)}\n\nGood:\n\n{_fenced(said.good)}\n"


def plain(rule: Rule) -> str:
    said = explain(rule)
    return f"{said.about}\n\nWhy: {said.why}\n\nBad:\n{said.bad}\n\nGood:\n{said.good}\n"


def _fenced(text: str) -> str:
    return f"```markdown\n{text}\n```"
