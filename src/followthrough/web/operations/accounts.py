"""Who is who: people here and accounts in a tracker. Proposed by e-mail address or handle, confirmed by a person, kept by id.

A display name maps nobody: two people may bear it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from followthrough.core.plan import Field
from followthrough.errors import InputError, NotFound, NotPermitted
from followthrough.trackers.base import Account
from followthrough.web.models import Connection, Link, Person, SyncNote, TrackerAccount
from followthrough.web.models.event import Kind
from followthrough.web.operations.asking import ask_for_edits
from followthrough.web.operations.lifecycle import give_to
from followthrough.web.operations.notes import note
from followthrough.web.operations.record import Step, writing
from followthrough.web.operations.sides import ours
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import words
from followthrough.web.permissions import Actor, require_person


def take_accounts(connection: Connection, accounts: Sequence[Account]) -> int:
    """Keep what the tracker says of its accounts, and propose who they may be; how many are new. Maps nobody."""
    new = 0
    with transaction.atomic():
        known = {row.account_id: row for row in TrackerAccount.objects.select_for_update().filter(connection=connection)}
        for account in accounts:
            ident = words(account.id)[:200]
            if not ident:
                continue
            row = known.setdefault(ident, TrackerAccount(connection=connection, account_id=ident))  # pages shift: one may come twice
            new += row.pk is None
            row.handle, row.name, row.email = words(account.handle)[:200], words(account.name)[:300], words(account.email)[:300]
            row.active, row.is_bot = account.active, account.is_bot
            row.proposed = row.person or _proposal(row)
            row.save()
    return new


def note_accounts(connection: Connection, accounts: Sequence[Account]) -> None:
    """Keep accounts that were met on tickets, so that somebody can say who they are."""
    missing = {account.id: account for account in accounts if account.id}
    have = TrackerAccount.objects.filter(connection=connection, account_id__in=missing).values_list("account_id", flat=True)
    fresh = [account for key, account in missing.items() if key not in set(have)]
    if fresh:
        take_accounts(connection, fresh)


def _proposal(row: TrackerAccount) -> Person | None:
    if row.is_bot or not row.active:
        return None
    if row.email:
        found = Person.objects.filter(email__iexact=row.email, is_active=True).first()
        if found is not None:
            return found
    return Person.objects.filter(handle__iexact=row.handle, is_active=True).first() if row.handle else None


def confirm_account(account_pk: int, *, person: Person | None, by: Actor, at: datetime | None = None) -> TrackerAccount:
    """Say who an account is, or that it is nobody here. Items whose tickets it is assigned to get their owner."""
    user = require_person(by)
    if not user.leads:
        raise NotPermitted("Who is who in a tracker is said by leads and administrators: ask one.")
    moment = at or timezone.now()
    with writing() as head:
        row = TrackerAccount.objects.select_for_update(of=("self",)).select_related("connection").filter(pk=account_pk).first()
        if row is None:
            raise NotFound("There is no such account.")
        if person is not None and not person.is_active:
            raise InputError(f"{person.name} is no longer here: name somebody who is.")
        row.person = person
        row.confirmed_by, row.confirmed_at = (user, moment) if person else (None, None)
        row.save(update_fields=["person", "confirmed_by", "confirmed_at"])
        if person is not None:
            _give_items(head, row, person, at=moment)
            _tell_tickets(row, person, by=by, at=moment)
    return row


def _give_items(head: object, row: TrackerAccount, person: Person, *, at: datetime) -> None:
    """Items without an owner whose ticket is this account's."""
    from followthrough.web.models import ChainHead

    assert isinstance(head, ChainHead)
    links = Link.objects.select_related("item__incident", "connection").filter(connection=row.connection, let_go_at=None, item__owner=None)
    for link in links:
        pair = link.base.get(Field.ASSIGNEE.value)
        if not pair or pair[1] != row.account_id or not link.item.is_open:
            continue
        item = link.item
        last = item.events.order_by("number").values_list("at", flat=True).last()
        step = Step(item, Actor.tracker(row.connection_id), max(at, last) if last else at, head, take(item))
        give_to(item, person.pk)
        step.record(Kind.ASSIGNED, reason=f"{row} in {row.connection.name} is {person.name}, as somebody confirmed.")
        link.base = {**link.base, Field.ASSIGNEE.value: [ours(item)[Field.ASSIGNEE], row.account_id]}
        link.save(update_fields=["base"])
        note(row.connection, item, SyncNote.Direction.IN, f"Assigned there to {row}, who is {person.name}.", at=at)


def _tell_tickets(row: TrackerAccount, person: Person, *, by: Actor, at: datetime) -> None:
    """Items that this person owns here and whose ticket says nobody, or somebody else: now it can be said."""
    for link in Link.objects.select_related("item").filter(connection=row.connection, let_go_at=None, item__owner=person):
        pair = link.base.get(Field.ASSIGNEE.value)
        if pair and pair[1] != row.account_id and link.item.is_open:
            link.base = {**link.base, Field.ASSIGNEE.value: [None if pair[1] is None else "unsaid", pair[1]]}
            link.save(update_fields=["base"])
            ask_for_edits(link.item, changed={"owner"}, by=by, at=at)
