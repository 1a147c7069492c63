"""What holds for every document of every format: it is read or refused in words, and each place is where it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.core.extract import read
from followthrough.core.parse import Format, parse
from followthrough.core.parse.translate import translate
from followthrough.errors import InputError
from tests.core.parse import papers, word
from tests.core.parse.test_properties import check

FORMS = [
    papers.CONFLUENCE,
    papers.CONFLUENCE_STORAGE,
    papers.NOTION,
    papers.GOOGLE_DOCS,
    papers.RST,
    papers.ASCIIDOC,
    papers.JIRA,
    papers.PLAIN,
]
MAIL = "From: a@b.example\nTo: c@d.example\nDate: Wed, 14 Oct 2026 17:02:11 +0200\nSubject: Late\nMIME-Version: 1.0\n\n"
TROUBLE = st.sampled_from(
    [
        *(
            "\u202e",
            "\u2066",
            "\u200b",
            "\ufeff",
            "\u00ad",
            "\u0301",
            "e\u0301",
            "é",
            "\u2028",
            "\x85",
            "\x0b",
            "\x0c",
            "\x1c",
            "\r",
            "\r\n",
        ),
        *(
            "\x00",
            "&#0;",
            "&#xD800;",
            "&#13;",
            "&#10;",
            "&#x202e;",
            "&nbsp;",
            "\x1b[2J",
            "🙂",
            "|",
            "||",
            "*",
            "_",
            "`",
            "\\",
            "~~",
            "<",
            ">",
        ),
        *(
            "<p>",
            "</p>",
            "<li>",
            "</ul>",
            "<table>",
            "<td>",
            "</table>",
            "<s>",
            "\n",
            "\n\n",
            "    ",
            "\t",
            "- ",
            "* ",
            "# ",
            ".. ",
            "::\n\n  ",
        ),
        *("|===\n", "{code}\n", "h1. ", "== ", "====\n", "----\n", "```\n", "<!--", "-->", "]]>", "<br>", "• ", "[ ] "),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A document of some format with trouble put into it, in some encoding, perhaps cut off or with a byte changed."""
    text = draw(st.sampled_from([*FORMS, MAIL + papers.PLAIN]))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(TROUBLE) + text[at + draw(st.integers(0, 30)) :]
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]))
    data = bytearray(text.encode(encoding, "replace"))
    if draw(st.booleans()):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(1, len(data)))] if draw(st.integers(0, 4)) == 0 else data)


def read_or_refuse(data: bytes) -> None:
    try:
        document = parse(data, name="any")
    except InputError:
        return
    check(document)
    assert not {"\x00", "\r"} & set(document.text)
    document.text.encode()
    for candidate in read(document).candidates:
        assert candidate.quote == document.quote(candidate.span)
        assert document.text.count("\n", 0, candidate.span.start) + 1 == candidate.span.first


@given(damaged())
@settings(max_examples=200, deadline=None)
def test_a_damaged_document_is_read_or_refused_in_words(data: bytes) -> None:
    read_or_refuse(data)


@given(st.integers(0, len(word.RECEIPTS) - 1), st.integers(0, 255), st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_a_damaged_word_file_is_read_or_refused_in_words(at: int, byte: int, cut: int) -> None:
    data = bytearray(word.RECEIPTS)
    data[at] = byte
    read_or_refuse(bytes(data[: len(data) - (cut if cut > 40 else 0)]))


@given(
    st.lists(TROUBLE | st.text(max_size=8), max_size=30).map("".join),
    st.sampled_from(["<html>", "<p>", "= A\n\n== B\n", "h1. A\n", "A\n\n• b\n"]),
)
@settings(max_examples=200, deadline=None)
def test_any_text_behind_a_format_s_first_words_is_read_or_refused(text: str, start: str) -> None:
    read_or_refuse((start + text).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("kind", [Format.RST, Format.ASCIIDOC, Format.JIRA, Format.PLAIN])
@given(st.lists(TROUBLE | st.sampled_from(["a", "Add an alert", " ", "=", "|a|b|", "  * x\n"]), max_size=40).map("".join))
@settings(max_examples=100, deadline=None)
def test_line_n_stays_line_n(kind: Format, text: str) -> None:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    assert translate(text, kind, name="x").count("\n") == text.count("\n")


@given(
    st.binary(max_size=300),
    st.sampled_from([b"<html>", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"From: a\nTo: b\nSubject: c\nDate: d\n\n"]),
)
@settings(max_examples=200, deadline=None)
def test_any_bytes_behind_a_format_s_mark_are_read_or_refused(data: bytes, start: bytes) -> None:
    read_or_refuse(start + data)


@pytest.mark.parametrize("form", ["é", "e\u0301"])
def test_letters_stay_composed_or_apart_as_they_were_written(form: str) -> None:
    assert f"caf{form}" in parse(f"<p>Add the caf{form} alert</p>".encode(), name="x").text
