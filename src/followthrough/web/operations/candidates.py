"""What a person makes of a candidate: accept, edit, merge, split, dismiss. Nothing becomes an item by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from types import EllipsisType

from django.utils import timezone

from followthrough.core.item import OwnerKind, State, Stated, Type, Where
from followthrough.errors import InputError, MissingReason, NotFound, NotPermitted, WrongState
from followthrough.web.models import Candidate, Document, Incident, Item, Person, Team
from followthrough.web.models.candidate import Status
from followthrough.web.models.event import Kind, Through
from followthrough.web.models.item import DueSource
from followthrough.web.operations.lifecycle import close
from followthrough.web.operations.people import find_or_add_person, find_person, find_team
from followthrough.web.operations.policies import agreed_due
from followthrough.web.operations.record import Step, change_candidate, create, writing
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import distinct, listed, required, words
from followthrough.web.permissions import Actor, may_see, require_change, require_person

NOON = time(12)  # of a day without a time: no zone makes another day of it


@dataclass(frozen=True, slots=True)
class Promise:
    """What a person promises when accepting: the item as it shall be."""

    text: str
    type: Type
    owner: Person | None = None
    team: Team | None = None
    due: date | None = None
    tickets: tuple[str, ...] = ()
    done_criterion: str = ""

    def lacks(self) -> list[str]:
        """The things that an item should have and this one has not."""
        has = {"an owner": self.owner is not None, "a due date": self.due is not None, "a ticket": bool(distinct(self.tickets))}
        return [name for name, there in has.items() if not there]


def accept_candidate(
    candidate_id: int, *, by: Actor, version: int, promise: Promise, without: str = "", at: datetime | None = None
) -> Item:
    """Make a candidate an item. What it lacks has to be explained; without a due date it gets the policy's."""
    require_person(by)
    without = words(without)
    lacks = promise.lacks()
    if lacks and not without:
        raise MissingReason(f"This item does not have {listed(lacks)}. Add what is missing, or say why it is accepted without.")
    with change_waiting(candidate_id, by=by, version=version, at=at) as step:
        require_change(by, team_id=promise.team.pk if promise.team else None)
        return make_item(step, promise, without=without if lacks else "")


def make_item(step: Step[Candidate], promise: Promise, *, without: str, needs_decision: str = "") -> Item:
    """The item that a locked candidate becomes, with the events of both. Whoever calls has checked that it may."""
    incident = step.row.document.incident
    due = promise.due or agreed_due(incident.severity, step.on, type=promise.type.value, team=promise.team)
    item = Item(
        incident=incident,
        text=required(promise.text, "An item needs words that say what is to be done."),
        done_criterion=words(promise.done_criterion),
        type=promise.type.value,
        state=State.OPEN.value,
        owner=promise.owner,
        team=promise.team,
        tickets=distinct(promise.tickets),
        accepted_at=step.at,
        original_due=due,
        due=due,
        due_source=_source(promise, step.row),
        accepted_without=without,
        needs_decision=needs_decision,
    )
    create(step.head, item, kind=Kind.ACCEPTED, by=step.by, at=step.at, reason=without)
    step.row.item = item
    _settle(step, Status.ACCEPTED, kind=Kind.ACCEPTED, reason=without)
    return item


def edit_candidate(
    candidate_id: int,
    *,
    by: Actor,
    version: int,
    text: str | None = None,
    type: Type | str | None = None,  # noqa: A002
    owners: Sequence[str] | None = None,
    due: date | EllipsisType | None = ...,
    tracking: Sequence[str] | None = None,
    at: datetime | None = None,
) -> Candidate:
    """Change what was read out of the words; the quoted words stay as the document has them. What is not given stays."""
    require_person(by)
    with change_waiting(candidate_id, by=by, version=version, at=at) as step:
        candidate = step.row
        if text is not None:
            candidate.text = required(text, "A candidate needs words that say what is to be done.")
        if type is not None:
            candidate.type = Type(type).value
        if owners is not None and distinct(owners) != candidate.owners:
            candidate.owners = distinct(owners)
            candidate.owner_kind = {0: OwnerKind.NONE, 1: OwnerKind.PERSON}.get(len(candidate.owners), OwnerKind.SEVERAL).value
        if not isinstance(due, EllipsisType):
            candidate.due = due
        if tracking is not None:
            candidate.tracking = distinct(tracking)
        step.record(Kind.EDITED)
    return candidate


