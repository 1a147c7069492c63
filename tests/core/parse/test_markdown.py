"""Markdown becomes blocks of every kind, with their place to the character."""

from __future__ import annotations

from followthrough.core.document import Block, Document, Kind, Link
from followthrough.core.parse import parse


def read(text: str) -> Document:
    return parse(text.encode(), name="test.md")


def blocks(text: str, kind: Kind) -> list[Block]:
    return [block for block in read(text).blocks if block.kind is kind]


def test_headings_of_both_kinds_make_the_path_of_what_stands_below() -> None:
    document = read("Title\n=====\n\n## Part ##\n\n### Deeper\n\nwords\n\n## Next\n\nmore\n")
    paragraphs = [block for block in document.blocks if block.kind is Kind.PARAGRAPH]
    assert [block.headings for block in paragraphs] == [("Title", "Part", "Deeper"), ("Title", "Next")]
    assert [(block.text, block.level) for block in document.blocks if block.kind is Kind.HEADING] == [
        ("Title", 1),
        ("Part", 2),
        ("Deeper", 3),
        ("Next", 2),
    ]


def test_a_line_in_bold_is_a_heading() -> None:
    document = read("# T\n\n**Action items**\n\n- Add an alert\n\n__Later:__\ntext below it\n")
    assert [block.text for block in document.blocks if block.kind is Kind.HEADING] == ["T", "Action items", "Later:"]
    assert blocks("# T\n\n**Action items**\n\n- Add an alert\n", Kind.ENTRY)[0].headings == ("T", "Action items")
    assert document.blocks[-1].text == "text below it"
    assert document.blocks[-1].headings == ("T", "Later")


def test_a_line_in_bold_holds_for_the_headings_below_it_only_where_they_are_deeper() -> None:
    text = "# T\n\n## Causes\n\n**Actions**\n\n### Soon\n\n- Add an alert\n\n## Timeline\n\n- 10:00 down\n"
    assert [block.headings for block in blocks(text, Kind.ENTRY)] == [("T", "Causes", "Actions", "Soon"), ("T", "Timeline")]
    assert blocks("# T\n\n**Actions**\n\n## Timeline\n\n- 10:00 down\n", Kind.ENTRY)[0].headings == ("T", "Timeline")


def test_words_in_bold_within_a_sentence_are_no_heading() -> None:
    assert blocks("**Note** that this is prose.\n", Kind.HEADING) == []
    assert blocks("- **bold entry**\n", Kind.HEADING) == []


def test_a_line_that_ends_in_a_colon_announces_the_list_right_below_it() -> None:
    text = "# T\n\nIt broke. We will:\n\n- Add an alert\n\nProse.\n\n- Another\n"
    assert [block.headings for block in blocks(text, Kind.ENTRY)] == [("T", "We will"), ("T",)]


def test_entries_know_their_depth_parent_and_box() -> None:
    document = read("- [ ] open\n  - [x] done\n    1. deep\n- [X] done too\n- [] blank box\n- plain\n")
    entries = [block for block in document.blocks if block.kind is Kind.ENTRY]
    assert [(block.text, block.level, block.checked) for block in entries] == [
        ("open", 1, False),
        ("done", 2, True),
        ("deep", 3, None),
        ("done too", 1, True),
        ("blank box", 1, False),
        ("plain", 1, None),
    ]
    assert [block.parent for block in entries] == [None, 0, 1, None, None, None]


def test_an_entry_has_its_own_words_and_what_follows_belongs_to_it() -> None:
    document = read("- first\n  line two\n\n  a paragraph\n\n  > a quote\n\n  ```\n  code\n  ```\n")
    assert [(block.kind, block.parent) for block in document.blocks] == [
        (Kind.ENTRY, None),
        (Kind.PARAGRAPH, 0),
        (Kind.QUOTE, 0),
        (Kind.CODE, 0),
    ]
    assert document.blocks[0].text == "first line two"
    assert (document.blocks[0].span.first, document.blocks[0].span.last) == (1, 2)


