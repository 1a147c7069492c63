"""Comments that silence a finding."""

from __future__ import annotations

import pytest

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.lint.suppress import silence

NAMES = frozenset({"no-owner", "vague", "no-due-date"})


def finding(line: int, code: str = "FT101", name: str = "no-owner", last: int | None = None) -> Finding:
    return Finding(code, name, "no owner: name one", Span(0, 1, line, last or line))


def test_a_comment_silences_its_own_line() -> None:
    quiet = silence("- Add a probe <!-- followthrough: ignore FT101 the vendor does it -->\n- Add a timeout\n", NAMES)
    assert quiet.covers(finding(1))
    assert not quiet.covers(finding(2))
    assert not quiet.covers(finding(1, "FT111", "no-due-date"))


def test_a_comment_alone_on_its_line_silences_the_next_that_is_not_empty() -> None:
    quiet = silence("<!-- followthrough: ignore FT101 -->\n\n- Add a probe\n- Add a timeout\n", NAMES)
    assert quiet.covers(finding(3))
    assert not quiet.covers(finding(4))


def test_comments_above_each_other_speak_of_the_same_line() -> None:
    quiet = silence("<!-- followthrough: ignore FT101 -->\n<!-- followthrough: ignore FT111 -->\n- Add a probe\n", NAMES)
    assert quiet.covers(finding(3))
    assert quiet.covers(finding(3, "FT111", "no-due-date"))


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- followthrough: ignore FT101, FT111 both are in the ticket -->",
        "<!-- followthrough: ignore ft101 ft111 -->",
        "<!--followthrough:ignore no-owner, no-due-date: both are in the ticket-->",
        "<!-- followthrough: ignore -->",
        "<!-- followthrough: ignore this entry is an example -->",
    ],
)
def test_codes_names_or_nothing_say_which_rules_are_meant(comment: str) -> None:
    quiet = silence(f"- Add a probe {comment}\n", NAMES)
    assert quiet.covers(finding(1))
    assert quiet.covers(finding(1, "FT111", "no-due-date"))


def test_a_hyphenated_word_of_the_reason_is_no_rule() -> None:
    quiet = silence("- Add a probe <!-- followthrough: ignore FT101 on-call does it, no-due-date stays -->\n", NAMES)
    assert not quiet.covers(finding(1, "FT111", "no-due-date"))


def test_a_finding_is_silenced_from_any_of_its_lines() -> None:
    quiet = silence("- Add a probe\n  to the proxy <!-- followthrough: ignore FT101 -->\n", NAMES)
    assert quiet.covers(finding(1, last=2))


def test_ignore_file_silences_a_rule_everywhere() -> None:
    quiet = silence("# Outage\n\n- Add a probe\n\n<!-- followthrough: ignore-file FT101 -->\n", NAMES)
    assert quiet.covers(finding(3))
    assert quiet.covers(Finding("FT101", "no-owner", "no owner: name one", None))
    assert not quiet.covers(finding(3, "FT111", "no-due-date"))


def test_other_comments_silence_nothing() -> None:
    quiet = silence("- Add a probe <!-- ignore FT101 -->\n<!-- followthrough: something else -->\n", NAMES)
    assert not quiet.covers(finding(1))
