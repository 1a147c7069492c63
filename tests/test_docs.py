"""The generated pages of docs/ say what the program says, and every command and rule stands in them."""

from __future__ import annotations

import json
import re

import pytest

from followthrough.cli.main import COMMANDS
from followthrough.core.config_table import KEYS
from followthrough.core.lint.rules import RULES
from tools.write_docs import DOCS, PAGES, stale


def test_the_generated_pages_are_fresh() -> None:
    assert stale() == [], "run ./run docs"


def test_every_command_is_documented() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    for name, (_, text) in COMMANDS.items():
        assert f"\n## {name}\n" in page
        assert text in page


def test_every_setting_of_the_gate_is_documented() -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    assert all(f"| `{key}` |" in page for key in KEYS)


def test_how_often_rules_speak_was_counted_for_rules_that_exist() -> None:
    counts = json.loads((DOCS / "rules-counts.json").read_text(encoding="utf-8"))
    assert set(counts["rules"]) <= {rule.code for rule in RULES}, "./run bench rules FOLDER --json docs/rules-counts.json"
    assert all(count["documents"] <= counts["documents"] for count in counts["rules"].values())


def test_every_rule_is_documented_with_both_its_examples() -> None:
    page = (DOCS / "rules.md").read_text(encoding="utf-8")
    for rule in RULES:
        section = page.partition(f"\n## {rule.code} {rule.name}\n")[2].partition("\n## FT")[0]
        assert section.count("```markdown") == 2


@pytest.mark.parametrize("name", list(PAGES))
def test_links_within_a_generated_page_lead_somewhere(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    anchors = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)]+)\)", page):
        if target.startswith("#"):
            assert target[1:] in anchors
        elif "://" not in target:
            assert (DOCS / target.partition("#")[0]).exists()
