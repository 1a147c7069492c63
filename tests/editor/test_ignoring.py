"""The comment that an editor puts in: lint hears it, the finding is gone, and everything else is read as before."""

from __future__ import annotations

from datetime import date

import pytest

from followthrough.cli.checking import Checking
from followthrough.core.lint.rule import Finding
from followthrough.editor.ignoring import comment_for
from followthrough.editor.page import Checked, Page
from followthrough.editor.places import Places

TODAY = date(2026, 11, 23)
HEAD = "# Postmortem: mail was late\n\n## Action items\n\n"
ITEM = "Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, MAIL-8)"
BODIES = (
    f"- {ITEM}\n- Cap the retries of the mail sender at five. (Owner: Tom Weiss, due 2026-12-11, MAIL-9)\n",
    f"- [ ] {ITEM}   \n  It has to ring at night, too.\n",
    f"1. {ITEM}\n\n   - because nobody saw it\n",
    f"{ITEM}\n",
    "| What | Owner | Due | Ticket |\n|---|---|---|---|\n| Alert when the mail queue is old | Ines Duarte | | MAIL-8 |\n",
    "What | Owner | Due | Ticket\n---|---|---|---\nAlert when the mail queue is old | Ines Duarte | | MAIL-8\n",
    "- Alert when `mail queue` is older than ten minutes. (Owner: Ines Duarte, MAIL-8)\n",
    "- Alert when the ` mail queue is older than ten minutes. (Owner: Ines Duarte, MAIL-8)\n",
    "- 😀 Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, MAIL-8)\n",
)


def page_of(text: str) -> Page:
    return Page("mail.md", 1, Places(text), Checking(lambda: TODAY).check("mail.md", text, thorough=False))


def said(page: Page) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in page.checked.findings if not one.code.startswith("FT9")]


def ignored(page: Page, finding: Finding) -> Page:
    inserted = comment_for(page, finding)
    assert inserted is not None
    at, words = inserted
    return page_of(page.places.text[:at] + words + page.places.text[at:])


@pytest.mark.parametrize("body", BODIES)
def test_the_finding_is_gone_and_nothing_else_has_changed(body: str) -> None:
    page = page_of(HEAD + body)
    assert said(page)
    for finding in page.checked.findings:
        after = ignored(page, finding)
        left = said(page)
        left.remove((finding.code, finding.message))
        assert said(after) == left, after.places.text
        before, now = page.checked.reading, after.checked.reading
        assert before is not None
        assert now is not None
        assert [one.item for one in now.candidates] == [one.item for one in before.candidates]


@pytest.mark.parametrize("title", ["# Postmortem: mail was late", "Postmortem: mail was late\n=========================="])
def test_what_is_said_of_the_whole_document_is_ignored_above_its_heading(title: str) -> None:
    page = page_of(f"{title}\n\nNothing is planned.\n")
    (finding,) = page.checked.findings
    assert finding.code == "FT201"
    after = ignored(page, finding)
    assert said(after) == []
    assert after.places.text.startswith("<!-- followthrough: ignore FT201 -->\n")


def test_a_finding_without_a_place_is_ignored_for_the_whole_file() -> None:
    page = page_of(HEAD)
    assert comment_for(page, Finding("FT201", "no-action-items", "none")) == (0, "<!-- followthrough: ignore-file FT201 -->\n")


def test_lint_then_asks_for_the_reason() -> None:
    page = page_of(HEAD + BODIES[0])
    after = ignored(page, page.checked.findings[0])
    assert [one.code for one in after.checked.findings if one.code.startswith("FT9")] == ["FT902"]
    assert comment_for(after, after.checked.findings[-1]) is None


def test_where_nothing_was_read_there_is_nothing_to_put_in() -> None:
    page = Page("mail.md", 1, Places(HEAD), Checked(problem="not read"))
    assert comment_for(page, Finding("FT101", "no-owner", "no owner")) is None
