"""What a person decides about an item, with the reason: accept the risk, decline, split, merge. And what brings a risk back.

Every decision asks for somebody signed in; an import, a rule or a tracker is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from followthrough.core.item import State, Type
from followthrough.errors import InputError, NotFound, WrongState
from followthrough.web.models import Decision, Event, Incident, Item, Person, Repeat, User
from followthrough.web.models.event import Kind
from followthrough.web.operations.lifecycle import bring_back, change_open, close
from followthrough.web.operations.record import Step, change_item, create, set_successors, writing
from followthrough.web.operations.wording import distinct, required, words
from followthrough.web.permissions import Actor, may_see, require_change, require_person


@dataclass(frozen=True, slots=True)
class Part:
    """One of the items that a larger one is split into; what is not given is as it was in the whole."""

    text: str
    owner: Person | None = None
    due: date | None = None
    type: Type | None = None
    tickets: tuple[str, ...] = ()
    done_criterion: str = ""


def accept_risk(item_id: int, *, by: Actor, version: int, reason: str, impact: str, review_on: date, at: datetime | None = None) -> Item:
    """Decide not to do it, and to live with the consequence until a day on which it comes back by itself."""
    user = require_person(by)
    reason = required(reason, "Accepting a risk needs a reason: say why the item is not done.")
    impact = required(impact, "Accepting a risk needs its expected impact: what may it cost, against what the work would?")
    with change_open(item_id, by=by, version=version, at=at, what="decided about") as step:
        if review_on <= step.on:
            raise InputError(f"The review date has to be after {step.on:%Y-%m-%d}: on that day the item comes back.")
        close(step, State.RISK_ACCEPTED)
        item = step.row
        item.reason, item.impact, item.review_on = reason, impact, review_on
        event = step.record(Kind.RISK_ACCEPTED, reason=reason)
        _register(step, event, user=user, reason=reason)
    return item


def decline(item_id: int, *, by: Actor, version: int, reason: str, at: datetime | None = None) -> Item:
    """Decide that it is not worth doing."""
    user = require_person(by)
    reason = required(reason, "Declining needs a reason: say why the item is not worth doing.")
    with change_open(item_id, by=by, version=version, at=at, what="decided about") as step:
        close(step, State.DECLINED)
        step.row.reason = reason
        event = step.record(Kind.DECLINED, reason=reason)
        _register(step, event, user=user, reason=reason)
    return step.row


def split_item(item_id: int, *, by: Actor, version: int, parts: Sequence[Part], reason: str, at: datetime | None = None) -> list[Item]:
    """Put several smaller items in the place of one. They keep its clock: when it was accepted and first due."""
    user = require_person(by)
    reason = required(reason, "Splitting needs a reason: say why this is several pieces of work.")
    if len(parts) < 2 or not all(words(part.text) for part in parts):
        raise InputError("Splitting needs at least two parts, each with words of its own.")
    with change_open(item_id, by=by, version=version, at=at, what="split") as step:
        made = [_part_of(step, part, reason=reason) for part in parts]
        _supersede(step, made, kind=Kind.SPLIT, user=user, reason=reason)
    return made


def merge_item(item_id: int, *, by: Actor, version: int, into: int, reason: str, at: datetime | None = None) -> Item:
    """Let another item stand in the place of this one, which asks for the same."""
    user = require_person(by)
    reason = required(reason, "Merging needs a reason: say what makes the two one.")
    with change_open(item_id, by=by, version=version, at=at, what="merged") as step:
        other = Item.objects.visible_to(user).filter(pk=into).first()
        if other is None:
            raise NotFound(f"There is no item {into} to merge into, or it belongs to a private incident that you are not part of.")
        if other == step.row:
            raise InputError("An item can't be merged into itself: name the other one.")
        if other.state == State.SUPERSEDED:
            raise WrongState(f"Item {into} was itself replaced by another: merge into that one.")
        _supersede(step, [other], kind=Kind.MERGED, user=user, reason=reason)
    return step.row


def return_due_risks(*, on: date, at: datetime | None = None) -> list[Item]:
    """Bring back every item whose accepted risk is due for review on this day or was before."""
    due = Item.objects.filter(state=State.RISK_ACCEPTED.value, review_on__lte=on).order_by("review_on", "id")
    returned = [_return(pk, why=None, on=on, at=at) for pk in due.values_list("pk", flat=True)]
    return [item for item in returned if item is not None]


def confirm_repeat(*, incident: Incident, earlier: Incident, by: Actor, at: datetime | None = None) -> Repeat:
    """Say that an earlier incident already taught about this one. Its accepted risks come back at once."""
    user = require_person(by)
    if not (may_see(user, incident) and may_see(user, earlier)):
        raise NotFound("There is no such incident, or it is private and you are not part of it.")
    require_change(by, team_id=incident.team_id)
    if incident == earlier:
        raise InputError("An incident can't repeat itself: name the earlier one.")
    with writing():
        repeat, _ = Repeat.objects.get_or_create(
            incident=incident, earlier=earlier, defaults={"confirmed_by": user, "confirmed_at": at or timezone.now()}
        )
        risks = Item.objects.filter(incident=earlier, state=State.RISK_ACCEPTED.value).order_by("id")
        why = f"{incident.reference} repeats {earlier.reference}, as {user.shown_name} confirmed."
        for pk in risks.values_list("pk", flat=True):
            _return(pk, why=why, on=None, at=at)
    return repeat


def _return(item_id: int, *, why: str | None, on: date | None, at: datetime | None) -> Item | None:
    with change_item(item_id, by=Actor.policy(), version=None, at=at) as step:
        item = step.row
        if item.state != State.RISK_ACCEPTED or item.review_on is None or (on is not None and item.review_on > on):
            return None  # somebody was faster
        reason = why or f"The review date of its accepted risk, {item.review_on:%Y-%m-%d}, has come."
        bring_back(step)
        item.needs_decision = f"It came back from an accepted risk. {reason}"
        step.record(Kind.RETURNED, reason=reason)
    return item


def _part_of(step: Step[Item], part: Part, *, reason: str) -> Item:
    whole = step.row
    item = Item(
        incident=whole.incident,
        text=words(part.text),
        done_criterion=words(part.done_criterion),
        type=(part.type or Type(whole.type)).value,
        owner=part.owner or whole.owner,
        team=whole.team,
        tickets=distinct(part.tickets),
        accepted_at=whole.accepted_at,
        original_due=whole.original_due,
        due=part.due or whole.due,
        due_source=whole.due_source,
        accepted_without=whole.accepted_without,
        split_from=whole,
    )
    create(step.head, item, kind=Kind.ADDED, by=step.by, at=step.at, reason=reason)
    return item


def _supersede(step: Step[Item], successors: Sequence[Item], *, kind: Kind, user: User, reason: str) -> None:
    close(step, State.SUPERSEDED)
    step.row.reason = reason
    set_successors(step.row, successors)
    _register(step, step.record(kind, reason=reason), user=user, reason=reason)


def _register(step: Step[Item], event: Event | None, *, user: User, reason: str) -> None:
    assert event is not None, "a decision always changes the state"
    item = step.row
    Decision.objects.create(
        item=item, kind=item.state, reason=reason, impact=item.impact, review_on=item.review_on, by=user, at=step.at, event=event
    )
