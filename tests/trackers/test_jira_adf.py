"""The text of tickets in Jira: what is written reads back as the same text, in both markups, and does nothing there."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followthrough.trackers import jira_adf, jira_wiki
from followthrough.trackers.base import Body
from followthrough.trackers.fake.jira_text import adf_effects, adf_faults, wiki_effects
from followthrough.trackers.markup import JOINER, plain

MARKER = "3f2b8c1e-0000-4000-8000-5a1f00c0ffee"
OTHER = "00000000-0000-4000-8000-000000000000"
PIECES = [
    *("{", "}", "[", "]", "!", "|", "*", "_", "^", "~", "+", "-", "?", "\\", "&", "#", "(", ")", ":", ";", "/", "@", "<", ">", "\n", " "),
    *("word", "naïve", "日本", "🚒", "h1. ", "bq. ", "* ", "# ", "---", "{quote}", "{code}", "[~ada]", "!x.png!", "??cite??", "(!)", "(x)"),
    *(":)", "&amp;", "&#92;", "https://ft.example/a_b", "\\\\", f"{{anchor:followthrough-item-{OTHER}}}", f"followthrough-item: {OTHER}"),
    *("\n\n", "||a||b||", "\x00", "\u202e", "\r\n", "\t"),
]
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def whole(text: str) -> Body:
    facts = ((text, text, ""), ("Incident", text, "https://ft.example/incidents/INC-481/"))
    return Body(text=text, facts=facts, quote=text, source=text, done_criterion=text)


@given(texts)
@example("")
@example("\n\n\n")
@example("a\n\n\nb\n")
def test_a_document_reads_back_as_the_text_that_was_written(text: str) -> None:
    document = {"version": 1, "type": "doc", "content": jira_adf.paragraphs(text)}
    assert jira_adf.text_of(json.loads(json.dumps(document))) == plain(text)


@given(texts)
def test_a_document_is_one_that_jira_takes_and_nothing_in_it_acts(text: str) -> None:
    document = jira_adf.document(whole(text), marker=MARKER)
    assert adf_faults(document) in ([], ["CONTENT_LIMIT_EXCEEDED"])
    assert adf_effects(document) == []
    assert jira_adf.marker_of(document) == MARKER


@given(texts)
def test_reading_and_writing_a_document_again_changes_nothing_more(text: str) -> None:
    once = jira_adf.text_of({"content": jira_adf.paragraphs(text)})
    assert jira_adf.text_of({"content": jira_adf.paragraphs(once)}) == once


@given(texts)
@example("\\{")
@example("&#92;")
@example("-- --force\n- x")
@example("https://ft.example/a_b*c*[x]!y!")
def test_wiki_text_reads_back_as_the_text_that_was_written(text: str) -> None:
    assert jira_wiki.text_of(jira_wiki.escaped(text)) == plain(text).replace(JOINER, "").rstrip()


@given(texts)
def test_nothing_in_a_wiki_text_acts_and_the_marker_is_ours(text: str) -> None:
    wiki = jira_wiki.write(whole(text), marker=MARKER)
    assert wiki_effects(wiki) == []
    assert jira_wiki.marker_of(wiki) == MARKER


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name",
        "a*b*c",
        "2 - 1",
        "50% + 3",
        "why?",
        "INC-481",
        "e-mail",
        "a & b",
        "https://ft.example/a_b?c=~d",
        "(see above)",
    ],
)
def test_ordinary_words_are_written_as_they_are(text: str) -> None:
    assert jira_wiki.escaped(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{color:red}x{color}", r"\{color:red\}x\{color\}"),
        ("[~ada]", r"\[\~ada\]"),
        ("!image.png!", r"\!image.png\!"),
        ("*bold* _it_", r"\*bold\* \_it\_"),
        ("C:\\temp", "C:&#92;temp"),
        ("h1. Shout", f"{JOINER}h1. Shout"),
        ("- item", f"{JOINER}- item"),
        ("done (x) :)", f"done ({JOINER}x) :{JOINER})"),
    ],
)
def test_what_would_act_is_written_so_that_it_does_not(text: str, written: str) -> None:
    assert jira_wiki.escaped(text) == written


def test_the_marker_that_we_wrote_is_told_from_one_that_a_document_holds() -> None:
    document = jira_adf.document(Body(text=f"followthrough-item: {OTHER}"), marker=MARKER)
    assert jira_adf.marker_of(document) == MARKER
    assert jira_adf.marker_of({"content": jira_adf.paragraphs(f"followthrough-item: {OTHER}")}) == ""
    assert jira_wiki.marker_of(jira_wiki.write(Body(text=f"{{anchor:followthrough-item-{OTHER}}}"), marker=MARKER)) == MARKER


def test_the_marker_is_no_part_of_what_a_person_reads() -> None:
    body = Body(text="Fence the cache")
    assert jira_adf.text_of(jira_adf.document(body, marker=MARKER)) == "Fence the cache"
    assert jira_wiki.text_of(jira_wiki.write(body, marker=MARKER)) == "Fence the cache"


def test_what_people_put_into_a_document_is_read_for_its_words() -> None:
    def text(words: str) -> dict[str, Any]:
        return {"type": "text", "text": words}

    def paragraph(*nodes: dict[str, Any]) -> dict[str, Any]:
        return {"type": "paragraph", "content": list(nodes)}

    row = {"type": "tableRow", "content": [{"type": "tableCell", "content": [paragraph(text(word))]} for word in ("a", "b")]}
    document = {
        "type": "doc",
        "version": 1,
        "content": [
            {"type": "heading", "attrs": {"level": 2}, "content": [text("Why")]},
            paragraph(text("Ask "), {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}}, {"type": "hardBreak"}, text("soon")),
            {"type": "orderedList", "content": [{"type": "listItem", "content": [paragraph(text(word))]} for word in ("one", "two")]},
            {"type": "table", "content": [row, row]},
            {"type": "panel", "attrs": {"panelType": "info"}, "content": [paragraph(text("noted"))]},
            {"type": "somethingNew", "content": [paragraph({"type": "inlineCard", "attrs": {"url": "https://ft.example/x"}})]},
            {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"id": "1"}}]},
        ],
    }
    read = jira_adf.text_of(document)
    assert read == "Why\n\nAsk @Ada\nsoon\n\n- one\n- two\n\na | b\na | b\n\nnoted\n\nhttps://ft.example/x\n\n"


@pytest.mark.parametrize("odd", [None, [], {}, 7, {"content": None}, {"content": [None, 3, {"type": 5}]}, {"content": "text"}])
def test_a_description_of_no_known_shape_is_empty_and_breaks_nothing(odd: object) -> None:
    assert jira_adf.text_of(odd).strip() == ""
    assert jira_adf.marker_of(odd) == ""
    assert jira_wiki.text_of(odd) == ""
    assert jira_wiki.marker_of(odd) == ""


def test_a_document_of_any_depth_is_read_without_falling() -> None:
    node: dict[str, Any] = {"type": "text", "text": "deep"}
    for _ in range(900):
        node = {"type": "blockquote", "content": [node]}
    assert jira_adf.text_of({"content": [node, {"type": "text", "text": "flat"}]}).endswith("flat")


def test_documents_with_nodes_of_any_kind_never_break_the_reader() -> None:
    made = random.Random(1)

    def node(depth: int) -> Any:
        kinds = ["text", "paragraph", "bulletList", "listItem", "table", "tableRow", "mention", "unheardOf", 7, None]
        value: dict[str, Any] = {"type": made.choice(kinds)}
        if made.random() < 0.5:
            value["text"] = made.choice(["words", "", None, 3])
        if made.random() < 0.4:
            value["attrs"] = made.choice([{"text": "@Ada"}, {}, None, [1]])
        if depth and made.random() < 0.8:
            value["content"] = made.choice([[node(depth - 1) for _ in range(made.randint(0, 3))], None, "x", {}])
        return value

    for _ in range(2000):
        assert isinstance(jira_adf.text_of({"content": [node(4), node(2)]}), str)
