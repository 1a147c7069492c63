"""Calendars: what stands in the file, who may read it, and that an address that was taken away answers nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client, override_settings
from icalendar import Calendar

from followthrough.web.models import Feed
from followthrough.web.operations import decisions, reviews
from tests.web.making import MORNING, Cast, at, day, make_incident, make_item
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False), override_settings(PUBLIC_URL="https://ft.example.org"):
        yield


def made(client: Client, of: str = "me") -> str:
    """The path of a new calendar, as its page shows it."""
    page = client.post("/calendars/new/", {"of": of}).content.decode()
    found = re.search(r'value="https://ft\.example\.org(/calendars/[^"]+\.ics)"', page)
    assert found is not None, page
    return found[1]


def events(path: str) -> dict[str, tuple[date | datetime, str]]:
    """What a program for calendars reads at an address, without being signed in."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    return {str(event["uid"]): (event.decoded("dtstart"), str(event["summary"])) for event in calendar.walk("VEVENT")}


def test_my_calendar_has_what_i_own_and_what_comes_back(cast: Cast) -> None:
    mine, _ = make_item(cast, text="Alert on lag", due=9), make_item(cast, text="Another's", owner="bob")
    risk = make_item(cast, text="Second NAT")
    decisions.accept_risk(risk.pk, by=cast.by("alice"), version=1, reason="Rare", impact="An hour", review_on=day(90))
    assert events(made(signed_in(cast.alice))) == {
        f"item-{mine.pk}-due@followthrough": (day(9), "Due: Alert on lag"),
        f"item-{risk.pk}-back@followthrough": (day(90), "Comes back: Second NAT"),
    }


def test_a_teams_calendar_has_its_reviews_and_the_next_one(cast: Cast) -> None:
    review = reviews.open_review(by=cast.by("dora"), team=cast.team, title="Checkout, June", planned_for=at(-1), agenda=(), at=at(-1))
    reviews.open_review(by=cast.by("frank"), team=cast.other_team, title="Search, June", planned_for=at(0), agenda=(), at=at(0))
    assert events(made(signed_in(cast.erin), "checkout")) == {
        f"review-{review.pk}@followthrough": (at(-1), "Checkout, June"),
        f"next-review-{cast.team.pk}@followthrough": (at(13), "Checkout: the next review"),
    }


def test_words_can_t_add_an_event(cast: Cast) -> None:
    make_item(cast, text="A;B,C\\n\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:no")
    (found,) = events(made(signed_in(cast.alice))).values()
    assert found[1] == "Due: A;B,C\\n END:VEVENT BEGIN:VEVENT SUMMARY:no"


def test_long_words_and_other_scripts_come_through(cast: Cast) -> None:
    text = "Größe der Warteschlange überwachen 🚒 " * 8
    make_item(cast, text=text.strip())
    assert [summary for _, summary in events(made(signed_in(cast.alice))).values()] == [f"Due: {text.strip()}"]


def test_it_shows_what_its_maker_may_see_and_no_more(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("dora")])
    make_item(cast, hidden, text="Rotate the leaked key")
    doras, erins = made(signed_in(cast.dora), "all"), made(signed_in(cast.erin), "all")
    assert [summary for _, summary in events(doras).values()] == ["Due: Rotate the leaked key"]
    assert events(erins) == {}


def test_a_calendar_that_was_taken_away_answers_nobody(cast: Cast) -> None:
    client = signed_in(cast.alice)
    path = made(client)
    feed = Feed.objects.get()
    assert signed_in(cast.bob).post(f"/calendars/{feed.pk}/revoke/").status_code == 404
    events(path)
    assert "Taken away." in client.post(f"/calendars/{feed.pk}/revoke/", follow=True).content.decode()
    answer = Client().get(path)
    assert (answer.status_code, answer.content.decode()) == (404, "There is no calendar at this address, or it was taken away.")


def test_a_closed_account_has_no_calendar(cast: Cast) -> None:
    path = made(signed_in(cast.alice))
    cast.alice.is_active = False
    cast.alice.save()
    assert Client().get(path).status_code == 404


def test_the_address_is_shown_once_and_not_kept(cast: Cast) -> None:
    client = signed_in(cast.alice)
    path = made(client)
    secret = path.removeprefix("/calendars/").removesuffix(".ics")
    assert secret not in client.get("/calendars/").content.decode()
    assert secret not in str(Feed.objects.values_list())
    assert "never read so far" in client.get("/calendars/").content.decode()
    events(path)
    assert "last read 10 June 2026" in client.get("/calendars/").content.decode()


@pytest.mark.parametrize("of", ["", "nobody", "nowhere"])
def test_whose_calendar_it_is_has_to_be_said(cast: Cast, of: str) -> None:
    assert signed_in(cast.alice).post("/calendars/new/", {"of": of}).status_code == 422


def test_it_takes_as_many_queries_for_many_items_as_for_one(cast: Cast, django_assert_max_num_queries: object) -> None:
    path = made(signed_in(cast.alice))
    incident = make_incident(cast)
    for _ in range(15):
        make_item(cast, incident)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert len(events(path)) == 15
