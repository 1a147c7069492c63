"""How a document is laid out for reading. Builds its blocks by hand: what a reader makes of a format is tested elsewhere."""

from __future__ import annotations

import re

from followthrough.core.document import Block, Document, Kind
from followthrough.core.item import Span
from followthrough.web.pages.source import Group, lay_out
from followthrough.web.pages.source_words import Mark, Piece, count_hidden, plain


def block(text: str, words: str, kind: Kind, *, level: int = 0, columns: tuple[str, ...] = (), checked: bool | None = None) -> Block:
    start = text.index(words)
    first = text.count("\n", 0, start) + 1
    span = Span(start, start + len(words), first, first + words.count("\n"))
    return Block(kind, words, span, level=level, columns=columns, checked=checked)


def mark(text: str, words: str, key: int = 1) -> Mark:
    start = text.index(words)
    return Mark(key, start, start + len(words))


def shown(groups: list[Group]) -> str:
    """All that is printed, part by part."""
    lines = []
    for part in (part for group in groups for part in group.parts):
        cells = [part.pieces, *part.cells]
        lines.append("|".join("".join(piece.text for piece in pieces) for pieces in cells if pieces))
    return "\n".join(lines)


def marked(groups: list[Group], key: int) -> str:
    return "".join(piece.text for piece in every_piece(groups) if piece.mark and piece.mark.key == key)


def every_piece(groups: list[Group]) -> list[Piece]:
    return [piece for group in groups for part in group.parts for pieces in (part.pieces, *part.cells) for piece in pieces]


TEXT = """# Queue stalled

The consumer **stopped** at 09:12, see [the graph](https://graphs.example/q).

## Actions

- [ ] Add an alert on queue age. (Owner: Priya Nair)
- Cap the batch at `500` rows.
"""


def a_document() -> Document:
    return Document(
        TEXT,
        (
            block(TEXT, "# Queue stalled", Kind.HEADING, level=1),
            block(TEXT, TEXT.split("\n")[2], Kind.PARAGRAPH),
            block(TEXT, "## Actions", Kind.HEADING, level=2),
            block(TEXT, "- [ ] Add an alert on queue age. (Owner: Priya Nair)", Kind.ENTRY, level=1, checked=False),
            block(TEXT, "- Cap the batch at `500` rows.", Kind.ENTRY, level=1),
        ),
    )


def test_a_document_reads_without_its_markup() -> None:
    assert shown(lay_out(a_document(), ())) == (
        "Queue stalled\nThe consumer stopped at 09:12, see the graph.\nActions\n"
        "Add an alert on queue age. (Owner: Priya Nair)\nCap the batch at 500 rows."
    )


def test_neighbouring_entries_stand_in_one_list() -> None:
    assert [(group.kind, len(group.parts)) for group in lay_out(a_document(), ())] == [
        ("heading", 1), ("paragraph", 1), ("heading", 1), ("list", 2),
    ]  # fmt: skip


def test_a_mark_covers_exactly_the_words_of_its_span() -> None:
    groups = lay_out(a_document(), [mark(TEXT, "Add an alert on queue age.", 7)])
    assert marked(groups, 7) == "Add an alert on queue age."


def test_a_mark_over_styled_words_stays_one_mark_with_one_anchor() -> None:
    groups = lay_out(a_document(), [mark(TEXT, "- Cap the batch at `500` rows.", 8)])
    pieces = [piece for piece in every_piece(groups) if piece.mark]
    assert [piece.text for piece in pieces] == ["Cap the batch at ", "500", " rows."]
    assert [piece.opens for piece in pieces] == [True, False, False]


def test_of_two_marks_over_the_same_words_the_inner_one_is_shown() -> None:
    outer, inner = mark(TEXT, "Add an alert on queue age. (Owner: Priya Nair)", 1), mark(TEXT, "queue age", 2)
    groups = lay_out(a_document(), [inner, outer])
    assert marked(groups, 2) == "queue age"
    assert marked(groups, 1) == "Add an alert on . (Owner: Priya Nair)"


def test_a_link_is_words_with_its_target_named_and_leads_nowhere() -> None:
    link = next(piece for piece in every_piece(lay_out(a_document(), ())) if piece.look == "link")
    assert (link.text, link.title) == ("the graph", "https://graphs.example/q")


