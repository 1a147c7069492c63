"""A connected GitHub, in process, with an item in every situation that its pages show. Tests nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from uuid import uuid4

from followthrough.core.plan import Field
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.fake.transport import InProcess
from followthrough.web.models import Clash, Connection, Incident, Item, Link, Outbox, SyncNote
from followthrough.web.models.link import Standing
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import connections, notes, outbox
from followthrough.web.sync import opening
from tests.web.making import Cast, make_incident, make_item

BASE = "https://github.example"
NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)


@contextmanager
def github() -> Iterator[GitHub]:
    """A GitHub in process, at the vendor's own address and at one of our own."""
    fake = GitHub(clock=lambda: NOW)
    addresses = (BASE, "https://api.github.com")
    opening.transports.update(dict.fromkeys(addresses, InProcess(fake)))
    try:
        yield fake
    finally:
        for address in addresses:
            opening.transports.pop(address, None)


def connect(cast: Cast, *, name: str = "Shop", token: str = GitHub.token, read_only: bool = False) -> Connection:
    return connections.add_connection(
        kind="github",
        name=name,
        place="acme/shop",
        base_url=BASE,
        credentials={"token": token},
        read_only=read_only,
        team=cast.team,
        by=cast.by("frank"),
        at=NOW,
    )


@dataclass(frozen=True)
class Rows:
    """One of each thing that waits for somebody."""

    waiting: Outbox
    parked: Outbox
    halted: Link
    hidden: Link
    clash: Clash


def rows(cast: Cast, connection: Connection, *, incident: Incident | None = None, text: str = "Fence the cache") -> Rows:
    """Each of an item of its own, called by the text and its situation."""

    def item(situation: str) -> Item:
        return make_item(cast, incident or make_incident(cast), text=f"{text} {situation}", tickets=(), without="follows", due=10)

    def filed(situation: str) -> Outbox:
        return outbox.request_filing(item(situation).pk, connection_id=connection.pk, by=cast.by("frank"), publish=True, at=NOW)

    def link(situation: str, standing: Standing) -> Link:
        made = Link(connection=connection, item=item(situation), ticket_id=f"{text[:80]} {situation}", key="acme/shop#7", standing=standing)
        made.url, made.status, made.title = "https://github.example/acme/shop/issues/7", "open", f"{text} there"
        made.standing_since = made.linked_at = made.checked_at = NOW
        made.standing_words = "" if standing == Standing.LINKED else f"The ticket of {text} is {standing}."
        made.save()
        return made

    parked = filed("parked")
    Outbox.objects.filter(pk=parked.pk).update(stage=Stage.PARKED, words=f"{text} was refused")
    clashed = link("clashed", Standing.LINKED)
    clash = Clash.objects.create(
        link=clashed, field=Field.TITLE, ours=f"{text} ours", theirs=f"{text} theirs", winner="theirs", rule="Theirs stands.", at=NOW
    )
    for direction in SyncNote.Direction:
        notes.note(connection, clashed.item, direction, f"{text} was told", at=NOW)
    parked.refresh_from_db()
    return Rows(filed("waiting"), parked, link("halted", Standing.HALTED), link("hidden", Standing.HIDDEN), clash)


def edit_entry(link: Link) -> Outbox:
    return Outbox.objects.create(
        connection=link.connection, item=link.item, link=link, job=Job.EDIT, marker=uuid4(), asked_at=NOW, next_at=NOW
    )


class Tags(HTMLParser):
    """What a browser would make elements of."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def addresses(self) -> list[str]:
        return [given[name] for _, given in self.found for name in ("href", "src", "action", "formaction") if name in given]


def dangers(page: str) -> list[str]:
    """What could run: a foreign element, an attribute that is code, an address that is."""
    tags = Tags(page)
    found = [tag for tag, _ in tags.found if tag.startswith("evil") or tag in {"iframe", "object", "embed", "base"}]
    found += [f"{tag} {name}" for tag, given in tags.found for name in given if name.startswith("on") or name == "srcdoc"]
    found += [f"script {given}" for tag, given in tags.found if tag == "script" and not given.get("src", "").startswith("/static/")]
    schemes = ["".join(char for char in address if char.isprintable() and char != " ").casefold() for address in tags.addresses()]
    return found + [scheme for scheme in schemes if scheme.startswith(("javascript:", "data:", "vbscript:", "//"))]
