"""Make an item of a ticket that carries the incident label and is nobody's yet. Its clock starts when the ticket was opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from followthrough.core.extract.types import stated_type, type_of
from followthrough.core.item import State, Type
from followthrough.core.plan import Value
from followthrough.errors import NotFound, WrongState
from followthrough.trackers.base import Capabilities, Meaning, Ticket
from followthrough.trackers.registry import KINDS
from followthrough.web.models import ChainHead, Connection, Item, Link, Outbox, SyncNote
from followthrough.web.models.event import Kind
from followthrough.web.models.item import DueSource
from followthrough.web.models.link import Standing
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations.lifecycle import close
from followthrough.web.operations.notes import note
from followthrough.web.operations.outbox import filed, item_of_marker
from followthrough.web.operations.placing import incident_of
from followthrough.web.operations.policies import agreed_due
from followthrough.web.operations.record import Step, create, writing
from followthrough.web.operations.sides import People, base_of, ours
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import listed, words
from followthrough.web.permissions import Actor, may_see, require_change, require_person


def adopt(connection: Connection, tickets: Sequence[Ticket], *, people: People, can: Capabilities, at: datetime) -> int:
    """Take in all of these that are nobody's yet, in one transaction; how many became items."""
    made = 0
    with writing() as head:
        for ticket in tickets:
            if Link.objects.filter(connection=connection, ticket_id=ticket.id).exists():
                continue  # it has its item, or somebody said that it carries none any more
            if _is_one_of_ours(connection, ticket, can=can, at=at) or _is_known_elsewhere(connection, ticket, at=at):
                head.refresh_from_db()
                continue
            _adopt(head, connection, ticket, people=people, can=can, at=at)
            made += 1
    return made


def _is_one_of_ours(connection: Connection, ticket: Ticket, *, can: Capabilities, at: datetime) -> bool:
    """A ticket that we filed, seen before its filing was written down, or after a backup was taken back."""
    marker = _marker(ticket)
    if marker is None:
        return False
    entry = Outbox.objects.filter(connection=connection, marker=marker, job=Job.FILE).first()
    if entry is not None:
        if entry.stage == Stage.DONE:
            return entry.link_id is not None and entry.link is not None and entry.link.let_go_at is not None
        filed(entry, ticket, can=can, at=at)
        return True
    item = item_of_marker(connection, str(marker))
    if item is None:
        return False
    found = Outbox(connection=connection, item=item, job=Job.FILE, marker=marker, stage=Stage.UNCLEAR)
    found.asked_at = found.next_at = found.sent_at = at
    found.save(force_insert=True)
    filed(found, ticket, can=can, at=at)
    note(connection, item, SyncNote.Direction.IN, f"{ticket.key} was filed for this item before: found again by its marker.", at=at)
    return True


def _marker(ticket: Ticket) -> UUID | None:
    """The marker that a ticket carries. Anybody can write something of the kind into a ticket."""
    try:
        return UUID(ticket.marker)
    except ValueError:
        return None


def _is_known_elsewhere(connection: Connection, ticket: Ticket, *, at: datetime) -> bool:
    """Whether another connection to the same tracker has it. One that was taken away hands it, and its item, over to this one."""
    there = {"connection__kind": connection.kind, "connection__base_url": connection.base_url}
    links = Link.objects.select_related("connection", "item").exclude(connection=connection)
    twin = links.filter(**there, ticket_id=ticket.id, let_go_at=None).order_by("-linked_at").first()
    if twin is not None:
        if twin.connection.removed_at is not None and not _has_a_ticket(connection, twin.item):
            twin.let_go_at = at
            twin.save(update_fields=["let_go_at"])
            _link(connection, twin.item, ticket, base=twin.base, at=at, filed=twin.filed)
        return True
    marker = _marker(ticket)
    entries = Outbox.objects.select_related("connection", "item").exclude(connection=connection)
    entry = entries.filter(marker=marker, job=Job.FILE, link=None).first() if marker else None
    if entry is not None and entry.connection.removed_at is not None and not _has_a_ticket(connection, entry.item):
        base = {name: list(pair) for name, pair in entry.sent.items()}
        _link(connection, entry.item, ticket, base=base, at=at, filed=True)
    return entry is not None


def _has_a_ticket(connection: Connection, item: Item) -> bool:
    return Link.objects.filter(connection=connection, item=item, let_go_at=None).exists()


def _adopt(head: ChainHead, connection: Connection, ticket: Ticket, *, people: People, can: Capabilities, at: datetime) -> Item:
    by = Actor.tracker(connection.pk)
    incident = incident_of(head, connection, ticket, by=by, at=at)
    accepted = min(ticket.created_at, at)
    due = ticket.due or agreed_due(incident.severity, timezone.localdate(accepted), type=_type(ticket).value, team=connection.team)
    account = ticket.assignees[0].id if ticket.assignees else None
    item = Item(
        incident=incident,
        text=_title(ticket),
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
    _link(connection, item, ticket, base=base_of(ours(item), ticket, can=can), at=at)
    note(connection, item, SyncNote.Direction.IN, f"Adopted from {ticket.key}.", at=at)
    return item


def _link(connection: Connection, item: Item, ticket: Ticket, *, base: dict[str, list[Value]], at: datetime, filed: bool = False) -> None:
    link = Link(connection=connection, item=item, ticket_id=ticket.id, key=ticket.key[:250], url=ticket.url[:500], filed=filed)
    link.base = base
    link.title, link.status, link.remote_updated_at = ticket.title, ticket.status[:200], ticket.updated_at
    link.assignee = ", ".join(str(found) for found in ticket.assignees)[:300]
    link.aliases = sorted(ticket.aliases)
    link.standing, link.standing_since, link.linked_at, link.checked_at = Standing.LINKED, at, at, at
    link.save(force_insert=True)


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


def _title(ticket: Ticket) -> str:
    """What it is called. A title that nobody could see or click is none."""
    title = words(ticket.title)
    return title if any(letter.isprintable() and not letter.isspace() for letter in title) else ticket.key


def _type(ticket: Ticket) -> Type:
    """What a label says, else what the words do."""
    for label in ticket.labels:
        if (found := stated_type(label)) is not None:
            return found
    return type_of(ticket.title)


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
