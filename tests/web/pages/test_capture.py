"""Each thing that a person can do to a candidate on the capture screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from followthrough.core.item import Type
from followthrough.web.models import Candidate, Document, Item, Person, User
from followthrough.web.operations.candidates import Promise, accept_candidate, dismiss_candidate
from followthrough.web.pages.capture_panels import first_cut
from followthrough.web.permissions import Actor
from tests.web.making import MORNING, Cast
from tests.web.pages.capture_cast import bring, candidate, fields, page_of, signed_in, status, version

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _the_fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING):
        yield


@pytest.fixture
def alice(cast: Cast) -> User:
    return cast.alice


@pytest.fixture
def client(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def document(alice: User) -> Document:
    return bring(alice)


@pytest.fixture
def alert(document: Document) -> Candidate:
    """Lacks nothing."""
    return candidate(document, "Alert on certificates")


@pytest.fixture
def renew(document: Document) -> Candidate:
    """Has a team for an owner, no date, no ticket."""
    return candidate(document, "Renew the gateway")


# Accept


def test_accepting_makes_an_item_as_it_stands_in_the_fields(client: Client, alert: Candidate) -> None:
    client.post(reverse("capture-accept", args=[alert.pk]), fields(alert, text="Alert 21 days before it runs out", type="detection"))
    item = Item.objects.get()
    assert (item.text, item.type, item.tickets) == ("Alert 21 days before it runs out", "detection", ["PAY-101"])
    assert item.owner is not None
    assert item.owner.name == "Priya Nair"
    assert item.due.isoformat() == "2026-07-15"
    assert status(alert) == "accepted"


def test_after_accepting_a_plain_form_goes_on_to_the_next_that_waits(
    client: Client, document: Document, alert: Candidate, renew: Candidate
) -> None:
    answer = client.post(reverse("capture-accept", args=[alert.pk]), fields(alert))
    assert answer.headers["Location"] == f"{reverse('capture', args=[document.pk])}?at={renew.pk}#c{renew.pk}"


def test_htmx_gets_the_settled_card_and_the_new_counts(client: Client, alert: Candidate) -> None:
    answer = client.post(reverse("capture-accept", args=[alert.pk]), fields(alert), headers=HTMX)
    page = answer.content.decode()
    assert 'data-status="accepted"' in page
    assert "1 accepted" in page
    assert "<html" not in page


def test_a_name_nobody_knows_becomes_a_person(client: Client, renew: Candidate) -> None:
    client.post(reverse("capture-accept", args=[renew.pk]), fields(renew, owner="Ingrid Holm", tickets="PAY-7"))
    assert Person.objects.filter(name="Ingrid Holm").exists()
    owner = Item.objects.get().owner
    assert owner is not None
    assert owner.name == "Ingrid Holm"


def test_what_lacks_has_to_be_explained_and_what_was_typed_is_kept(client: Client, renew: Candidate) -> None:
    answer = client.post(reverse("capture-accept", args=[renew.pk]), fields(renew, text="Renew it every month"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "an owner and a ticket" in page
    assert "Renew it every month" in page
    assert 'name="without"' in page
    assert not Item.objects.exists()


def test_with_a_reason_an_item_may_lack_its_ticket(client: Client, renew: Candidate) -> None:
    client.post(reverse("capture-accept", args=[renew.pk]), fields(renew, owner="Ingrid Holm", without="ticket follows"))
    item = Item.objects.get()
    assert (item.tickets, item.accepted_without) == ([], "ticket follows")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Platform team", "a team, not a person"),
        ("search", "a team, not a person"),
        ("whoever is on-call", "a role, not a person"),
        ("Ana Silva and Bo Lind", "more than one person"),
        ("tbd", "no person"),
    ],
)
def test_only_one_person_is_an_owner(client: Client, renew: Candidate, typed: str, said: str) -> None:
    answer = client.post(reverse("capture-accept", args=[renew.pk]), fields(renew, owner=typed, tickets="PAY-7"), headers=HTMX)
    page = answer.content.decode()
    assert said in page
    assert f'value="{typed}"' in page
    assert not Item.objects.exists()
    assert not Person.objects.filter(name=typed).exists()


def test_a_person_named_for_a_refused_item_is_not_added(client: Client, renew: Candidate) -> None:
    client.post(reverse("capture-accept", args=[renew.pk]), fields(renew, owner="Ingrid Holm"))
    assert not Person.objects.filter(name="Ingrid Holm").exists()


def test_a_date_that_is_none_is_named(client: Client, alert: Candidate) -> None:
    answer = client.post(reverse("capture-accept", args=[alert.pk]), fields(alert, due="soon"))
    assert "“soon” is no date" in answer.content.decode()
    assert not Item.objects.exists()


def test_all_that_are_ready_are_accepted_at_once(client: Client, document: Document, renew: Candidate) -> None:
    page = client.post(reverse("capture-accept-ready", args=[document.pk]), follow=True).content.decode()
    assert Item.objects.count() == 2
    assert status(renew) == "waiting"
    assert "2 accepted. 1 still waits" in page


def test_when_none_waits_the_page_says_what_comes_next(client: Client, alice: User, document: Document, renew: Candidate) -> None:
    other = bring(alice, "# INC-78: Slow search\n\n## Action items\n\n- Rebuild the index nightly\n", name="b.md")
    client.post(reverse("capture-accept-ready", args=[document.pk]))
    client.post(reverse("capture-dismiss", args=[renew.pk]), {"version": renew.version, "reason": "Already done"})
    page = page_of(client, document)
    assert "Nothing waits here any more" in page
    assert reverse("capture", args=[other.pk]) in page


# Edit


def test_a_changed_field_is_kept_and_the_findings_follow(client: Client, renew: Candidate) -> None:
    answer = client.post(reverse("capture-edit", args=[renew.pk]), fields(renew, owner="Ingrid Holm"), headers=HTMX)
    fresh = Candidate.objects.get(pk=renew.pk)
    page = answer.content.decode()
    assert fresh.owners == ["Ingrid Holm"]
    assert "is a team" not in page
    assert f'value="{fresh.version}" id="v{renew.pk}"' in page


def test_a_proposed_date_that_nobody_touched_stays_a_proposal(client: Client, document: Document, renew: Candidate) -> None:
    cards = client.get(reverse("capture", args=[document.pk])).context["screen"].cards
    proposed = next(card.typed.due for card in cards if card.candidate == renew)
    client.post(reverse("capture-edit", args=[renew.pk]), fields(renew, due=proposed, tickets="PAY-7"))
    fresh = Candidate.objects.get(pk=renew.pk)
    assert (fresh.due, fresh.tracking) == (None, ["PAY-7"])


def test_what_is_being_typed_is_judged_and_not_kept(client: Client, alert: Candidate) -> None:
    answer = client.post(reverse("capture-check", args=[alert.pk]), fields(alert, tickets=""), headers=HTMX)
    assert "why-FT121" in answer.content.decode()
    assert Candidate.objects.get(pk=alert.pk).tracking == ["PAY-101"]


# Dismiss, take back


def test_dismissing_needs_a_reason(client: Client, alert: Candidate) -> None:
    answer = client.post(reverse("capture-dismiss", args=[alert.pk]), {"version": alert.version, "reason": ""})
    assert answer.status_code == 422
    assert b"needs a reason" in answer.content
    assert status(alert) == "waiting"


def test_a_dismissed_candidate_shows_why_and_can_be_taken_back(client: Client, document: Document, alert: Candidate) -> None:
    client.post(reverse("capture-dismiss", args=[alert.pk]), {"version": alert.version, "own_reason": "Bob did it in May"})
    assert "Dismissed: Bob did it in May" in page_of(client, document)
    fresh = Candidate.objects.get(pk=alert.pk)
    client.post(reverse("capture-restore", args=[alert.pk]), {"version": fresh.version})
    assert status(alert) == "waiting"


# Merge, split


def test_open_items_that_ask_for_the_same_are_offered(client: Client, alice: User, document: Document, alert: Candidate) -> None:
    other = bring(alice, "# INC-78: Login down\n\n## Action items\n\n- Alert on certificates that run out. (Owner: Bo Lind, SEC-1)\n")
    client.post(reverse("capture-accept", args=[(row := other.candidates.get()).pk]), fields(row))
    item = Item.objects.get()
    page = client.get(reverse("capture-merge-panel", args=[alert.pk]), headers=HTMX).content.decode()
    assert item.text in page
    assert "INC-78" in page
    client.post(reverse("capture-merge", args=[alert.pk]), {"version": alert.version, "into": str(item.pk)})
    assert status(alert) == "merged"
    assert Item.objects.count() == 1


def test_without_htmx_the_questions_are_pages_of_their_own(client: Client, alert: Candidate) -> None:
    assert "<html" in client.get(reverse("capture-merge-panel", args=[alert.pk])).content.decode()
    assert "<html" in client.get(reverse("capture-split-panel", args=[alert.pk])).content.decode()


def test_merging_into_nothing_is_refused(client: Client, alert: Candidate) -> None:
    assert client.post(reverse("capture-merge", args=[alert.pk]), {"version": alert.version}).status_code == 422
    assert client.post(reverse("capture-merge", args=[alert.pk]), {"version": alert.version, "into": "999999"}).status_code == 422
    assert status(alert) == "waiting"


def test_splitting_puts_the_parts_in_its_place(client: Client, document: Document, renew: Candidate) -> None:
    sent = {"version": renew.version, "texts": "Renew the gateway certificate\n\nAlert when a renewal fails\n"}
    client.post(reverse("capture-split", args=[renew.pk]), sent)
    assert status(renew) == "split"
    cards = client.get(reverse("capture", args=[document.pk])).context["screen"].cards
    texts = [card.candidate.text for card in cards]
    at = next(index for index, card in enumerate(cards) if card.candidate == renew)
    assert texts[at + 1 : at + 3] == ["Renew the gateway certificate", "Alert when a renewal fails"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Add a breaker between checkout and the client, and remove the old loop.", 2),
        ("Upgrade the proxy; remove the old check", 2),
        ("Renew the certificate. Write down how it is done.", 2),
        ("Cap reads and writes of the client", 1),
        ("Ünïcode İ stays whole, and remove the rest", 2),
    ],
)
def test_the_first_cut_follows_the_rule_about_several_tasks(text: str, parts: int) -> None:
    assert len(first_cut(text)) == parts


def test_one_part_is_no_split(client: Client, renew: Candidate) -> None:
    answer = client.post(reverse("capture-split", args=[renew.pk]), {"version": renew.version, "texts": "Only one"})
    assert answer.status_code == 422
    assert status(renew) == "waiting"


def test_a_merge_and_a_split_can_be_taken_back(client: Client, document: Document, alert: Candidate, renew: Candidate) -> None:
    client.post(reverse("capture-accept", args=[alert.pk]), fields(alert))
    client.post(reverse("capture-merge", args=[renew.pk]), {"version": renew.version, "into": str(Item.objects.get().pk)})
    client.post(reverse("capture-restore", args=[renew.pk]), {"version": version(renew)})
    client.post(reverse("capture-split", args=[renew.pk]), {"version": version(renew), "texts": "Renew it\nWatch it"})
    client.post(reverse("capture-restore", args=[renew.pk]), {"version": version(renew)})
    assert status(renew) == "waiting"
    assert client.get(reverse("capture", args=[document.pk])).context["bar"].found == 3


def test_htmx_loads_the_page_again_where_cards_come_or_go(client: Client, renew: Candidate) -> None:
    sent = {"version": renew.version, "texts": "Renew it\nWatch it"}
    answer = client.post(reverse("capture-split", args=[renew.pk]), sent, headers=HTMX)
    assert answer.headers["HX-Refresh"] == "true"


# Two people at once


def test_the_second_of_two_is_shown_what_the_first_did(client: Client, alert: Candidate, cast: Cast) -> None:
    bob = cast.bob
    dismiss_candidate(alert.pk, by=Actor.person(bob), version=alert.version, reason="Done in May")
    answer = client.post(reverse("capture-accept", args=[alert.pk]), fields(alert))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bob dismissed this" in page
    assert "Done in May" in page
    assert not Item.objects.exists()


def test_when_the_first_only_edited_the_second_keeps_what_they_typed(client: Client, alert: Candidate, cast: Cast) -> None:
    bob = signed_in(cast.bob)
    bob.post(reverse("capture-edit", args=[alert.pk]), fields(alert, tickets="PAY-500"))
    answer = client.post(reverse("capture-accept", args=[alert.pk]), fields(alert, text="My own words"), headers=HTMX)
    page = answer.content.decode()
    assert "Bob edited this" in page
    assert "My own words" in page
    assert not Item.objects.exists()


def test_one_that_somebody_took_meanwhile_does_not_stop_the_others(
    client: Client, alice: User, document: Document, alert: Candidate, cast: Cast
) -> None:
    accept_candidate(alert.pk, by=Actor.person(cast.bob), version=alert.version, promise=Promise("Alert", Type.DETECTION), without="later")
    client.post(reverse("capture-accept-ready", args=[document.pk]))
    assert Item.objects.count() == 2


@pytest.mark.parametrize("into", ["²", "9" * 25, "9" * 5000])
def test_a_candidate_is_not_merged_into_what_is_no_number_of_an_item(cast: Cast, into: str) -> None:
    row = candidate(bring(cast.alice), "Alert")
    answer = signed_in(cast.alice).post(reverse("capture-merge", args=[row.pk]), {"version": version(row), "into": into})
    assert answer.status_code == 422
    assert status(row) == "waiting"
