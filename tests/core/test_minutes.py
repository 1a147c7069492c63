"""Minutes as Markdown: what they say, and that nobody's words become markup."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from followthrough.core.minutes import Minutes, Point, Sequel, markdown, plain

DATED = Point("Alert on lag", "INC-481", "/items/1/", "9 days overdue", "new date", "The vendor is late", "2026-06-01 → 2026-07-01", "Dora")
MINUTES = Minutes(
    "Checkout, 10 June 2026",
    date(2026, 6, 10),
    date(2026, 6, 10),
    "Checkout",
    ("Alice", "Dora"),
    (
        DATED,
        Point("Second NAT", "INC-402", "/items/2/", "new since the last review"),
        Point("Cap the retries", "INC-402", "/items/3/", "3 days overdue", elsewhere="done"),
    ),
    words="Two drills went well",
    sequels=(Sequel("Rotate the key", "/items/4/", "on track", "done"),),
)


def test_minutes_say_who_was_there_what_was_decided_and_what_is_carried_over() -> None:
    assert (
        markdown(MINUTES)
        == """\
# Checkout, 10 June 2026

Opened 2026-06-10, finished 2026-06-10.
For Checkout. There: Alice, Dora.

> Two drills went well

## What was decided (1)

- [Alert on lag](</items/1/>) (INC-481): **new date** (2026-06-01 → 2026-07-01). “The vendor is late” — Dora

## Settled meanwhile (1)

- [Cap the retries](</items/3/>) (INC-402): done

## Carried over (1)

- [Second NAT](</items/2/>) (INC-402): new since the last review

## What became of the last review's outcomes (1)

- [Rotate the key](</items/4/>): on track, now done
"""
    )


def test_an_empty_review_says_that_nobody_was_there() -> None:
    empty = Minutes("All", date(2026, 6, 10), None, "", (), ())
    assert markdown(empty) == "# All\n\nOpened 2026-06-10, not finished yet.\nFor all teams. There: nobody.\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "](https://elsewhere.example)",
        "a\n\n# Heading",
        "1. list",
        "- list",
        "![x](y)",
        "`code`",
        "&lt;b&gt;",
        "+ a",
        "> q",
    ],
)
def test_what_people_wrote_does_not_become_markup(hostile: str) -> None:
    tokens = MarkdownIt().parse(plain(hostile))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert tokens[1].children is not None
    assert {child.type for child in tokens[1].children} <= {"text", "text_special"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))
def test_any_words_come_out_as_the_words_they_were(text: str) -> None:
    tokens = MarkdownIt().parse(plain(text))
    shown = "".join(child.content for token in tokens for child in token.children or ())
    assert shown.split() == text.split()
