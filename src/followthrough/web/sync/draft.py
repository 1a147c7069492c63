"""The ticket that an item becomes: its words, what it belongs to, where it was promised. Reads rows, sends nothing."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from followthrough.core.item import State
from followthrough.core.plan import Field, Value
from followthrough.trackers.base import Body, Capabilities, Draft, Meaning
from followthrough.trackers.markup import title
from followthrough.web.models import Candidate, Item, Outbox
from followthrough.web.operations.sides import People, ours, want


def draft_of(entry: Outbox, *, people: People, can: Capabilities) -> Draft:
    """What is sent for an entry of the outbox, now."""
    item = Item.objects.select_related("incident", "owner").get(pk=entry.item_id)
    wanted = want(item, people, can)
    account = next((value for field, value in wanted.items() if field.value == "assignee"), None)
    return Draft(
        marker=str(entry.marker),
        title=title(item.text, length=can.title_length),
        body=body_of(item, can=can, owner_is_said=isinstance(account, str)),
        labels=(entry.connection.label,),
        assignee=account if isinstance(account, str) else None,
        due=item.due if can.due else None,
        private=item.incident.private and can.private,
        written_at=entry.first_sent_at,
    )


def body_of(item: Item, *, can: Capabilities, owner_is_said: bool) -> Body:
    """The text of the ticket, in parts; the adapter writes them in its tracker's markup and makes them harmless."""
    facts = [("Incident", str(item.incident), _address(item.incident.get_absolute_url())), ("Type", item.type, "")]
    if item.owner is not None and not owner_is_said:
        facts.append(("Owner", item.owner.name, ""))
    if not can.due:
        facts.append(("Due", item.due.isoformat(), ""))
    facts.append(("Followthrough", f"item {item.pk}", _address(reverse("item", args=[item.pk]))))
    candidate = Candidate.objects.select_related("document").filter(item=item, status="accepted").first()
    return Body(
        text=item.text,
        facts=tuple(fact for fact in facts if fact[1]),
        quote=candidate.quote if candidate else "",
        source=_source(candidate) if candidate else "",
        done_criterion=item.done_criterion,
    )


def sides_of(item: Item, draft: Draft) -> dict[str, list[Value]]:
    """What a draft says of each field, beside ours: what both sides agree on once the ticket is there. A new ticket is open."""
    here = ours(item)
    there = {
        Field.TITLE: draft.title,
        Field.ASSIGNEE: draft.assignee,
        Field.DUE: draft.due.isoformat() if draft.due else None,
        Field.STATE: Meaning.OPEN.value,
    }
    return {field.value: [State.OPEN.value if field is Field.STATE else here[field], there[field]] for field in Field}


def _source(candidate: Candidate) -> str:
    lines = f"line {candidate.first_line}" if candidate.first_line == candidate.last_line else ""
    return f"{candidate.document.name}, {lines or f'lines {candidate.first_line} to {candidate.last_line}'}"


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""
