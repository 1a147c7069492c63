"""An excerpt stands for the whole text wherever a report looks at a finding's lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.item import Span
from followthrough.core.report.excerpt import Excerpt
from followthrough.core.report.place import place

TEXTS = st.text(alphabet="ab\n é", max_size=60)


@given(TEXTS, st.data())
def test_every_span_reads_as_in_the_whole_text(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = [Span(min(a, b), max(a, b), 1, 1) for a, b in data.draw(st.lists(st.tuples(ends, ends), max_size=4))]
    excerpt = Excerpt(text, spans)
    for span in spans:
        assert excerpt[span.start : span.end] == text[span.start : span.end]
        assert place(excerpt, span) == place(text, span)
        start = excerpt.rfind("\n", 0, span.start) + 1
        assert start == text.rfind("\n", 0, span.start) + 1
        assert excerpt.find("\n", start) == text.find("\n", start)


def test_lines_that_nobody_speaks_of_are_not_kept() -> None:
    text = "a\n" * 10_000
    excerpt = Excerpt(text, [Span(4, 5, 3, 3)])
    assert sum(map(len, excerpt._pieces)) == 2
