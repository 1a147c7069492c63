"""What holds for every document there can be."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.core.document import Document
from followthrough.core.extract import read
from followthrough.core.parse import parse
from followthrough.errors import InputError

# Pieces that meet in real documents, and characters that break readers.
PIECES = st.sampled_from(
    [
        "# Mail was late\n",
        "## Action items\n",
        "**Action items**\n",
        "Action items:\n",
        "Title\n=====\n",
        "- ",
        "  - ",
        "1. ",
        "> ",
        "- [ ] ",
        "- [x] ",
        "| Action | Owner |\n|---|---|\n",
        "| Add | Priya |\n",
        "Add an alert",
        " (Owner: Priya)",
        " by 2026-04-01",
        " PAY-12",
        "We should add a test. ",
        "~~gone~~",
        "`code`",
        "[words](http://a.example/issues/1)",
        "https://a.example/pull/2",
        "**bold**",
        "<div>",
        "<!-- x -->",
        "```\n",
        "---\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        "    ",
        "\u200b",
        "\u202e",
        "\u00a0",
        "\ufeff",
        "\u2028",
        "\x0b",
        "\x0c",
        "\x85",
        "é",
        "🙂",
        "|",
        "*",
        "_",
        "\\",
        "[x]: y\n",
        "@priya ",
    ]
)
MARKDOWN = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)


def check(document: Document) -> None:
    lines = document.text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for at, block in enumerate(document.blocks):
        span = block.span
        assert 0 <= span.start <= span.end <= len(document.text)
        assert starts[span.first - 1] <= span.start < starts[span.first]
        assert starts[span.last - 1] <= span.end < starts[span.last]
        assert block.parent is None or block.parent < at
        assert len(block.cell_links) == len(block.cells)
    assert [block.span.start for block in document.blocks] == sorted(block.span.start for block in document.blocks)


@given(MARKDOWN)
@settings(max_examples=300, deadline=None)
def test_places_lines_and_quotations_agree(text: str) -> None:
    try:
        document = parse(text.encode("utf-8", "surrogatepass"), name="any.md")
    except InputError:
        return
    check(document)
    reading = read(document)
    for candidate in reading.candidates:
        assert candidate.quote == document.quote(candidate.span)
        assert document.text.count("\n", 0, candidate.span.start) + 1 == candidate.span.first
        assert document.text.count("\n", 0, candidate.span.end) + 1 == candidate.span.last
        assert candidate.item.text.strip()
        assert 0 <= candidate.confidence <= 1
    places = [(candidate.span.start, candidate.span.end) for candidate in reading.candidates]
    assert places == sorted(places)


@given(MARKDOWN)
@settings(max_examples=60, deadline=None)
def test_the_same_bytes_are_read_the_same_way(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        assert read(parse(data, name="any.md")) == read(parse(data, name="any.md"))
    except InputError:
        return


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused_in_words(data: bytes) -> None:
    try:
        document = parse(data, name="any.md")
    except InputError:
        return
    check(document)
    read(document)


@given(MARKDOWN)
@settings(max_examples=100, deadline=None)
def test_words_outside_of_markup_are_never_lost(text: str) -> None:
    marker = "zanzibar"
    try:
        document = parse(f"{text}\n\n{marker} stands here\n".encode("utf-8", "surrogatepass"), name="any.md")
    except InputError:
        return
    if "<!--" not in text:
        everything = " ".join(block.text for block in document.blocks) + " ".join(document.front_matter.values())
        assert marker in everything