def dismiss_candidate(candidate_id: int, *, by: Actor, version: int, reason: str, at: datetime | None = None) -> Candidate:
    """Say that this is no action item, and why."""
    require_person(by)
    reason = required(reason, "Dismissing needs a reason: say why this is no action item.")
    with change_waiting(candidate_id, by=by, version=version, at=at) as step:
        step.row.reason = reason
        _settle(step, Status.DISMISSED, kind=Kind.DISMISSED, reason=reason)
    return step.row


def restore_candidate(candidate_id: int, *, by: Actor, version: int, at: datetime | None = None) -> Candidate:
    """Let a candidate wait again that was dismissed, merged or split. One that became an item stays that item."""
    require_person(by)
    with change_candidate(candidate_id, by=by, version=version, at=at) as step:
        candidate = step.row
        match candidate.status:
            case Status.ACCEPTED:
                raise WrongState(f"This candidate became item {candidate.item_id}: decline that, or merge it, instead.")
            case Status.SPLIT:
                _withdraw_parts(step)
            case Status.DISMISSED | Status.MERGED:
                pass
            case _:
                raise WrongState(f"This candidate is {candidate.get_status_display().lower()}: there is nothing to take back.")
        candidate.status = Status.WAITING
        candidate.reason = ""
        candidate.item = candidate.decided_by = candidate.decided_at = None
        step.record(Kind.RESTORED)
    return candidate


def _withdraw_parts(step: Step[Candidate]) -> None:
    parts = list(step.row.parts.select_for_update())
    if any(part.status not in {Status.WAITING, Status.GONE} for part in parts):
        raise WrongState("Somebody has already decided about a part of this one: take that back first.")
    for part in parts:
        of_part = Step(part, step.by, step.at, step.head, take(part))
        part.status = Status.GONE
        of_part.record(Kind.GONE)


def merge_candidate(candidate_id: int, *, into: int, by: Actor, version: int, at: datetime | None = None) -> Candidate:
    """Say that an item which is there already asks for the same."""
    user = require_person(by)
    with change_waiting(candidate_id, by=by, version=version, at=at) as step:
        item = Item.objects.visible_to(user).filter(pk=into).first()
        if item is None:
            raise NotFound(f"There is no item {into} to merge into, or it belongs to a private incident that you are not part of.")
        if item.state == State.SUPERSEDED:
            raise WrongState(f"Item {into} was itself replaced by another: merge into that one.")
        step.row.item = item
        _settle(step, Status.MERGED, kind=Kind.MERGED_IN)
    return step.row


def split_candidate(candidate_id: int, *, by: Actor, version: int, texts: Sequence[str], at: datetime | None = None) -> list[Candidate]:
    """Put several candidates in the place of one whose words ask for several things."""
    require_person(by)
    texts = [words(text) for text in texts if words(text)]
    if len(texts) < 2:
        raise InputError("Splitting needs at least two parts, each with words of its own.")
    with change_waiting(candidate_id, by=by, version=version, at=at) as step:
        parts = [_part_of(step, text) for text in texts]
        _settle(step, Status.SPLIT, kind=Kind.SPLIT_UP)
    return parts


@contextmanager
def change_waiting(candidate_id: int, *, by: Actor, version: int, at: datetime | None) -> Iterator[Step[Candidate]]:
    """The candidate, locked, provided that it still waits for a person."""
    with change_candidate(candidate_id, by=by, version=version, at=at) as step:
        if step.row.status != Status.WAITING:
            raise WrongState(f"This candidate no longer waits: it is {step.row.get_status_display().lower()}.")
        yield step


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a first load made of a document's lists."""

    items: tuple[Item, ...]
    done: int = 0  # of these, closed because the document says that they are done
    undecided: int = 0  # of these, called dropped by the document: a person decides


