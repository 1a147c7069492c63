"""Findings as JSON."""

from __future__ import annotations

import json

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.report.json import render
from followthrough.core.report.result import Result


def test_each_finding_has_its_place_and_its_words() -> None:
    text = "- Añadir un límite\n"
    found = Finding("FT101", "no-owner", "no owner: name one", Span(2, 18, 1, 1))
    shown = json.loads(render([Result("p.md", text, (found,)), Result("q.md", problem="q.md: this is no text")]))
    assert shown == {
        "files": 2,
        "findings": [
            {
                "file": "p.md",
                "line": 1,
                "end_line": 1,
                "code": "FT101",
                "name": "no-owner",
                "severity": "error",
                "message": "no owner: name one",
                "words": "Añadir un límite",
            }
        ],
        "unreadable": [{"file": "q.md", "message": "q.md: this is no text"}],
    }


def test_a_finding_of_the_whole_without_a_place_has_nulls() -> None:
    (found,) = json.loads(render([Result("p.md", "", (Finding("FT201", "no-action-items", "none: list them"),))]))["findings"]
    assert (found["line"], found["end_line"], found["words"]) == (None, None, None)
