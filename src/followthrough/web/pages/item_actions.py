"""What one can do to an item, as data: for each action its words, its fields, when it is offered, and the operation it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from followthrough.core.item import Type
from followthrough.errors import InputError
from followthrough.web.models import Item, Person, Team
from followthrough.web.operations import decisions, handover, items
from followthrough.web.operations.people import find_or_add_person
from followthrough.web.permissions import Actor

Values = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an action's form. `initial` is filled in when the form opens."""

    name: str
    label: str
    kind: Literal["text", "words", "date", "person", "type", "team", "lines", "number"] = "words"
    hint: str = ""
    initial: Callable[[Item, date], str] = lambda item, on: ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Action:
    """`key` opens it from the keyboard; `when` says whether it is offered for an item."""

    name: str
    button: str
    title: str
    lead: str
    fields: tuple[Field, ...]
    run: Callable[[Item, Values, Actor, int], Item]
    said: str
    key: str = ""
    when: Callable[[Item], bool] = lambda item: item.is_open
    in_bar: bool = True


def _text(values: Values, name: str) -> str:
    return values.get(name, "").strip()


def read_date(values: Values, name: str, label: str) -> date:
    """A date that was typed; an InputError that names the field where it is none."""
    text = _text(values, name)
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = f"“{text}” is not a date" if text else "no date is given"
        raise InputError(f"{label}: {said}; write it as 2026-05-31.") from None


def _person(values: Values, name: str, by: Actor) -> Person | None:
    text = _text(values, name)
    return find_or_add_person(text, by=by) if text else None


def _start(item: Item, values: Values, by: Actor, version: int) -> Item:
    if item.state == "blocked":
        return items.unblock(item.pk, by=by, version=version)
    return items.start(item.pk, by=by, version=version)


