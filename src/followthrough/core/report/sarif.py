"""Findings as SARIF 2.1.0, for GitHub code scanning and other services. The whole rule set is told along; no address is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from followthrough import __version__
from followthrough.core.level import Level
from followthrough.core.lint.rule import Rule
from followthrough.core.lint.rules import RULES
from followthrough.core.report.explained import explain, markdown, plain
from followthrough.core.report.place import Place, Placed, placed, relative
from followthrough.core.report.result import Result

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_INDEX = {rule.code: index for index, rule in enumerate(RULES)}


def render(results: Sequence[Result]) -> str:
    """One run, its rules, its findings, and what could not be read."""
    problems = [_notification(result) for result in results if result.problem is not None]
    run = {
        "tool": {"driver": {"name": "Followthrough", "semanticVersion": __version__, "rules": [_rule(rule) for rule in RULES]}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not problems, "toolExecutionNotifications": problems}],
        "results": [_result(one) for one in placed(results)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(rule: Rule) -> dict[str, Any]:
    said = explain(rule)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": said.wants},
        "fullDescription": {"text": f"{said.about} {said.why}"},
        "help": {"text": plain(rule), "markdown": markdown(rule)},
        "defaultConfiguration": {"enabled": rule.default, "level": LEVELS[rule.level]},
        "properties": {"tags": ["postmortem", rule.name]},
    }


def _result(one: Placed) -> dict[str, Any]:
    finding = one.finding
    return {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": LEVELS[finding.level],
        "message": {"text": finding.message},
        "locations": [_location(one.file, one.place, one.words)],
        # The first key is the one that GitHub goes by.
        "partialFingerprints": {"primaryLocationLineHash": f"{one.fingerprint}:1", "followthrough/v1": one.fingerprint},
    }


def _location(file: str, place: Place | None, words: str = "") -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if place is not None:
        physical["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
            "snippet": {"text": words},
        }
    else:
        physical["region"] = {"startLine": 1}  # GitHub shows no result that has no line
    return {"physicalLocation": physical}


def _notification(result: Result) -> dict[str, Any]:
    return {"level": "error", "message": {"text": result.problem}, "locations": [_location(relative(result.file), None)]}


def _uri(file: str) -> str:
    path = quote(file, safe="/~", errors="surrogateescape")
    return f"file://{path}" if file.startswith("/") else path
