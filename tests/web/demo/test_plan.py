"""The year on real days, whatever the day and the seed. Nothing here touches a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import pytest

from followthrough.core.portfolio.windows import last_full_quarter
from followthrough.web.demo import days, plan, staff, stories
from followthrough.web.demo.plan import PlannedIncident, PlannedItem
from followthrough.web.demo.sketches import Step

COMPANY = staff.read()
VIENNA = ZoneInfo("Europe/Vienna")
DAYS = [
    date(2026, 6, 10),
    date(2024, 2, 29),
    date(2027, 1, 1),
    date(2026, 3, 29),  # clocks go forward in Vienna
    date(2026, 10, 25),  # and back
    date(2026, 10, 26),
    date(2026, 8, 8),  # a Saturday
    date(2026, 4, 1),  # the quarter ended yesterday
    date(2026, 6, 30),  # and almost three months ago
]


def make(today: date, *, seed: int = 1) -> list[PlannedIncident]:
    return plan.make(COMPANY, seed=seed, today=today, zone=VIENNA)


def items(incidents: list[PlannedIncident]) -> Iterator[PlannedItem]:
    """Those that become items, the parts of split ones included."""
    for incident in incidents:
        for item in plan._alive(incident):
            yield item
            yield from item.parts


def moments(incidents: list[PlannedIncident]) -> Iterator[datetime]:
    for incident in incidents:
        yield from (incident.began, incident.recorded, incident.imported)
        if incident.sketch.waiting != "all":
            yield incident.reviewed
    for item in items(incidents):
        yield item.accepted
        yield from (step.at for step in item.steps)


def test_the_same_seed_and_day_give_the_same_year() -> None:
    assert make(DAYS[0]) == make(DAYS[0])


def test_another_seed_gives_another_year_of_the_same_company() -> None:
    one, other = make(DAYS[0], seed=1), make(DAYS[0], seed=2)
    assert {incident.sketch.key for incident in one} == {incident.sketch.key for incident in other}
    assert [incident.reference for incident in one] != [incident.reference for incident in other]


@pytest.mark.parametrize("today", DAYS)
def test_nothing_happens_on_the_day_of_the_demo_or_after_it(today: date) -> None:
    assert max(moments(make(today))).astimezone(VIENNA).date() < today


@pytest.mark.parametrize("today", DAYS)
def test_people_act_on_weekdays_and_in_daylight(today: date) -> None:
    for item in items(make(today)):
        for at in [item.accepted, *(step.at for step in item.steps)]:
            assert at.weekday() < 5
            assert 9 <= at.hour <= 18


@pytest.mark.parametrize("today", DAYS)
def test_everything_follows_what_it_stands_on(today: date) -> None:
    for incident in make(today):
        assert incident.began < incident.recorded < incident.imported <= incident.reviewed
        for item in plan._alive(incident):
            assert item.accepted >= incident.imported
            assert item.due > item.accepted.date()
            assert all(one.at < other.at for one, other in pairwise(item.steps))
            assert all(step.at > item.accepted for step in item.steps)


@pytest.mark.parametrize("today", DAYS)
def test_a_due_date_only_ever_moves_later(today: date) -> None:
    for item in items(make(today)):
        due = item.due
        for step in item.steps:
            if step.verb == "slip":
                assert step.until > due
                due = step.until


@pytest.mark.parametrize("seed", [1, 2, 20])
@pytest.mark.parametrize("today", DAYS)
def test_the_last_full_quarter_looks_like_a_company_s(today: date, seed: int) -> None:
    window = last_full_quarter(today)
    ends = Counter(
        stories.ended(item.steps, item.due)
        for incident in make(today, seed=seed)
        for item in plan._alive(incident)
        if window.first <= item.due <= window.last
    )
    total = ends.total()
    assert total >= 30
    assert 0.50 <= (ends[stories.ON_TIME] + ends[stories.LATE]) / total <= 0.70
    assert 0.33 <= ends[stories.ON_TIME] / total <= 0.50


@pytest.mark.parametrize("today", DAYS)
def test_the_papers_of_the_last_days_still_wait(today: date) -> None:
    waiting = [incident for incident in make(today) if incident.sketch.waiting]
    assert len(waiting) == 3
    assert all((today - incident.imported.date()).days <= 6 for incident in waiting)


def test_working_days_skip_the_weekend_both_ways() -> None:
    friday, monday = date(2026, 6, 12), date(2026, 6, 15)
    assert days.shift(friday, 1) == monday
    assert days.shift(monday, -1) == friday
    assert days.working(friday + timedelta(days=1)) == monday
    assert days.working_before(monday - timedelta(days=1)) == friday


def test_a_story_stops_where_the_future_begins() -> None:
    accepted = datetime(2026, 6, 1, 10, tzinfo=UTC)
    setting = stories.Setting(accepted, due=date(2026, 6, 20), today=date(2026, 6, 10), zone=UTC)
    steps = [Step(2, "start"), Step(15, "done", words="too late to be told")]
    told = stories.told(steps, setting, rng=Random(1))
    assert [step.verb for step in told] == ["start"]
