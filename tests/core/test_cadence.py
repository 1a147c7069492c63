"""The days on which somebody hears of an item, counted from its due date."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.core.cadence import Series, asked_step, due_step
from followthrough.core.policy import DEFAULT
from tests.conftest import TODAY

SERIES = Series(DEFAULT)


@pytest.mark.parametrize(
    ("day", "reached", "gap", "following"),
    [
        (-7, -7, 6, -1),
        (-2, -7, 6, -1),
        (-1, -1, 1, 0),
        (0, 0, 1, 3),
        (3, 3, 3, 7),
        (20, 14, 7, 21),
        (28, 28, 7, 42),
        (41, 28, 7, 42),
        (42, 42, 14, 56),
        (91, 84, 14, 98),
        (3650, 3640, 14, 3654),
    ],
)
def test_the_series_of_the_usual_policy(day: int, reached: int, gap: int, following: int) -> None:
    assert SERIES.reached(day, 100) == reached
    assert SERIES.gap(reached) == gap
    assert SERIES.following(day) == following


def test_what_lies_before_an_item_was_accepted_is_not_made_up_for() -> None:
    assert SERIES.reached(-3, 7) is None
    assert SERIES.reached(-3, 8) == -7
    assert SERIES.reached(-1, 1) is None
    assert SERIES.reached(0, 0) == 0
    assert (SERIES.first(100), SERIES.first(5), SERIES.first(-30)) == (-7, -1, 0)


def test_a_policy_of_one_day_goes_on_all_the_same() -> None:
    single = Series(replace(DEFAULT, before=(), after=(2,), then_every=5))
    assert [single.reached(day, 9) for day in (1, 2, 6, 7, 12)] == [None, 2, 2, 7, 12]
    assert (single.gap(2), single.gap(7)) == (5, 5)


def test_a_step_is_named_by_its_due_date_so_that_a_new_date_begins_anew() -> None:
    step = due_step(SERIES, due=TODAY, accepted_on=TODAY - timedelta(days=30), on=TODAY + timedelta(days=4))
    assert step is not None
    assert (step.name, step.gap) == ("2026-06-10+3", 3)


def test_who_was_asked_to_take_it_over_is_reminded_every_third_day() -> None:
    names = [asked_step(due=TODAY, handed_on=TODAY, on=TODAY + timedelta(days=day)).name[-2:] for day in range(-1, 7)]
    assert names == ["?0", "?0", "?0", "?0", "?1", "?1", "?1", "?2"]
