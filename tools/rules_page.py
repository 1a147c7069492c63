"""Write docs/rules.md: every rule with its reason, its examples and how often it speaks. The counts come from docs/rules-counts.json.

`./run bench rules FOLDER --json docs/rules-counts.json` counts anew; the documents themselves are not needed to write the page.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from followthrough.core.config_table import KEYS
from followthrough.core.lint.rule import Rule
from followthrough.core.lint.rules import RULES

COUNTS = Path(__file__).resolve().parents[1] / "docs" / "rules-counts.json"
SECTION = re.compile(r"^(Why|Bad|Good): *(.*(?:\n {6}.*)*)", re.MULTILINE)

ABOVE = """`followthrough lint` holds a postmortem against these rules, and the web application holds each candidate and item against them.
A finding suggests; a person decides. `followthrough rule FT101` prints one of them.

A rule is silenced on one line with `<!-- followthrough: ignore FT101 reason -->` at its end or alone on the line above,
in a whole document with `ignore-file`, and everywhere with `ignore` in the configuration. A comment that silences nothing is
a finding itself (FT901), and so is one without a reason (FT902).
Codes are never used again for another rule.

## Configuration

`followthrough.toml`, `.followthrough.toml`, or the table `[tool.followthrough]` in `pyproject.toml`: the nearest one, looking
upwards from the document, holds. A rule is named by its code (`FT101`), the beginning of its code (`FT1`), its name
(`no-owner`), or `all`. What the command line says is right before the file.

```toml
extend-select = ["no-done-criterion"]
ignore = ["FT121"]
exclude = ["drafts"]
fail-on = "warning"
due-days = { SEV1 = 30, default = 120 }
teams = ["Falcons"]

[severity]
vague = "error"

[per-file-ignores]
"archive/**" = ["FT113"]
```"""

PATTERNS = """In a pattern of paths `*` stays within a name and `**` goes any depth. With a slash a pattern begins at the folder of the
configuration, without one it is meant anywhere; one that fits a folder holds for all that is in it.

Each rule has a severity: error, warning or info. `lint` exits with 1 where a finding is at least as severe as `fail-on` says; without
it every finding counts.

## People and teams

Whether an owner is a person is read from the name. Where that goes wrong, `people`, `teams` and `roles` say it. A CODEOWNERS file
of the repository (at its root, in `.github/`, `.gitlab/` or `docs/`) is asked too: `@org/team` is a team, `@handle` a person.

## Mending

`followthrough lint --diff` shows what can be mended without knowing more than the document says, and `--fix` writes it and tells each
change; `--fix-only` or the setting `fix-only` picks some of it.

| name | writes |
|---|---|
| `dates` | the day for a due date in words that can mean only one: `end of April` in a postmortem of March; else it says why not |
| `owners`, `tickets` | a mark to be filled in, `(Owner: TODO)`; the rule goes on speaking until somebody has |
| `checkboxes` | `[ ]` before an open item of a list |

Only Markdown is mended, never in code, HTML or quotations; all other bytes of a file stay as they are. What would make the document read
otherwise than before is not written."""


def rules_page(generated: str) -> str:
    """The whole page. `generated` says at its top that nobody should edit it."""
    counts = json.loads(COUNTS.read_text(encoding="utf-8"))
    lines = ["# The rules", "", generated, "", *ABOVE.splitlines(), ""]
    lines += ["| setting | says |", "|---|---|", *(f"| `{key}` | {text} |" for key, text in KEYS.items()), ""]
    lines += [*PATTERNS.splitlines(), "", "## All rules", "", "| code | name | severity | speaks where |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | `{rule.name}` | {rule.level} | {rule.wants}{_off(rule)} |" for rule in RULES
    ]
    lines += ["", *_statistics(counts), ""]
    for rule in RULES:
        lines += _rule(rule)
    return "\n".join(lines)


def _statistics(counts: dict[str, Any]) -> list[str]:
    documents, items = counts["documents"], counts["open_items"]
    rows = []
    for rule in RULES:
        of = counts["rules"].get(rule.code)
        if of is None:
            continue  # younger than the count
        of_items = _share(of["findings"], items) if rule.check_item or rule.check_repeat else ""
        rows.append(f"| {rule.code} | `{rule.name}` | {_share(of['documents'], documents)} | {of_items} |")
    return [
        "## How often they speak",
        "",
        f"Over {documents} public documents of organisations that publish their postmortems, {counts['with_items']} of which promise",
        f"something: the share of documents in which a rule speaks, and of the {items} open items that it speaks of. Each was judged on",
        "the day of its incident, with every rule on. Printed by `./run bench rules FOLDER`, for any folder of documents.",
        "",
        "| code | name | documents | open items |",
        "|---|---|---:|---:|",
        *rows,
    ]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def _rule(rule: Rule) -> list[str]:
    head, _, _ = rule.doc.partition("\nWhy:")
    lines = [f"## {rule.code} {rule.name}", "", head.strip(), ""]
    for label, text in SECTION.findall(rule.doc):
        body = [line.removeprefix("      ") for line in text.splitlines()]
        lines += [" ".join(body), ""] if label == "Why" else [f"{label}:", "", "```markdown", *body, "```", ""]
    if rule.mend:
        lines += [f"`--fix` writes a mark to be filled in (`{rule.mend}`).", ""]
    return [*lines, f"Severity: {rule.level}. Since {rule.since}.", ""]


def _off(rule: Rule) -> str:
    return "" if rule.default else " Off unless selected."
