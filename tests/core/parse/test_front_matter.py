"""The `key: value` lines at the top."""

from __future__ import annotations

from followthrough.core.parse.front_matter import split_front_matter


def test_values_come_by_lower_case_key_without_quotes() -> None:
    text = '---\nIncident: INC-9\ntitle: "Mail: late"\n---\n# Hello\n'
    assert split_front_matter(text.split("\n")) == ({"incident": "INC-9", "title": "Mail: late"}, 4)


def test_nested_values_and_lists_are_left_alone() -> None:
    text = "---\nservices:\n  - mail\n  name: inner\ndate: 2026-01-02\n---\n"
    assert split_front_matter(text.split("\n"))[0] == {"services": "", "date": "2026-01-02"}


def test_a_document_without_it_loses_no_line() -> None:
    assert split_front_matter(["# Hello", "---"]) == ({}, 0)


def test_a_rule_that_is_never_closed_is_a_rule() -> None:
    assert split_front_matter(["---", "title: x", ""]) == ({}, 0)


def test_two_rules_around_prose_are_no_front_matter() -> None:
    assert split_front_matter(["---", "Just a sentence, set apart", "---", ""]) == ({}, 0)
