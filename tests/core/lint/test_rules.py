"""Every rule against its cases and its own documentation. What the rules mean stands in tests/rules and in the rules' files."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

from followthrough.core.config import Config
from followthrough.core.extract import read
from followthrough.core.extract.reading import Reading
from followthrough.core.lint import rules
from followthrough.core.lint.promised import promised_twice
from followthrough.core.lint.rule import Finding, Rule
from followthrough.core.lint.rules import RULES
from followthrough.core.lint.run import FLAGS, lint, promises
from followthrough.core.parse import parse
from tests.conftest import TODAY
from tests.core.lint.cases import FOLDER, Case, cases

FILES = {Path(rules.__file__).parent / f"{rule.module.rpartition('.')[2]}.py": rule for rule in RULES}
CASES = {rule.code: cases(FOLDER / f"{path.stem}.md") for path, rule in FILES.items()}
BY_RULE = [pytest.param(rule, id=rule.name) for rule in RULES]


def reading(text: str) -> Reading:
    return read(parse(text.encode(), name="postmortem.md"))


def speak(rule: Rule, text: str) -> list[Finding]:
    config = Config(select=(rule.code,))
    if rule.check_repeat is None:
        return lint(reading(text), today=TODAY, config=config)
    papers = [promises(reading(part), file=file, config=config) for file, part in folder(text).items()]
    return [finding for findings in promised_twice(papers).values() for finding in findings]


def folder(text: str) -> dict[str, str]:
    """The documents of one text, each below a line with its name. The lines above each are kept as empty ones, so that lines count on."""
    parts: dict[str, list[str]] = {}
    name = ""
    for number, line in enumerate(text.splitlines()):
        if line.endswith(".md:"):
            name = line.removesuffix(":")
            parts[name] = [""] * (number + 1)
        elif name:
            parts[name].append(line)
    return {name: "\n".join(lines) for name, lines in parts.items()}


def example(rule: Rule, label: str) -> str:
    """The postmortem that the example after a label of a rule's documentation stands for."""
    found = re.search(rf"^{label}: *(.*(?:\n      .*)*)", rule.doc, re.MULTILINE)
    assert found, f"{rule.code} has no {label}"
    lines = "\n".join(line.strip() for line in found[1].splitlines())
    heading = "## Action items\n\n"
    return f"# An outage\n\n{heading if lines.startswith('-') else ''}{lines.replace('.md:', f'.md:{chr(10)}{heading}')}\n"


@pytest.mark.parametrize(
    ("rule", "case"),
    [pytest.param(rule, case, id=f"{case.file}:{case.at}") for rule in RULES for case in CASES[rule.code]],
)
def test_a_rule_speaks_where_its_cases_say_and_nowhere_else(rule: Rule, case: Case) -> None:
    found = speak(rule, case.text)
    assert [(f.span and f.span.first, f.code) for f in found] == [(e.line, e.code) for e in case.expected]
    for finding, expected in zip(found, case.expected, strict=True):
        assert finding.message.startswith(expected.beginning)


@pytest.mark.parametrize("rule", BY_RULE)
def test_the_silent_cases_of_a_rule_outnumber_the_speaking_ones(rule: Rule) -> None:
    own = CASES[rule.code]
    speaking = sum(len(case.expected) for case in own)
    all_of_them = len(own) if rule.check_document else sum(len(reading(case.text).candidates) for case in own)
    assert 0 < speaking < all_of_them - speaking


@pytest.mark.parametrize("rule", BY_RULE)
def test_the_bad_example_of_a_rule_makes_it_speak(rule: Rule) -> None:
    assert speak(rule, example(rule, "Bad"))


@pytest.mark.parametrize("rule", BY_RULE)
def test_the_good_example_of_a_rule_leaves_it_silent(rule: Rule) -> None:
    assert speak(rule, example(rule, "Good")) == []


@pytest.mark.parametrize("rule", BY_RULE)
def test_a_rule_says_what_it_wants_why_and_what_to_do(rule: Rule) -> None:
    assert rule.wants.endswith((".", '".', "`)."))
    assert re.search(r"^Why: +\S.{40}", rule.doc, re.MULTILINE)
    for finding in speak(rule, example(rule, "Bad")):
        assert re.match(r"\S.*: \S", finding.message), "a message says what is wrong, then what to do"


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_a_rule_is_named_like_its_file_and_every_file_is_listed() -> None:
    folder = Path(rules.__file__).parent
    assert set(FILES) == set(folder.glob("*.py")) - {folder / "__init__.py"}
    assert {path.stem for path in FILES} == {rule.name.replace("-", "_") for rule in RULES}


def test_every_flag_of_the_extraction_is_a_rule() -> None:
    assert set(FLAGS) <= {rule.name for rule in RULES}


def test_no_case_file_is_forgotten() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} - {"README"} == {path.stem for path in FILES}
    assert all(case.text for case in chain.from_iterable(CASES.values()))
