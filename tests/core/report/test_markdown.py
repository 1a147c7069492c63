"""Findings as a comment on a pull request, read again by a Markdown parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.report.markdown import LONGEST, MARKER, render
from followthrough.core.report.result import Result
from tests.core.report.hostile import TEXT, many, results

READER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")


class Page(HTMLParser):
    """What a browser would see: the elements, and the text inside and outside of code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.code = self.text = ""
        self._depth = 0
        self.feed(READER.render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs or tag in {"th", "td"}
        self.elements.add(tag)
        self._depth += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "code"

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.code += data
        else:
            self.text += data


def test_a_document_is_a_table_of_lines_rules_and_words() -> None:
    found = Finding("FT101", "no-owner", "no owner: name one", Span(2, 9, 1, 1))
    shown = render([Result("p.md", "- Improve\n", (found,)), Result("q.md")])
    assert shown.startswith(f"{MARKER}\n\n### Followthrough\n\n**1 finding in 1 of 2 files.**")
    assert "\n| 1 | FT101 no-owner | no owner: name one | <code>Improve</code> |" in shown
    assert "q.md" not in shown


def test_nothing_found_is_one_sentence() -> None:
    assert render([Result("p.md")]) == f"{MARKER}\n\n### Followthrough\n\n**no findings in 1 file.**"


def test_the_words_of_a_document_make_no_markup_and_call_nobody() -> None:
    page = Page(render(results()))
    assert page.elements <= {"h3", "p", "strong", "code", "table", "thead", "tbody", "tr", "th", "td"}
    assert not re.search(r"(?<!\w)[@#!]\w|GH-\d", page.text)
    assert "://" not in render(results())
    assert "www." not in render(results())


def test_words_are_read_as_they_stand_in_the_document() -> None:
    words = "a|b `c` \\| *d* _e_ <f> &amp; ~g~ [h](i)"
    found = Finding("FT101", "no-owner", "no owner", Span(0, len(words), 1, 1))
    assert words in Page(render([Result("p.md", words, (found,))])).code


def test_a_row_has_four_cells_whatever_its_words_are() -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", READER.render(render(results())), re.DOTALL)
    assert len(rows) == 5
    assert all(len(re.findall(r"<t[hd]\b", row)) == 4 for row in rows)


def test_many_findings_are_folded_away() -> None:
    shown = render([many(11), many(2, file="q.md")])
    assert shown.count("<details>") == shown.count("</details>") == 1
    assert "<summary><b><code>p.md</code></b>: 11 findings</summary>" in shown


def test_a_comment_is_never_longer_than_github_takes_and_says_what_it_leaves_out() -> None:
    assert len(TEXT) < 10_000
    shown = render([many(400, file=f"{n}.md") for n in range(9)])
    assert len(shown) <= LONGEST
    assert re.search(r"…and \d+ more in this document\.", shown)
    assert re.search(r"…and \d+ more documents: this comment is full\.", shown)
    assert shown.count("<details>") == shown.count("</details>")


def test_a_file_that_could_not_be_read_is_told() -> None:
    assert "<code>p.md</code>**: could not be read. p.md: no text" in render([Result("p.md", problem="p.md: no text")])
