"""A connection, tickets as a tracker would answer with them, and what becomes of them here. Talks to nobody; tests nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from followthrough.trackers.base import Account, Capabilities, Meaning, Ticket
from followthrough.web.models import Connection, Item, Link, Outbox
from followthrough.web.operations import accounts, adopting, connections, following, outbox
from followthrough.web.operations.following import Followed
from followthrough.web.operations.sides import People
from tests.web.making import MORNING, Cast, make_item

LABEL = "incident-action"
CAN = Capabilities(due=True, started=True, settle=timedelta(seconds=60))
numbers = count(1)


class Desk:
    """One connection and the clock beside it."""

    def __init__(self, cast: Cast, *, name: str = "Tracker", read_only: bool = False, can: Capabilities = CAN) -> None:
        self.cast, self.can, self.now = cast, can, MORNING
        made = connections.add_connection(
            kind="github",
            name=name,
            place="acme/shop",
            place_name="acme/shop",
            credentials={"token": "x"},
            read_only=read_only,
            team=cast.team,
            by=cast.by("frank"),
            at=self.now,
        )
        self.pk = made.pk

    @property
    def connection(self) -> Connection:
        return Connection.objects.get(pk=self.pk)

    def know(self, account: str, name: str) -> None:
        """An account there is one of the cast."""
        accounts.take_accounts(self.connection, [Account(account, handle=account)])
        row = self.connection.accounts.get(account_id=account)
        accounts.confirm_account(row.pk, person=self.cast.person(name), by=self.cast.by("frank"), at=self.now)

    def ticket(self, title: str = "Fence the cache", **given: object) -> Ticket:
        number = next(numbers)
        plain = Ticket(
            str(number),
            f"acme/shop#{number}",
            f"https://github.com/acme/shop/issues/{number}",
            title,
            Meaning.OPEN,
            "open",
            self.now - timedelta(days=5),
            self.now - timedelta(days=1),
            labels=(LABEL,),
        )
        return replace(plain, **given)  # type: ignore[arg-type]

    def adopt(self, *tickets: Ticket) -> int:
        accounts.note_accounts(self.connection, [account for ticket in tickets for account in ticket.assignees])
        return adopting.adopt(self.connection, tickets, people=People.of(self.connection), can=self.can, at=self.now)

    def adopted(self, ticket: Ticket) -> Link:
        assert self.adopt(ticket) == 1
        return Link.objects.select_related("item__incident").get(connection=self.pk, ticket_id=ticket.id, let_go_at=None)

    def follow(self, link: Link, ticket: Ticket, *, at: datetime | None = None) -> Followed:
        people = People.of(self.connection)
        return following.follow(link.pk, ticket, people=people, can=self.can, at=at or self.now)

    def item(self, text: str = "Cap the retries", **given: object) -> Item:
        return make_item(self.cast, text=text, tickets=(), without="follows", **given)  # type: ignore[arg-type]

    def ask(self, item: Item | None = None, *, by: str = "dora", publish: bool = False) -> Outbox:
        found = item or self.item()
        return outbox.request_filing(found.pk, connection_id=self.pk, by=self.cast.by(by), publish=publish, at=self.now)


def closed(ticket: Ticket, meaning: Meaning, *, status: str = "") -> Ticket:
    words = {Meaning.DONE: "closed as completed", Meaning.DROPPED: "closed as not planned"}
    at = ticket.updated_at + timedelta(hours=1)
    return replace(ticket, meaning=meaning, status=status or words[meaning], closed_at=at, updated_at=at)


def item_of(link: Link) -> Item:
    return Item.objects.select_related("incident").get(pk=link.item_id)
