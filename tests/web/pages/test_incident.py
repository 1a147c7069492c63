"""The list of incidents and the page of one: where each loop stands, and what became of each promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from followthrough.web.operations.decisions import confirm_repeat, decline
from followthrough.web.operations.items import mark_done
from tests.web.making import MORNING, Cast, make_candidate, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def four(cast: Cast) -> None:
    """One incident in each place a loop can stand in."""
    make_incident(cast, reference="INC-NONE")
    make_item(cast, make_incident(cast, reference="INC-OPEN"))
    partly, closed = make_incident(cast, reference="INC-PARTLY"), make_incident(cast, reference="INC-CLOSED")
    make_item(cast, partly)
    for incident in (partly, closed):
        item = make_item(cast, incident)
        mark_done(item.pk, by=cast.by("alice"), version=item.version)


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("loop", "found"),
    [("none_recorded", "INC-NONE"), ("none_closed", "INC-OPEN"), ("partly_closed", "INC-PARTLY"), ("closed", "INC-CLOSED")],
)
def test_each_place_of_a_loop_can_be_asked_for(cast: Cast, loop: str, found: str) -> None:
    page = signed_in(cast.alice).get("/incidents/", {"loop": loop})
    assert [incident.reference for incident, _ in page.context["rows"]] == [found]


@pytest.mark.usefixtures("four")
def test_the_list_says_how_many_are_still_open(cast: Cast) -> None:
    page = signed_in(cast.alice).get("/incidents/").content.decode()
    assert "2 of 4 incidents still have open items" in page


@pytest.mark.usefixtures("four")
def test_incidents_are_found_by_words(cast: Cast) -> None:
    assert [one.reference for one, _ in signed_in(cast.alice).get("/incidents/?q=partly").context["rows"]] == ["INC-PARTLY"]


def test_an_incident_shows_what_became_of_each_promise_and_which_kind_is_missing(cast: Cast) -> None:
    incident = make_incident(cast, reference="INC-481", title="Checkout down")
    item = make_item(cast, incident, text="Add a circuit breaker")
    decline(item.pk, by=cast.by("dora"), version=item.version, reason="the client is replaced in May")
    make_item(cast, incident, text="Alert on errors")
    page = signed_in(cast.alice).get("/incidents/INC-481/").content.decode()
    for words in (
        "Checkout down",
        "1 of 2 closed, 1 of them decided away",
        "the client is replaced in May",
        "No prevention, no mitigation, no process item",
    ):
        assert words in page


def test_candidates_that_wait_are_said(cast: Cast) -> None:
    incident = make_incident(cast, reference="INC-5")
    make_candidate(cast, incident)
    assert "1 candidate of its postmortem waits" in signed_in(cast.alice).get("/incidents/INC-5/").content.decode()


def test_a_repeat_is_shown_on_both_incidents(cast: Cast) -> None:
    earlier, again = make_incident(cast, reference="INC-1"), make_incident(cast, reference="INC-2")
    confirm_repeat(incident=again, earlier=earlier, by=cast.by("dora"))
    client = signed_in(cast.alice)
    assert "This repeats" in client.get("/incidents/INC-2/").content.decode()
    assert "It happened again" in client.get("/incidents/INC-1/").content.decode()


def test_a_reference_with_a_slash_or_a_space_has_its_page(cast: Cast) -> None:
    for reference in ("2026/06-outage", "Big outage #3", "ä & <b>"):
        incident = make_incident(cast, reference=reference)
        assert signed_in(cast.alice).get(incident.get_absolute_url()).status_code == 200


def test_the_pages_ask_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    incident = make_incident(cast, reference="INC-1")
    for number in range(25):
        make_item(cast, incident, text=f"Item {number}")
        make_incident(cast)
    client = signed_in(cast.alice)
    for path in ("/incidents/", "/incidents/INC-1/", "/decisions/"):
        with django_assert_max_num_queries(20):
            client.get(path)
