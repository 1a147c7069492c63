"""Make what a test plays with, through the operations wherever there is one. Asserts nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from followthrough.core import item as core
from followthrough.web.models import Candidate, Document, Incident, Item, Person, Service, Team, User
from followthrough.web.models.account import Role
from followthrough.web.operations import people, versions
from followthrough.web.operations.candidates import Promise, accept_candidate
from followthrough.web.operations.incidents import edit_incident, record_incident
from followthrough.web.operations.record import writing
from followthrough.web.permissions import Actor
from tests.conftest import TODAY

MORNING = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"
number = count(1)


@dataclass(frozen=True, slots=True)
class Cast:
    """Alice owns, Bob is on the team, Charlie is a stranger of another; Dora leads, Erin reads, Frank administers."""

    alice: User
    bob: User
    charlie: User
    dora: User
    erin: User
    frank: User
    team: Team
    other_team: Team

    def by(self, name: str) -> Actor:
        return Actor.person(getattr(self, name))

    def person(self, name: str) -> Person:
        return Person.objects.get(user=getattr(self, name))


def make_cast() -> Cast:
    team, other = people.add_team("Checkout"), people.add_team("Search")
    roles = {"charlie": Role.MEMBER, "dora": Role.LEAD, "erin": Role.VIEWER, "frank": Role.ADMINISTRATOR}
    users = {
        name: people.add_account(name, role=roles.get(name, Role.MEMBER), full_name=name.title(), email=f"{name}@example.org")
        for name in ("alice", "bob", "charlie", "dora", "erin", "frank")
    }
    for name in ("alice", "bob"):
        people.join(Person.objects.get(user=users[name]), team)
    people.join(Person.objects.get(user=users["charlie"]), other)
    return Cast(**users, team=team, other_team=other)


def day(offset: int) -> date:
    """A day counted from the fixed today."""
    return TODAY + timedelta(days=offset)


def at(offset: int, hour: int = 9) -> datetime:
    """A moment of a day counted from the fixed today."""
    return MORNING.replace(hour=hour) + timedelta(days=offset)


def make_incident(
    cast: Cast,
    *,
    reference: str = "",
    title: str = "Checkout answered with errors",
    severity: int | None = 2,
    began: int | None = -30,
    team: Team | None = None,
    private: bool = False,
    let_in: Sequence[Person] = (),
    services: Sequence[Service] = (),
) -> Incident:
    return record_incident(
        reference=reference or f"INC-{next(number)}",
        title=title,
        severity=severity,
        began_on=None if began is None else day(began),
        team=team or cast.team,
        private=private,
        people=let_in,
        services=services,
        by=cast.by("frank"),
        at=at(began if began is not None else -30),
    )


def found(text: str, *, quote: str = "", position: int = 0, where: core.Where = core.Where.LISTED, **item: Any) -> core.Candidate:
    """A candidate as extraction hands it on."""
    quote = quote or text
    start = 100 * position
    span = core.Span(start, start + len(quote), position + 1, position + 1)
    return core.Candidate(core.ActionItem(text=text, **item), span, quote, where)


def make_document(cast: Cast, incident: Incident, *candidates: core.Candidate, name: str = "postmortem.md", on: int = -28) -> Document:
    """A document that was read by somebody else's reader: its candidates wait."""
    text = "\n".join(candidate.quote for candidate in candidates) or "nothing"
    content = f"{text}{next(number)}".encode()
    with writing() as head:
        document = Document(incident=incident, name=name, sha256=sha256(content).hexdigest(), content=content, text=text)
        document.imported_by, document.imported_at = cast.alice, at(on)
        document.save()
        versions.take_candidates(head, document, candidates, by=Actor.importing(cast.alice))
    return document


def make_candidate(cast: Cast, incident: Incident | None = None, text: str = "Alert when the queue grows", **item: Any) -> Candidate:
    document = make_document(cast, incident or make_incident(cast), found(text, **item))
    return document.candidates.get()


def make_item(
    cast: Cast,
    incident: Incident | None = None,
    *,
    text: str = "Alert when the queue grows",
    accepted: int = -20,
    due: int | None = 10,
    owner: str | None = "alice",
    tickets: tuple[str, ...] = ("OPS-1",),
    type: core.Type = core.Type.DETECTION,  # noqa: A002
    team: Team | None = None,
    without: str = "",
) -> Item:
    """An item that Dora accepted."""
    candidate = make_candidate(cast, incident, text)
    promise = Promise(
        text=text,
        type=type,
        owner=cast.person(owner) if owner else None,
        team=team or cast.team,
        due=None if due is None else day(due),
        tickets=tickets,
    )
    return accept_candidate(candidate.pk, by=cast.by("dora"), version=candidate.version, promise=promise, without=without, at=at(accepted))


def hide(item: Item, *people: Person) -> Item:
    """Make the incident of an item private to these."""
    make_private(item.incident, *people)
    return item


def make_private(incident: Incident, *people: Person) -> Incident:
    return edit_incident(incident.pk, by=Actor.policy(), private=True, people=people)
