"""Bring an item in step with its ticket: take over what was edited there, keep what gave way, say what has to be written.

Called with a ticket that was fetched just now. Talks to no tracker; one transaction a ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import EllipsisType

from followthrough.core.item import State
from followthrough.core.plan import Clash, Field, Plan, Pull, Side, Sides, Value, plan
from followthrough.trackers.base import Absence, Capabilities, Edit, Meaning, Missing, Ticket
from followthrough.trackers.registry import KINDS
from followthrough.web import models
from followthrough.web.models import Event, Item, Link, SyncNote
from followthrough.web.models.event import Kind, Through
from followthrough.web.models.link import Standing
from followthrough.web.operations.asking import ask_for_edit
from followthrough.web.operations.lifecycle import bring_back, close, give_to
from followthrough.web.operations.notes import note
from followthrough.web.operations.record import Step, writing
from followthrough.web.operations.sides import DECIDED, RULES, People, both, edit_of, ours, theirs
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import words as clean
from followthrough.web.permissions import Actor

BREAKER = 3  # writes to one ticket
BREAKER_WITHIN = timedelta(minutes=10)
ASK_ABOUT_HIDDEN = timedelta(days=7)
STANDING = {Absence.HIDDEN: Standing.HIDDEN, Absence.MOVED_AWAY: Standing.MOVED_AWAY, Absence.DELETED: Standing.DELETED}


@dataclass(frozen=True, slots=True)
class Followed:
    """What is to be written now, and our values that it stands for: they are agreed on once the tracker has stored it."""

    edit: Edit = field(default_factory=Edit)
    pushed: Mapping[Field, Value] = field(default_factory=dict)
    changed: bool = False


def in_step(link: Link, ticket: Ticket, *, people: People, can: Capabilities, read_only: bool) -> bool:
    """Whether the ticket says nothing new: looked at without a lock, as for most tickets of most polls nothing is."""
    ticket = _for_all_eyes(link, ticket)
    if link.standing != _standing(link, ticket) or _facts(link, ticket) or not link.base:
        return False
    made = plan(compared(link, ticket, people=people, can=can), read_only=read_only)
    return made.quiet and not made.agreed


def follow(
    link_id: int, ticket: Ticket, *, people: People, can: Capabilities, at: datetime, ask: bool = True, written: Followed | None = None
) -> Followed:
    """Take over what was edited there. What was edited here is returned and, if `ask`, put into the outbox.

    `written` is what we wrote just now: the ticket is how the tracker stored it.
    """
    with writing() as head:
        link = Link.objects.select_for_update(of=("self",)).select_related("item__incident", "connection").get(pk=link_id)
        if link.let_go_at is not None or link.standing == Standing.HALTED:
            return Followed()
        item, connection = link.item, link.connection
        ticket = _for_all_eyes(link, ticket)
        news = link.remote_updated_at != ticket.updated_at
        _see(link, ticket, at=at)
        if written is not None:
            _agree_on_what_was_written(link, written, ticket, at=at, can=can)
        sides = compared(link, ticket, people=people, can=can)
        made = plan(sides, read_only=not connection.may_write())
        actor = Actor.tracker(connection.pk)
        step = Step(item, actor, _moment(item, at), head, take(item))
        changed = [_pull(step, pull, link, ticket, people) for pull in made.pulls]
        for clash in made.clashes:
            _keep(link, clash, at=at)
        _agree(link, made, item, ticket, sides)
        link.save()
        pushed = {push.field: sides[push.field].ours for push in made.pushes}
        if made.pushes and ask:
            ask_for_edit(link, at=at, news=news)
        return Followed(edit_of({push.field: push.value for push in made.pushes}), pushed, any(changed))


def miss(link_id: int, missing: Missing, *, at: datetime) -> Link:
    """The ticket can't be had. That ends nothing: the item stays as it is and a person is asked."""
    with writing() as head:
        link = Link.objects.select_for_update(of=("self",)).select_related("item__incident", "connection").get(pk=link_id)
        if link.let_go_at is not None:
            return link
        standing = STANDING[missing.why]
        link.checked_at = at
        where = KINDS[link.connection.kind].label
        said = f" {where} says: {missing.words.rstrip('.')}." if missing.words else ""
        if link.standing != standing:
            link.standing, link.standing_since = standing, at
            link.standing_words = {
                Standing.DELETED: f"The ticket {link.key} was deleted in {where}.{said}",
                Standing.MOVED_AWAY: f"The ticket {link.key} was moved to where this connection does not see it.{said}",
                Standing.HIDDEN: f"The ticket {link.key} can't be seen any more: it is gone, or out of the connection's rights.{said}",
            }[standing]
            note(link.connection, link.item, SyncNote.Direction.TROUBLE, link.standing_words, at=at)
        link.save()
        due = standing == Standing.DELETED or at - link.standing_since >= ASK_ABOUT_HIDDEN
        if due and link.item.is_open and not link.item.needs_decision:
            step = Step(link.item, Actor.tracker(link.connection_id), _moment(link.item, at), head, take(link.item))
            link.item.needs_decision = f"{link.standing_words} File it again, close it, or decide not to do it."
            step.record(Kind.ASKED, reason=link.standing_words)
            _pair(link, Field.STATE, ours(link.item)[Field.STATE])
            link.save(update_fields=["base"])
    return link


