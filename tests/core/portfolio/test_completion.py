"""The completion rate: the window, the five shares, and what stands for replaced items."""

from __future__ import annotations

from datetime import date, timedelta

from followthrough.core.item import State
from followthrough.core.portfolio.completion import Completion, DueWeek, completion, counted, due_weeks
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.replacement import Outcome
from tests.conftest import TODAY
from tests.core.portfolio.histories import make_standing

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 30)
IN = date(2026, 4, 15)
BEFORE, AFTER = date(2026, 3, 31), date(2026, 5, 1)


def april(*standings: Standing, known: tuple[Standing, ...] = ()) -> Completion:
    return completion(standings, first=FIRST, last=LAST, known=known)


def done(item: int, on: date, **what: object) -> Standing:
    return make_standing(item, **({"state": State.DONE, "closed_on": on, "done_on": on, "original_due": IN} | what))


def superseded(item: int, *by: int, **what: object) -> Standing:
    return make_standing(item, **({"state": State.SUPERSEDED, "replaced_by": by, "original_due": IN} | what))


def test_each_item_falls_into_one_of_five() -> None:
    counts = april(
        done(1, IN),
        done(2, IN + timedelta(days=1)),
        make_standing(3, state=State.RISK_ACCEPTED, original_due=IN),
        make_standing(4, state=State.DECLINED, original_due=IN),
        make_standing(5, state=State.BLOCKED, original_due=IN),
        make_standing(6, state=State.IN_PROGRESS, original_due=IN),
    )
    assert counts == Completion(FIRST, LAST, done_on_time=1, done_late=1, risk_accepted=1, declined=1, still_open=2)
    assert (counts.total, counts.done) == (6, 2)
    assert counts.rate == 2 / 6
    assert counts.on_time_rate == 1 / 6


def test_the_window_includes_its_first_and_last_day_and_no_other() -> None:
    dues = (BEFORE, FIRST, LAST, AFTER)
    assert april(*(make_standing(item, original_due=due) for item, due in enumerate(dues))).total == 2


def test_only_the_original_date_decides_about_window_and_punctuality() -> None:
    moved = done(1, LAST, due=AFTER)
    assert april(moved).done_late == 1
    assert april(make_standing(2, original_due=AFTER, due=IN)).total == 0


def test_an_empty_window_has_no_rate_rather_than_a_bad_one() -> None:
    assert april().rate is None
    assert april().on_time_rate is None
    assert april().percentages is None


def test_shown_percentages_add_up_to_a_hundred() -> None:
    thirds = Completion(FIRST, LAST, done_on_time=1, done_late=1, still_open=1)
    assert thirds.percentages == {
        Outcome.DONE_ON_TIME: 34,
        Outcome.DONE_LATE: 33,
        Outcome.RISK_ACCEPTED: 0,
        Outcome.DECLINED: 0,
        Outcome.STILL_OPEN: 33,
    }


def test_every_count_links_to_the_very_items() -> None:
    late, waiting = done(1, LAST), make_standing(2, original_due=IN)
    items = counted([late, waiting, make_standing(3, original_due=AFTER)], first=FIRST, last=LAST)
    assert items[Outcome.DONE_LATE] == (late,)
    assert items[Outcome.STILL_OPEN] == (waiting,)
    assert items[Outcome.DECLINED] == ()


class TestReplaced:
    def test_the_parts_of_a_split_item_count_in_its_window(self) -> None:
        parts = [done(2, IN, original_due=AFTER), make_standing(3, original_due=AFTER)]
        counts = april(superseded(1, 2, 3), *parts)
        assert (counts.total, counts.done_on_time, counts.still_open) == (2, 1, 1)

    def test_an_item_that_took_another_in_is_due_when_the_earlier_of_both_was(self) -> None:
        later = done(2, LAST, original_due=AFTER)
        assert april(later).total == 0
        assert april(superseded(1, 2), later).done_late == 1

    def test_an_item_that_took_many_in_counts_once(self) -> None:
        assert april(superseded(1, 9), superseded(2, 9), superseded(3, 9), done(9, IN)).total == 1

    def test_a_chain_is_followed_to_its_end(self) -> None:
        assert april(superseded(1, 2), superseded(2, 3, original_due=AFTER), done(3, IN, original_due=AFTER)).done_on_time == 1

    def test_an_item_replaced_by_something_unknown_counts_as_declined(self) -> None:
        assert april(superseded(1, 404)) == Completion(FIRST, LAST, declined=1)
        assert april(superseded(1)) == Completion(FIRST, LAST, declined=1)

    def test_a_circle_counts_once_as_declined(self) -> None:
        assert april(superseded(1, 2), superseded(2, 3), superseded(3, 1)) == Completion(FIRST, LAST, declined=1)
        assert april(superseded(1, 1)) == Completion(FIRST, LAST, declined=1)

    def test_a_circle_with_a_way_out_counts_through_what_is_outside(self) -> None:
        assert april(superseded(1, 2), superseded(2, 1, 3), done(3, IN)) == Completion(FIRST, LAST, done_on_time=1)

    def test_each_part_counts_even_if_one_of_them_leads_nowhere(self) -> None:
        assert april(superseded(1, 2, 3), done(2, IN), superseded(3, 404)) == Completion(FIRST, LAST, done_on_time=1, declined=1)

    def test_a_reopened_item_speaks_for_itself_again(self) -> None:
        reopened = make_standing(1, original_due=IN, replaced_by=(2,))
        assert april(reopened, done(2, IN)) == Completion(FIRST, LAST, done_on_time=1, still_open=1)

    def test_a_long_chain_is_no_trouble(self) -> None:
        chain = [superseded(item, item + 1) for item in range(1, 1200)]
        assert april(*chain, done(1200, IN)) == Completion(FIRST, LAST, done_on_time=1)

    def test_an_item_counts_through_one_outside_the_selection(self) -> None:
        other_team = done(2, IN, original_due=AFTER)
        assert april(superseded(1, 2), known=(other_team,)).done_on_time == 1

    def test_items_outside_the_selection_are_not_counted_for_their_own_sake(self) -> None:
        assert april(known=(done(2, IN),)).total == 0


def test_the_weeks_show_what_became_of_what_was_due_in_them() -> None:
    monday = date(2026, 6, 8)  # of the week that TODAY lies in
    standings = [
        done(1, TODAY, original_due=monday),
        make_standing(2, original_due=date(2026, 6, 14)),
        make_standing(3, state=State.DECLINED, original_due=date(2026, 6, 7)),
        make_standing(4, original_due=date(2026, 6, 15)),
    ]
    weeks = due_weeks(standings, on=TODAY)
    assert len(weeks) == 8
    assert weeks[-1] == DueWeek(monday, date(2026, 6, 14), done=1, open=1)
    assert weeks[-2] == DueWeek(date(2026, 6, 1), date(2026, 6, 7), decided=1)
    assert weeks[0].first == date(2026, 4, 20)
    assert sum(week.total for week in weeks) == 3
