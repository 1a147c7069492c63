"""Ask somebody to take an item over; they accept or refuse. Until they do, it is still its owner's. And: not to be asked for a while."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from followthrough.errors import InputError, NotPermitted, WrongState
from followthrough.web.models import Item, Person, User
from followthrough.web.models.event import Kind
from followthrough.web.operations.lifecycle import change_open, give_to
from followthrough.web.operations.policies import policy_in_force
from followthrough.web.operations.wording import required, words
from followthrough.web.permissions import Actor, require_person

LONGEST_SNOOZE = timedelta(days=30)


def hand_over(item_id: int, *, by: Actor, version: int, to: Person, reason: str = "", at: datetime | None = None) -> Item:
    """Ask `to` to own the item. One who takes it for themselves owns it at once."""
    user = require_person(by)
    with change_open(item_id, by=by, version=version, at=at, what="handed over") as step:
        item = step.row
        if not to.is_active:
            raise InputError(f"{to.name} is no longer here: name somebody who is.")
        if item.owner_id == to.pk:
            raise InputError(f"{to.name} owns this item already.")
        if to.user_id == user.pk:
            give_to(item, to.pk)
            step.record(Kind.TAKEN_OVER, reason=words(reason))
        else:
            item.handed_to = to
            step.record(Kind.HANDED, reason=words(reason))
    return item


def take_over(item_id: int, *, by: Actor, version: int, at: datetime | None = None) -> Item:
    """Accept an item that one was asked to take over."""
    user = require_person(by)
    with change_open(item_id, by=by, version=version, at=at, what="taken over") as step:
        _require_asked(step.row, user)
        give_to(step.row, step.row.handed_to_id)
        step.record(Kind.TAKEN_OVER)
    return step.row


def refuse(item_id: int, *, by: Actor, version: int, reason: str, at: datetime | None = None) -> Item:
    """Say why one does not take an item over. It stays with its owner."""
    user = require_person(by)
    reason = required(reason, "Say why you can't take it over: whoever asked has to find somebody else.")
    with change_open(item_id, by=by, version=version, at=at, what="refused") as step:
        _require_asked(step.row, user)
        step.row.handed_to = None
        step.record(Kind.REFUSED, reason=reason)
    return step.row


def snooze(item_id: int, *, by: Actor, version: int, until: date, reason: str, at: datetime | None = None) -> Item:
    """Not to be reminded of an item until a day. Its clock goes on, and each time is counted and shown in the review."""
    require_person(by)
    reason = required(reason, "Say why you don't want to be asked before then: the review shows it.")
    with change_open(item_id, by=by, version=version, at=at, what="snoozed") as step:
        if not step.on < until <= step.on + LONGEST_SNOOZE:
            longest = step.on + LONGEST_SNOOZE
            raise InputError(f"Choose a day after {step.on:%Y-%m-%d} and not after {longest:%Y-%m-%d}: nothing may age into silence.")
        most = policy_in_force().snoozes
        if step.row.snoozes >= most:
            raise WrongState(f"This item was snoozed {most} times, as often as is agreed on: give it a new date, or decide about it.")
        step.row.snoozed_until = until
        step.row.snoozes += 1
        step.record(Kind.SNOOZED, reason=reason)
    return step.row


def may_answer(item: Item, user: User) -> bool:
    """The one who was asked answers. Who has no account is answered for by a lead, who heard it."""
    asked = item.handed_to
    return asked is not None and (asked.user_id == user.pk or (user.leads and asked.user_id is None))


def _require_asked(item: Item, user: User) -> None:
    if item.handed_to is None:
        raise WrongState("Nobody is asked to take this item over: somebody else has answered, or the request was taken back.")
    if not may_answer(item, user):
        raise NotPermitted(f"{item.handed_to.name} was asked, and answers this.")
