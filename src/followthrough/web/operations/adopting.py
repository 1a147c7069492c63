"""Make an item of a ticket that carries the incident label and is nobody's yet. Its clock starts when the ticket was opened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.text import slugify

from followthrough.core.extract.types import stated_type, type_of
from followthrough.core.item import State, Type
from followthrough.core.policy import policy_due
from followthrough.errors import NotFound, WrongState
from followthrough.trackers.base import Capabilities, Meaning, Ticket
from followthrough.trackers.registry import KINDS
from followthrough.web.models import ChainHead, Connection, Incident, Item, Link, Outbox, SyncNote
from followthrough.web.models.event import Kind
from followthrough.web.models.item import DueSource
from followthrough.web.models.link import Standing
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations.lifecycle import close
from followthrough.web.operations.notes import note
from followthrough.web.operations.outbox import filed, item_of_marker
from followthrough.web.operations.record import Step, change_item, create, writing
from followthrough.web.operations.sides import People, base_of, ours
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import listed, words
from followthrough.web.permissions import Actor, may_see, require_change, require_person

# How incidents are referred to: INC-481, INCIDENT 12, SEV-2041, PIR-7. A ticket's own key is none.
REFERENCE = re.compile(r"\b((?:INC|INCIDENT|SEV|PIR|COE|OUTAGE|PM)[-_ #]?\d{1,9}(?:-\d{1,6})?)\b", re.IGNORECASE)
UNKNOWN_TITLE = "Tickets of {place} whose incident nobody has said"


def adopt(connection: Connection, tickets: Sequence[Ticket], *, people: People, can: Capabilities, at: datetime) -> int:
    """Take in all of these that are nobody's yet, in one transaction; how many became items."""
    made = 0
    with writing() as head:
        for ticket in tickets:
            if Link.objects.filter(connection=connection, ticket_id=ticket.id, let_go_at=None).exists():
                continue
            if ticket.marker and _is_one_of_ours(connection, ticket, can=can, at=at):
                head.refresh_from_db()
                continue
            _adopt(head, connection, ticket, people=people, can=can, at=at)
            made += 1
    return made


def _is_one_of_ours(connection: Connection, ticket: Ticket, *, can: Capabilities, at: datetime) -> bool:
    """A ticket that we filed, seen before its filing was written down, or after a backup was taken back."""
    entry = Outbox.objects.filter(connection=connection, marker=ticket.marker, job=Job.FILE).first()
    if entry is not None:
        if entry.stage == Stage.DONE:
            return entry.link_id is not None and entry.link is not None and entry.link.let_go_at is not None
        filed(entry, ticket, can=can, at=at)
        return True
    item = item_of_marker(connection, ticket.marker)
    if item is None:
        return False
    found = Outbox(connection=connection, item=item, job=Job.FILE, marker=ticket.marker, stage=Stage.UNCLEAR)
    found.asked_at = found.next_at = found.sent_at = at
    found.save(force_insert=True)
    filed(found, ticket, can=can, at=at)
    note(connection, item, SyncNote.Direction.IN, f"{ticket.key} was filed for this item before: found again by its marker.", at=at)
    return True


def _adopt(head: ChainHead, connection: Connection, ticket: Ticket, *, people: People, can: Capabilities, at: datetime) -> Item:
    by = Actor.tracker(connection.pk)
    incident = _incident(head, connection, ticket, by=by, at=at)
    accepted = min(ticket.created_at, at)
    due = ticket.due or policy_due(incident.severity, timezone.localdate(accepted))
    account = ticket.assignees[0].id if ticket.assignees else None
    item = Item(
        incident=incident,
        text=words(ticket.title) or ticket.key,
        type=_type(ticket).value,
        state=State.IN_PROGRESS.value if ticket.meaning is Meaning.STARTED else State.OPEN.value,
        owner_id=None if account is None else people.person_of(account),
        team=connection.team or incident.team,
        tickets=[ticket.url or ticket.key],
        accepted_at=accepted,
        original_due=due,
        due=due,
        due_source=DueSource.STATED if ticket.due else DueSource.POLICY,
        accepted_without=_without(connection, ticket, account, people),
    )
    create(head, item, kind=Kind.ADOPTED, by=by, at=accepted, reason=f"Carries the label {connection.label} in {connection.name}.")
    _end(head, item, connection, ticket, by=by, at=at)
    link = Link(connection=connection, item=item, ticket_id=ticket.id, key=ticket.key[:250], url=ticket.url[:500])
    link.base = base_of(ours(item), ticket, can=can)
    link.title, link.status, link.remote_updated_at = ticket.title, ticket.status[:200], ticket.updated_at
    link.assignee = ", ".join(str(found) for found in ticket.assignees)[:300]
    link.aliases = sorted(ticket.aliases)
    link.standing, link.standing_since, link.linked_at, link.checked_at = Standing.LINKED, at, at, at
    link.save(force_insert=True)
    note(connection, item, SyncNote.Direction.IN, f"Adopted from {ticket.key}.", at=at)
    return item


