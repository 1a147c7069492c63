"""What the capture screen of one document shows, and to whom."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from followthrough.core.policy import policy_due
from followthrough.web.models import Candidate, Document, Item, User
from followthrough.web.operations.incidents import edit_incident
from tests.web.making import MORNING, Cast
from tests.web.pages.capture_cast import POSTMORTEM, bring, candidate, fields, page_of, signed_in

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


def test_each_candidate_is_marked_in_its_own_words_and_leads_to_its_card(client: Client, document: Document, alert: Candidate) -> None:
    page = page_of(client, document)
    assert f'href="#c{alert.pk}"' in page
    assert f'id="m{alert.pk}"' in page
    assert f'id="c{alert.pk}"' in page


def test_the_bar_counts_what_was_found_and_what_is_ready(client: Client, document: Document) -> None:
    bar = client.get(reverse("capture", args=[document.pk])).context["bar"]
    assert (bar.found, bar.waiting, bar.ready) == (3, 3, 2)


def test_the_bar_says_what_the_document_as_a_whole_lacks(client: Client, alice: User) -> None:
    document = bring(alice, POSTMORTEM.replace("Alert on", "Renew all"), name="other.md")
    assert "all 3 items are prevention" in page_of(client, document)


def test_a_card_names_what_the_rules_say_and_why(client: Client, document: Document) -> None:
    page = page_of(client, document)
    assert "platform team&#x27; is a team" in page
    assert 'popovertarget="why-FT102"' in page
    assert 'id="why-FT102"' in page


def test_a_missing_date_is_proposed_from_the_policy_and_said_to_be_so(client: Client, document: Document, renew: Candidate) -> None:
    cards = client.get(reverse("capture", args=[document.pk])).context["screen"].cards
    card = next(card for card in cards if card.candidate == renew)
    assert card.typed.due == policy_due(2, timezone.localdate()).isoformat()
    assert card.due_proposed == "4 weeks"


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_markup_in_a_document_is_text_everywhere(client: Client, alice: User) -> None:
    text = (
        f"# INC-8: A title {EVIL}\n\nWords {EVIL} and more.\n\n## Action items\n\n- Escape the title of every page. (Owner: Priya Nair)\n"
    )
    document = bring(alice, text, name="<b>evil</b>.md")
    row = candidate(document, "Escape the title")
    client.post(reverse("capture-edit", args=[row.pk]), fields(row, text=EVIL, tickets=EVIL))
    refused = client.post(reverse("capture-accept", args=[row.pk]), fields(row, owner=EVIL, due=EVIL), headers=HTMX)
    for page in (page_of(client, document), refused.content.decode()):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<b>evil" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_characters_that_turn_the_text_around_are_shown(client: Client, alice: User) -> None:
    document = bring(alice, "# INC-9: X\n\n## Action items\n\n- Remove the \u202enimda\u202c account of the vendor\n")
    row = document.candidates.get()
    client.post(reverse("capture-edit", args=[row.pk]), fields(row, text="Remove the \u202enimda\u202c account"))
    page = page_of(client, document)
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in page
    assert "2 hidden characters stand in this text" in page


def test_a_hundred_candidates_take_few_queries(client: Client, alice: User) -> None:
    lines = "\n".join(f"- Replace part {number} of the pump. (Owner: Priya Nair, PAY-{number})" for number in range(100, 200))
    document = bring(alice, f"# INC-10: Pump\n\n## Action items\n\n{lines}\n")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = page_of(client, document)
    assert len(queries) <= 20
    assert "<b>100</b> found" in page
    assert page.count("data-card ") == 20
    assert "Part 1 of 5" in page


def test_the_page_of_a_candidate_is_found_by_its_number(client: Client, alice: User) -> None:
    lines = "\n".join(f"- Replace part {number} of the pump" for number in range(100, 200))
    document = bring(alice, f"# INC-10: Pump\n\n## Action items\n\n{lines}\n")
    last = candidate(document, "part 199")
    page = client.get(reverse("capture", args=[document.pk]), {"at": last.pk}).content.decode()
    assert f'id="c{last.pk}"' in page
    assert f'id="m{last.pk}"' in page


def test_a_viewer_sees_the_findings_and_has_nothing_to_press(document: Document, alert: Candidate, cast: Cast) -> None:
    viewer = signed_in(cast.erin)
    page = page_of(viewer, document)
    assert "is a team" in page
    assert reverse("capture-accept", args=[alert.pk]) not in page
    viewer.post(reverse("capture-accept", args=[alert.pk]), fields(alert))
    assert not Item.objects.exists()


def test_a_member_of_another_team_sees_and_can_not_act(document: Document, alert: Candidate, cast: Cast) -> None:
    edit_incident(document.incident_id, by=cast.by("dora"), team=cast.team)
    charlie = signed_in(cast.charlie)
    assert "it belongs to Checkout" in page_of(charlie, document)
    answer = charlie.post(reverse("capture-accept", args=[alert.pk]), fields(alert))
    assert answer.status_code in {403, 422}
    assert not Item.objects.exists()