def _see(link: Link, ticket: Ticket, *, at: datetime) -> None:
    """What the tracker shows, for eyes and for finding it again."""
    standing = _standing(link, ticket)
    if standing != link.standing:
        words = {
            Standing.LINKED: "The ticket is back where this connection sees it, with its label.",
            Standing.UNLABELLED: f"The label {link.connection.label} was taken off the ticket. It is followed all the same.",
        }[standing]
        note(link.connection, link.item, SyncNote.Direction.IN, words, at=at)
        link.standing, link.standing_since, link.standing_words = standing, at, "" if standing == Standing.LINKED else words
    if link.key != ticket.key:
        note(link.connection, link.item, SyncNote.Direction.IN, f"The ticket moved from {link.key} to {ticket.key}.", at=at)
    former = {link.key, link.ticket_id, *link.aliases, *ticket.aliases} - {ticket.key, ticket.id}
    link.aliases = sorted(former)
    for name, value in _facts(link, ticket).items():
        setattr(link, name, value)
    link.checked_at = at


def _for_all_eyes(link: Link, ticket: Ticket) -> Ticket:
    """The ticket without the words that are kept from others there and would be read by everybody here."""
    return replace(ticket, title=link.title) if _keeps_its_words(link, ticket) else ticket


def _keeps_its_words(link: Link, ticket: Ticket) -> bool:
    """Whether it was made private there since: its title is then neither taken over nor overwritten."""
    return ticket.private and not link.item.incident.private


def compared(link: Link, ticket: Ticket, *, people: People, can: Capabilities) -> dict[Field, Sides]:
    """What is compared of the two."""
    made = both(link.item, ticket, link.base, people=people, can=can)
    if _keeps_its_words(link, ticket):
        del made[Field.TITLE]
    return made


def _standing(link: Link, ticket: Ticket) -> Standing:
    if link.standing == Standing.HALTED:
        return Standing.HALTED
    labels = {label.casefold() for label in ticket.labels}
    return Standing.LINKED if link.connection.label.casefold() in labels else Standing.UNLABELLED


def _facts(link: Link, ticket: Ticket) -> dict[str, object]:
    """Which of the things that only tell where and how the ticket is are new."""
    now: dict[str, object] = {
        "ticket_id": ticket.id,
        "key": ticket.key[:250],
        "url": ticket.url[:500],
        "title": ticket.title,
        "status": ticket.status[:200],
        "assignee": ", ".join(str(account) for account in ticket.assignees)[:300],
        "remote_updated_at": ticket.updated_at,
    }
    return {name: value for name, value in now.items() if getattr(link, name) != value}


def _moment(item: Item, at: datetime) -> datetime:
    """Now, or the item's last event where another machine's clock is ahead: an item's events follow each other."""
    last = item.events.order_by("number").values_list("at", flat=True).last()
    return at if last is None or at >= last else last


# --- taking over ------------------------------------------------------------------------------------------------------


