"""The register: what was decided, why, by whom, until when; and nothing of it is ever gone."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from followthrough.web.operations.decisions import accept_risk, decline, merge_item, return_due_risks
from followthrough.web.operations.items import reopen, set_due
from tests.web.making import MORNING, Cast, at, day, make_incident, make_item
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


def register_of(cast: Cast, query: str = "") -> list[str]:
    return [one.reason for one in signed_in(cast.alice).get(f"/decisions/{query}").context["page"]]


def test_each_view_and_filter_gives_what_it_says(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False):
        soon = make_item(cast, text="Second NAT")
        accept_risk(soon.pk, by=cast.by("dora"), version=1, reason="soon", impact="an hour", review_on=day(5))
        late = make_item(cast, make_incident(cast, severity=1, reference="INC-9"), team=cast.other_team)
        accept_risk(late.pk, by=cast.by("dora"), version=1, reason="later", impact="a day", review_on=day(90))
        back = make_item(cast)
        accept_risk(back.pk, by=cast.by("dora"), version=1, reason="returned", impact="x", review_on=day(-3), at=at(-10))
        return_due_risks(on=day(-3), at=at(-3))
        gone = make_item(cast)
        decline(gone.pk, by=cast.by("alice"), version=1, reason="gone", at=at(-40 + 25))
        moved = make_item(cast)
        set_due(moved.pk, by=cast.by("alice"), version=1, due=day(60), reason="vendor")
        asked = {
            "": ["soon", "later", "gone"],
            "?view=due_back": ["soon"],
            "?view=came_back": ["returned"],
            "?view=all": ["soon", "later", "gone", "returned"],
            "?kind=declined": ["gone"],
            "?kind=redated": ["vendor"],
            "?severity=1": ["later"],
            "?of=Search": ["later"],
            "?incident=inc-9": ["later"],
            "?q=second+nat": ["soon"],
            f"?since={day(-1)}": ["soon", "later"],
            f"?until={day(-12)}": ["gone"],
        }
        assert {query: register_of(cast, query) for query in asked} == asked


@pytest.mark.parametrize(("query", "says"), [("?kind=x", "no decision called"), ("?severity=9", "1 to 4"), ("?since=soon", "not a date")])
def test_what_can_t_be_asked_is_said(cast: Cast, query: str, says: str) -> None:
    answer = signed_in(cast.alice).get(f"/decisions/{query}")
    assert (answer.status_code, says in answer.content.decode()) == (400, True)


def test_the_register_comes_as_a_file_with_the_same_filter(cast: Cast) -> None:
    for reason in ("=HYPERLINK(1)", "gone"):
        decline(make_item(cast).pk, by=cast.by("alice"), version=1, reason=reason)
    client = signed_in(cast.alice)
    text = b"".join(client.get("/decisions/?format=csv&q=hyperlink").streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text
    assert "gone" not in text
    assert [one["reason"] for one in client.get("/decisions/?format=json").json()["decisions"]] == ["gone", "=HYPERLINK(1)"]
    assert "| gone |" in client.get("/decisions/?format=markdown").content.decode()
    assert client.get("/decisions/?format=exe").status_code == 422


def test_what_stands_in_an_items_place_is_named_only_to_who_may_see_it(cast: Cast) -> None:
    item = make_item(cast, text="Alert")
    hidden = make_item(cast, make_incident(cast, private=True, let_in=[cast.person("dora")]), text="Rotate the leaked key")
    merge_item(item.pk, by=cast.by("dora"), version=1, into=hidden.pk, reason="the same")
    assert "Rotate the leaked key" in signed_in(cast.dora).get("/decisions/").content.decode()
    assert "leaked" not in signed_in(cast.alice).get("/decisions/").content.decode()


def test_the_register_takes_as_many_queries_for_many_decisions_as_for_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    incident = make_incident(cast)
    for _ in range(12):
        decline(make_item(cast, incident).pk, by=cast.by("alice"), version=1, reason="gone")
    client = signed_in(cast.alice)
    with django_assert_max_num_queries(16):
        client.get("/decisions/")
