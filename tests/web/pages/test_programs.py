"""Doors for programs in the browser: tokens and badges are shown once, work, and can be taken away; and the numbers for Prometheus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client, override_settings
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read

from followthrough.web.models import Feed, Service, Token
from followthrough.web.operations.people import add_account
from followthrough.web.operations.tokens import make_token
from tests.web.making import MORNING, Cast, at, hide, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False), override_settings(PUBLIC_URL="https://ft.example.org"):
        yield


def shown(page: str) -> str:
    found = re.search(r'value="(ft_[^"]+)"', page)
    assert found is not None, page
    return found[1]


def test_a_token_is_shown_once_and_opens_the_gate(cast: Cast) -> None:
    client = signed_in(cast.alice)
    page = client.post("/programs/tokens/", {"name": "Deploy of checkout", "scope": "gate", "days": "90"}).content.decode()
    text = shown(page)
    again = client.get("/programs/").content.decode()
    assert text not in again
    assert "Deploy of checkout" in again
    assert "good until" in again
    assert Client().get("/api/v1/gate", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    client.post(f"/programs/tokens/{Token.objects.get().pk}/revoke/")
    assert Client().get("/api/v1/gate", headers={"Authorization": f"Bearer {text}"}).status_code == 401
    assert "No program has a token yet" in client.get("/programs/").content.decode()


def test_what_was_typed_is_kept_when_it_is_refused(cast: Cast) -> None:
    answer = signed_in(cast.frank).post("/programs/tokens/", {"name": "Deploy", "days": "30"})
    assert answer.status_code == 422
    assert "Say what the token is for" in answer.content.decode()
    assert 'value="Deploy"' in answer.content.decode()
    assert signed_in(cast.frank).post("/programs/tokens/", {"name": "x", "scope": "gate", "days": "9" * 30}).status_code == 422
    assert not Token.objects.exists()


def test_only_what_one_may_make_is_offered(cast: Cast) -> None:
    member, administrator = (signed_in(user).get("/programs/").content.decode() for user in (cast.alice, cast.frank))
    assert 'value="gate"' in member
    assert 'value="metrics"' not in member
    assert 'value="directory"' in administrator
    assert signed_in(cast.alice).post("/programs/tokens/", {"name": "x", "scope": "metrics", "days": "30"}).status_code == 422


def test_an_administrator_sees_and_ends_the_tokens_of_all_others_see_theirs(cast: Cast) -> None:
    row, _ = make_token(name="Of Alice <b>", scopes=["gate"], by=cast.by("alice"))
    assert "Of Alice" not in signed_in(cast.dora).get("/programs/").content.decode()
    page = signed_in(cast.frank).get("/programs/").content.decode()
    assert "Of Alice &lt;b&gt;" in page
    assert signed_in(cast.dora).post(f"/programs/tokens/{row.pk}/revoke/").status_code == 404
    assert signed_in(cast.frank).post(f"/programs/tokens/{row.pk}/revoke/").status_code == 302


def badge(cast: Cast, of: str) -> str:
    """The path of a new badge, as the page shows it."""
    page = signed_in(cast.alice).post("/programs/badges/", {"of": of}).content.decode()
    found = re.search(r"!\[action items\]\(https://ft\.example\.org(/badges/[^)]+\.svg)\)", page)
    assert found is not None, page
    return found[1]


def words_of(path: str, status: int = 200) -> str:
    answer = Client().get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    picture = ET.fromstring(answer.content)  # noqa: S314 (our own picture)
    title = picture.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert picture.attrib["aria-label"] == title.text
    return title.text or ""


def test_a_badge_says_how_a_team_does_to_whoever_has_its_address(cast: Cast) -> None:
    path = badge(cast, "team:checkout")
    assert words_of(path) == "Checkout: no items"
    make_item(cast, due=4)
    assert words_of(path) == "Checkout: 1 open, none overdue"
    make_item(cast, due=-4)
    make_item(cast, due=-4, team=cast.other_team)
    assert words_of(path) == "Checkout: 1 of 2 overdue"
    assert words_of(badge(cast, "all")) == "action items: 2 of 3 overdue"


def test_a_badge_of_a_service_counts_its_incidents_and_no_private_ones(cast: Cast) -> None:
    service = Service.objects.create(slug="pay", name="Pay <&> \u202e" + "x" * 80)
    make_item(cast, make_incident(cast, services=[service]), due=4)
    hide(make_item(cast, make_incident(cast, services=[service]), due=-4), cast.person("alice"))
    words = words_of(badge(cast, "service:pay"))
    assert words.startswith("Pay <&>")
    assert words.endswith("…: 1 open, none overdue")


def test_a_badge_that_was_taken_away_says_so(cast: Cast) -> None:
    path = badge(cast, "all")
    signed_in(cast.alice).post(f"/programs/badges/{Feed.objects.get().pk}/revoke/")
    assert words_of(path, status=404) == "action items: no badge here"
    assert words_of("/badges/nope.svg", status=404) == "action items: no badge here"


def test_the_address_of_a_badge_opens_no_calendar_and_the_other_way_round(cast: Cast) -> None:
    path = badge(cast, "all")
    assert Client().get(path.replace("badges", "calendars").replace(".svg", ".ics")).status_code == 404
    signed_in(cast.alice).post("/calendars/new/", {"of": "all"})
    assert "All teams" not in signed_in(cast.bob).get("/programs/").content.decode().split('id="badges"')[1].split("<form")[0]


def test_a_badge_of_nothing_is_refused(cast: Cast) -> None:
    for of in ("", "team:nope", "service:", "person:alice"):
        assert signed_in(cast.alice).post("/programs/badges/", {"of": of}).status_code == 422
    assert not Feed.objects.exists()


def scraped(cast: Cast, name: str = "dora", accept: str = "") -> dict[str, dict[tuple[str, ...], float]]:
    _, text = make_token(name="Prometheus", scopes=["metrics"], by=cast.by(name))
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {text}", "Accept": accept})
    assert answer.status_code == 200
    body = answer.content.decode()
    families = list(read_openmetrics(body) if "openmetrics" in accept else read(body))  # type: ignore[no-untyped-call]
    assert "openmetrics" not in accept or answer.headers["Content-Type"].startswith("application/openmetrics-text")
    return {
        one.name: {tuple(value for _, value in sorted(sample.labels.items())): sample.value for sample in one.samples} for one in families
    }


def test_the_numbers_for_prometheus_are_those_of_the_pages(cast: Cast) -> None:
    service = Service.objects.create(slug="pay", name="Pay")
    make_item(cast, make_incident(cast, severity=1, services=[service]), accepted=-40, due=-4)
    make_item(cast, make_incident(cast, severity=None), accepted=-10, due=4, team=cast.other_team)
    found = scraped(cast)
    assert found["followthrough_open_items"]["1", "checkout"] == 1
    assert found["followthrough_open_items"]["none", "search"] == 1
    assert found["followthrough_overdue_items"]["1", "checkout"] == 1
    assert found["followthrough_overdue_items"]["none", "search"] == 0
    assert found["followthrough_oldest_open_item_age_seconds"]["checkout",] == 40 * 86400
    assert found["followthrough_service_overdue_items"]["pay", "1"] == 1
    assert found["followthrough_completion_ratio"]["checkout", "90_days"] == 0
    assert found["followthrough_due_items"]["still_open", "checkout", "90_days"] == 1
    assert found["followthrough_incidents"]["none_closed",] == 2
    assert (
        scraped(cast, accept="application/openmetrics-text; version=1.0.0")["followthrough_open_items"] == found["followthrough_open_items"]
    )


def test_numbers_of_a_private_incident_are_for_who_may_see_it(cast: Cast) -> None:
    service = Service.objects.create(slug="pay", name="Pay")
    hide(make_item(cast, make_incident(cast, severity=1, services=[service]), due=-4))
    for name, seen in (("dora", 0), ("frank", 1)):
        found = scraped(cast, name)
        assert found["followthrough_overdue_items"]["1", "checkout"] == seen
        assert found["followthrough_service_overdue_items"].get(("pay", "1"), 0) == seen


def test_no_number_names_a_person(cast: Cast) -> None:
    add_account("zebra", role="member", full_name="Zebra Quagga")
    make_item(cast, due=-4, owner="alice", accepted=-30)
    _, text = make_token(name="Prometheus", scopes=["metrics"], by=cast.by("frank"), at=at(-1))
    page = Client().get("/metrics", headers={"Authorization": f"Bearer {text}"}).content.decode().lower()
    assert not any(name in page for name in ("alice", "zebra", "quagga", "owner"))


def test_the_numbers_are_for_a_token_made_for_them(cast: Cast) -> None:
    _, gate = make_token(name="CI", scopes=["gate"], by=cast.by("frank"))
    assert Client().get("/metrics").status_code == 401
    assert signed_in(cast.frank).get("/metrics").status_code == 401
    answer = Client().get("/metrics", headers={"Authorization": f"Bearer {gate}"})
    assert answer.status_code == 403
    assert b"may not read the numbers" in answer.content
