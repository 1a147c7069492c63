"""Read what changed in a tracker: by the hints of webhooks, by asking since the cursor, and once a day everything.

Only a listing that was read to its end moves the cursor; a failure loses nothing and stamps no success.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError

from followthrough.errors import Drifted, FollowthroughError, ServiceError, TurnedDown
from followthrough.trackers.base import Clock, Missing, Page, Ref, Ticket, Tracker
from followthrough.web.models import Connection, Delivery, Link, SyncNote
from followthrough.web.models.link import Standing
from followthrough.web.operations import deliveries
from followthrough.web.operations.accounts import note_accounts
from followthrough.web.operations.adopting import adopt
from followthrough.web.operations.following import checked, follow, in_step, miss
from followthrough.web.operations.leases import keep_progress
from followthrough.web.operations.notes import note
from followthrough.web.operations.sides import People
from followthrough.web.sync.points import reached

log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)  # a tracker's stamps are coarse, and its listing may lag behind its writes
SCAN_EVERY = timedelta(hours=24)
LEFT = "left over"  # the pages of a scan are read: what they did not show is fetched one by one
AT_ONCE = 50


@dataclass(slots=True)
class Reader:
    """One worker's reading of one connection."""

    connection: Connection
    tracker: Tracker
    people: People
    now: Clock
    go_on: Callable[[], bool]

    # --- webhooks -----------------------------------------------------------------------------------------------------

    def follow_hints(self) -> bool:
        """Look at each ticket that webhooks hinted at, once; True where some are left."""
        waiting = list(Delivery.objects.filter(connection=self.connection, state=Delivery.State.WAITING)[: 4 * AT_ONCE])
        looked: set[tuple[str, str]] = set()
        for delivery in waiting:
            if not self.go_on():
                return True
            refs = [Ref(str(ref[0]), str(ref[1])) for ref in delivery.refs]
            for ref in refs:
                if (ref.id, ref.key) not in looked:
                    looked.add((ref.id, ref.key))
                    self._look_at(ref)
            if not refs:
                keep_progress(self.connection, {"listed_at": None})
            deliveries.followed(delivery, at=self.now())
            reached("delivery ended")
        return len(waiting) == 4 * AT_ONCE

    def _look_at(self, ref: Ref) -> None:
        found = self._fetch(ref)
        reached("delivery fetched")
        if found is None:
            return
        if isinstance(found, Missing):
            link = self._links([ref.id]).get(ref.id)
            if link is not None:
                miss(link.pk, found, at=self.now())
        else:
            labels = {label.casefold() for label in found.labels}
            self._take([found], new=self.connection.label.casefold() in labels, listed=False)
        reached("delivery followed")

    def _fetch(self, ref: Ref) -> Ticket | Missing | None:
        """The ticket; None where the tracker won't show this one, or shows it as nobody can read it: noted, and the others go on."""
        try:
            return self.tracker.fetch(ref)
        except (TurnedDown, Drifted) as error:
            link = self._links([ref.id]).get(ref.id)
            words = f"{ref.key or ref.id} can't be looked at: {error}"
            note(self.connection, link.item if link else None, SyncNote.Direction.TROUBLE, words, at=self.now())
            return None

    # --- what changed ---------------------------------------------------------------------------------------------------

    def read_changes(self) -> bool:
        """Read the listing of what changed since the cursor, page by page; True where pages are left."""
        while True:
            connection = self.connection
            since = connection.since if connection.page else _from(connection)
            page = self._page(since)
            reached("page fetched")
            self._take(page.tickets, new=True)
            if not keep_progress(connection, _progress(connection, page, since=since, now=self.now())):
                return False  # somebody else reads it now
            reached("page kept")
            if not page.next:
                reached("listing ended")
                return False
            if not self.go_on():
                return True

    def _page(self, since: datetime | None) -> Page:
        connection = self.connection
        try:
            return self.tracker.changed(since, after=connection.page, etag="" if connection.page else connection.etag)
        except TurnedDown:
            if not connection.page:
                raise
            keep_progress(connection, {"page": "", "since": None})  # the tracker forgot the page: from the cursor again
            return self.tracker.changed(_from(connection))

    # --- everything -----------------------------------------------------------------------------------------------------

    def compare_all(self) -> bool:
        """Read everything there is, then fetch what was not in it: gone, moved, or without the label. True where some is left."""
        connection = self.connection
        if connection.scan_began_at is None:
            keep_progress(connection, {"scan_began_at": self.now(), "scan_page": ""})
        while connection.scan_page != LEFT:
            page = self._scan_page()
            self._take(page.tickets, new=True, seen=True)
            keep_progress(connection, {"scan_page": page.next or LEFT})
            reached("scan page kept")
            if not self.go_on():
                return True
        while left := self._left_over():
            for link in left:
                if not self.go_on():
                    return True
                self._look_again(link)
        keep_progress(connection, {"scanned_at": self.now(), "scan_began_at": None, "scan_page": ""})
        reached("scan ended")
        return False

    def _scan_page(self) -> Page:
        try:
            return self.tracker.changed(None, after=self.connection.scan_page)
        except TurnedDown:
            if not self.connection.scan_page:
                raise
            return self.tracker.changed(None)

    def _left_over(self) -> list[Link]:
        began = self.connection.scan_began_at
        assert began is not None
        rows = Link.objects.filter(connection=self.connection, let_go_at=None, checked_at__lt=began).exclude(standing=Standing.DELETED)
        return list(rows.order_by("checked_at", "id")[:AT_ONCE])

    def _look_again(self, link: Link) -> None:
        found = self._fetch(Ref(link.ticket_id, link.key))
        if isinstance(found, Missing):
            miss(link.pk, found, at=self.now())
        else:
            if found is not None:
                self._follow(link, found)
            checked([link.pk], at=self.now())

    # --- one ticket -----------------------------------------------------------------------------------------------------

    def _take(self, tickets: Sequence[Ticket], *, new: bool, listed: bool = True, seen: bool = False) -> None:
        """Bring what we have in step with these, and adopt what is nobody's yet where `new`. `listed`: not fetched one by one."""
        note_accounts(self.connection, [account for ticket in tickets for account in ticket.assignees])
        links = self._links([name for ticket in tickets for name in (ticket.id, *ticket.aliases)])
        unknown: list[Ticket] = []
        for ticket in tickets:
            link = next((links[name] for name in (ticket.id, *ticket.aliases) if name in links), None)
            if link is None:
                unknown.append(ticket)
            elif not in_step(link, ticket, people=self.people, can=self.tracker.can, read_only=not self.connection.may_write()):
                self._follow_listed(link, ticket) if listed else self._follow(link, ticket)
        if seen:
            checked([link.pk for link in links.values()], at=self.now())
        reached("page followed")
        if new and unknown:
            adopt(self.connection, unknown, people=self.people, can=self.tracker.can, at=self.now())
            reached("page adopted")

    def _links(self, names: Sequence[str]) -> dict[str, Link]:
        rows = Link.objects.select_related("item__incident", "connection")
        rows = rows.filter(connection=self.connection, ticket_id__in=names, let_go_at=None)
        return {link.ticket_id: link for link in rows}

    def _follow_listed(self, link: Link, ticket: Ticket) -> None:
        """A listing may lag behind: what is no newer than what we saw may be what was there before our own writing."""
        if link.remote_updated_at is not None and ticket.updated_at <= link.remote_updated_at:
            self._look_again(link)
        else:
            self._follow(link, ticket)

    def _follow(self, link: Link, ticket: Ticket) -> None:
        """One ticket that can't be applied is said and passed over: the others go on."""
        try:
            follow(link.pk, ticket, people=self.people, can=self.tracker.can, at=self.now())
        except ServiceError:
            raise
        except (FollowthroughError, IntegrityError) as error:
            log.warning("%s: %s could not be taken over: %s", self.connection, ticket.key, error)
            note(self.connection, link.item, SyncNote.Direction.TROUBLE, f"{ticket.key} could not be taken over: {error}", at=self.now())


def _from(connection: Connection) -> datetime | None:
    return None if connection.cursor is None else connection.cursor - OVERLAP


def _progress(connection: Connection, page: Page, *, since: datetime | None, now: datetime) -> dict[str, object]:
    """What is written down after a page. The cursor moves only at the end, by the tracker's own stamps."""
    if page.unchanged:
        return {"listed_at": now}
    stamps = [ticket.updated_at for ticket in page.tickets]
    newest = max([*stamps, *([connection.newest] if connection.newest else [])], default=None)
    seen = (connection.seen if connection.page else 0) + len(page.tickets)
    if page.next:
        expected = page.expected if page.expected is not None else connection.expected
        return {"page": page.next, "since": since, "newest": newest, "seen": seen, "expected": expected, "etag": ""}
    cursor = max(filter(None, [connection.cursor, newest]), default=None)
    cursor = None if cursor is None else min(cursor, now)  # a stamp of the future, as an import can leave, must hide nothing until then
    return {
        "page": "",
        "since": None,
        "newest": None,
        "seen": seen,
        "cursor": cursor,
        "listed_at": now,
        "adopted_at": connection.adopted_at or now,
        "etag": "" if connection.page or cursor != connection.cursor else page.etag,
    }
