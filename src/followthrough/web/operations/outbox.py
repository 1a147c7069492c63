"""The outbox: ask for a ticket, claim an entry, write down how it went. Every step is durable before the next is taken.

An entry that was sent and not answered is `unclear`: nobody repeats it before the tracker was searched for its marker.
Sends nothing itself.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from followthrough.core.plan import Field, Value
from followthrough.errors import InputError, NotFound, NotPermitted, WrongState
from followthrough.trackers.base import Capabilities, Ticket
from followthrough.web.models import Connection, Delivery, Item, Link, Outbox, SyncNote
from followthrough.web.models.event import Kind
from followthrough.web.models.link import Standing
from followthrough.web.models.outbox import ACTIVE, Job, Stage
from followthrough.web.operations.notes import note
from followthrough.web.operations.record import Step, writing
from followthrough.web.operations.sides import ours, theirs
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import distinct, required, words
from followthrough.web.permissions import Actor, may_see, require_change, require_person

FORGOTTEN_AFTER = timedelta(days=90)  # entries that ended, and the hints of webhooks that were followed


def request_filing(
    item_id: int, *, connection_id: int, by: Actor, publish: bool = False, require_open: bool = True, at: datetime | None = None
) -> Outbox:
    """Have a ticket made of an item. Asked twice, it is made once.

    `publish` says that whoever asks knows that an item of a private incident will be read by everybody who reads the tracker.
    """
    user = require_person(by)
    moment = at or timezone.now()
    with writing():
        item = Item.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=item_id).first()
        if item is None or not may_see(user, item.incident):
            raise NotFound(f"There is no item {item_id}, or it belongs to a private incident that you are not part of.")
        require_change(by, team_id=item.team_id)
        connection = Connection.objects.filter(pk=connection_id, removed_at=None).first()
        if connection is None:
            raise NotFound("There is no such connection, or it was taken away.")
        there = Outbox.objects.filter(connection=connection, item=item, job=Job.FILE, stage__in=ACTIVE).first()
        if there is not None:
            return there
        link = Link.objects.filter(connection=connection, item=item, let_go_at=None).first()
        if link is not None:
            raise WrongState(f"This item has a ticket in {connection.name} already: {link.key}.")
        if connection.read_only:
            raise WrongState(f"{connection.name} only reads: an administrator can switch writing on under Connections.")
        if require_open and not item.is_open:
            raise WrongState("This item is closed: reopen it before a ticket is made of it.")
        if item.incident.private and not publish:
            raise InputError(
                f"{item.incident.reference} is private. Whoever reads {connection.name} would read this item: say that this is meant."
            )
        generation = Outbox.objects.filter(connection=connection, item=item, job=Job.FILE).count()
        entry = Outbox(connection=connection, item=item, job=Job.FILE, marker=marker_of(connection, item.pk, generation))
        entry.asked_by, entry.asked_at, entry.next_at = user, moment, moment
        entry.save(force_insert=True)
    return entry


def marker_of(connection: Connection, item_id: int, generation: int) -> uuid.UUID:
    """The marker of an item's ticket: the same one whenever it is worked out, so that a restored backup still knows its tickets."""
    digest = hashlib.sha256(f"{connection.uid} item {item_id} ticket {generation}".encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def item_of_marker(connection: Connection, marker: str) -> Item | None:
    """The item without a ticket whose marker this is; for tickets that were filed before a backup was taken back."""
    linked = Link.objects.filter(connection=connection, let_go_at=None).values("item")
    for item_id in Item.objects.exclude(pk__in=linked).values_list("pk", flat=True).iterator():
        if any(str(marker_of(connection, item_id, generation)) == marker for generation in range(3)):
            return Item.objects.get(pk=item_id)
    return None


# --- claiming ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry that is ours to send. `look_first`: it was sent before, so the tracker has to be searched."""

    entry: Outbox
    look_first: bool


def claim(entry_id: int, *, lease: int, at: datetime) -> Claim | None:
    """Take an entry to send it; None where somebody else has it, or holds the connection by now."""
    with transaction.atomic():
        entry = Outbox.objects.select_for_update(of=("self",)).select_related("connection").filter(pk=entry_id).first()
        if entry is None or entry.stage not in {Stage.WAITING, Stage.UNCLEAR, Stage.SENDING} or entry.next_at > at:
            return None
        if not entry.connection.may_write() or entry.connection.lease != lease:
            return None
        if entry.stage == Stage.SENDING and entry.lease == lease:
            return None
        look_first = entry.job == Job.FILE and entry.sent_at is not None
        entry.stage, entry.lease = Stage.SENDING, lease
        entry.attempts += 1
        entry.save(update_fields=["stage", "lease", "attempts"])
        return Claim(entry, look_first)


def sending(entry: Outbox, *, sent: dict[str, list[Value]], at: datetime) -> None:
    """Write down, before the request leaves, that it may have left, and what it says: [ours, theirs] of each field."""
    entry.sent_at = at
    entry.first_sent_at = entry.first_sent_at or at
    entry.sent = sent
    if not _still_ours(entry, ["sent_at", "first_sent_at", "sent"]):
        raise WrongState("Somebody else took this entry over.")


def postpone(entry: Outbox, *, until: datetime, words: str, unclear: bool = False, unsent: bool = False) -> None:
    """Try again later. `unclear`: it may have been carried out. `unsent`: it never was, now or before: no look-up is needed."""
    with transaction.atomic():
        if _overtaken(entry):
            end(entry, words=words, at=until)
            return
        entry.stage = Stage.UNCLEAR if unclear else Stage.WAITING
        entry.next_at, entry.words = until, _clean(words)
        columns = ["stage", "next_at", "words"]
        if unsent:
            entry.sent_at = entry.first_sent_at = None
            columns += ["sent_at", "first_sent_at"]
        _still_ours(entry, columns)


def _overtaken(entry: Outbox) -> bool:
    """Whether a newer change of the same ticket waits already, which says it all."""
    newer = Outbox.objects.filter(link=entry.link_id, job=Job.EDIT, stage__in=[Stage.WAITING, Stage.PARKED]).exclude(pk=entry.pk)
    return entry.job == Job.EDIT and newer.exists()


def park(entry: Outbox, *, words: str, at: datetime) -> None:
    """The tracker refused for good: the entry waits for a person, and others go on."""
    entry.stage, entry.words, entry.next_at = Stage.PARKED, _clean(words), at
    with transaction.atomic():
        if _overtaken(entry):
            end(entry, words=words, at=at)
            return
        if _still_ours(entry, ["stage", "words", "next_at"]):
            note(entry.connection, entry.item, SyncNote.Direction.TROUBLE, f"Refused by the tracker: {entry.words}", at=at)


def end(entry: Outbox, *, at: datetime, words: str = "") -> None:
    """Nothing more is to be sent."""
    entry.stage, entry.ended_at, entry.words = Stage.DONE, at, _clean(words)
    _still_ours(entry, ["stage", "ended_at", "words"])


def filed(entry: Outbox, ticket: Ticket, *, can: Capabilities, at: datetime, just_made: bool = False) -> Link:
    """The ticket exists: link it to the item. Found by several at once, it is linked once.

    What was sent is what both sides agree on, so that what people changed since, here or there, is seen as changed. A ticket that
    was `just_made` is as its tracker stored it: that it trimmed the title, say, is no change.
    """
    with writing() as head:
        link = Link.objects.filter(connection=entry.connection, ticket_id=ticket.id, let_go_at=None).first()
        if link is None:
            link = Link.objects.filter(connection=entry.connection, item=entry.item, let_go_at=None).first()
        if link is None:
            item = Item.objects.select_for_update(of=("self",)).select_related("incident").get(pk=entry.item_id)
            link = _link(entry, item, ticket, can=can, at=at, just_made=just_made)
            step = Step(item, Actor.tracker(entry.connection_id), max(at, _last(item, at)), head, take(item))
            item.tickets = distinct([*item.tickets, ticket.url or ticket.key])
            step.record(Kind.TICKETS_SET, reason=f"Filed in {entry.connection.name} as {ticket.key}.")
            note(entry.connection, item, SyncNote.Direction.OUT, f"Filed as {ticket.key}.", at=at)
        rows = Outbox.objects.filter(pk=entry.pk).exclude(stage__in=[Stage.DONE, Stage.DROPPED])
        rows.update(stage=Stage.DONE, ended_at=at, words="", link=link)
    return link


def _link(entry: Outbox, item: Item, ticket: Ticket, *, can: Capabilities, at: datetime, just_made: bool) -> Link:
    stored = theirs(ticket, {})
    link = Link(connection=entry.connection, item=item, ticket_id=ticket.id, key=ticket.key[:250], url=ticket.url[:500], filed=True)
    fields = [field for field in Field if field is not Field.DUE or can.due]
    sent = {field: entry.sent.get(field.value) or [ours(item)[field], stored[field]] for field in fields}
    link.base = {field.value: [pair[0], stored[field] if just_made else pair[1]] for field, pair in sent.items()}
    link.title, link.status, link.remote_updated_at = ticket.title, ticket.status[:200], ticket.updated_at
    link.assignee = ", ".join(str(account) for account in ticket.assignees)[:300]
    link.standing, link.standing_since, link.linked_at, link.checked_at = Standing.LINKED, at, at, at
    link.save(force_insert=True)
    return link


def _last(item: Item, at: datetime) -> datetime:
    return item.events.order_by("number").values_list("at", flat=True).last() or at


def _still_ours(entry: Outbox, columns: list[str]) -> bool:
    """Save, provided that nobody took the connection over since: an old holder's words no longer count."""
    values = {name: getattr(entry, name) for name in columns}
    return bool(Outbox.objects.filter(pk=entry.pk, lease=entry.lease).exclude(stage__in=[Stage.DONE, Stage.DROPPED]).update(**values))


def _clean(text: str) -> str:
    return words(text)[:2000]


# --- what a person does to what is stuck --------------------------------------------------------------------------------


def retry_entry(entry_id: int, *, by: Actor, at: datetime | None = None) -> Outbox:
    """Try a parked or waiting entry again now."""
    with transaction.atomic():
        entry = _stuck(entry_id, by=by)
        if entry.stage == Stage.PARKED:
            entry.stage = Stage.UNCLEAR if entry.job == Job.FILE and entry.sent_at is not None else Stage.WAITING
        entry.next_at, entry.attempts = at or timezone.now(), 0
        entry.save(update_fields=["stage", "next_at", "attempts"])
    return entry


def park_entry(entry_id: int, *, by: Actor, reason: str, at: datetime | None = None) -> Outbox:
    """Hold an entry back until somebody tries it again."""
    with transaction.atomic():
        entry = _stuck(entry_id, by=by)
        reason = required(reason, "Say why it is held back: somebody will wonder.")
        _require_clear(entry)
        entry.stage, entry.words = Stage.PARKED, _clean(reason)
        entry.save(update_fields=["stage", "words"])
        note(entry.connection, entry.item, SyncNote.Direction.TROUBLE, f"Held back: {reason}", at=at or timezone.now())
    return entry


def drop_entry(entry_id: int, *, by: Actor, reason: str, at: datetime | None = None) -> Outbox:
    """Never send it. One that may have been carried out already has to be cleared up first."""
    moment = at or timezone.now()
    with transaction.atomic():
        entry = _stuck(entry_id, by=by)
        reason = required(reason, "Say why it is not to be sent: the item's story keeps it.")
        _require_clear(entry)
        entry.stage, entry.words, entry.ended_at = Stage.DROPPED, _clean(reason), moment
        entry.save(update_fields=["stage", "words", "ended_at"])
        note(entry.connection, entry.item, SyncNote.Direction.TROUBLE, f"Dropped, not sent: {reason}", at=moment)
    return entry


def _require_clear(entry: Outbox) -> None:
    """A ticket that may exist is looked for until that is known: else its item could be filed anew beside it."""
    if entry.job == Job.FILE and entry.stage == Stage.UNCLEAR:
        raise WrongState(
            "Nobody knows yet whether this ticket was made: it is being looked for. Hold it back or drop it when that is clear."
        )


def _stuck(entry_id: int, *, by: Actor) -> Outbox:
    user = require_person(by)
    entry = Outbox.objects.select_for_update(of=("self",)).select_related("item__incident", "connection").filter(pk=entry_id).first()
    if entry is None or not may_see(user, entry.item.incident):
        raise NotFound("There is no such entry.")
    if not user.leads:
        raise NotPermitted("What waits for a tracker is looked after by leads and administrators: ask one.")
    if entry.stage not in {Stage.WAITING, Stage.UNCLEAR, Stage.PARKED}:
        raise WrongState(f"This entry is {entry.get_stage_display().lower()}: there is nothing to do about it.")
    return entry


def forget_old_entries(*, now: datetime) -> int:
    """Remove what ended long ago; how many. The story of the items keeps what happened."""
    gone, _ = Outbox.objects.filter(stage__in=[Stage.DONE], job=Job.EDIT, ended_at__lt=now - FORGOTTEN_AFTER).delete()
    hints, _ = Delivery.objects.filter(state=Delivery.State.DONE, received_at__lt=now - FORGOTTEN_AFTER).delete()
    return gone + hints
