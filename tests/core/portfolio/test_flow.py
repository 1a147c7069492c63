"""What comes in and goes out in a week."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from followthrough.core.portfolio.flow import FlowWeek, flow
from tests.conftest import TODAY
from tests.core.portfolio.histories import Journal

MONDAY, TUESDAY, SUNDAY = date(2026, 6, 8), date(2026, 6, 9), date(2026, 6, 14)
MAY = date(2026, 5, 4)


def this_week(journal: Journal, on: date = SUNDAY) -> FlowWeek:
    return flow(journal.changes, on=on)[-1]


def week(**what: int) -> FlowWeek:
    counts = {"open_before": 0, "accepted": 0, "returned": 0, "done": 0, "decided": 0, "replaced": 0}
    return FlowWeek(MONDAY, SUNDAY, **(counts | what))


def test_a_week_tells_what_came_in_and_what_went_out() -> None:
    journal = Journal()
    for item in range(1, 6):
        journal.accept(item, MAY)
    journal.accept(6, MONDAY)
    journal.write(1, MONDAY, "done", state="done")
    journal.write(2, TUESDAY, "risk_accepted", state="risk_accepted")
    journal.write(3, SUNDAY, "declined", state="declined")
    assert this_week(journal) == week(open_before=5, accepted=1, done=1, decided=2)
    assert this_week(journal).open_end == 3


def test_a_split_shows_its_parts_and_what_they_replace() -> None:
    journal = Journal()
    journal.accept(1, MAY)
    journal.accept(2, MONDAY, kind="added")
    journal.accept(3, MONDAY, kind="added")
    journal.write(1, MONDAY, "split", state="superseded", replaced_by=[2, 3])
    assert this_week(journal) == week(open_before=1, accepted=2, replaced=1)
    assert this_week(journal).open_end == 2


def test_an_item_that_was_done_and_reopened_returned() -> None:
    journal = Journal()
    journal.accept(1, MAY)
    journal.write(1, MONDAY, "done", state="done")
    journal.write(1, TUESDAY, "reopened", state="open")
    assert this_week(journal) == week(open_before=1, done=1, returned=1)


def test_a_slip_of_the_finger_taken_back_on_the_same_day_never_flowed() -> None:
    journal = Journal()
    journal.accept(1, MAY)
    journal.write(1, MONDAY, "done", state="done")
    journal.write(1, MONDAY, "undone", state="open")
    assert this_week(journal) == week(open_before=1)


def test_a_risk_accepted_and_done_after_all_returned_and_was_done() -> None:
    journal = Journal()
    journal.accept(1, MAY)
    journal.write(1, MAY, "risk_accepted", state="risk_accepted")
    journal.write(1, TUESDAY, "done", state="done")
    assert this_week(journal) == week(returned=1, done=1)


def test_working_on_an_item_is_no_flow() -> None:
    journal = Journal()
    journal.accept(1, MAY)
    journal.write(1, MONDAY, "started", state="in_progress")
    journal.write(1, TUESDAY, "blocked", state="blocked")
    assert this_week(journal) == week(open_before=1)


def test_an_import_of_finished_work_comes_in_and_goes_out() -> None:
    journal = Journal()
    journal.accept(1, MONDAY, state="done")
    assert this_week(journal) == week(accepted=1, done=1)
    assert this_week(journal).open_end == 0


def test_the_running_week_ends_on_the_asked_day() -> None:
    journal = Journal()
    journal.accept(1, MONDAY)
    journal.write(1, SUNDAY, "done", state="done")
    assert this_week(journal, on=TODAY) == week(accepted=1)


def test_each_week_begins_where_the_one_before_ended() -> None:
    journal = Journal()
    for item, on in enumerate([MAY, date(2026, 5, 12), date(2026, 5, 28), MONDAY], start=1):
        journal.accept(item, on)
    journal.write(2, date(2026, 6, 2), "done", state="done")
    weeks = flow(journal.changes, on=SUNDAY)
    assert [one.open_end for one in weeks] == [0, 0, 1, 2, 2, 3, 2, 3]
    assert all(before.open_end == after.open_before for before, after in pairwise(weeks))
