"""Counting what the rules said."""

from __future__ import annotations

import json

from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.report.result import Result
from followthrough.core.report.statistics import render, render_json

OWNER = Finding("FT101", "no-owner", "no owner: name one")
DUE = Finding("FT111", "no-due-date", "no due date: give one")
VAGUE = Finding("FT131", "vague", "vague: say what", level=Level.WARNING)
RESULTS = [Result("a.md", findings=(DUE, OWNER, VAGUE)), Result("b.md", findings=(DUE, DUE)), Result("c.md", problem="empty")]


def test_the_rule_that_spoke_most_comes_first() -> None:
    assert render(RESULTS).splitlines() == [
        "FINDINGS  FILES  CODE   SEVERITY  RULE",
        "       3      2  FT111  error     no-due-date",
        "       1      1  FT101  error     no-owner",
        "       1      1  FT131  warning   vague",
        "5 findings in 2 of 2 files; 1 file could not be read (4 error, 1 warning)",
    ]


def test_nothing_found_is_one_line() -> None:
    assert render([Result("a.md")]) == "no findings in 1 file"


def test_programs_get_the_same_numbers() -> None:
    shown = json.loads(render_json(RESULTS))
    assert shown["severities"] == {"error": 4, "warning": 1, "info": 0}
    assert (shown["files"], shown["unreadable"]) == (3, 1)
    assert shown["rules"][0] == {"code": "FT111", "name": "no-due-date", "severity": "error", "findings": 3, "files": 2}
