"""People's words as words: in Markdown of several kinds, and in plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from followthrough.core.report.prose import JOINER, WIDTH, Markdown, Text, one_line, plain
from tests.core.report.hostile import WORDS

COMMON = MarkdownIt("commonmark", {"html": True})
FORGE = MarkdownIt("gfm-like", {"html": True, "linkify": False})


@pytest.mark.parametrize(
    "hostile",
    [
        *WORDS,
        "<script>alert(1)</script>",
        "](https://elsewhere.example)",
        "a\n\n# Heading",
        "1. list",
        "12) list",
        "- list",
        "[x] done",
        "![x](y)",
        "`code`",
        "~~gone~~",
        "&lt;b&gt;",
        "+ a",
        "> q",
        "===",
        "| a | b |\n|---|---|",
        "    code",
        "[a]: https://elsewhere.example",
        "**bold** _it_",
    ],
)
def test_what_people_wrote_does_not_become_markup(hostile: str) -> None:
    for reader in (COMMON, FORGE):
        tokens = reader.parse(plain(hostile))
        assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
        assert {child.type for child in tokens[1].children or ()} <= {"text", "text_special"}


def test_words_call_nobody_and_link_nothing() -> None:
    shown = "".join(child.content for words in WORDS for token in COMMON.parse(plain(words)) for child in token.children or ())
    assert not re.search(r"[@#!]\w|GH-\d", shown)
    assert not re.search(r"\w://|www\.", plain(" ".join(WORDS)))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]), max_size=60))
def test_any_words_come_out_as_the_words_they_were(words: str) -> None:
    for reader in (COMMON, FORGE):
        tokens = reader.parse(plain(words))
        shown = "".join(child.content for token in tokens for child in token.children or ())
        assert shown.replace(JOINER, "").split() == words.split()


@given(st.text(max_size=60))
def test_nothing_of_what_people_wrote_begins_a_second_line(words: str) -> None:
    assert len(plain(words).splitlines()) <= 1
    assert len(one_line(words).splitlines()) <= 1


def test_what_is_not_seen_is_left_out_and_what_joins_letters_stays() -> None:
    assert one_line("a\u202eb\x00c\ud800\x1b[31m") == "abc[31m"
    assert one_line("\U0001f469\u200d\U0001f4bb") == "\U0001f469\u200d\U0001f4bb"


@pytest.mark.parametrize(
    ("address", "goes_to"),
    [
        ("https://follow.example/items/1/?a=b#c", "https://follow.example/items/1/?a=b#c"),
        ("/items/1/", "/items/1/"),
        ("https://follow.example/a>b)(c", "https://follow.example/a%3Eb)(c"),
        ("https://follow.example/ä", "https://follow.example/%C3%A4"),
    ],
)
def test_an_address_of_a_page_is_linked(address: str, goes_to: str) -> None:
    (_, inline, _) = COMMON.parse(Markdown().linked("Alert [on] lag", address))
    assert inline.children is not None
    assert inline.children[0].attrs["href"] == goes_to
    assert "".join(child.content for child in inline.children) == "Alert [on] lag"


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "//elsewhere.example/", "https://a b", "https://a\nb", "data:text/html,x"])
def test_any_other_address_is_none(address: str) -> None:
    assert Markdown().linked("Alert", address) == "Alert"
    assert list(Text().point("Alert", address)) == ["* Alert"]


def test_what_was_said_keeps_its_lines() -> None:
    assert list(Markdown().said("One.\n- two\n\nThree")) == ["> One.\\", "> \\- two", ">", "> Three"]
    assert list(Text().said("One.\n- two\n\nThree")) == ["> One.", "> - two", ">", "> Three"]


def test_a_mail_is_no_wider_than_a_mail_and_breaks_no_address() -> None:
    address = f"https://follow.example/{'a' * 90}/"
    lines = list(Text().point(" ".join(["many-words"] * 40), address))
    assert lines[-1] == f"  {address}"
    assert all(len(line) <= WIDTH for line in lines[:-1])
    assert all(line.startswith("  ") for line in lines[1:])


def test_an_empty_word_is_not_strong() -> None:
    assert Markdown().strong(" ") == ""
    assert Markdown().strong("on track") == "**on track**"


def test_the_rule_below_a_heading_is_as_long_as_it_is_and_fits_a_mail() -> None:
    assert list(Text().heading("Carried over (2)")) == ["Carried over (2)", "-" * 16]
    assert list(Text().title("a" * 100)) == ["a" * 100, "=" * WIDTH]
