"""The ladder of a policy, read for one item."""

from __future__ import annotations

from datetime import date

from followthrough.core.escalation import ladder, rungs
from followthrough.core.policy import DEFAULT


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


def test_on_the_last_day_of_the_calendar_nothing_follows() -> None:
    assert [step.rung.to for step in ladder(DEFAULT, due=date.max, severity=1)] == ["owner"]