def _end(head: ChainHead, item: Item, connection: Connection, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """A ticket that is closed already ends the item only as what it says."""
    if not ticket.meaning.ended:
        return
    where = KINDS[connection.kind].label
    closed = min(max(ticket.closed_at or ticket.updated_at, item.accepted_at), max(at, item.accepted_at))
    step = Step(item, by, closed, head, take(item))
    if ticket.meaning is Meaning.DONE:
        close(step, State.DONE)
        step.record(Kind.DONE, reason=f"{ticket.status[:1].upper()}{ticket.status[1:]} in {where}.")
    else:
        item.needs_decision = f"{where} says “{ticket.status}”: what did you decide?"
        step.record(Kind.ASKED, reason=f"{ticket.key}: {ticket.status}")


def _without(connection: Connection, ticket: Ticket, account: str | None, people: People) -> str:
    lacks = [] if account and people.person_of(account) else ["an owner"]
    lacks += [] if ticket.due else ["a due date"]
    return f"Adopted from {connection.name}: the ticket does not give {listed(lacks)}."[:500] if lacks else ""


def _type(ticket: Ticket) -> Type:
    """What a label says, else what the words do."""
    for label in ticket.labels:
        if (found := stated_type(label)) is not None:
            return found
    return type_of(ticket.title)


def _incident(head: ChainHead, connection: Connection, ticket: Ticket, *, by: Actor, at: datetime) -> Incident:
    """The incident that the ticket names; else one that gathers what nobody has placed yet."""
    reference = _reference(ticket)
    found = Incident.objects.filter(reference__iexact=reference).first() if reference else None
    if found is not None and not found.private:
        return found
    if found is not None or not reference:
        reference = _gathering(connection)
        gathering = Incident.objects.filter(reference=reference).first()
        if gathering is not None:
            return gathering
        title = UNKNOWN_TITLE.format(place=connection.place_name or connection.place)
    else:
        title = "Known only from its tickets"
    incident = Incident(reference=reference[:80], title=title[:300], team=connection.team, recorded_at=at)
    incident.save(force_insert=True)
    create(head, incident, kind=Kind.RECORDED, by=by, at=at)
    return incident


def _reference(ticket: Ticket) -> str:
    for text in (ticket.title, *ticket.labels, ticket.body[:20_000]):
        found = REFERENCE.search(text)
        if found is not None and found[1].casefold() != ticket.key.casefold():
            return re.sub(r"[_ #]", "-", found[1].upper())
    return ""


def _gathering(connection: Connection) -> str:
    return f"{slugify(connection.place_name or connection.place) or connection.kind}-unplaced".upper()[-80:]


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


def let_go(link_id: int, *, by: Actor, reason: str, at: datetime | None = None) -> Link:
    """Say that a ticket no longer carries its item: it was deleted, say, and another is to be filed."""
    user = require_person(by)
    moment = at or timezone.now()
    with writing():
        link = Link.objects.select_for_update(of=("self",)).select_related("item__incident", "connection").filter(pk=link_id).first()
        if link is None or not may_see(user, link.item.incident):
            raise NotFound("There is no such ticket here.")
        require_change(by, team_id=link.item.team_id)
        if link.let_go_at is not None:
            raise WrongState(f"{link.key} was let go already.")
        link.let_go_at = moment
        link.save(update_fields=["let_go_at"])
        Outbox.objects.filter(link=link, stage__in=[Stage.WAITING, Stage.PARKED]).update(stage=Stage.DROPPED, ended_at=moment)
        note(link.connection, link.item, SyncNote.Direction.OUT, f"{link.key} was let go: {words(reason) or 'no reason given'}", at=moment)
    return link


def go_on(link_id: int, *, by: Actor, at: datetime | None = None) -> Link:
    """Follow a ticket again that was halted because it was changed back and forth."""
    user = require_person(by)
    with writing():
        link = Link.objects.select_for_update(of=("self",)).select_related("item__incident", "connection").filter(pk=link_id).first()
        if link is None or not may_see(user, link.item.incident):
            raise NotFound("There is no such ticket here.")
        require_change(by, team_id=link.item.team_id)
        if link.standing != Standing.HALTED:
            raise WrongState(f"{link.key} is not halted.")
        link.standing, link.standing_since, link.standing_words = Standing.LINKED, at or timezone.now(), ""
        link.save(update_fields=["standing", "standing_since", "standing_words"])
    return link
