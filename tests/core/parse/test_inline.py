"""Markup inside a line becomes words and links."""

from __future__ import annotations

import pytest

from followthrough.core.document import Link
from followthrough.core.parse.inline import read_words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("plain words", "plain words"),
        ("**bold** and *slanted* and __both__ and _under_", "bold and slanted and both and under"),
        ("***all of it***", "all of it"),
        ("snake_case_name stays, 5 * 3 too, and 2*3", "snake_case_name stays, 5 * 3 too, and 2*3"),
        ("an * alone and _ alone", "an * alone and _ alone"),
        ("`code *kept* [as](is)`", "code *kept* [as](is)"),
        ("``two ` ticks`` and ` one", "two ` ticks and ` one"),
        ("[words](http://a.example/x)", "words"),
        ("[a **bold** link](x)", "a bold link"),
        ("![picture](a.png) after", "picture after"),
        ("[not a link] (nor this)", "[not a link] (nor this)"),
        ("[unclosed](http://a.example", "[unclosed](http://a.example"),
        (r"\*not slanted\* \[nor a link\]", "*not slanted* [nor a link]"),
        ("fish &amp; chips &#33; &nothing;", "fish & chips ! &nothing;"),
        ("<b>bold</b><br>next <!-- a note --> words", "bold next words"),
        ("a < b and c > d", "a < b and c > d"),
        ("<owner> of a List<String>", "<owner> of a List<String>"),
        ("two\nlines  \nof text", "two lines of text"),
        ("~~gone~~ kept", "gone kept"),
        ("a\u200bdd\u202e an alert\u00a0now", "add an alert now"),
    ],
)
def test_words_lose_their_markup_and_nothing_else(source: str, words: str) -> None:
    assert read_words(source).text == words


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("[one](http://a.example) [two](<b c> 'title')", (Link("one", "http://a.example"), Link("two", "b c"))),
        ("see https://a.example/x_(y), now", (Link("https://a.example/x_(y)", "https://a.example/x_(y)"),)),
        ("(https://a.example/x).", (Link("https://a.example/x", "https://a.example/x"),)),
        ("<https://a.example>", (Link("https://a.example", "https://a.example"),)),
        ("[https://a.example](https://b.example)", (Link("https://a.example", "https://b.example"),)),
        ("![picture](a.png)", ()),
        ("[a](x(y)z)", (Link("a", "x(y)z"),)),
    ],
)
def test_links_keep_their_words_and_their_target(source: str, links: tuple[Link, ...]) -> None:
    assert read_words(source).links == links


@pytest.mark.parametrize("source", ["[the board]", "[the board][]", "[words][the board]"])
def test_a_link_by_reference_leads_where_the_document_says(source: str) -> None:
    assert [link.target for link in read_words(source, {"THE BOARD": "http://a.example"}).links] == ["http://a.example"]


@pytest.mark.parametrize(
    ("source", "struck"),
    [
        ("~~all of it~~", True),
        ("**~~all of it~~**.", True),
        ("<del>all of it</del>", True),
        ("~~all of these words~~ see #12", True),
        ("one ~~word~~ of several", False),
        ("~~one~~ word of very many that stay", False),
        ("~~never closed", False),
        ("nothing struck", False),
    ],
)
def test_only_what_is_struck_from_the_first_word_on_is_struck(source: str, struck: bool) -> None:
    assert read_words(source).struck is struck
