"""What an editor shows when somebody points at an item: how it was read, and what the rules say of it. Links and runs nothing."""

from __future__ import annotations

import re

from followthrough.core.item import ActionItem, Candidate, Stated
from followthrough.core.lint.choose import find_rule
from followthrough.core.lint.rule import Finding
from followthrough.core.report.explained import markdown as rule_in_markdown
from followthrough.core.report.explained import plain as rule_in_words

NOTHING = "nothing found"


def hover(candidates: list[Candidate], findings: list[Finding], *, markdown: bool) -> str:
    """Everything about one place; empty where there is nothing to say."""
    parts = [_item(one, markdown=markdown) for one in candidates]
    parts += [_finding(one, markdown=markdown) for one in findings]
    return ("\n\n---\n\n" if markdown else "\n\n").join(parts)


def _item(candidate: Candidate, *, markdown: bool) -> str:
    item = candidate.item
    rows = (
        ("Owner", ", ".join(item.owners)),
        ("Due", _due(item)),
        ("Ticket", ", ".join(item.tracking)),
        ("Type", item.type.value),
        ("Done when", item.done_criterion or ""),
        ("State", "" if item.state is Stated.OPEN else item.state.value),
    )
    shown = [(name, value or NOTHING) for name, value in rows if value or name in ("Owner", "Due", "Ticket")]
    if not markdown:
        return "\n".join([f"Action item, as it was read: {item.text}", *(f"  {name}: {value}" for name, value in shown)])
    lines = ["**Action item, as it was read**", "", _escaped(item.text), ""]
    return "\n".join([*lines, *(f"- {name}: {value if value == NOTHING else f'**{_escaped(value)}**'}" for name, value in shown)])


def _due(item: ActionItem) -> str:
    if item.due is None:
        return f"no day ({item.due_raw})" if item.due_raw else ""
    said = f" ({item.due_raw})" if item.due_raw and item.due_raw != item.due.isoformat() else ""
    return f"{item.due.isoformat()}{said}"


def _finding(finding: Finding, *, markdown: bool) -> str:
    rule = find_rule(finding.code)
    if not markdown:
        return f"{finding.code} {finding.message}" + (f"\n\n{rule_in_words(rule).strip()}" if rule else "")
    return f"{_escaped(finding.message)}" + (f"\n\n{rule_in_markdown(rule).strip()}" if rule else "")


def _escaped(text: str) -> str:
    """A document's words as words, so that they draw no picture and make no link in the editor of whoever reads them."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&$:/@-])", r"\\\1", " ".join(text.split()))
