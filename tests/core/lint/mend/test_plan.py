"""Mending a document: what is written, what is left, and that nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.core.config import Config
from followthrough.core.extract import read
from followthrough.core.lint.mend.change import Mended
from followthrough.core.lint.mend.plan import mend
from followthrough.core.lint.run import lint
from followthrough.core.parse import parse
from followthrough.errors import InputError
from tests.conftest import TODAY

HEAD = "# Mail was late\n\nDate: 2026-03-12\n\n## Action items\n\n"
TABLE = f"{HEAD}| Action | Owner | Due | Ticket |\n|---|---|---|---|\n"


def mended(text: str, *only: str) -> Mended:
    return mend(text, name="postmortem.md", today=TODAY, config=Config(fix_only=only))


def line(text: str, *only: str) -> str:
    """The last line of a mended text."""
    return mended(text, *only).text.rstrip("\n").rpartition("\n")[2]


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("- Pin the client, due 3 May", "- Pin the client, due 2026-05-03"),
        ("- Pin the client (due 3rd of May, 2026)", "- Pin the client (due 2026-05-03)"),
        ("- Pin the client by end of April", "- Pin the client by 2026-04-30"),
        ("- Pin the client within two weeks", "- Pin the client by 2026-03-26"),
        ("- [ ] Pin the client, due 31.12.2026 <!-- why -->", "- [ ] Pin the client, due 2026-12-31 <!-- why -->"),
    ],
)
def test_a_due_date_in_words_becomes_the_day_it_is(entry: str, after: str) -> None:
    assert line(f"{HEAD}{entry}\n", "dates") == after


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("- Pin the client, due 03/04/2026", "'03/04/2026' is one day in Europe and another in America"),
        ("- Pin the client next sprint", "is no day that could be counted"),
        ("- Pin the client, due `3 May`", "stands where nothing is written by machine"),
    ],
)
def test_a_date_that_is_not_clear_stays_and_it_is_said_why(entry: str, why: str) -> None:
    done = mended(f"{HEAD}{entry}\n", "dates")
    assert done.changes == ()
    assert [left.line for left in done.left] == [7]
    assert why in done.left[0].why


def test_without_a_date_of_its_own_a_document_has_no_day_to_count_from() -> None:
    done = mended("## Action items\n\n- Pin the client, due 3 May\n", "dates")
    assert done.text.endswith("due 3 May\n")
    assert "counts from the day of the incident, which the document does not state" in done.left[0].why


@pytest.mark.parametrize(
    ("entry", "after"),
    [
        ("- Pin the client", "- Pin the client (Owner: TODO, Ticket: TODO)"),
        ("- Pin the client. (MAIL-7)", "- Pin the client. (MAIL-7) (Owner: TODO)"),
        ("* Pin the client. <!-- why -->", "* Pin the client. (Owner: TODO, Ticket: TODO) <!-- why -->"),
        ("1. Pin the client\n   of the mail sender", "   of the mail sender (Owner: TODO, Ticket: TODO)"),
        ("- Pin the client @ines", "- Pin the client @ines - Ticket: TODO"),
        ("- Pin the client — Tomás Ruiz", "- Pin the client, Ticket: TODO — Tomás Ruiz"),
        ("- Pin the client (Owner: TBD)", "- Pin the client, Ticket: TODO (Owner: TBD)"),
    ],
)
def test_a_mark_is_put_where_an_owner_or_a_ticket_is_missing(entry: str, after: str) -> None:
    assert line(f"{HEAD}{entry}\n", "owners", "tickets") == after


def test_the_rules_go_on_speaking_of_what_only_has_a_mark() -> None:
    text = f"{HEAD}- Pin the client\n"
    codes = [
        [finding.code for finding in lint(read(parse(version.encode(), name="p.md")), today=TODAY)] for version in (text, mended(text).text)
    ]
    assert codes[0] == codes[1]
    assert {"FT101", "FT121"} <= set(codes[0])


def test_a_rule_that_is_silenced_or_switched_off_asks_for_no_mark() -> None:
    quiet = f"{HEAD}- Pin the client <!-- followthrough: ignore FT101 the vendor does it -->\n"
    assert "Owner" not in mended(quiet, "owners", "tickets").text
    assert mend(f"{HEAD}- Pin the client\n", name="p.md", today=TODAY, config=Config(select=("vague",), fix_only=("owners",))).changes == ()


@pytest.mark.parametrize(
    ("entry", "after"),
    [("- Pin the client", "- [ ] Pin the client"), ("+ Pin it now", "+ [ ] Pin it now"), ("3) Pin the client", "3) [ ] Pin the client")],
)
def test_a_listed_item_gets_a_box(entry: str, after: str) -> None:
    assert line(f"{HEAD}{entry}\n", "checkboxes") == after


@pytest.mark.parametrize("entry", ["- [ ] Pin the client", "- [x] Pin the client", "- ~~Pin the client~~", "- Pin the client (done)"])
def test_what_has_a_box_or_is_over_gets_none(entry: str) -> None:
    assert mended(f"{HEAD}{entry}\n", "checkboxes").changes == ()


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ("| Pin the client | | 3 May | |", "| Pin the client | TODO | 2026-05-03 | TODO |"),
        ("| Cap a \\| b |  | |           |", "| Cap a \\| b | TODO | | TODO      |"),
        ("Pin the client | | 3 May | MAIL-7", "Pin the client | TODO | 2026-05-03 | MAIL-7"),
        ("| Pin the client | | |", "| Pin the client | | |"),
    ],
)
def test_empty_cells_of_a_table_get_a_mark_and_dates_become_days(row: str, after: str) -> None:
    assert line(f"{TABLE}{row}\n").rstrip() == after.rstrip()


def test_a_table_without_the_column_is_left_and_told() -> None:
    done = mended(f"{HEAD}| Action | Ticket |\n|---|---|\n| Pin the client | MAIL-7 |\n")
    assert done.changes == ()
    assert [left.why for left in done.left] == ["no mark for owner: the table has no column for it"]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}```\n- Pin the client by 3 May\n```\n",
        f"{HEAD}<ul><li>Pin the client by 3 May</li></ul>\n",
        f"{HEAD}> - Pin the client by 3 May\n",
        f"{HEAD}We should also pin the client by 3 May.\n",
        "# Notes\n\nNothing happened.\n",
    ],
)
def test_code_html_quotations_and_prose_are_never_touched(text: str) -> None:
    assert mended(text).text == text


def test_every_change_says_its_line_and_why() -> None:
    done = mended(f"{HEAD}- Pin the client, due 3 May\n")
    assert [(change.line, change.whys) for change in done.changes] == [
        (7, ("due date '3 May' to 2026-05-03", "mark for owner and ticket", "checkbox"))
    ]


WORDS = st.sampled_from(
    [
        "Pin the client", "Cap retries at five.", "Alert when the queue is full", "by 3 May", "(due end of April)", "within two weeks",
        "@ines", "(Owner: Ines Duarte)", "— Tomás Ruiz", "(MAIL-7)", "`code`", "`", "<!-- why -->", "[see](https://x.example/3-May)",
        "**now**", "\\", "03/04/2026", "next sprint", "~~old~~", "Owner: TBD", "|", "\\|", "DONE", "é", "  ", "Ticket:", "<br>", "…",
        "soon", "and remove the flag",
    ]
)  # fmt: skip
STARTS = st.sampled_from(
    ["- ", "* [ ] ", "- [x] ", "1. ", "  - ", "    ", "| ", "> - ", "", "## Next steps", "```", "| a | b |\n|---|---|", "\n"]
)
LINES = st.builds(lambda start, words: start + " ".join(words), STARTS, st.lists(WORDS, max_size=6))
DOCUMENTS = st.builds(lambda head, lines: head + "\n".join(lines), st.sampled_from([HEAD, TABLE, ""]), st.lists(LINES, max_size=8))


@settings(deadline=None, max_examples=150)
@given(DOCUMENTS)
def test_mending_what_is_mended_changes_nothing_and_nothing_else_reads_otherwise(text: str) -> None:
    try:
        before = read(parse(text.encode(), name="p.md"))
    except InputError:
        return  # no document
    once = mended(text)
    assert mended(once.text).text == once.text
    after = read(parse(once.text.encode(), name="p.md"))
    assert [(c.item.owners, c.item.due, c.item.tracking, c.item.state) for c in before.candidates] == [
        (c.item.owners, c.item.due, c.item.tracking, c.item.state) for c in after.candidates
    ]
    assert once.text.count("\n") == text.count("\n")