def test_text_that_no_block_holds_is_shown_as_it_stands() -> None:
    text = "---\nid: INC-1\n---\n\nHello\n\n<script>alert(1)</script>\n"
    document = Document(text, (block(text, "Hello", Kind.PARAGRAPH),))
    assert shown(lay_out(document, ())) == "---\nid: INC-1\n---\nHello\n<script>alert(1)</script>"


def test_a_document_whose_blocks_are_unknown_is_shown_line_by_line() -> None:
    groups = lay_out(Document(TEXT, ()), [mark(TEXT, "Cap the batch")])
    assert shown(groups) == TEXT.strip()
    assert marked(groups, 1) == "Cap the batch"


def test_a_row_is_marked_in_each_of_its_cells() -> None:
    text = "| What | Who |\n| --- | --- |\n| Add an alert | Priya |\n| Escape \\| it | Bo |\n"
    rows = [block(text, row, Kind.ROW, columns=("What", "Who")) for row in ("| Add an alert | Priya |", "| Escape \\| it | Bo |")]
    groups = lay_out(Document(text, tuple(rows)), [mark(text, "| Add an alert | Priya |")])
    table = next(group for group in groups if group.kind == "table")
    assert table.columns == ("What", "Who")
    assert [["".join(piece.text for piece in cell) for cell in part.cells] for part in table.parts] == [
        ["Add an alert", "Priya"],
        ["Escape | it", "Bo"],
    ]
    assert marked(groups, 1) == "Add an alertPriya"


def test_the_head_of_a_table_is_not_printed_twice() -> None:
    text = "| What | Who |\n| --- | --- |\n| Add an alert | Priya |\n"
    groups = lay_out(Document(text, (block(text, "| Add an alert | Priya |", Kind.ROW, columns=("What", "Who")),)), ())
    assert [group.kind for group in groups] == ["table"]


def test_hidden_and_turning_characters_are_named() -> None:
    pieces = plain("ad\u202emin\u200b")
    assert [piece.text for piece in pieces] == ["ad", "U+202E", "min", "U+200B"]
    assert pieces[1].title == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert count_hidden("ad\u202emin\u200b") == 2


def test_words_written_in_invisible_tags_are_named_too() -> None:
    assert [piece.text for piece in plain("a\U000e0041")] == ["a", "U+E0041"]


def test_joined_emoji_and_joined_letters_are_left_alone() -> None:
    assert [piece.text for piece in plain("👩\u200d🚒 क्\u200dष")] == ["👩\u200d🚒 क्\u200dष"]


def test_an_image_is_named_and_never_loaded() -> None:
    text = "See ![the graph](https://tracker.example/pixel.png) here."
    groups = lay_out(Document(text, (block(text, text, Kind.PARAGRAPH),)), ())
    assert [piece.look for piece in every_piece(groups)] == ["", "image", ""]


def test_quotation_marks_of_later_lines_are_dropped() -> None:
    text = "> We saw it\n> and waited.\n"
    groups = lay_out(Document(text, (block(text, "> We saw it\n> and waited.", Kind.QUOTE),)), ())
    assert shown(groups) == "We saw it\nand waited."


def a_long_document(lines: int) -> Document:
    text = "\n".join(f"line {number}" for number in range(1, lines + 1))
    return Document(text, ())


def test_of_a_long_document_only_what_is_near_a_mark_is_shown_and_the_rest_is_counted() -> None:
    document = a_long_document(5000)
    groups = lay_out(document, [mark(document.text, "line 3000")])
    assert [group.kind for group in groups] == ["left-out", *["plain"] * (len(groups) - 2), "left-out"]
    assert marked(groups, 1) == "line 3000"
    assert len(re.findall("line", shown(groups))) < 100
    assert groups[0].first == 1
    assert groups[-1].last == 5000


def test_left_out_lines_can_be_asked_for() -> None:
    document = a_long_document(5000)
    text = shown(lay_out(document, [mark(document.text, "line 3000")], show_from=1))
    assert "line 1\n" in text
    assert "line 990\n" in text
    assert "line 2000\n" not in text


def test_an_endless_line_is_cut_and_says_so() -> None:
    text = "word " * 200_000
    groups = lay_out(Document(text, (block(text, text, Kind.PARAGRAPH),)), ())
    assert "more characters stand here" in shown(groups)
    assert len(shown(groups)) < 50_000


def test_the_same_line_is_never_lost_between_shown_and_left_out() -> None:
    document = a_long_document(3000)
    groups = lay_out(document, [mark(document.text, "line 1500")])
    covered = [number for group in groups for number in range(group.first, group.last + 1)]
    assert covered == list(range(1, 3001))
