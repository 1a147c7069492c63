"""The whole rule set over documents that nobody would write: nothing is raised, and each finding has its place."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.core.config import Config
from followthrough.core.extract import read
from followthrough.core.lint.mend.plan import mend
from followthrough.core.lint.promised import promised_twice
from followthrough.core.lint.run import lint, promises
from followthrough.core.parse import parse
from followthrough.errors import InputError
from tests.conftest import TODAY

EVERYTHING = Config(select=("all",), due_days_by_severity=((1, 1),))
PIECES = st.sampled_from(
    [
        "# ", "## Action items\n\n", "## What went wrong\n\n", "### Where we got lucky\n", "Contributing factors:\n", "- ", "* [ ] ",
        "1. ", "  ", "| Action | Owner | Due |\n|---|---|---|\n", "| ", " |", "\n", "\n\n", "> ", "```\n", "~~", "**", "`",
        "<!-- followthrough: ignore", " FT101", " no-owner, FT999", " -->", "-->", "<!--", "(Owner: ", "@acme/team", ")", "due ",
        "0000-00-00", "9999-12-31", "0001-01-01", "31 Feb", "Q9", "SEV1", "Improve everything", "We should add an alert",
        "The alert was missing that night", ": ", "'", "\\", "\u202e", "\ufeff", "İ", "é", "\U0001f525", "\u2028", "\x0b", "\t",
        "x" * 300,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))


@settings(deadline=None, max_examples=300)
@given(TEXTS, st.sampled_from([TODAY, date.min, date.max]))
def test_no_document_makes_a_rule_raise(text: str, today: date) -> None:
    try:
        reading = read(parse(text.encode("utf-8", "replace"), name="odd.md"))
    except InputError:
        return  # no document, and said so
    length, lines = len(reading.document.text), reading.document.text.count("\n") + 1
    for finding in lint(reading, today=today, config=EVERYTHING):
        assert finding.message.isprintable() or "\u202e" in text
        span = finding.span
        assert span is None or (0 <= span.start <= span.end <= length and 1 <= span.first <= span.last <= lines)
    assert promised_twice([promises(reading, file=name, config=EVERYTHING) for name in ("a.md", "b.md")]) is not None
    again = mend(reading.document.text, name="odd.md", today=today)
    assert mend(again.text, name="odd.md", today=today).text == again.text


@pytest.mark.parametrize(
    "text",
    [
        "## What went wrong\n\n" + "- The phone was broken. " * 5000,
        "## What went wrong\n\n" + "- The phone was broken that night.\n" * 3000 + "\n## Action items\n\n- Pin the client.\n",
        "## Action items\n\n" + "- Pin the client of the mail sender at five.\n" * 3000,
        "<!-- followthrough: ignore FT101 " + "FT101 " * 5000 + "-->\n\n- Pin it.\n",
        "<!-- followthrough: ignore" * 5000,
        "<!-- followthrough: ignore FT101 so it is -->\n" * 3000
        + "\n## Action items\n\n"
        + "- Pin it. <!-- followthrough: ignore FT111 -->\n" * 1000,
    ],
    ids=["one endless entry", "many problems", "many items", "one endless comment", "comments without an end", "many comments"],
)
def test_a_large_document_is_linted_too(text: str) -> None:
    reading = read(parse(text.encode(), name="large.md"))
    lint(reading, today=TODAY, config=EVERYTHING)
    promised_twice([promises(reading, file=name, config=EVERYTHING) for name in ("a.md", "b.md")])