def _done(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.mark_done(item.pk, by=by, version=version, evidence=_text(values, "evidence"))


def _due(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.set_due(item.pk, by=by, version=version, due=read_date(values, "due", "New due date"), reason=_text(values, "reason"))


def _assign(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.assign(item.pk, by=by, version=version, owner=_person(values, "owner", by))


def _hand_over(item: Item, values: Values, by: Actor, version: int) -> Item:
    person = _person(values, "owner", by)
    if person is None:
        raise InputError("Say who is to take it over: one person.")
    return handover.hand_over(item.pk, by=by, version=version, to=person, reason=_text(values, "reason"))


def _take_over(item: Item, values: Values, by: Actor, version: int) -> Item:
    return handover.take_over(item.pk, by=by, version=version)


def _refuse(item: Item, values: Values, by: Actor, version: int) -> Item:
    return handover.refuse(item.pk, by=by, version=version, reason=_text(values, "reason"))


def _snooze(item: Item, values: Values, by: Actor, version: int) -> Item:
    until = read_date(values, "until", "Remind again on")
    return handover.snooze(item.pk, by=by, version=version, until=until, reason=_text(values, "reason"))


def _block(item: Item, values: Values, by: Actor, version: int) -> Item:
    until = read_date(values, "until", "Ask again on")
    return items.block(item.pk, by=by, version=version, blocked_by=_text(values, "blocked_by"), until=until)


def _risk(item: Item, values: Values, by: Actor, version: int) -> Item:
    review_on = read_date(values, "review_on", "Comes back on")
    reason, impact = _text(values, "reason"), _text(values, "impact")
    return decisions.accept_risk(item.pk, by=by, version=version, reason=reason, impact=impact, review_on=review_on)


def _decline(item: Item, values: Values, by: Actor, version: int) -> Item:
    return decisions.decline(item.pk, by=by, version=version, reason=_text(values, "reason"))


def _split(item: Item, values: Values, by: Actor, version: int) -> Item:
    parts = [decisions.Part(line.strip(" -*\t")) for line in _text(values, "parts").splitlines() if line.strip(" -*\t")]
    decisions.split_item(item.pk, by=by, version=version, parts=parts, reason=_text(values, "reason"))
    return Item.objects.get(pk=item.pk)


def _merge(item: Item, values: Values, by: Actor, version: int) -> Item:
    number = _text(values, "into").removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise InputError("Say into which item, by its number: it stands in that item's address.")
    return decisions.merge_item(item.pk, by=by, version=version, into=int(number), reason=_text(values, "reason"))


def _edit(item: Item, values: Values, by: Actor, version: int) -> Item:
    kind = _text(values, "type")
    if kind not in {one.value for one in Type}:
        raise InputError(f"There is no type “{kind[:40]}”.")
    slug = _text(values, "team")
    team = Team.objects.filter(slug=slug).first() if slug else None
    if slug and team is None:
        raise InputError(f"There is no team “{slug[:60]}”.")
    return items.edit_item(
        item.pk, by=by, version=version, text=_text(values, "text"), type=kind, done_criterion=_text(values, "done_criterion"), team=team
    )


def _tickets(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.set_tickets(item.pk, by=by, version=version, tickets=_text(values, "tickets").replace(",", " ").split())


def _verify(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.verify(item.pk, by=by, version=version, evidence=_text(values, "evidence"))


def _reopen(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.reopen(item.pk, by=by, version=version, reason=_text(values, "reason"))


def _undo(item: Item, values: Values, by: Actor, version: int) -> Item:
    return items.undo(item.pk, by=by, version=version)


def _later(days: int) -> Callable[[Item, date], str]:
    return lambda item, on: (min(max(item.due, on), date.max - timedelta(days=days)) + timedelta(days=days)).isoformat()


REASON = Field("reason", "Why")
ALL = (
    Action(
        "done",
        "Done",
        "Done",
        "The work has shipped. That its effect was seen can be said later: verify it.",
        (Field("evidence", "What shows it", hint="A link, a test, what was seen. Welcome, not demanded.", required=False),),
        _done,
        "Done. Well followed through.",
        key="d",
    ),
    Action("start", "Start", "Start", "", (), _start, "Started.", key="s", when=lambda item: item.state == "open"),
    Action("unblock", "No longer blocked", "Unblock", "", (), _start, "No longer blocked.", when=lambda item: item.state == "blocked"),
    Action(
        "due",
        "New date",
        "A new due date",
        "Later is a slip and is counted. The numbers go by the original date, so moving it changes none of them.",
        (
            Field("due", "New due date", "date", initial=_later(14)),
            Field("reason", "Why", hint="Demanded when it moves later.", required=False),
        ),
        _due,
        "The due date was moved.",
        key="r",
    ),
    Action(
        "hand-over",
        "Hand over",
        "Who is to take it over?",
        "Who is asked accepts or refuses; until then it stays with its owner. A new name is added to the people here.",
        (Field("owner", "New owner", "person", hint="By name, @handle or e-mail address."), Field("reason", "Why", required=False)),
        _hand_over,
        "Asked to take it over.",
        key="o",
    ),
    Action(
        "take-over", "Take it over", "Take it over", "", (), _take_over, "It is yours now.", when=lambda item: item.handed_to_id is not None
    ),
    Action(
        "refuse",
        "Refuse",
        "Not you",
        "It stays where it was, and whoever asked you looks for somebody else.",
        (REASON,),
        _refuse,
        "Refused.",
        when=lambda item: item.handed_to_id is not None,
    ),
    Action(
        "assign",
        "Set the owner",
        "Who owns it?",
        "One person, by name, @handle or e-mail address, who knows of it: nobody is asked. A new name is added to the people here.",
        (Field("owner", "Owner", "person", initial=lambda item, on: item.owner.name if item.owner else "", required=False),),
        _assign,
        "The owner was changed.",
        in_bar=False,
    ),
    Action(
        "snooze",
        "Snooze",
        "Snooze its reminders",
        "Its clock goes on. Each time is counted, and the review sees it.",
        (Field("until", "Remind again on", "date", initial=lambda item, on: (on + timedelta(days=7)).isoformat()), REASON),
        _snooze,
        "Nobody is reminded of it until then.",
    ),
    Action(
        "block",
        "Blocked",
        "Blocked",
        "It stays open and its clock goes on. On the day you give it is asked about again.",
        (Field("blocked_by", "By what", "text"), Field("until", "Ask again on", "date", initial=_later(14))),
        _block,
        "Marked as blocked.",
        key="b",
        when=lambda item: item.is_open and item.state != "blocked",
    ),
    Action(
        "risk",
        "Accept the risk",
        "Accept the risk",
        "You decide not to do it and to live with the consequence until a day. On that day it comes back by itself, "
        "or at once when a repeat happens.",
        (
            REASON,
            Field("impact", "Expected impact", hint="What may it cost when it happens again, against what the work would?"),
            Field("review_on", "Comes back on", "date", initial=_later(180)),
        ),
        _risk,
        "The risk is accepted and stands in the register.",
        key="a",
    ),
    Action(
        "decline",
        "Decline",
        "Decline",
        "You decide that it is not worth doing: no value is left in it.",
        (REASON,),
        _decline,
        "Declined.",
        key="x",
    ),
    Action(
        "split",
        "Split",
        "Split into parts",
        "Each part inherits incident, type, owner and original due date. The whole is superseded by its parts.",
        (Field("parts", "The parts, one a line", "lines"), REASON),
        _split,
        "Split. Its parts stand in its place.",
    ),
    Action(
        "merge",
        "Merge",
        "Merge into another item",
        "Where two items ask for the same. This one is superseded by the other.",
        (Field("into", "Number of the other item", "number"), REASON),
        _merge,
        "Merged into the other item.",
    ),
    Action(
        "verify",
        "Verify",
        "Verify",
        "Was the effect seen? The alert fired in a drill, the limit held in a test.",
        (Field("evidence", "How it was seen", initial=lambda item, on: item.evidence),),
        _verify,
        "Verified.",
        key="v",
        when=lambda item: item.state == "done" and item.verified_at is None,
    ),
    Action(
        "reopen",
        "Reopen",
        "Open again",
        "The decision that closed it stays in the register, as ended.",
        (REASON,),
        _reopen,
        "Open again.",
        when=lambda item: item.state in {"done", "risk_accepted", "declined"},
    ),
    Action(
        "keep",
        "Keep it open",
        "Keep it open",
        "It needs a decision, and you decide that it is still to be done.",
        (REASON,),
        _reopen,
        "Kept open.",
        when=lambda item: item.is_open and bool(item.needs_decision),
    ),
    Action(
        "edit",
        "Edit",
        "Edit",
        "",
        (
            Field("text", "What is to be done", initial=lambda item, on: item.text),
            Field("type", "Type", "type", initial=lambda item, on: item.type),
            Field(
                "done_criterion",
                "Done when",
                hint="So that nobody has to guess.",
                initial=lambda item, on: item.done_criterion,
                required=False,
            ),
            Field("team", "Team", "team", initial=lambda item, on: item.team.slug if item.team else "", required=False),
        ),
        _edit,
        "Saved.",
        key="e",
        when=lambda item: True,
    ),
    Action(
        "tickets",
        "Ticket",
        "Which ticket carries it?",
        "Keys like OPS-481, numbers like #123, or whole addresses.",
        (Field("tickets", "Tickets", "text", initial=lambda item, on: " ".join(item.tickets), required=False),),
        _tickets,
        "Saved.",
        key="t",
        when=lambda item: True,
        in_bar=False,
    ),
    Action("undo", "Undo", "Undo", "", (), _undo, "Taken back.", key="u", when=lambda item: True, in_bar=False),
)
ACTIONS = {action.name: action for action in ALL}
