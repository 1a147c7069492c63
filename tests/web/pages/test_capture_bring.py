"""Bringing a postmortem in: pasted, uploaded, corrected, refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from followthrough.web.models import Document, Incident, User
from tests.web.making import MORNING, Cast
from tests.web.pages.capture_cast import POSTMORTEM, bring, candidate, hide, signed_in

pytestmark = pytest.mark.django_db
CAPTURE = "/capture/"


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


def test_an_empty_portfolio_is_shown_how_to_begin(client: Client) -> None:
    page = client.get(CAPTURE).content.decode()
    assert "Bring in a postmortem" in page
    assert "?example" in page


def test_the_example_can_be_brought_in_as_it_stands(client: Client) -> None:
    text = client.get(CAPTURE, {"example": ""}).context["text"]
    response = client.post(CAPTURE, {"text": text})
    assert response.status_code == 302
    assert Document.objects.get().candidates.exists()


def test_a_pasted_postmortem_opens_with_its_candidates(client: Client) -> None:
    response = client.post(CAPTURE, {"text": POSTMORTEM}, follow=True)
    document = Document.objects.get()
    assert response.redirect_chain == [(reverse("capture", args=[document.pk]), 302)]
    assert document.incident.reference == "INC-77"
    assert b"Renew the gateway certificate" in response.content


def test_line_ends_that_a_browser_added_are_not_part_of_the_document(client: Client, alice: User) -> None:
    client.post(CAPTURE, {"text": POSTMORTEM.replace("\n", "\r\n")})
    assert bytes(Document.objects.get().content) == POSTMORTEM.encode()


def test_an_uploaded_file_keeps_its_name(client: Client) -> None:
    client.post(CAPTURE, {"file": SimpleUploadedFile("2026-05-20-checkout.md", POSTMORTEM.encode())})
    assert Document.objects.get().name == "2026-05-20-checkout.md"


def test_what_was_read_of_the_incident_is_shown_before_anything_is_kept(client: Client) -> None:
    page = client.post(reverse("capture-read"), {"text": POSTMORTEM}).content.decode()
    assert 'value="INC-77"' in page
    assert "<b>3</b> candidates found" in page
    assert not Document.objects.exists()


def test_without_javascript_the_incident_can_be_looked_at_first_and_the_file_is_kept(client: Client) -> None:
    upload = SimpleUploadedFile("checkout.md", POSTMORTEM.encode())
    response = client.post(CAPTURE, {"file": upload, "look": "1"})
    assert response.context["fields"].reference == "INC-77"
    assert response.context["text"] == POSTMORTEM
    assert response.context["name"] == "checkout.md"
    assert not Document.objects.exists()


def test_what_was_read_wrongly_can_be_corrected(client: Client) -> None:
    client.post(CAPTURE, {"text": POSTMORTEM, "title": "Cards refused at checkout", "severity": "1", "began_on": "2026-05-19"})
    incident = Incident.objects.get()
    assert (incident.reference, incident.title, incident.severity) == ("INC-77", "Cards refused at checkout", 1)
    assert incident.began_on is not None
    assert incident.began_on.isoformat() == "2026-05-19"


def test_another_reference_makes_another_incident(client: Client) -> None:
    client.post(CAPTURE, {"text": POSTMORTEM, "reference": "INC-99"})
    assert Incident.objects.get().reference == "INC-99"
    assert Document.objects.get().incident.reference == "INC-99"


def test_the_same_content_leads_to_the_document_that_is_there(client: Client, alice: User) -> None:
    document = bring(alice)
    response = client.post(CAPTURE, {"text": POSTMORTEM, "reference": "INC-99"}, follow=True)
    assert response.redirect_chain == [(reverse("capture", args=[document.pk]), 302)]
    assert b"here already" in response.content
    assert list(Incident.objects.values_list("reference", flat=True)) == ["INC-77"]


def test_a_newer_version_keeps_what_was_decided(client: Client, alice: User) -> None:
    old = bring(alice)
    first = candidate(old, "Alert on certificates")
    client.post(reverse("capture-dismiss", args=[first.pk]), {"version": first.version, "reason": "Already done"})
    response = client.post(CAPTURE, {"text": POSTMORTEM + "- Page whoever is on call when a renewal fails.\n"}, follow=True)
    assert b"A new version" in response.content
    assert candidate(Document.objects.latest("pk"), "Alert on certificates").status == "dismissed"


def test_nothing_sent_is_answered_with_what_to_do(client: Client) -> None:
    response = client.post(CAPTURE, {"text": "   "})
    assert response.status_code == 422
    assert b"choose a file, or paste the text" in response.content


def test_an_empty_file_is_refused_by_name(client: Client) -> None:
    response = client.post(CAPTURE, {"file": SimpleUploadedFile("empty.md", b"")})
    assert response.status_code == 422
    assert b"empty.md" in response.content


def test_a_file_that_is_no_text_is_refused_and_what_was_typed_is_kept(client: Client) -> None:
    upload = SimpleUploadedFile("photo.md", b"# A\n\n\x00\x01\x02\xff\xfe" * 50)
    response = client.post(CAPTURE, {"file": upload, "title": "Typed by hand", "text": "My notes"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "photo.md" in page
    assert "Typed by hand" in page
    assert "My notes" in page
    assert not Document.objects.exists()


def test_a_file_over_ten_megabytes_is_refused_with_its_size(client: Client) -> None:
    upload = SimpleUploadedFile("huge.md", b"x" * (11 * 1024 * 1024))
    page = client.post(CAPTURE, {"file": upload}).content.decode()
    assert "huge.md: this file has 11 MB, and a document may have 10 MB" in page
    assert not Document.objects.exists()


def test_a_day_that_is_none_is_refused_and_nothing_is_kept(client: Client) -> None:
    response = client.post(CAPTURE, {"text": POSTMORTEM, "began_on": "last Tuesday"})
    assert response.status_code == 422
    assert "last Tuesday" in response.content.decode()
    assert not Document.objects.exists()


def test_documents_that_wait_are_listed_with_how_many(client: Client, alice: User) -> None:
    bring(alice)
    page = client.get(CAPTURE).content.decode()
    assert "3 candidates in 1 document wait" in page
    assert "3 of 3" in page


def test_a_document_without_items_says_how_one_would_look(client: Client) -> None:
    response = client.post(CAPTURE, {"text": "# INC-5: A quiet day\n\nAll went well.\n"}, follow=True)
    assert b"Nothing in this document reads like an action item" in response.content


def test_a_viewer_may_look_and_not_bring(cast: Cast) -> None:
    viewer = signed_in(cast.erin)
    assert b"ask an administrator" in viewer.get(CAPTURE).content
    viewer.post(CAPTURE, {"text": POSTMORTEM})
    assert not Document.objects.exists()


def test_a_stranger_neither_sees_nor_opens_the_document_of_a_private_incident(alice: User, cast: Cast) -> None:
    document = bring(alice)
    hide(document.incident)
    charlie = signed_in(cast.charlie)
    assert "Checkout refused" not in charlie.get(CAPTURE).content.decode()
    assert charlie.get(reverse("capture", args=[document.pk])).status_code == 404
    first = document.candidates.first()
    assert first is not None
    assert charlie.post(reverse("capture-accept", args=[first.pk]), {"version": 1}).status_code == 404
