"""Open, overdue, oldest, and the age buckets with their edges."""

from __future__ import annotations

from datetime import timedelta

import pytest

from followthrough.core.item import CLOSED_STATES, OPEN_STATES
from followthrough.core.portfolio.ages import age, buckets, oldest, open_now, overdue
from tests.conftest import TODAY
from tests.core.portfolio.histories import make_standing


def test_open_are_those_in_an_open_state() -> None:
    standings = [make_standing(item, state=state) for item, state in enumerate(sorted(OPEN_STATES | CLOSED_STATES))]
    assert {standing.state for standing in open_now(standings)} == OPEN_STATES


def test_an_item_is_overdue_from_the_day_after_its_date() -> None:
    due_today, due_yesterday = make_standing(1, due=TODAY), make_standing(2, due=TODAY - timedelta(days=1))
    assert overdue([due_today, due_yesterday], on=TODAY) == [due_yesterday]


@pytest.mark.parametrize("state", sorted(CLOSED_STATES))
def test_a_closed_item_is_never_overdue_nor_oldest(state: object) -> None:
    closed = make_standing(state=state, due=TODAY - timedelta(days=99), accepted_on=TODAY - timedelta(days=200))
    assert overdue([closed], on=TODAY) == []
    assert oldest([closed]) is None
    assert sum(bucket.count for bucket in buckets([closed], on=TODAY)) == 0


def test_a_date_moved_later_is_what_counts_for_overdue() -> None:
    assert overdue([make_standing(original_due=TODAY - timedelta(days=50), due=TODAY + timedelta(days=1))], on=TODAY) == []


def test_the_most_overdue_comes_first() -> None:
    standings = [make_standing(item, due=TODAY - timedelta(days=late)) for item, late in ((1, 2), (2, 9), (3, 9))]
    assert [standing.item for standing in overdue(standings, on=TODAY)] == [2, 3, 1]


def test_the_oldest_is_the_one_accepted_first_and_then_the_lower_id() -> None:
    standings = [make_standing(item, accepted_on=TODAY - timedelta(days=days)) for item, days in ((1, 5), (4, 80), (3, 80), (2, 7))]
    found = oldest(standings)
    assert found is not None
    assert found.item == 3
    assert age(found, on=TODAY) == 80


@pytest.mark.parametrize(
    ("days", "place"), [(0, 0), (14, 0), (15, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (4000, 4), (-3, 0)]
)
def test_each_age_has_its_bucket(days: int, place: int) -> None:
    found = buckets([make_standing(accepted_on=TODAY - timedelta(days=days))], on=TODAY)
    assert [bucket.count for bucket in found] == [int(number == place) for number in range(5)]


def test_buckets_say_what_they_hold() -> None:
    assert [bucket.label for bucket in buckets([], on=TODAY)] == ["0–14 days", "15–30 days", "31–60 days", "61–90 days", "over 90 days"]
