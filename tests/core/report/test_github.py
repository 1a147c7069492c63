"""Findings as workflow commands of GitHub Actions."""

from __future__ import annotations

import re

from followthrough.core.item import Span
from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding
from followthrough.core.report.github import render
from followthrough.core.report.result import Result
from tests.core.report.hostile import many, results


def test_a_finding_is_a_command_with_its_place() -> None:
    found = Finding("FT101", "no-owner", "no owner: name one", Span(2, 18, 1, 1), Level.WARNING)
    assert render([Result("./docs/p.md", "- Añadir un límite\n", (found,))]).splitlines() == [
        "::warning file=docs/p.md,line=1,endLine=1,col=3,endColumn=19,title=FT101 no-owner::no owner: name one",
        "1 finding in 1 of 1 file",
    ]


def test_columns_are_left_out_where_a_finding_has_several_lines() -> None:
    found = Finding("FT101", "no-owner", "no owner", Span(0, 7, 1, 2))
    assert render([Result("p.md", "One\ntwo\n", (found,))]).startswith("::error file=p.md,line=1,endLine=2,title=")


def test_what_a_document_says_begins_no_command_of_its_own() -> None:
    lines = render(results()).splitlines()
    assert [line.partition(" ")[0] for line in lines if line.startswith("::")] == ["::error"] * 3 + ["::warning", "::notice"]
    assert all(re.fullmatch(r"::[a-z]+ [^:]*::[^\n]*", line) for line in lines[:-1])


def test_a_property_is_escaped_as_the_toolkit_does() -> None:
    shown = render([Result("a,b:c%.md", problem="50% of it\r\nis: not, text")])
    assert shown.startswith("::error file=a%2Cb%3Ac%25.md,title=not read::50%25 of it%0D%0Ais: not, text\n")


def test_of_each_kind_there_are_ten_and_the_others_are_lines_of_the_log() -> None:
    shown = render([many(12, Level.WARNING), many(13, file="##[error]q.md"), many(3, Level.INFO, file="r.md")]).splitlines()
    assert [sum(line.startswith(f"::{kind} ") for line in shown) for kind in ("error", "warning", "notice")] == [10, 10, 3]
    assert shown[0].startswith("::error ")
    assert "5 more than GitHub shows beside the lines:" in shown
    assert "- ## [error]q.md:11: FT101 no owner 11" in shown
    assert shown[-1] == "28 findings in 3 of 3 files"


def test_files_that_could_not_be_read_count_among_the_ten() -> None:
    unread = [Result(f"{n}.md", problem="no text") for n in range(4)]
    assert sum(line.startswith("::error ") for line in render([*unread, many(9)]).splitlines()) == 10
