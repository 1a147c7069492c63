"""What a sync would do now, in sentences. Reads the tracker, writes nothing: not there, not here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from followthrough.core.plan import Field, Value, plan
from followthrough.trackers.base import Missing, Ref, Ticket, Tracker
from followthrough.web.models import Connection, Item, Link, Outbox
from followthrough.web.models.outbox import Job
from followthrough.web.operations.following import compared
from followthrough.web.operations.sides import People, account_names
from followthrough.web.sync.draft import draft_of
from followthrough.web.sync.file import PENDING

MOST = 2000  # tickets: a rehearsal answers within the patience of a person
NOUNS = {Field.TITLE: "title", Field.ASSIGNEE: "assignee", Field.DUE: "due date", Field.STATE: "status"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would happen. `writes`: to the tracker."""

    words: str
    writes: bool = False
    item_id: int | None = None


def rehearse(connection: Connection, tracker: Tracker, *, item: Item | None = None) -> Iterator[Line]:
    """Each thing that a sync would do: take over, adopt, write, file. With `item`, what concerns it alone."""
    people = People.of(connection)
    names = account_names(connection)
    if item is not None:
        for link in Link.objects.select_related("item").filter(connection=connection, item=item, let_go_at=None):
            yield from _compare(link, tracker.fetch(Ref(link.ticket_id, link.key)), connection, tracker, people, names)
    else:
        yield from _compare_all(connection, tracker, people, names)
    yield from _filings(connection, tracker, people, item, names)


def _compare_all(connection: Connection, tracker: Tracker, people: People, names: dict[str, str]) -> Iterator[Line]:
    links = {link.ticket_id: link for link in Link.objects.select_related("item").filter(connection=connection, let_go_at=None)}
    seen, after = 0, ""
    while True:
        page = tracker.changed(None, after=after)
        for ticket in page.tickets:
            link = next((links[name] for name in (ticket.id, *ticket.aliases) if name in links), None)
            if link is None:
                shown = "kept from others there, and so here" if ticket.private else f"“{ticket.title}”, {ticket.status}"
                yield Line(f"Adopt {ticket.key}, {shown}.")
            else:
                yield from _compare(link, ticket, connection, tracker, people, names)
        seen += len(page.tickets)
        after = page.next
        if not after:
            return
        if seen >= MOST:
            of = f" of {page.expected}" if page.expected else ""
            yield Line(f"… and more: the first {seen}{of} tickets were looked at.")
            return


def _compare(
    link: Link, ticket: Ticket | Missing, connection: Connection, tracker: Tracker, people: People, names: dict[str, str]
) -> Iterator[Line]:
    if isinstance(ticket, Missing):
        yield Line(f"{link.key} can't be had any more ({ticket.why.value.replace('_', ' ')}): ask a person.", item_id=link.item_id)
        return
    made = plan(compared(link, ticket, people=people, can=tracker.can), read_only=not connection.may_write())
    for clash in made.clashes:
        yield Line(f"{ticket.key}: both sides changed the {NOUNS[clash.field]}; {clash.winner.value} stands.", item_id=link.item_id)
    for pull in made.pulls:
        shown = _shown(pull.field, pull.value, names)
        yield Line(f"Take over from {ticket.key}: {NOUNS[pull.field]} becomes {shown}.", item_id=link.item_id)
    for push in made.pushes:
        shown = _shown(push.field, push.value, names)
        yield Line(f"Write to {ticket.key}: {NOUNS[push.field]} becomes {shown}.", writes=True, item_id=link.item_id)
    for field in made.held:
        yield Line(f"Hold back from {ticket.key}: {NOUNS[field]}. This connection only reads.", item_id=link.item_id)


def _filings(connection: Connection, tracker: Tracker, people: People, item: Item | None, names: dict[str, str]) -> Iterator[Line]:
    rows = Outbox.objects.select_related("connection", "item").filter(connection=connection, job=Job.FILE, stage__in=PENDING)
    for entry in rows.filter(item=item) if item is not None else rows:
        draft = draft_of(entry, people=people, can=tracker.can)
        who = f", for {names.get(draft.assignee, draft.assignee)}" if draft.assignee else ""
        due = f", due {draft.due}" if draft.due else ""
        words = f"File “{draft.title}” in {connection.place_name or connection.place}, label {connection.label}{who}{due}."
        yield Line(words, writes=True, item_id=entry.item_id)


def _shown(field: Field, value: Value, names: dict[str, str]) -> str:
    if value is None:
        return "nobody" if field is Field.ASSIGNEE else "none"
    return names.get(value, value) if field is Field.ASSIGNEE else f"“{value}”" if field is Field.TITLE else value
