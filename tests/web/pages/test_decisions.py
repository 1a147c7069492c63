"""The register: what was decided, why, by whom, until when; and nothing of it is ever gone."""

from __future__ import annotations

import pytest
import time_machine

from followthrough.web.operations.decisions import accept_risk, decline
from followthrough.web.operations.items import reopen
from tests.web.making import MORNING, Cast, day, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


def test_those_that_come_back_first_stand_first(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        for until in (90, 30):
            item = make_item(cast)
            accept_risk(item.pk, by=cast.by("dora"), version=item.version, reason=f"until {until}", impact="an hour", review_on=day(until))
        item = make_item(cast)
        decline(item.pk, by=cast.by("alice"), version=item.version, reason="gone")
        page = signed_in(cast.alice).get("/decisions/")
    assert [decision.reason for decision in page.context["page"]] == ["until 30", "until 90", "gone"]
    assert "3 decisions in force" in page.content.decode()


def test_a_decision_that_ended_stays_in_the_register(cast: Cast) -> None:
    item = make_item(cast)
    item = decline(item.pk, by=cast.by("alice"), version=item.version, reason="gone")
    reopen(item.pk, by=cast.by("alice"), version=item.version, reason="it is back")
    client = signed_in(cast.alice)
    assert len(client.get("/decisions/").context["page"]) == 0
    assert [decision.reason for decision in client.get("/decisions/?view=all").context["page"]] == ["gone"]


def test_decisions_about_a_private_incident_are_for_its_people(cast: Cast) -> None:
    item = make_item(cast, make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")]))
    decline(item.pk, by=cast.by("alice"), version=item.version, reason="the key was rotated")
    assert "the key was rotated" in signed_in(cast.alice).get("/decisions/").content.decode()
    assert "the key was rotated" not in signed_in(cast.bob).get("/decisions/").content.decode()
