"""Places as an editor counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.editor.places import Places, Position, utf16

TEXT = "# Mail 📬 was late\n\n- 😀😀 Alert\n- ä́\u2028b\x0cc"


@pytest.mark.parametrize(
    ("words", "position"),
    [("# Mail", (0, 0)), (" was", (0, 9)), ("Alert", (2, 7)), ("\n\n- ", (0, 18)), ("b\x0c", (3, 5)), ("c", (3, 7))],
)
def test_an_emoji_counts_two_units_and_only_a_line_feed_ends_a_line(words: str, position: tuple[int, int]) -> None:
    assert Places(TEXT).position(TEXT.rindex(words)) == position


def test_units_of_another_encoding_are_counted_where_that_was_agreed_on() -> None:
    assert Places(TEXT, len).position(TEXT.index("Alert")) == (2, 5)
    assert Places(TEXT, lambda text: len(text.encode())).position(TEXT.index("Alert")) == (2, 11)


@given(st.text(st.sampled_from("a😀\n é")), st.data())
def test_every_character_is_found_again_at_its_position(text: str, data: st.DataObject) -> None:
    places = Places(text)
    at = data.draw(st.integers(0, len(text)))
    position = places.position(at)
    assert places.offset(position) == at
    assert position.line == text.count("\n", 0, at)
    assert position.character == len(text[text.rfind("\n", 0, at) + 1 : at].encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("position", "at"), [(Position(0, 99), 17), (Position(99, 0), len(TEXT)), (Position(0, 8), 8), (Position(1, 3), 18)]
)
def test_a_position_outside_or_inside_of_a_character_is_moved_to_the_next_one(position: Position, at: int) -> None:
    assert Places(TEXT).offset(position) == at


def test_the_lines_of_a_text_end_before_their_line_feed() -> None:
    assert Places("a\n😀\n").line(1) == ((1, 0), (1, 2))
    assert Places("a\n").line(7) == ((1, 0), (1, 0))
    assert Places("").line(0) == ((0, 0), (0, 0))
    assert utf16("a😀") == 3
