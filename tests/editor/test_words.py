"""What an editor shows beside an item."""

from __future__ import annotations

from datetime import date

from followthrough.core.item import ActionItem, Candidate, OwnerKind, Span, Stated, Type, Where
from followthrough.core.lint.rule import Finding
from followthrough.editor.words import hover

ITEM = ActionItem(
    "Alert when `it` is ![late](https://example.org/x.png)",
    owners=("Ines Duarte",),
    owner_kind=OwnerKind.PERSON,
    due=date(2027, 3, 31),
    due_raw="end of Q1",
    type=Type.DETECTION,
)


def candidate(item: ActionItem) -> Candidate:
    return Candidate(item, Span(0, 1, 1, 1), "x", Where.LISTED)


def test_an_item_is_shown_as_it_was_read() -> None:
    assert hover([candidate(ITEM)], [], markdown=False).splitlines() == [
        "Action item, as it was read: Alert when `it` is ![late](https://example.org/x.png)",
        "  Owner: Ines Duarte",
        "  Due: 2027-03-31 (end of Q1)",
        "  Ticket: nothing found",
        "  Type: detection",
    ]


def test_a_date_in_words_that_is_no_day_is_shown_as_such() -> None:
    item = ActionItem("Alert", due_raw="soon", state=Stated.DONE)
    shown = hover([candidate(item)], [], markdown=False)
    assert "Due: no day (soon)" in shown
    assert "State: done" in shown


def test_a_finding_comes_with_its_rule() -> None:
    shown = hover([], [Finding("FT101", "no-owner", "no owner: name one")], markdown=True)
    assert shown.startswith("no owner\\: name one\n\n**FT101 no-owner**\n\n")
    assert "Good:\n\n```markdown\n" in shown
    assert "\nWhy: " in hover([], [Finding("FT101", "no-owner", "no owner: name one")], markdown=False)


def test_the_words_of_a_document_draw_nothing() -> None:
    shown = hover([candidate(ITEM)], [], markdown=True)
    assert "![" not in shown
    assert "://" not in shown
    assert "\\`it\\`" in shown


def test_where_nothing_is_nothing_is_said() -> None:
    assert hover([], [], markdown=True) == ""
