"""What the agenda of a review takes from the database beside the item itself."""

from __future__ import annotations

import pytest
import time_machine

from followthrough.web.insights.agenda import agenda_of
from followthrough.web.models import Nudge, NudgeLine, NudgeRun
from followthrough.web.operations import items
from tests.web.making import MORNING, Cast, at, day, make_incident, make_item

pytestmark = pytest.mark.django_db


def flags(cast: Cast) -> list[str]:
    with time_machine.travel(MORNING, tick=False):
        return [flag for line in agenda_of(cast.team) for flag in line.flags]


def test_an_owner_who_was_set_on_the_day_of_a_nudge_is_said(cast: Cast) -> None:
    item = make_item(cast, due=-9, owner=None, without="Follows")
    run = NudgeRun.objects.create(at=at(-3), state=NudgeRun.State.PLANNED)
    nudge = Nudge.objects.create(run=run, person=cast.person("dora"), due_at=at(-3), next_at=at(-3))
    NudgeLine.objects.create(nudge=nudge, item=item, step="x", why="Nobody owns it")
    items.assign(item.pk, by=cast.by("dora"), version=1, owner=cast.person("bob"), at=at(-3, 12))
    assert flags(cast) == []  # it was planned, and never delivered
    Nudge.objects.update(stage="sent", sent_at=at(-3))
    assert flags(cast) == [f"the owner was set on {day(-3)}, the day of a nudge"]


def test_an_item_that_has_reached_the_review_by_the_ladder_is_said(cast: Cast) -> None:
    make_item(cast, make_incident(cast, severity=2), accepted=-60, due=-27)
    assert flags(cast) == ["assigned 60 days ago and not touched since"]
    make_item(cast, make_incident(cast, severity=2), accepted=-60, due=-28)
    assert f"escalated to the review on {day(0)}" in flags(cast)
