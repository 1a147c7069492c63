"""An item and its ticket as the two sides of a plan. Reads rows, changes none; what to do about it is `core.plan`'s."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from followthrough.core.item import State
from followthrough.core.plan import UNSAYABLE, Field, Side, Sides, Unsayable, Value
from followthrough.trackers.base import Capabilities, Edit, Meaning, Ticket
from followthrough.trackers.markup import title
from followthrough.web.models import Connection, Item, TrackerAccount

ASKED = "asked"  # open, and waiting for a person's decision: nothing that a tracker could be told
DECIDED = frozenset({State.RISK_ACCEPTED.value, State.DECLINED.value, State.SUPERSEDED.value})
WANT = {
    State.OPEN.value: Meaning.OPEN,
    State.IN_PROGRESS.value: Meaning.STARTED,
    State.DONE.value: Meaning.DONE,
    **dict.fromkeys(DECIDED, Meaning.DROPPED),
}
RULES = {
    Field.TITLE: "The words of a ticket are changed where the work happens: the tracker's stand.",
    Field.ASSIGNEE: "Who works on a ticket is said where the work happens: the tracker's stands.",
    Field.DUE: "Both moved the due date: the one given here stands.",
    Field.STATE: "How far a ticket is, is said where the work happens: the tracker's stands; a decision made here is not undone by it.",
}
Base = Mapping[str, list[Value]]


@dataclass(slots=True)
class People:
    """Who is who on one connection: confirmed mappings alone, by the tracker's id. Read once for many tickets."""

    connection: Connection
    _by_person: dict[int, str]
    _by_account: dict[str, int]

    @classmethod
    def of(cls, connection: Connection) -> People:
        rows = connection.accounts.exclude(person=None).order_by("-confirmed_at").values_list("person_id", "account_id", "active")
        by_person = {person: account for person, account, active in rows if active and person is not None}
        return cls(connection, by_person, {account: person for person, account, _ in rows if person is not None})

    def account_of(self, person_id: int) -> str | None:
        return self._by_person.get(person_id)

    def person_of(self, account_id: str) -> int | None:
        return self._by_account.get(account_id)


def ours(item: Item) -> dict[Field, Value]:
    """The item's side, in our own terms."""
    return {
        Field.TITLE: item.text,
        Field.ASSIGNEE: None if item.owner_id is None else str(item.owner_id),
        Field.DUE: _iso(item.due),
        Field.STATE: ASKED if item.needs_decision and item.is_open else item.state,
    }


def want(item: Item, people: People, can: Capabilities) -> dict[Field, Value | Unsayable]:
    """The item's side, in the tracker's terms."""
    meaning = WANT.get(ours(item)[Field.STATE] or "")
    if meaning is Meaning.STARTED and not can.started:
        meaning = Meaning.OPEN
    account = None if item.owner_id is None else people.account_of(item.owner_id) or UNSAYABLE
    return {
        Field.TITLE: title(item.text, length=can.title_length),
        Field.ASSIGNEE: account,
        Field.DUE: _iso(item.due),
        Field.STATE: UNSAYABLE if meaning is None else meaning.value,
    }


def theirs(ticket: Ticket, base: Base) -> dict[Field, Value]:
    """The ticket's side. Of several assignees the one agreed on stays the one, as long as they are among them."""
    assigned = [account.id for account in ticket.assignees]
    agreed = base.get(Field.ASSIGNEE, [None, None])[1]
    return {
        Field.TITLE: ticket.title,
        Field.ASSIGNEE: agreed if agreed in assigned else assigned[0] if assigned else None,
        Field.DUE: _iso(ticket.due),
        Field.STATE: ticket.meaning.value,
    }


def both(item: Item, ticket: Ticket, base: Base, *, people: People, can: Capabilities) -> dict[Field, Sides]:
    """What `core.plan.plan` compares. A field that the tracker does not have is left out; one new to the base starts as it is."""
    here, wanted, there = ours(item), want(item, people, can), theirs(ticket, base)
    made = {}
    for field in Field:
        if field is Field.DUE and not can.due:
            continue
        agreed = base.get(field.value) or [here[field], there[field]]
        wins = Side.OURS if field is Field.DUE or (field is Field.STATE and item.state in DECIDED) else Side.THEIRS
        made[field] = Sides(here[field], wanted[field], there[field], agreed[0], agreed[1], wins)
    return made


def edit_of(values: Mapping[Field, Value]) -> Edit:
    """What is to be written, as the port wants it."""
    due = values.get(Field.DUE)
    return Edit(
        title=values[Field.TITLE] or "" if Field.TITLE in values else ...,
        assignee=values.get(Field.ASSIGNEE, ...),
        due=(None if due is None else date.fromisoformat(due)) if Field.DUE in values else ...,
        meaning=Meaning(values[Field.STATE] or "") if Field.STATE in values else ...,
    )


def account_names(connection: Connection) -> dict[str, str]:
    """What eyes see for an account id."""
    return {row.account_id: str(row) for row in TrackerAccount.objects.filter(connection=connection)}


def base_of(item_side: Mapping[Field, Value], ticket: Ticket, *, can: Capabilities) -> dict[str, list[Value]]:
    """The base of a link that begins now: the two sides as they are."""
    there = theirs(ticket, {})
    return {field.value: [item_side[field], there[field]] for field in Field if field is not Field.DUE or can.due}


def _iso(day: date | None) -> Value:
    return None if day is None else day.isoformat()
