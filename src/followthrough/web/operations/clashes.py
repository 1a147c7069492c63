"""Take back what a sync decided where both sides had changed a field: the value that gave way stands again, on both sides."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from followthrough.core.item import State
from followthrough.core.plan import Field, Side, Value
from followthrough.errors import NotFound, WrongState
from followthrough.trackers.base import Meaning
from followthrough.web.models import Clash, Item, Person
from followthrough.web.operations import items
from followthrough.web.operations.sides import People, ours
from followthrough.web.permissions import Actor, may_see, require_person

REASON = "Taken back: both sides had changed it, and this is what had given way."


def undo_clash(clash_id: int, *, by: Actor, at: datetime | None = None) -> Item:
    """Give the item the value that gave way, as somebody's own change: it is then written to the ticket like any other."""
    user = require_person(by)
    moment = at or timezone.now()
    with transaction.atomic():
        clash = (
            Clash.objects.select_for_update(of=("self",))
            .select_related("link__item__incident", "link__connection")
            .filter(pk=clash_id)
            .first()
        )
        if clash is None or not may_see(user, clash.link.item.incident):
            raise NotFound("There is no such thing to take back.")
        if clash.undone_at is not None:
            raise WrongState("This was taken back already.")
        item = clash.link.item
        lost = clash.ours if clash.winner == Side.THEIRS else clash.theirs
        changed = _give(item, Field(clash.field), lost, clash=clash, by=by, at=moment)
        clash.undone_at, clash.undone_by = moment, user
        clash.save(update_fields=["undone_at", "undone_by"])
    return changed


def _give(item: Item, field: Field, lost: Value, *, clash: Clash, by: Actor, at: datetime) -> Item:
    there = clash.winner == Side.OURS  # the lost value is spelt as the tracker spells it
    match field:
        case Field.TITLE:
            return items.edit_item(item.pk, by=by, version=item.version, text=lost or item.text, at=at)
        case Field.DUE:
            if lost is None:
                raise WrongState("The tracker had no due date. An item always has one: choose another date instead.")
            return items.set_due(item.pk, by=by, version=item.version, due=date.fromisoformat(lost), reason=REASON, at=at)
        case Field.ASSIGNEE:
            person = _person(lost, there=there, clash=clash)
            return items.assign(item.pk, by=by, version=item.version, owner=person, at=at)
        case Field.STATE:
            return _state(item, lost, there=there, by=by, at=at)


def _person(lost: Value, *, there: bool, clash: Clash) -> Person | None:
    if lost is None:
        return None
    number = People.of(clash.link.connection).person_of(lost) if there else int(lost)
    return Person.objects.filter(pk=number).first() if number else None


def _state(item: Item, lost: Value, *, there: bool, by: Actor, at: datetime) -> Item:
    """Only what needs no more than a click: finished, open again, begun. A decision to drop is made anew, with its reason."""
    wanted = {Meaning.DONE.value: State.DONE, Meaning.OPEN.value: State.OPEN, Meaning.STARTED.value: State.IN_PROGRESS}.get(lost or "")
    wanted = wanted if there else next((state for state in State if state.value == lost), State.OPEN)
    if wanted is State.DONE and item.is_open:
        return items.mark_done(item.pk, by=by, version=item.version, at=at)
    if wanted in {State.OPEN, State.IN_PROGRESS, State.BLOCKED}:
        if not item.is_open or item.needs_decision:
            item = items.reopen(item.pk, by=by, version=item.version, reason=REASON, at=at)
        if wanted is State.IN_PROGRESS and item.state == State.OPEN:
            item = items.start(item.pk, by=by, version=item.version, at=at)
        return item
    raise WrongState(f"It was “{ours(item)[Field.STATE]}” against “{lost}”: decide about the item on its own page, with a reason.")