def test_the_place_of_a_block_is_that_of_its_words() -> None:
    document = read("# T\n\n1. [ ] Add *an* alert\n   - nested\n\n> quoted\n> twice\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert [document.quote(block.span) for block in document.blocks] == [
        "T",
        "Add *an* alert",
        "nested",
        "quoted\n> twice",
        "| 1 | 2 |",
    ]
    assert [block.span.first for block in document.blocks] == [1, 3, 4, 6, 11]


def test_rows_know_their_columns_cells_and_links() -> None:
    row = blocks("| Action | Owner |\n|:---|---:|\n| Add `x` \\| y | [Priya](http://a.example) |\n", Kind.ROW)[0]
    assert row.columns == ("Action", "Owner")
    assert row.cells == ("Add x | y", "Priya")
    assert row.cell_links == ((), (Link("Priya", "http://a.example"),))
    assert row.text == "Add x | y | Priya"


def test_a_table_without_rows_still_has_words() -> None:
    rows = blocks("| Severity | SEV2 |\n|---|---|\n\nafter\n", Kind.ROW)
    assert [row.cells for row in rows] == [("Severity", "SEV2")]


def test_rows_may_leave_out_cells_and_the_outer_bars() -> None:
    rows = blocks("a | b | c\n--- | --- | ---\n1 | 2\n| | x | |\n\nend\n", Kind.ROW)
    assert [row.cells for row in rows] == [("1", "2"), ("", "x", "")]


def test_a_row_of_dashes_alone_makes_no_table() -> None:
    assert blocks("words\n---\n", Kind.ROW) == []
    assert blocks("a | b\n--- | --- | ---\n", Kind.ROW) == []


def test_html_keeps_its_words_and_loses_its_tags_and_comments() -> None:
    document = read("<table><tr><td>Add</td><td>an alert</td></tr></table>\n\n<!-- a note to the author -->\n\nafter\n")
    assert [block.text for block in document.blocks] == ["Add an alert", "after"]


def test_code_is_kept_as_it_is() -> None:
    assert blocks("```sh\n# not a heading\n```\n", Kind.CODE)[0].text == "# not a heading\n"


def test_invisible_characters_hide_no_structure_and_stay_in_the_text() -> None:
    document = read("\u200b# Title\n\n\u00a0- Add an alert\n\u200e- Another\n")
    assert [(block.kind, block.text) for block in document.blocks] == [
        (Kind.HEADING, "Title"),
        (Kind.ENTRY, "Add an alert"),
        (Kind.ENTRY, "Another"),
    ]
    assert "\u200b# Title" in document.text
    assert [document.quote(block.span) for block in document.blocks] == ["Title", "Add an alert", "Another"]


def test_front_matter_is_no_block_and_moves_no_line() -> None:
    document = read("---\nincident: INC-9\n---\n# T\n")
    assert document.front_matter == {"incident": "INC-9"}
    assert [(block.text, block.span.first) for block in document.blocks] == [("T", 4)]


def test_what_lies_nested_too_deep_becomes_a_paragraph() -> None:
    for mark in ("- ", "> ", "1. "):
        document = read(mark * 200 + "the words\n\nafter\n")
        assert [block.text for block in document.blocks if block.text] == ["the words", "after"]


def test_parents_hold_also_where_lost_lines_are_put_back() -> None:
    document = read("> " * 200 + "deep\n\n- parent\n  - child\n")
    child = next(block for block in document.blocks if block.text == "child")
    assert child.parent is not None
    assert document.blocks[child.parent].text == "parent"
    assert [block.span.start for block in document.blocks] == sorted(block.span.start for block in document.blocks)


def test_links_by_reference_are_followed_and_their_definitions_are_no_text() -> None:
    document = read("- See [the ticket][t]\n\n[t]: http://a.example/1\n")
    assert [block.text for block in document.blocks] == ["See the ticket"]
    assert document.blocks[0].links == (Link("the ticket", "http://a.example/1"),)
