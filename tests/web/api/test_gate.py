"""GET /api/v1/gate: what a pipeline is told, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from followthrough.web.models import Service
from followthrough.web.operations import decisions
from followthrough.web.operations.tokens import make_token
from tests.web.making import MORNING, Cast, day, hide, make_incident, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False), override_settings(PUBLIC_URL="https://ft.example.org"):
        yield


def token(cast: Cast, name: str = "alice", scope: str = "gate") -> str:
    return make_token(name="CI", scopes=[scope], by=cast.by(name))[1]


def ask(text: str, query: str = "", status: int = 200) -> Any:
    answer = Client().get(f"/api/v1/gate{query}", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == status, answer.content
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.headers["Content-Type"].startswith(kind)
    return json.loads(answer.content)


def test_an_overdue_item_closes_the_gate_of_its_service_and_a_decision_opens_it(cast: Cast) -> None:
    checkout = Service.objects.create(slug="checkout", name="Checkout")
    Service.objects.create(slug="search", name="Search")
    item = make_item(cast, make_incident(cast, reference="INC-9", severity=1, services=[checkout]), text="Alert on lag", due=-4)
    said = ask(token(cast), "?service=checkout&severity=1&severity=2")
    assert said == {
        "gate": "closed",
        "on": "2026-06-10",
        "question": {"service": "checkout", "team": "", "severities": [1, 2], "grace": 0},
        "blocking": [
            {
                "item": item.pk,
                "text": "Alert on lag",
                "incident": "INC-9",
                "owner": "Alice",
                "team": "checkout",
                "url": f"https://ft.example.org/items/{item.pk}/",
                "needs_decision": False,
                "severity": 1,
                "due": "2026-06-06",
                "days_late": 4,
                "private": False,
            }
        ],
        "in_grace": [],
        "unranked_left_out": 0,
    }
    assert ask(token(cast), "?service=search")["gate"] == "open"
    assert ask(token(cast), "?service=checkout&grace=4")["gate"] == "open"
    assert ask(token(cast), "?team=search")["gate"] == "open"
    decisions.accept_risk(item.pk, by=cast.by("dora"), version=1, reason="Rare", impact="An hour", review_on=day(60))
    assert ask(token(cast), "?service=checkout")["gate"] == "open"


def test_an_item_of_two_services_of_an_incident_is_named_once(cast: Cast) -> None:
    services = [Service.objects.create(slug=slug, name=slug) for slug in ("a", "b")]
    make_item(cast, make_incident(cast, services=services), due=-1)
    assert len(ask(token(cast))["blocking"]) == 1
    assert len(ask(token(cast), "?service=b")["blocking"]) == 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?service=chekcout", "There is no service “chekcout”. The services are: checkout."),
        ("?team=nobody", "There is no team “nobody”. The teams are: checkout, search."),
        ("?severity=7", "A severity is 1, 2, 3, 4 or unranked, not “7”."),
        ("?grace=-1", "grace: Input should be greater than or equal to 0."),
        ("?grace=99999999999999999999", "grace: Input should be less than or equal to 365."),
        ("?grace=soon", "grace: Input should be a valid integer, unable to parse string as an integer."),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_and_opens_nothing(cast: Cast, query: str, words: str) -> None:
    Service.objects.create(slug="checkout", name="Checkout")
    said = ask(token(cast), query, status=422)
    assert said["detail"] == words
    assert "gate" not in said


def test_a_private_incident_closes_the_gate_for_who_may_see_it_and_is_named_to_nobody(cast: Cast) -> None:
    incident = hide(make_item(cast, text="Fire the vendor", due=-4), cast.person("alice")).incident
    said = ask(token(cast, "alice"))
    assert said["gate"] == "closed"
    assert said["blocking"][0]["text"] == "an item of a private incident"
    assert "Fire" not in json.dumps(said)
    assert incident.reference not in json.dumps(said)
    assert ask(token(cast, "bob"))["gate"] == "open"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Bearer ft_nope", "Basic YWxpY2U6eA==", "ft_nope"])
def test_without_a_good_token_nothing_is_told(cast: Cast, header: str | None) -> None:
    make_item(cast, due=-4)
    client = Client()
    client.force_login(cast.frank)  # a cookie opens nothing here
    answer = client.get("/api/v1/gate", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert json.loads(answer.content)["title"] == "No token, or none that is good"


def test_a_token_for_something_else_is_refused(cast: Cast) -> None:
    assert "may not ask whether a release may go ahead" in ask(token(cast, "frank", "metrics"), status=403)["detail"]


def test_what_there_is_to_ask_is_described(cast: Cast) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    gate = described["paths"]["/api/v1/gate"]["get"]
    assert {one["name"] for one in gate["parameters"]} == {"service", "team", "severity", "grace"}
    assert set(gate["responses"]) == {"200", "401", "403", "422"}
    assert gate["security"]


def test_an_address_that_leads_nowhere_is_said_to_a_program_in_its_own_form(cast: Cast) -> None:
    answer = Client().get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert Client().post("/api/v1/gate").status_code == 405
