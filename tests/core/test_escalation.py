"""Who hears of a late item, and when: said before it happens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from followthrough.core.escalation import coming, ladder, rungs
from followthrough.core.policy import DEFAULT
from tests.conftest import TODAY


def test_the_ladder_of_the_worst_is_steeper() -> None:
    assert [(rung.days_late, rung.to) for rung in rungs(DEFAULT, severity=1)] == [
        (0, "owner"),
        (7, "manager"),
        (21, "service owner"),
        (28, "review"),
    ]
    assert [(rung.days_late, rung.to) for rung in rungs(DEFAULT, severity=4)] == [
        (0, "owner"),
        (14, "manager"),
        (28, "service owner"),
        (28, "review"),
    ]


def test_an_unranked_item_climbs_it_too() -> None:
    assert rungs(DEFAULT, severity=None) == rungs(DEFAULT, severity=4)


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (-3, "the owner's manager hears of it on 2026-06-20"),
        (6, "the owner's manager hears of it on 2026-06-11"),
        (7, "who owns the service hears of it on 2026-06-24"),
        (27, "the review hears of it on 2026-06-11"),
    ],
)
def test_the_next_step_is_said_before_it_happens(late: int, words: str) -> None:
    step = coming(DEFAULT, due=TODAY - timedelta(days=late), severity=1, on=TODAY)
    assert step is not None
    assert step.words == words


def test_at_the_top_there_is_no_next_step() -> None:
    assert coming(DEFAULT, due=TODAY - timedelta(days=28), severity=1, on=TODAY) is None
    assert ladder(DEFAULT, due=TODAY, severity=1)[-1].on == TODAY + timedelta(days=28)


def test_on_the_last_day_of_the_calendar_nothing_follows() -> None:
    assert [step.rung.to for step in ladder(DEFAULT, due=date.max, severity=1)] == ["owner"]
