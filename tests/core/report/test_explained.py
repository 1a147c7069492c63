"""What a rule's docstring says, taken apart."""

from __future__ import annotations

import pytest

from followthrough.core.lint.rule import Rule
from followthrough.core.lint.rules import RULES
from followthrough.core.report.explained import explain, markdown


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_why_and_gives_both_examples(rule: Rule) -> None:
    said = explain(rule)
    assert said.about.startswith(said.wants)
    assert said.why
    assert "Why:" not in said.about + said.why + said.bad + said.good
    examples = rule.doc.partition("\nBad:")[2].replace("\nGood:", "\n")
    assert [line.strip() for line in (said.bad + "\n" + said.good).splitlines()] == [line.strip() for line in examples.strip().splitlines()]


def test_the_page_of_a_rule_is_markdown() -> None:
    shown = markdown(next(rule for rule in RULES if rule.code == "FT101"))
    assert shown.startswith("**FT101 no-owner**\n\nNobody is named as the owner of an action item.\n\n")
    assert "\n\nBad:\n\n```markdown\n- Add a circuit breaker to the payment client.\n```\n\nGood:" in shown
