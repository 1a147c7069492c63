"""The postmortem that the tests of the capture screen play with. Tests nothing."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from followthrough.web.models import Candidate, Document, Incident, User
from followthrough.web.operations.documents import import_document
from followthrough.web.permissions import Actor
from tests.web.making import make_private

POSTMORTEM = """# INC-77: Checkout refused cards

Date: 2026-05-20
Severity: SEV2

Cards were refused for 25 minutes after a certificate had run out.

## Action items

- Alert on certificates that run out within 21 days. (Owner: Priya Nair, due 2026-07-15, PAY-101)
- Renew the gateway certificate by a scheduled job. (Owner: platform team)
- Record the owner of each certificate in the service catalogue. (Owner: Tomás Ruiz, due 2026-07-01, PAY-102)
"""


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def bring(user: User, text: str = POSTMORTEM, name: str = "INC-77.md") -> Document:
    return import_document(content=text.encode(), name=name, by=Actor.person(user)).document


def candidate(document: Document, words: str) -> Candidate:
    """The one candidate whose text holds these words."""
    return document.candidates.get(text__contains=words)


def hide(incident: Incident) -> None:
    """Make an incident private, with nobody let in."""
    make_private(incident)


def page_of(client: Client, document: Document) -> str:
    return client.get(reverse("capture", args=[document.pk])).content.decode()


def fields(row: Candidate, **typed: str) -> dict[str, str]:
    """What the form of a card sends."""
    shown = {"text": row.text, "type": row.type, "owner": row.owners[0] if row.owner_kind == "person" else ""}
    shown |= {"due": row.due.isoformat() if row.due else "2026-09-01", "tickets": ", ".join(row.tracking), "version": str(row.version)}
    return shown | typed


def status(row: Candidate) -> str:
    return Candidate.objects.get(pk=row.pk).status


def version(row: Candidate) -> int:
    return Candidate.objects.get(pk=row.pk).version
