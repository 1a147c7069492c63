"""When an item is due. The day of the incident here is a Thursday, 12 March 2026."""

from __future__ import annotations

from datetime import date

import pytest

from followthrough.core.extract.calendar import read_date
from followthrough.core.extract.dates import Due, due_in_cell, due_in_headings, due_in_text, without_due

BASE = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("text", "day", "raw"),
    [
        ("Add it by 2026-04-01", date(2026, 4, 1), "2026-04-01"),
        ("Add it by Jun 26", date(2026, 6, 26), "Jun 26"),
        ("Add it by 26 June 2026", date(2026, 6, 26), "26 June 2026"),
        ("Add it before the 3rd of May", date(2026, 5, 3), "3rd of May"),
        ("Add it by end of Q3 2026", date(2026, 9, 30), "end of Q3 2026"),
        ("Add it by EOQ", date(2026, 3, 31), "EOQ"),
        ("Add it by the end of the month", date(2026, 3, 31), "the end of the month"),
        ("Add it by the end of next month", date(2026, 4, 30), "the end of next month"),
        ("Add it by end of 2026", date(2026, 12, 31), "end of 2026"),
        ("Add it by Friday", date(2026, 3, 13), "Friday"),
        ("Add it by next Friday", date(2026, 3, 20), "next Friday"),
        ("Add it by tomorrow", date(2026, 3, 13), "tomorrow"),
        ("Add it within 30 days", date(2026, 4, 11), "within 30 days"),
        ("Add it in two weeks", date(2026, 3, 26), "in two weeks"),
        ("Add it. Due: May 5th", date(2026, 5, 5), "May 5th"),
        ("Add it (2026-05-01)", date(2026, 5, 1), "2026-05-01"),
        ("Add it - 2026-05-01", date(2026, 5, 1), "2026-05-01"),
        ("Add it → Jul 1", date(2026, 7, 1), "Jul 1"),
        ("Add it -> 2026-05-01", date(2026, 5, 1), "2026-05-01"),
        ("Add it, due 13/04/2026", date(2026, 4, 13), "13/04/2026"),
        ("Add it by 1.4.2026", date(2026, 4, 1), "1.4.2026"),
        ("Add it by Jan 5", date(2027, 1, 5), "Jan 5"),
    ],
)
def test_a_day_is_named(text: str, day: date, raw: str) -> None:
    assert due_in_text(text, BASE) == Due(day, raw)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("Add it by 05/04/2026", "05/04/2026"),
        ("Add it by Q3", "Q3"),
        ("Add it in Q3", "in Q3"),
        ("Add it by June 2026", "June 2026"),
        ("Add it by mid June", "mid June"),
        ("Add it next sprint", "next sprint"),
        ("Add it this week", "this week"),
        ("Add it ASAP", "ASAP"),
        ("We will add it soon", "soon"),
        ("We will add it in the near future", "in the near future"),
        ("Add it before we open the gate again", "before we open the gate again"),
    ],
)
def test_words_that_no_day_can_be_read_from_are_kept(text: str, raw: str) -> None:
    assert due_in_text(text, BASE) == Due(None, raw)


@pytest.mark.parametrize(
    "text",
    [
        "Add an alert",
        "Keep logs for 30 days",
        "Upgrade to 1.2.3",
        "Remove the fix of March 2",
        "Look at the crash of 2026-03-02 again",
        "Say how stale a node may get before we replace it",
        "Due: TBD",
        "May we add an alert",
    ],
)
def test_nothing_says_when(text: str) -> None:
    assert due_in_text(text, BASE) == Due()


def test_without_the_documents_own_date_only_whole_dates_are_days() -> None:
    assert due_in_text("Add it by 26 June 2026", None).on == date(2026, 6, 26)
    for text in ("Add it by Jun 26", "Add it within 30 days", "Add it by Friday", "Add it by EOQ"):
        due = due_in_text(text, None)
        assert due.on is None
        assert due.raw


@pytest.mark.parametrize("cell", ["", "-", "TBD", "n/a", "?"])
def test_an_empty_cell_says_nothing(cell: str) -> None:
    assert due_in_cell(cell, BASE) == Due()


def test_a_cell_is_taken_at_its_word() -> None:
    assert due_in_cell("2026-04-01", BASE) == Due(date(2026, 4, 1), "2026-04-01")
    assert due_in_cell("16.06.", BASE) == Due(date(2026, 6, 16), "16.06.")
    assert due_in_cell("3. 2.", BASE) == Due(date(2027, 2, 3), "3. 2.")
    assert due_in_cell("30.06.27", BASE) == Due(date(2027, 6, 30), "30.06.27")
    assert due_in_cell("7.20", BASE) == Due(None, "7.20")
    assert due_in_cell("when Priya is back", BASE) == Due(None, "when Priya is back")


def test_a_heading_sets_a_horizon() -> None:
    assert due_in_headings(("Action items", "Next 2 weeks")) == Due(None, "Next 2 weeks")
    assert due_in_headings(("Action items", "Q3 2026")) == Due(None, "Q3 2026")
    assert due_in_headings(("Action items", "Mail service")) == Due()


def test_a_bracket_that_holds_only_the_date_is_no_part_of_the_words() -> None:
    assert without_due("Add it (by 2026-05-01) here") == "Add it here"
    assert without_due("Add it [due: when we can]") == "Add it"
    assert without_due("Add it (for the third time)") == "Add it (for the third time)"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "31 April 2026", "99/99/2026", "0000-00-00"])
def test_a_day_that_does_not_exist_is_none(text: str) -> None:
    assert read_date(text, BASE) is None


def test_a_month_on_ends_where_the_month_ends() -> None:
    assert read_date("in a month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert read_date("end of next quarter", date(2026, 11, 30)) == date(2027, 3, 31)


def test_a_date_that_could_be_two_days_is_the_one_that_is_still_to_come() -> None:
    assert due_in_text("Add it by 01/04/2026", BASE).on == date(2026, 4, 1)  # not the fourth of January, which is over
    assert due_in_text("Add it by 04/01/2026", BASE).on == date(2026, 4, 1)
    assert due_in_text("Add it by 05/04/2026", BASE).on is None
    assert due_in_text("Add it by 01/04/2026", None).on is None


def test_a_ticket_behind_a_condition_is_no_part_of_it() -> None:
    assert due_in_text("Tell the contact before it is updated [DEV-287]", BASE).raw == "before it is updated"