def _pull(step: Step[Item], pull: Pull, link: Link, ticket: Ticket, people: People) -> bool:
    """Take one field over, with its event; False where nothing of the item changed."""
    where = KINDS[link.connection.kind].label
    item = step.row
    match pull.field:
        case Field.TITLE:
            item.text = clean(pull.value or "") or item.text
            recorded = step.record(Kind.EDITED, reason=f"Renamed in {where}.")
        case Field.ASSIGNEE:
            recorded = _pull_owner(step, pull.value, people, where, ticket)
        case Field.DUE:
            recorded = _pull_due(step, pull.value, where, link)
        case Field.STATE:
            recorded = _pull_state(step, Meaning(pull.value or Meaning.OPEN), link, ticket, where)
    if recorded is not None:
        note(link.connection, item, SyncNote.Direction.IN, _told(pull.field, recorded, ticket), at=step.at)
    return recorded is not None


def _pull_owner(step: Step[Item], account: str | None, people: People, where: str, ticket: Ticket) -> Event | None:
    item = step.row
    person = None if account is None else people.person_of(account)
    give_to(item, person)
    if account is not None and person is None:
        shown = next((str(found) for found in ticket.assignees if found.id == account), account)
        return step.record(Kind.ASSIGNED, reason=f"Assigned in {where} to {shown}, whom nobody here is mapped to.")
    return step.record(Kind.ASSIGNED, reason=f"Assigned in {where}." if account else f"Nobody is assigned in {where} any more.")


def _pull_due(step: Step[Item], value: str | None, where: str, link: Link) -> Event | None:
    item = step.row
    if value is None:
        words = f"The due date was taken off in {where}. Here {item.due:%Y-%m-%d} stands: a missing date is no way out of the clock."
        note(link.connection, item, SyncNote.Direction.IN, words, at=step.at)
        return None
    due = date.fromisoformat(value)
    if due > item.due and item.is_open:
        item.slips += 1
    item.due = due
    return step.record(Kind.DUE_SET, reason=f"Moved in {where}.")


def _pull_state(step: Step[Item], meaning: Meaning, link: Link, ticket: Ticket, where: str) -> Event | None:
    item = step.row
    agreed = (link.base.get(Field.STATE.value) or [None, None])[1]
    if item.state in DECIDED and (meaning is Meaning.DONE or item.state == State.SUPERSEDED):
        words = f"{where} now says “{ticket.status}”; what was decided here stands."
        note(link.connection, item, SyncNote.Direction.IN, words, at=step.at)
        return None
    if meaning is Meaning.DONE:
        if item.state == State.DONE:
            return None
        close(step, State.DONE)
        return step.record(Kind.DONE, reason=f"{ticket.status[:1].upper()}{ticket.status[1:]} in {where}.")
    if meaning is Meaning.DROPPED:
        if item.state in DECIDED:
            return None
        if not item.is_open:
            bring_back(step)
        item.needs_decision = f"{where} says “{ticket.status}”: what did you decide?"
        return step.record(Kind.ASKED, reason=f"{link.key}: {ticket.status}")
    underway = State.IN_PROGRESS.value if meaning is Meaning.STARTED else State.OPEN.value
    if not item.is_open:
        bring_back(step)
        item.state = underway
        return step.record(Kind.REOPENED, reason=f"Reopened in {where}.")
    if agreed in {Meaning.DROPPED.value, Meaning.DONE.value} and item.needs_decision:
        item.needs_decision = ""
        item.state = item.state if item.state == State.BLOCKED else underway
        return step.record(Kind.REOPENED, reason=f"Reopened in {where}.")
    if item.state == State.BLOCKED:
        return None  # what it waits for is known here alone
    item.state = underway
    return step.record(Kind.STARTED if meaning is Meaning.STARTED else Kind.STOPPED, reason=f"“{ticket.status}” in {where}.")


def _told(name: Field, event: Event, ticket: Ticket) -> str:
    match name:
        case Field.TITLE:
            return f"Renamed there: {ticket.title}"
        case Field.ASSIGNEE:
            return event.reason
        case Field.DUE:
            was, now = event.changes.get("due", ["", ""])
            return f"Due date moved there from {was} to {now}."
        case Field.STATE:
            return f"There it is now “{ticket.status}”."


# --- agreeing ---------------------------------------------------------------------------------------------------------


