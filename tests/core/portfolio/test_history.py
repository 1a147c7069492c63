"""Where an item stands on a day, told by hand. Random histories are in test_counted_twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import Change, Move, Standing, fold, moves, stand
from followthrough.errors import InputError
from tests.conftest import TODAY
from tests.core.portfolio.histories import Journal


def day(number: int) -> date:
    """Day 0 is the day of acceptance."""
    return TODAY + timedelta(days=number)


@pytest.fixture
def journal() -> Journal:
    journal = Journal()
    journal.accept(1, day(0), due=day(30))
    return journal


def standing(journal: Journal, *, on: int = 100, item: int = 1) -> Standing:
    return next(one for one in stand(journal.changes, as_of=day(on)) if one.item == item)


def test_an_item_is_not_there_before_it_was_accepted(journal: Journal) -> None:
    assert stand(journal.changes, as_of=day(-1)) == []
    assert standing(journal, on=0).accepted_on == day(0)


def test_a_past_day_shows_what_was_true_then(journal: Journal) -> None:
    journal.write(1, day(10), "due_set", due=day(40).isoformat(), team=5, type="detection")
    journal.write(1, day(20), "done", state="done")
    assert standing(journal, on=9) == Standing(1, 1, Type.PREVENTION, State.OPEN, None, False, day(0), day(30), day(30))
    assert standing(journal, on=10) == Standing(1, 1, Type.DETECTION, State.OPEN, 5, False, day(0), day(30), day(40), slips=1)
    assert standing(journal, on=20) == Standing(
        1, 1, Type.DETECTION, State.DONE, 5, False, day(0), day(30), day(40), closed_on=day(20), done_on=day(20), slips=1
    )


def test_a_standing_says_that_somebody_is_named_and_not_who(journal: Journal) -> None:
    journal.write(1, day(1), "assigned", owner=4711)
    assert standing(journal).owner_named is True
    assert "4711" not in repr(standing(journal))


def test_an_event_told_late_takes_its_place_in_the_past(journal: Journal) -> None:
    journal.write(1, day(20), "done", state="done")
    journal.write(1, day(10), "blocked", state="blocked")
    assert standing(journal, on=15).state is State.BLOCKED
    assert standing(journal, on=20).state is State.DONE


def test_events_of_one_day_count_in_the_order_they_were_written_down(journal: Journal) -> None:
    journal.write(1, day(5), "done", state="done")
    journal.write(1, day(5), "reopened", state="open")
    assert standing(journal).state is State.OPEN


def test_an_event_dated_before_the_acceptance_counts_from_the_acceptance_on(journal: Journal) -> None:
    journal.write(1, day(-10), "done", state="done")
    assert stand(journal.changes, as_of=day(-5)) == []
    assert standing(journal).closed_on == day(0)


def test_the_clock_of_an_adopted_ticket_starts_when_the_ticket_was_opened() -> None:
    journal = Journal()
    journal.accept(1, day(0), accepted_at="2026-01-02T09:30:00+00:00")
    assert standing(journal).accepted_on == date(2026, 1, 2)


def test_the_original_due_date_is_the_first_one_whatever_comes_later(journal: Journal) -> None:
    journal.write(1, day(1), "due_set", due=day(60).isoformat(), original_due=day(60).isoformat())
    assert standing(journal).original_due == day(30)


def test_an_item_without_any_date_is_due_by_the_policy() -> None:
    bare = [Change(1, 1, day(0), "accepted", {"incident": (None, 3)})]
    (one,) = stand(bare, as_of=day(0))
    assert (one.due, one.original_due, one.state) == (day(90), day(90), State.OPEN)


def test_a_history_that_names_no_incident_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="item 12 has no incident"):
        stand([Change(12, 1, day(0), "accepted", {"state": (None, "open")})], as_of=day(0))


class TestClosing:
    def test_an_accepted_risk_that_came_back_is_open_and_has_no_closing_day(self, journal: Journal) -> None:
        journal.write(1, day(5), "risk_accepted", state="risk_accepted", review_on=day(50).isoformat())
        journal.write(1, day(50), "returned", state="open", review_on=None)
        assert standing(journal, on=49).closed_on == day(5)
        assert (standing(journal).state, standing(journal).closed_on) == (State.OPEN, None)

    def test_an_item_done_again_after_reopening_was_done_on_the_second_day(self, journal: Journal) -> None:
        journal.write(1, day(5), "done", state="done")
        journal.write(1, day(8), "reopened", state="open")
        journal.write(1, day(12), "done", state="done")
        assert standing(journal).done_on == day(12)

    def test_verifying_or_editing_a_done_item_leaves_its_day_alone(self, journal: Journal) -> None:
        journal.write(1, day(5), "done", state="done")
        journal.write(1, day(9), "verified", evidence="seen in the game day")
        assert standing(journal).done_on == day(5)

    def test_taking_back_a_reopening_brings_back_the_day_it_was_done(self, journal: Journal) -> None:
        journal.write(1, day(5), "done", state="done")
        journal.write(1, day(8), "reopened", state="open")
        journal.write(1, day(8), "undone", state="done")
        assert standing(journal).done_on == day(5)

    def test_only_a_done_item_has_a_day_it_was_done(self, journal: Journal) -> None:
        journal.write(1, day(5), "declined", state="declined")
        assert (standing(journal).closed_on, standing(journal).done_on) == (day(5), None)

    def test_only_a_superseded_item_is_replaced(self, journal: Journal) -> None:
        journal.write(1, day(5), "merged", state="superseded", replaced_by=[9, 3])
        assert standing(journal).replaced_by == (3, 9)
        journal.write(1, day(6), "reopened", state="open")
        assert standing(journal).replaced_by == ()


class TestSlips:
    def test_only_later_dates_are_slips(self, journal: Journal) -> None:
        for number in (40, 35, 50, 50):
            journal.write(1, day(1), "due_set", due=day(number).isoformat())
        assert standing(journal).slips == 2

    def test_a_slip_taken_back_is_none(self, journal: Journal) -> None:
        journal.write(1, day(1), "due_set", due=day(40).isoformat())
        journal.write(1, day(1), "undone", due=day(30).isoformat())
        assert standing(journal).slips == 0

    def test_taking_back_an_earlier_date_is_no_slip(self, journal: Journal) -> None:
        journal.write(1, day(1), "due_set", due=day(20).isoformat())
        journal.write(1, day(1), "undone", due=day(30).isoformat())
        assert standing(journal).slips == 0


class TestMoves:
    def test_what_is_taken_back_on_the_same_day_left_no_mark(self, journal: Journal) -> None:
        journal.write(1, day(5), "done", state="done")
        journal.write(1, day(5), "undone", state="open")
        assert moves(journal.changes, as_of=day(9)) == [Move(1, day(0), None, State.OPEN)]

    def test_later_moves_are_not_told(self, journal: Journal) -> None:
        journal.write(1, day(5), "done", state="done")
        assert len(moves(journal.changes, as_of=day(4))) == 1
        assert moves(journal.changes, as_of=day(5))[-1] == Move(1, day(5), State.OPEN, State.DONE)


def test_a_row_keeps_every_field_and_its_last_value(journal: Journal) -> None:
    journal.write(1, day(3), "edited", text="Alert on an empty queue", done_criterion="")
    journal.write(1, day(4), "assigned", owner=3)
    assert fold(journal.changes) == journal.rows[1]
