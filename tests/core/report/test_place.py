"""Where findings stand, and how they are recognised."""

from __future__ import annotations

from followthrough.core.item import Span
from followthrough.core.report.excerpt import Excerpt
from followthrough.core.report.place import Place, place, relative

TEXT = "# Mail\n\n- 😀 Improve\n  the mail\n\nEnd\n"


def test_columns_count_characters_from_1_and_end_behind_the_last() -> None:
    span = Span(TEXT.index("Improve"), TEXT.index("mail") + 4, 3, 4)
    assert place(TEXT, span) == Place(3, 5, 4, 11)


def test_an_excerpt_gives_the_same_places_as_the_whole_text() -> None:
    span = Span(TEXT.index("Improve"), TEXT.index("mail") + 4, 3, 4)
    assert place(Excerpt(TEXT, [span]), span) == place(TEXT, span)


def test_a_line_end_at_the_end_of_a_span_counts_for_nothing() -> None:
    assert place("End\n", Span(0, 4, 1, 1)) == Place(1, 1, 1, 4)


def test_files_are_named_with_forward_slashes_and_without_a_dot_in_front() -> None:
    assert relative("./docs//p.md") == "docs/p.md"
