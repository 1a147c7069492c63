"""Findings as a GitLab Code Quality report."""

from __future__ import annotations

import json

from followthrough.core.item import Span
from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.report.gitlab import render
from followthrough.core.report.result import Result
from tests.core.report.hostile import many, results


def test_a_finding_has_what_gitlab_asks_for() -> None:
    found = Finding("FT131", "vague", "vague: say what will exist", Span(2, 9, 1, 1), Level.WARNING)
    (entry,) = json.loads(render([Result("./docs/p.md", "- Improve\n", (found,))]))
    assert len(entry.pop("fingerprint")) == 32
    assert entry == {
        "description": "FT131 vague: say what will exist",
        "check_name": "vague",
        "severity": "minor",
        "location": {"path": "docs/p.md", "lines": {"begin": 1, "end": 1}},
    }


def test_every_finding_has_a_fingerprint_of_its_own() -> None:
    twice = many(1)
    same = Result(twice.file, twice.text, twice.findings * 3)
    prints = [entry["fingerprint"] for entry in json.loads(render([same, many(5, file="q.md"), *results()]))]
    assert len(prints) == len(set(prints)) == 13


def test_a_fingerprint_stays_when_the_line_moves() -> None:
    found = Finding("FT101", "no-owner", "no owner", Span(2, 9, 1, 1))
    moved = Finding("FT101", "no-owner", "no owner: name one", Span(11, 18, 3, 3))
    before, after = (
        json.loads(render([one]))[0]
        for one in (Result("p.md", "- Improve\n", (found,)), Result("p.md", "# Title\n\n- Improve\n", (moved,)))
    )
    assert before["location"]["lines"]["begin"] != after["location"]["lines"]["begin"]
    assert before["fingerprint"] == after["fingerprint"]


def test_every_entry_has_a_severity_that_gitlab_knows_and_a_line() -> None:
    entries = json.loads(render(results()))
    assert [entry["severity"] for entry in entries] == ["major", "minor", "major", "info", "critical"]
    assert all(entry["location"]["lines"]["begin"] >= 1 for entry in entries)


def test_nothing_found_is_an_empty_list() -> None:
    assert json.loads(render([Result("p.md", "# A\n")])) == []
