"""Bytes become text, or a refusal that says what to do."""

from __future__ import annotations

import codecs

import pytest

from followthrough.core.parse import parse
from followthrough.core.parse.decode import LARGEST, decode
from followthrough.errors import InputError


def test_line_ends_become_one_kind() -> None:
    assert decode(b"one\r\ntwo\rthree\n", name="a.md") == "one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("mark", "encoding"), [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]
)
def test_a_byte_order_mark_says_the_encoding_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + "Größe\n".encode(encoding), name="a.md") == "Größe\n"


@pytest.mark.parametrize("data", [b"", b"  \n\t\n", codecs.BOM_UTF8])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.md: the file is empty"):
        decode(data, name="a.md")


def test_latin_1_is_refused_with_the_line_and_the_way_out() -> None:
    with pytest.raises(InputError, match="UTF-8 text: save it as UTF-8") as refusal:
        decode(b"# fine\n\ncaf\xe9 au lait\n", name="a.md")
    assert refusal.value.line == 3
    assert "iconv" in str(refusal.value)


def test_the_line_of_a_bad_byte_counts_every_kind_of_line_end() -> None:
    with pytest.raises(InputError) as refusal:
        decode(b"one\r\ntwo\r\n\xff\n", name="a.md")
    assert refusal.value.line == 3


@pytest.mark.parametrize("data", [b"abc\n\x00def", b"\x00\x01\x02\xff\xfe\x00", "no mark".encode("utf-16-le")])
def test_a_binary_file_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="NUL"):
        decode(data, name="a.md")


@pytest.mark.parametrize(
    ("data", "word"), [(b"%PDF-1.7 ...", "PDF"), (b"PK\x03\x04...", "Word"), (b"\x89PNG\r\n", "picture"), (b"\x1f\x8b\x08", "compressed")]
)
def test_a_known_format_is_called_by_its_name(data: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        decode(data, name="a.md")


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(InputError, match="too large"):
        parse(b"\xff" * (LARGEST + 1), name="a.md")
    assert decode(b"a" * LARGEST, name="a.md")


def test_half_a_character_of_utf_16_is_refused() -> None:
    with pytest.raises(InputError, match="UTF-16"):
        decode(codecs.BOM_UTF16_LE + b"a\x00b", name="a.md")
