"""Findings as SARIF, held against its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from followthrough.core.item import Span
from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.lint.rules import RULES
from followthrough.core.report.result import Result
from followthrough.core.report.sarif import render
from tests.core.report.hostile import TEXT, many, results

SCHEMA = json.loads((Path(__file__).parents[2] / "contracts" / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())


def run_of(given: list[Result]) -> Any:
    log = json.loads(render(given))
    VALIDATOR.validate(log)
    return log["runs"][0]


@pytest.mark.parametrize("given", [[], [many(3)], [many(2, Level.INFO), Result("clean.md")], results()])
def test_a_log_fits_the_schema(given: list[Result]) -> None:
    assert len(run_of(given)["results"]) == sum(len(result.findings) for result in given)


def test_every_rule_is_told_with_its_reason_and_its_examples() -> None:
    rules = run_of([])["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in RULES]
    for rule in rules:
        assert rule["help"]["text"].count("\nBad:\n") == rule["help"]["text"].count("\nGood:\n") == 1
        assert rule["help"]["markdown"].count("```") == 4
        assert rule["shortDescription"]["text"].endswith(".")
    assert {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}["FT131"] == "warning"


def test_a_result_names_its_rule_its_level_and_its_words() -> None:
    found = Finding("FT131", "vague", "vague: say what", Span(4, 13, 1, 1), Level.WARNING)
    run = run_of([Result("./docs/späte mail.md", "- 😀 Improve it\n", (found,))])
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "FT131"
    assert (result["level"], result["message"]["text"]) == ("warning", "vague: say what")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "docs/sp%C3%A4te%20mail.md"
    assert place["region"] == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 14, "snippet": {"text": "Improve i"}}
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_fingerprint_stays_when_the_line_moves_and_tells_equal_items_apart() -> None:
    found = Finding("FT101", "no-owner", "no owner", Span(2, 9, 1, 1))
    moved = Finding("FT101", "no-owner", "no owner", Span(11, 18, 3, 3))
    again = Finding("FT101", "no-owner", "no owner", Span(21, 28, 4, 4))
    (before,) = run_of([Result("p.md", "- Improve\n", (found,))])["results"]
    after, other = run_of([Result("p.md", "# Title\n\n- Improve\n- Improve\n", (moved, again))])["results"]
    assert before["partialFingerprints"] == after["partialFingerprints"] != other["partialFingerprints"]


def test_a_file_that_could_not_be_read_makes_the_run_unsuccessful() -> None:
    (invocation,) = run_of([Result("p.md", problem="p.md: this is no text")])["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "p.md: this is no text"


def test_bad_words_come_through_to_the_letter() -> None:
    snippets = [one["locations"][0]["physicalLocation"]["region"].get("snippet", {}).get("text") for one in run_of(results())["results"]]
    assert [words in TEXT for words in snippets if words] == [True, True, True]
