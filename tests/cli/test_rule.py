"""`followthrough rule`."""

from __future__ import annotations

import pytest

from followthrough.cli.main import main
from followthrough.core.lint.rules import RULES


def test_a_code_prints_what_the_rule_wants_why_and_both_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "FT101"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("FT101 no-owner  error\n")
    for words in ("Why:  ", "Bad:  - ", "Good: - ", "<!-- followthrough: ignore FT101 ", 'ignore = ["FT101"]'):
        assert words in page


def test_a_name_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "no-done-criterion"]) == 0
    assert capsys.readouterr().out.startswith("FT134 no-done-criterion  info  (off unless selected)\n")


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[1 : len(RULES) + 1]] == [[rule.code, rule.name] for rule in RULES]


def test_an_unknown_code_gets_the_nearest_and_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "FT100"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("followthrough: there is no rule 'FT100'; did you mean FT1")


def test_the_list_says_how_much_each_weighs_and_which_can_be_mended(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rule"])
    rows = {line.split()[0]: line.split() for line in capsys.readouterr().out.splitlines() if line.startswith("FT")}
    assert rows["FT101"][1:4] == ["no-owner", "error", "yes"]
    assert rows["FT131"][1:3] == ["vague", "warning"]
    assert rows["FT131"][3] != "yes"


def test_a_rule_that_can_be_mended_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rule", "no-tracking-id"])
    assert "followthrough lint --fix --fix-only tickets\n" in capsys.readouterr().out
    main(["rule", "vague"])
    assert "--fix" not in capsys.readouterr().out