def accept_listed(document_id: int, *, by: Actor, from_document: bool = False, at: datetime | None = None) -> Accepted:
    """Accept, for a first load, all that stands in the document's lists of action items and still waits.

    An import can say only what the document says: what that calls done is done, what it calls dropped needs a decision.
    `from_document` starts the clock on the date of the incident, where the document says one: that is when it was promised.
    """
    if by.user is None or by.through not in {Through.PERSON, Through.IMPORT}:
        raise NotPermitted("A first load has to be started by a person.")
    loading = Actor.importing(by.user)
    with writing() as head:
        document = Document.objects.select_related("incident__team").filter(pk=document_id).first()
        if document is None or not may_see(by.user, document.incident):
            raise NotFound(f"There is no document {document_id}, or it belongs to a private incident that you are not part of.")
        require_change(loading, team_id=document.incident.team_id)
        moment = at or timezone.now()
        if from_document:
            moment = _date_of(document.incident, no_later_than=moment)
        waiting = document.candidates.select_for_update().filter(status=Status.WAITING, where=Where.LISTED.value)
        steps = [Step(_within(row, document), loading, moment, head, take(row)) for row in waiting.order_by("position", "id")]
        items = tuple(_load(step) for step in steps)
    return Accepted(items, done=sum(not item.is_open for item in items), undecided=sum(bool(item.needs_decision) for item in items))


def promise_of(
    candidate: Candidate,
    *,
    text: str | None = None,
    type: Type | str | None = None,  # noqa: A002
    owner: Person | None = None,
    due: date | None = None,
    tickets: tuple[str, ...] | None = None,
) -> Promise:
    """What the document says of a candidate, as a promise; what is given here counts before it."""
    named = find_person(candidate.owners[0]) if candidate.owner_kind == OwnerKind.PERSON and len(candidate.owners) == 1 else None
    return Promise(
        text=text or candidate.text,
        type=Type(type or candidate.type),
        owner=owner or (named if named is not None and named.is_active else None),
        team=candidate.document.incident.team,
        due=due or candidate.due,
        tickets=tuple(candidate.tracking) if tickets is None else tickets,
    )


def _within(candidate: Candidate, document: Document) -> Candidate:
    candidate.document = document  # read once for all of them
    return candidate


def _load(step: Step[Candidate]) -> Item:
    candidate = step.row
    owner, team, unclear = _owner_for(candidate)
    promise = replace(promise_of(candidate, owner=owner), team=team or candidate.document.incident.team)
    lacks = promise.lacks()
    without = f"First load: the document does not give {listed(lacks)}.{unclear}" if lacks else ""
    dropped = "Its document calls this dropped." if candidate.stated == Stated.DROPPED else ""
    item = make_item(step, promise, without=without, needs_decision=dropped)
    if candidate.stated == Stated.DONE:
        closing = Step(item, step.by, step.at, step.head, take(item))
        close(closing, State.DONE)
        closing.record(Kind.DONE, reason="The document says that it is done.")
    return item


def _owner_for(candidate: Candidate) -> tuple[Person | None, Team | None, str]:
    """The person that a document names, the team that it names instead, and what is unclear about the name."""
    if len(candidate.owners) != 1:
        return None, None, f" It names several: {', '.join(candidate.owners)}." if candidate.owners else ""
    name = candidate.owners[0]
    if candidate.owner_kind == OwnerKind.PERSON:
        try:
            return find_or_add_person(name), None, ""
        except InputError as error:
            return None, None, f" {error}"
    team = find_team(name) if candidate.owner_kind == OwnerKind.TEAM else None
    return None, team, f" It names {name}, who is no single person."


def _date_of(incident: Incident, *, no_later_than: datetime) -> datetime:
    if incident.began_on is None:
        return no_later_than
    return min(timezone.make_aware(datetime.combine(incident.began_on, NOON)), no_later_than)


def _settle(step: Step[Candidate], status: Status, *, kind: Kind, reason: str = "") -> None:
    step.row.status = status
    step.row.decided_by = step.by.user
    step.row.decided_at = step.at
    step.record(kind, reason=reason)


def _part_of(step: Step[Candidate], text: str) -> Candidate:
    whole = step.row
    copied = ("document", "position", "start", "end", "first_line", "last_line", "quote", "where", "confidence")
    read = ("type", "owners", "owner_kind", "due", "due_raw", "tracking", "stated")
    part = Candidate(text=text, part_of=whole, **{name: getattr(whole, name) for name in copied + read})
    create(step.head, part, kind=Kind.FOUND, by=step.by, at=step.at)
    return part


def _source(promise: Promise, candidate: Candidate) -> str:
    if promise.due is None:
        return DueSource.POLICY
    return DueSource.STATED if promise.due == candidate.due else DueSource.PERSON
