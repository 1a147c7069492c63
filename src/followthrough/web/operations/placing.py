"""To which incident an item belongs whose ticket was adopted: what the ticket says, or somebody. Reads no tracker."""

from __future__ import annotations

import re
from datetime import datetime

from django.utils.text import slugify

from followthrough.errors import NotFound
from followthrough.trackers.base import Ticket
from followthrough.web.models import ChainHead, Connection, Incident, Item
from followthrough.web.models.event import Kind
from followthrough.web.operations.record import change_item, create
from followthrough.web.operations.wording import words
from followthrough.web.permissions import Actor, may_see, require_change, require_person

# How incidents are referred to: INC-481, INCIDENT 12, SEV-2041, PIR-7. A ticket's own key is none, nor is a severity (SEV-2), nor an
# hour (3 PM 15 minutes).
REFERENCE = re.compile(
    r"\b((?:INC|INCIDENT|PIR|COE|OUTAGE)[-_ #]?\d{1,9}(?:-\d{1,6})?|SEV[-_ #]?\d{3,9}|PM[-_#]\d{1,9}(?:-\d{1,6})?)\b", re.IGNORECASE
)
UNKNOWN_TITLE = "Tickets of {place} whose incident nobody has said"


def incident_of(head: ChainHead, connection: Connection, ticket: Ticket, *, by: Actor, at: datetime) -> Incident:
    """The incident that the ticket names; else one that gathers what nobody has placed yet.

    A ticket that is kept from others in its tracker is gathered where administrators alone see it, until they say who else may.
    """
    reference = "" if ticket.private else _reference(ticket)
    found = Incident.objects.filter(reference__iexact=reference).first() if reference else None
    if found is not None and not found.private:
        return found
    if found is not None or not reference:
        reference = _gathering(connection, private=ticket.private)
        gathering = Incident.objects.filter(reference=reference).first()
        if gathering is not None:
            return gathering
        title = UNKNOWN_TITLE.format(place=connection.place_name or connection.place)
    else:
        title = "Known only from its tickets"
    incident = Incident(reference=reference[:80], title=title[:300], team=connection.team, private=ticket.private, recorded_at=at)
    incident.save(force_insert=True)
    create(head, incident, kind=Kind.RECORDED, by=by, at=at)
    return incident


def _reference(ticket: Ticket) -> str:
    for text in (ticket.title, *ticket.labels, ticket.body[:20_000]):
        for found in REFERENCE.finditer(text):
            if found[1].casefold() != ticket.key.casefold():
                return re.sub(r"[_ #]", "-", found[1].upper())
    return ""


def _gathering(connection: Connection, *, private: bool) -> str:
    kind = "private" if private else "unplaced"
    return f"{slugify(connection.place_name or connection.place) or connection.kind}-{kind}".upper()[-80:]


def place_item(item_id: int, *, by: Actor, version: int, reference: str, at: datetime | None = None) -> Item:
    """Say to which incident an item belongs: an adopted one whose ticket does not tell."""
    user = require_person(by)
    with change_item(item_id, by=by, version=version, at=at) as step:
        incident = Incident.objects.filter(reference__iexact=words(reference)).first()
        if incident is None or not may_see(user, incident):
            raise NotFound(f"There is no incident {reference}: bring its postmortem in first, or check the reference.")
        require_change(by, team_id=incident.team_id)
        step.row.incident = incident
        step.record(Kind.PLACED)
    return step.row
