"""Input that was made to keep a reader busy. Nothing is timed: anything worse than linear would not end within the suite's patience."""

from __future__ import annotations

import pytest

from followthrough.core.document import Kind
from followthrough.core.extract import MOST_ITEMS, read
from followthrough.core.parse import parse
from followthrough.errors import InputError

SIZE = 100_000
REPEATED = [
    "[",
    "]",
    "](",
    "[a](",
    '[a](b "',
    "![",
    "[a](<",
    "*",
    "*a ",
    "a*",
    "**a",
    "_a",
    "*_~~a",
    "***a*",
    "`",
    "~~a",
    "\\",
    "<!--",
    "<a ",
    "<",
    "&",
    "&a;",
    "http://",
    "https://x(",
    "a\n=\n",
    "# a\n",
    "**a**\n\n",
    "a|b\n",
    "|-",
    "- ",
    "> ",
    "1. ",
    "- a\n\n\n",
    "> - a\n",
    "[a]: b\n",
    "[a\n",
    "<div>\n",
    "```\n",
    "\u200b",
    "\u00a0- x\n",
    "a. ",
    "A. We should ",
    "Priya, ",
    "@a",
    "(owner: ",
    "2026-01-02 ",
    "Jan 1 ",
    "by ",
    "#1 ",
    "AB-1 ",
    "Aa ",
    "Aa: ",
    "(",
    "(a) ",
    "we will ",
    "We will add it. ",
    "- Aa Aa to add ",
    "word ",
    ":",
    ".",
    "1",
    "end of ",
    "should have ",
    "<x",
    "{{",
    "TBD ",
]


@pytest.mark.parametrize("piece", REPEATED)
def test_repetition_is_read_to_its_end(piece: str) -> None:
    document = parse((piece * (SIZE // len(piece)) + "x").encode(), name="hostile.md")
    reading = read(document)
    assert all(candidate.quote == document.quote(candidate.span) for candidate in reading.candidates)


@pytest.mark.parametrize(
    "piece", ["(owner: ", "Aa ", "Priya, ", "2026-01-02 ", "AB-1 ", "@a ", "by ", "#1 ", "won't ", "(done", "and ", "Aa/", "- "]
)
def test_one_endless_action_item_is_read_to_its_end(piece: str) -> None:
    text = "# Mail was late\n\n## Action items\n\n- Add " + piece * (SIZE // len(piece)) + "\n"
    assert len(read(parse(text.encode(), name="hostile.md")).candidates) <= 1


def test_a_table_of_very_many_rows_is_read() -> None:
    rows = 20_000
    text = (
        "## Action items\n\n| Action | Owner | Ticket |\n|---|---|---|\n"
        + "| Add an alert | Priya | [PAY-1](http://a.example/1) |\n" * rows
    )
    document = parse(text.encode(), name="rows.md")
    assert sum(block.kind is Kind.ROW for block in document.blocks) == rows
    assert len(read(document).candidates) == 1  # the same work, said again and again


def test_a_list_without_end_is_refused_in_words_that_say_what_to_do() -> None:
    rows = "".join(f"- Add check number {number}\n" for number in range(MOST_ITEMS + 1))
    with pytest.raises(InputError, match=r"endless.md: lists more than 10,000 action items.*one by one"):
        read(parse(f"## Action items\n\n{rows}".encode(), name="endless.md"))


def test_rows_that_leave_out_their_cells_make_no_work_beyond_them() -> None:
    text = "|a" * 200 + "|\n" + "|-" * 200 + "|\n" + "|x\n" * 5_000
    document = parse(text.encode(), name="rows.md")
    assert sum(len(block.cells) for block in document.blocks) <= 5_000 + 200
    assert document.blocks[-1].span.last == 5_002


def test_lists_and_quotes_nest_without_end() -> None:
    for mark in ("- ", "> ", "1. ", ">", "* > "):
        assert parse((mark * 10_000 + "the words\n").encode(), name="deep.md").blocks
    stairs = "".join("  " * depth + f"- step {depth}\n" for depth in range(400))
    document = parse(stairs.encode(), name="stairs.md")
    assert {f"step {depth}" for depth in range(400)} <= {word for block in document.blocks for word in [block.text]}


def test_one_line_of_a_megabyte_is_read() -> None:
    document = parse(b"word " * 200_000, name="line.md")
    assert document.blocks[0].text.count("word") == 200_000
