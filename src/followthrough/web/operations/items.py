"""What people do to an item on its way: edit, hand over, move, start, block, finish, verify, reopen.

Deciding not to do it is in `decisions.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import EllipsisType
from typing import Any, cast

from django.db.models import Field
from django.utils import timezone

from followthrough.core.item import State, Type
from followthrough.errors import InputError, NotPermitted, WrongState
from followthrough.web.models import Decision, Event, Item, Person, Team
from followthrough.web.models.event import Kind, Through
from followthrough.web.operations.lifecycle import bring_back, change_open, clear_block, close, give_to
from followthrough.web.operations.record import Step, change_item, set_successors
from followthrough.web.operations.wording import distinct, required, words
from followthrough.web.permissions import Actor, require_change, require_person


def edit_item(
    item_id: int,
    *,
    by: Actor,
    version: int,
    text: str | None = None,
    type: Type | str | None = None,  # noqa: A002
    done_criterion: str | None = None,
    team: Team | EllipsisType | None = ...,
    at: datetime | None = None,
) -> Item:
    """Change the words, the type, the done criterion or the team; what is not given stays. `team=None` takes the team away."""
    with change_item(item_id, by=by, version=version, at=at) as step:
        item = step.row
        if text is not None:
            item.text = required(text, "An item needs words that say what is to be done.")
        if type is not None:
            item.type = Type(type).value
        if done_criterion is not None:
            item.done_criterion = words(done_criterion)
        if not isinstance(team, EllipsisType):
            require_change(by, team_id=team.pk if team else None)
            item.team = team
        step.record(Kind.EDITED)
    return item


def assign(item_id: int, *, by: Actor, version: int, owner: Person | None, at: datetime | None = None) -> Item:
    """Name the one person accountable, or nobody."""
    with change_open(item_id, by=by, version=version, at=at, what="handed over") as step:
        if owner is not None and not owner.is_active:
            raise InputError(f"{owner.name} is no longer here: name somebody who is.")
        give_to(step.row, owner.pk if owner else None)
        step.record(Kind.ASSIGNED)
    return step.row


def set_due(item_id: int, *, by: Actor, version: int, due: date, reason: str = "", at: datetime | None = None) -> Item:
    """Move the due date. Later is a slip, counted, and needs a reason; the original date stays what the numbers go by."""
    with change_open(item_id, by=by, version=version, at=at, what="moved") as step:
        item = step.row
        if due > item.due:
            reason = required(reason, "A later due date needs a reason: say what came in between.")
            item.slips += 1
        item.due = due
        step.record(Kind.DUE_SET, reason=words(reason))
    return item


def set_tickets(item_id: int, *, by: Actor, version: int, tickets: Sequence[str], at: datetime | None = None) -> Item:
    """Say which tickets carry the item, instead of those before."""
    with change_item(item_id, by=by, version=version, at=at) as step:
        step.row.tickets = distinct(tickets)
        step.record(Kind.TICKETS_SET)
    return step.row


def start(item_id: int, *, by: Actor, version: int, at: datetime | None = None) -> Item:
    """Say that work on an open item has begun."""
    with change_open(item_id, by=by, version=version, at=at, what="started") as step:
        if step.row.state == State.BLOCKED:
            raise WrongState("This item is blocked: say first that it no longer is.")
        step.row.state = State.IN_PROGRESS.value
        step.record(Kind.STARTED)
    return step.row


def block(item_id: int, *, by: Actor, version: int, blocked_by: str, until: date, at: datetime | None = None) -> Item:
    """Say what the item waits for, and until when it is to be asked again. It stays open and its clock goes on."""
    with change_open(item_id, by=by, version=version, at=at, what="blocked") as step:
        item = step.row
        item.blocked_by = required(blocked_by, "Say what the item is blocked by.")
        if until <= step.on:
            raise InputError(f"Ask again after {step.on:%Y-%m-%d}: a block with a date that has come is none.")
        item.blocked_until = until
        item.state = State.BLOCKED.value
        step.record(Kind.BLOCKED)
    return item


def unblock(item_id: int, *, by: Actor, version: int, at: datetime | None = None) -> Item:
    """Take the block away: the item is again what it was before."""
    with change_open(item_id, by=by, version=version, at=at, what="unblocked") as step:
        item = step.row
        if item.state != State.BLOCKED:
            raise WrongState("This item is not blocked.")
        item.state = _state_before_block(item)
        clear_block(item)
        step.record(Kind.UNBLOCKED)
    return item


def _state_before_block(item: Item) -> str:
    for event in item.events.filter(kind=Kind.BLOCKED).order_by("-number"):
        was, now = event.changes.get("state", ["", ""])
        if now == State.BLOCKED.value and was in {State.OPEN.value, State.IN_PROGRESS.value}:
            return str(was)
    return State.OPEN.value


def mark_done(item_id: int, *, by: Actor, version: int, evidence: str = "", at: datetime | None = None) -> Item:
    """Say that the work shipped. No import and no rule says so: of an import, `accept_listed` takes what the document states."""
    if by.through not in {Through.PERSON, Through.TRACKER}:
        raise NotPermitted("Only a person or the item's own ticket can say that an item is done.")
    with change_open(item_id, by=by, version=version, at=at, what="finished") as step:
        close(step, State.DONE)
        step.row.evidence = words(evidence)
        step.record(Kind.DONE)
    return step.row


def verify(item_id: int, *, by: Actor, version: int, evidence: str, at: datetime | None = None) -> Item:
    """Say how the effect of a done item was seen."""
    with change_item(item_id, by=by, version=version, at=at) as step:
        item = step.row
        if item.state != State.DONE:
            raise WrongState("Only an item that is done can be verified.")
        if item.verified_at is not None:
            raise WrongState("This item is verified already.")
        item.evidence = required(evidence, "Say how the effect was seen: a link, a figure, a test.")
        item.verified_at = step.at
        step.record(Kind.VERIFIED)
    return item


def reopen(item_id: int, *, by: Actor, version: int, reason: str, at: datetime | None = None) -> Item:
    """Bring a closed item back, or keep an open one that needs a decision. A decision that closed it stays in the register, ended."""
    reason = required(reason, "Say why the item is open again.")
    with change_item(item_id, by=by, version=version, at=at) as step:
        item = step.row
        if item.is_open and not item.needs_decision:
            raise WrongState("This item is open.")
        kind = Kind.KEPT if item.is_open else Kind.REOPENED
        if kind == Kind.KEPT:
            require_person(by)
            item.needs_decision = ""
        else:
            bring_back(step)
        step.record(kind, reason=reason)
    return item


def say_on_track(item_id: int, *, by: Actor, version: int, reason: str = "", at: datetime | None = None) -> Item:
    """Say that an open item will be done by its date. One that needed a decision is kept by that."""
    require_person(by)
    with change_open(item_id, by=by, version=version, at=at, what="called on track") as step:
        said = words(reason)
        if step.row.needs_decision:
            step.row.needs_decision = ""
            step.record(Kind.KEPT, reason=said or "It is on track.")
        else:
            step.say(Kind.ON_TRACK, reason=said)
    return step.row


# Changes that undo takes back: those of one row alone. The parts of a split, say, would be left behind.
UNDOABLE = frozenset(
    {
        Kind.EDITED,
        Kind.ASSIGNED,
        Kind.HANDED,
        Kind.REFUSED,
        Kind.ON_TRACK,
        Kind.SNOOZED,
        Kind.DUE_SET,
        Kind.TICKETS_SET,
        Kind.STARTED,
        Kind.BLOCKED,
        Kind.UNBLOCKED,
        Kind.DONE,
        Kind.VERIFIED,
        Kind.REOPENED,
        Kind.KEPT,
        Kind.RISK_ACCEPTED,
        Kind.DECLINED,
        Kind.MERGED,
    }
)


def undo(item_id: int, *, by: Actor, version: int, at: datetime | None = None) -> Item:
    """Take back one's own last change of the same day. The change and its undoing both stay in the history."""
    user = require_person(by)
    with change_item(item_id, by=by, version=version, at=at) as step:
        last = step.row.events.select_related("actor").order_by("number").last()
        if last is None or last.actor != user or last.through != Through.PERSON:
            raise WrongState("The last change of this item is not yours: change it by hand instead.")
        if Kind(last.kind) not in UNDOABLE:
            raise WrongState("This change can't be taken back. What came of it can be reopened, declined or merged.")
        if timezone.localdate(last.at) != step.on:
            raise WrongState("This change is not of today: change it by hand instead.")
        _take_back(step, last)
        if step.record(Kind.UNDONE, undoes=last) is None:
            step.say(Kind.UNDONE, undoes=last)
    return step.row


def _take_back(step: Step[Item], event: Event) -> None:
    item = step.row
    if event.changes.get("state", [None])[0] == State.SUPERSEDED.value:
        raise WrongState("Another item stood in the place of this one: merge it again instead.")
    for name, (was, _) in event.changes.items():
        if name == "replaced_by":
            set_successors(item, Item.objects.filter(pk__in=was))
        else:
            field = cast("Field[Any, Any]", Item._meta.get_field(name))
            setattr(item, field.attname, field.to_python(was) if not field.is_relation else was)
    Decision.objects.filter(event=event).update(ended_at=step.at)
    if event.kind == Kind.REOPENED and not item.is_open:
        Decision.objects.filter(item=item, ended_at=event.at).update(ended_at=None)