def _agree(link: Link, made: Plan, item: Item, ticket: Ticket, sides: Mapping[Field, object]) -> None:
    """Write down the new pairs: what agrees as it is, and what was taken over."""
    here = ours(item)
    base = dict(link.base)
    for name in sides:
        base.setdefault(Field(name).value, [here[Field(name)], _value(ticket, Field(name), link)])
    for name, pair in made.agreed.items():
        base[name.value] = list(pair)
    for pull in made.pulls:
        base[pull.field.value] = [here[pull.field], pull.value]
    link.base = base


def _agree_on_what_was_written(link: Link, written: Followed, ticket: Ticket, *, at: datetime, can: Capabilities) -> None:
    stored = theirs(ticket, {**link.base, Field.ASSIGNEE.value: [None, _written_assignee(written)]})
    base = dict(link.base)
    for name, value in written.pushed.items():
        if name is not Field.DUE or can.due:
            base[name.value] = [value, stored[name]]
            _say_if_not_taken(link, written, name, stored[name], at=at)
    link.base = base
    names = " and ".join(name.value.replace("state", "status") for name in written.pushed)
    note(link.connection, link.item, SyncNote.Direction.OUT, f"Wrote {names} to {link.key}.", at=at)
    _break_a_loop(link, at=at)


def _say_if_not_taken(link: Link, written: Followed, name: Field, stored: Value, *, at: datetime) -> None:
    """A tracker may answer that all is well and keep something else: a person nobody may assign, a status it has no word for."""
    wanted = {Field.TITLE: written.edit.title, Field.ASSIGNEE: written.edit.assignee, Field.STATE: written.edit.meaning}.get(name, ...)
    if isinstance(wanted, EllipsisType) or (wanted or "") == (stored or ""):
        return
    if name is Field.TITLE and str(wanted).split() == (stored or "").split():
        return
    words = f"{link.key} kept “{stored or 'nobody'}” as its {name.value}, although “{wanted or 'nobody'}” was written."
    note(link.connection, link.item, SyncNote.Direction.TROUBLE, words, at=at)


def _written_assignee(written: Followed) -> Value:
    return written.edit.assignee if isinstance(written.edit.assignee, str) else None


def _value(ticket: Ticket, name: Field, link: Link) -> Value:
    return theirs(ticket, link.base)[name]


def _pair(link: Link, name: Field, value: Value) -> None:
    base = dict(link.base)
    if name.value in base:
        base[name.value] = [value, base[name.value][1]]
    link.base = base


def _keep(link: Link, clash: Clash, *, at: datetime) -> None:
    """The value that gives way is kept, with the rule, for a person to take back."""
    models.Clash.objects.create(
        link=link, field=clash.field.value, ours=clash.ours, theirs=clash.theirs, winner=clash.winner.value, rule=RULES[clash.field], at=at
    )
    loser = "what was here" if clash.winner is Side.THEIRS else "what was there"
    words = f"Both sides changed the {clash.field.value}: {loser} gave way and is kept. {RULES[clash.field]}"
    note(link.connection, link.item, SyncNote.Direction.IN, words, at=at)


def _break_a_loop(link: Link, *, at: datetime) -> None:
    """Stop after too many writes that no person asked for: another tool changes the ticket back each time."""
    since = max(at - BREAKER_WITHIN, link.standing_since)  # what was before somebody let it go on does not count again
    writes = SyncNote.objects.filter(connection=link.connection, item=link.item, direction=SyncNote.Direction.OUT, at__gt=since).count()
    asked_for = link.item.events.filter(recorded_at__gt=since, through=Through.PERSON).count()
    if writes - asked_for > BREAKER:
        link.standing, link.standing_since = Standing.HALTED, at
        link.standing_words = (
            f"The ticket was written to {writes} times within {BREAKER_WITHIN.seconds // 60} minutes: another tool seems to change it "
            "back each time. Look at both, then let it go on."
        )
        note(link.connection, link.item, SyncNote.Direction.TROUBLE, link.standing_words, at=at)


def checked(link_ids: Iterable[int], *, at: datetime) -> None:
    """These were seen in their tracker just now and say nothing new."""
    Link.objects.filter(pk__in=link_ids).update(checked_at=at)
