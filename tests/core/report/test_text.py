"""Findings as lines for people."""

from __future__ import annotations

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.report.result import Result
from followthrough.core.report.text import render

TEXT = "# Outage\n\n- Add a probe.\n- Add a timeout\n  to the proxy.\n"
PROBE = Span(TEXT.index("Add a probe"), TEXT.index(".\n- Add a time") + 1, 3, 3)
TIMEOUT = Span(TEXT.index("Add a timeout"), len(TEXT) - 1, 4, 5)
OWNER = Finding("FT101", "no-owner", "no owner: name the one person who will do this", PROBE)
DUE = Finding("FT111", "no-due-date", "no due date: give the day", TIMEOUT)


def test_a_finding_is_one_line_that_says_where_what_and_what_to_do() -> None:
    text = render([Result("postmortem.md", TEXT, (OWNER,))])
    assert text.splitlines()[0] == "postmortem.md:3: FT101 no owner: name the one person who will do this"


def test_a_finding_without_a_place_names_the_file() -> None:
    whole = Finding("FT201", "no-action-items", "no action items: list them")
    assert render([Result("postmortem.md", "", (whole,))]).startswith("postmortem.md: FT201 ")


def test_quoted_findings_of_one_place_share_the_words_under_them() -> None:
    again = Finding("FT111", "no-due-date", "no due date: give the day", PROBE)
    lines = render([Result("p.md", TEXT, (OWNER, again))], quoted=True).splitlines()
    assert [line[:11] for line in lines[:2]] == ["p.md:3: FT1", "p.md:3: FT1"]
    assert lines[2:5] == ["    3 │ - Add a probe.", "      │   ~~~~~~~~~~~~", ""]


def test_of_an_item_over_several_lines_the_first_is_quoted() -> None:
    lines = render([Result("p.md", TEXT, (DUE,))], quoted=True).splitlines()
    assert lines[1:3] == ["    4 │ - Add a timeout", "      │   ~~~~~~~~~~~~~"]


def test_a_long_line_is_cut_to_the_width() -> None:
    text = f"- Add {'a very ' * 50}long probe"
    found = Finding("FT101", "no-owner", "no owner: name one", Span(2, len(text), 1, 1))
    quote = render([Result("p.md", text, (found,))], quoted=True, width=60).splitlines()
    assert all(len(line) <= 60 for line in quote[1:3])
    assert quote[1].endswith("…")


def test_control_characters_of_a_document_never_reach_the_terminal() -> None:
    text = "- Add\x1b[2J a probe\x07"
    found = Finding("FT112", "vague-due-date", "'\x1b[31msoon' is no day: give a date", Span(2, len(text), 1, 1))
    shown = render([Result("p\x1b.md", text, (found,))], quoted=True)
    assert not set(shown) & {"\x1b", "\x07"}


def test_the_summary_counts_findings_and_files() -> None:
    clean = Result("b.md", TEXT)
    broken = Result("c.md", problem="c.md: this is no text")
    assert render([Result("a.md", TEXT, (OWNER, DUE)), clean]).splitlines()[-1] == "2 findings in 1 of 2 files"
    assert render([Result("a.md", TEXT, (OWNER,)), broken]).splitlines()[-1] == "1 finding in 1 of 1 file; 1 file could not be read"
    assert render([clean]) == "no findings in 1 file"
    assert render([]) == "no findings in 0 files"


def test_colour_is_put_on_with_the_brush_that_was_given() -> None:
    shown = render([Result("p.md", TEXT, (OWNER,))], paint=lambda text, *styles: f"<{'+'.join(styles)}>{text}</>")
    assert shown.startswith("<bold>p.md:3:</> <red>FT101</> no owner")
