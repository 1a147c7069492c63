"""Links of a message: what they do without signing in, and what they must never do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client, override_settings

from followthrough.core.nudges import Offer
from followthrough.web.models import Item, NudgeLine, Person
from followthrough.web.nudging import links
from followthrough.web.operations import items, people
from followthrough.web.operations.policies import newest_version, set_policy
from tests.web.making import MORNING, Cast, make_incident, make_item, make_private
from tests.web.nudging.test_run import Desk
from tests.web.pages.capture_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False), override_settings(PUBLIC_URL="https://ft.example.org"):
        yield


def told(cast: Cast) -> Item:
    """An item of which its owner was reminded just now."""
    item = make_item(cast, make_incident(cast, reference="INC-5"), text="Alert on lag", due=-9)
    Desk(cast).round()
    return item


def path_of(item: Item, offer: Offer) -> str:
    return f"/from-message/{links.signed(NudgeLine.objects.get(item=item), offer)}/"


def state_of(item: Item) -> str:
    return Item.objects.get(pk=item.pk).state


def test_a_look_asks_and_changes_nothing_and_a_press_does_it(cast: Cast) -> None:
    item, client = told(cast), Client()
    answer = client.get(path_of(item, Offer.DONE))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Alert on lag" in page
    assert "You act as Alice" in page
    assert state_of(item) == "open"
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "no-store" in answer.headers["Cache-Control"]
    done = client.post(path_of(item, Offer.DONE), {"version": str(item.version), "evidence": "see the dashboard"})
    assert done.status_code == 200
    assert state_of(item) in {"done", "verified"}
    last = item.events.order_by("number").last()
    assert last is not None
    assert last.actor == cast.alice


def test_a_second_press_finds_nothing_left_to_do(cast: Cast) -> None:
    item, client = told(cast), Client()
    items.mark_done(item.pk, by=cast.by("alice"), version=1, at=MORNING)
    for answer in (client.get(path_of(item, Offer.DONE)), client.post(path_of(item, Offer.DONE), {"version": "1"})):
        assert "There is nothing left to do here" in answer.content.decode()


def test_what_was_changed_meanwhile_is_said_and_what_was_typed_is_kept(cast: Cast) -> None:
    item = told(cast)
    items.start(item.pk, by=cast.by("alice"), version=1)
    typed = {"version": "1", "due": "2026-07-01", "reason": "Waits for a certificate"}
    answer = Client().post(path_of(item, Offer.NEW_DATE), typed)
    assert answer.status_code == 409
    assert "Waits for a certificate" in answer.content.decode()


def test_a_form_that_lacks_something_is_shown_again(cast: Cast) -> None:
    item = told(cast)
    answer = Client().post(path_of(item, Offer.NEW_DATE), {"version": "1", "due": "", "reason": "x"})
    assert answer.status_code == 422
    assert "no date is given" in answer.content.decode()


@pytest.mark.parametrize("damage", [lambda t: t[:-1], lambda t: t + "x", lambda t: t[::-1], lambda t: t.replace(":", "", 1)])
def test_a_link_that_is_damaged_leads_nowhere(cast: Cast, damage: object) -> None:
    item = told(cast)
    token = links.signed(NudgeLine.objects.get(item=item), Offer.DONE)
    answer = Client().post(f"/from-message/{damage(token)}/", {"version": "1"})  # type: ignore[operator]
    assert answer.status_code == 404
    assert "Nothing was changed" in answer.content.decode()
    assert state_of(item) == "open"


def test_a_link_expires(cast: Cast) -> None:
    item = told(cast)
    path = path_of(item, Offer.DONE)
    with time_machine.travel(MORNING + timedelta(days=14, seconds=1), tick=False):
        answer = Client().post(path, {"version": "1"})
    assert answer.status_code == 410
    assert "good for 14 days" in answer.content.decode()
    assert state_of(item) == "open"


def test_a_decision_not_to_do_it_needs_a_sign_in(cast: Cast) -> None:
    item = told(cast)
    answer = Client().post(path_of(item, Offer.DECLINE), {"version": "1", "reason": "No"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/items/{item.pk}/?do=decline")
    assert state_of(item) == "open"


def test_what_the_message_did_not_offer_is_not_done(cast: Cast) -> None:
    item = told(cast)
    answer = Client().post(path_of(item, Offer.TAKE_OVER), {"version": "1"})
    assert answer.status_code == 302
    assert Item.objects.get(pk=item.pk).version == 1


@pytest.mark.parametrize("lost", ["account", "person", "role", "private"])
def test_a_link_is_of_no_use_once_its_right_is_gone(cast: Cast, lost: str) -> None:
    item = told(cast)
    path = path_of(item, Offer.DONE)
    if lost == "account":
        cast.alice.is_active = False
        cast.alice.save()
    elif lost == "person":
        people.deactivate_person(cast.person("alice"))
    elif lost == "role":
        cast.alice.role = "viewer"
        cast.alice.save()
    else:
        make_private(item.incident)
    for answer in (Client().get(path), Client().post(path, {"version": "1"})):
        assert answer.status_code == 302
        assert "Alert on lag" not in answer.content.decode()
    assert state_of(item) == "open"


def test_who_is_signed_in_acts_as_themselves(cast: Cast) -> None:
    item = told(cast)
    answer = signed_in(cast.bob).post(path_of(item, Offer.DONE), {"version": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/items/{item.pk}/?do=done")
    assert state_of(item) == "open"


def test_nobody_is_added_to_the_people_through_a_link_nor_are_they_listed(cast: Cast) -> None:
    item, before = told(cast), Person.objects.count()
    assert "Bob" not in Client().get(path_of(item, Offer.HAND_OVER)).content.decode()
    answer = Client().post(path_of(item, Offer.HAND_OVER), {"version": "1", "owner": "Somebody New", "reason": "r"})
    assert answer.status_code == 422
    assert Person.objects.count() == before


def test_a_form_from_elsewhere_is_refused(cast: Cast) -> None:
    item = told(cast)
    assert Client(enforce_csrf_checks=True).post(path_of(item, Offer.DONE), {"version": "1"}).status_code == 403
    assert state_of(item) == "open"


@pytest.mark.parametrize("offer", sorted(links.BY_LINK - {Offer.TAKE_OVER, Offer.REFUSE}))
def test_everything_that_is_offered_opens(cast: Cast, offer: Offer) -> None:
    assert Client().get(path_of(told(cast), offer)).status_code == 200


def test_where_the_policy_says_so_a_link_asks_to_sign_in(cast: Cast) -> None:
    item = told(cast)
    set_policy('nudging = "on"\nmessage_links = "sign in"', by=cast.by("dora"), reason="Mail is read by others", seen=newest_version())
    answer = Client().post(path_of(item, Offer.DONE), {"version": str(item.version)})
    assert answer.status_code == 302
    assert state_of(item) == "open"
    assert "/sign-in/" in Client().get(answer.headers["Location"]).headers["Location"]
