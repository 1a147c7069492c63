"""Drain the outbox: make tickets and bring them up to date, one request at a time, never in a transaction.

A creation that was sent and not answered is never sent again before the tracker was searched for its marker.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from followthrough.errors import Drifted, Forbidden, RateLimited, TurnedDown, Unreachable
from followthrough.trackers.base import Capabilities, Clock, Missing, Ref, Tracker
from followthrough.web.models import Connection, Item, Outbox
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import outbox
from followthrough.web.operations.following import follow, miss
from followthrough.web.operations.sides import People
from followthrough.web.sync.draft import draft_of, sides_of
from followthrough.web.sync.points import reached

SEND_WITHIN = 45.0  # seconds after the claim: a process that was stopped for longer has lost it
LONGEST_WAIT = timedelta(minutes=15)
PENDING = (Stage.WAITING, Stage.UNCLEAR, Stage.SENDING)
MOST_REFUSALS = 3  # in a row: then it is no longer one ticket or item that we have no rights to, but all of them


@dataclass(slots=True)
class Drain:
    """One worker's way through one connection's outbox."""

    connection: Connection
    tracker: Tracker
    people: People
    now: Clock
    go_on: Callable[[], bool]  # holds the lease, and time is left
    refusals: int = 0  # in a row

    def run(self) -> bool:
        """Send what is due; True where something that is due was left for later."""
        if not self.connection.may_write():
            return False
        for entry in self._due(Job.EDIT):
            if not self.go_on():
                return True
            self._edit(entry)
        left = allowed_now(self.connection, self.tracker.can, now=self.now())
        for entry in self._due(Job.FILE):
            if left <= 0 or not self.go_on():
                return True
            left -= 1
            self._file(entry)
        return False

    def _due(self, job: Job) -> list[Outbox]:
        mine = Q(stage=Stage.SENDING, lease=self.connection.lease)
        rows = Outbox.objects.filter(connection=self.connection, job=job, stage__in=PENDING, next_at__lte=self.now()).exclude(mine)
        return list(rows.order_by("next_at", "id")[:200])

    # --- making a ticket --------------------------------------------------------------------------------------------

    def _file(self, row: Outbox) -> None:
        claim = outbox.claim(row.pk, lease=self.connection.lease, at=self.now())
        if claim is None:
            return
        reached("claimed")
        entry, claimed = claim.entry, time.monotonic()
        try:
            if claim.look_first and not self.tracker.can.own_ids and self._was_made(entry):
                return
            self._create(entry, sent_before=claim.look_first, until=claimed + SEND_WITHIN)
            reached("filing ended")
            self.refusals = 0
        except TurnedDown as error:
            outbox.park(entry, words=str(error), at=self.now())
        except Unreachable as error:
            unclear = error.sent or claim.look_first
            until = self.now() + pause(entry.attempts)
            outbox.postpone(entry, until=until, words=str(error), unclear=unclear, unsent=not unclear)
            raise
        except Drifted as error:
            outbox.postpone(entry, until=self.now() + pause(entry.attempts), words=str(error), unclear=True)
            raise
        except (RateLimited, Forbidden) as error:
            if self._is_of_this_one_alone(error):
                outbox.park(entry, words=str(error), at=self.now())
                return
            until = error.until if isinstance(error, RateLimited) else self.now() + LONGEST_WAIT
            outbox.postpone(entry, until=until, words=str(error), unclear=claim.look_first, unsent=not claim.look_first)
            raise

    def _was_made(self, entry: Outbox) -> bool:
        """Whether a creation that was sent before made its ticket; also True, for now, while a look-up may still miss it."""
        try:
            found = self.tracker.find(draft_of(entry, people=self.people, can=self.tracker.can))
        except TurnedDown as error:  # of the search: whether the ticket was made stays open
            outbox.postpone(entry, until=self.now() + LONGEST_WAIT, words=str(error), unclear=True)
            return True
        reached("looked up")
        now = self.now()
        if found is not None:
            outbox.filed(entry, found, can=self.tracker.can, at=now)
            return True
        assert entry.sent_at is not None
        settled = entry.sent_at + self.tracker.can.settle
        if now < settled:
            outbox.postpone(entry, until=settled, words="Sent, and not answered: looking whether the ticket was made.", unclear=True)
            return True
        return False

    def _create(self, entry: Outbox, *, sent_before: bool, until: float) -> None:
        draft = draft_of(entry, people=self.people, can=self.tracker.can)
        reached("before sending")
        as_sent = sides_of(Item.objects.get(pk=entry.item_id), draft)
        outbox.sending(entry, sent=as_sent, at=self.now())
        reached("noted as sent")
        ticket = self.tracker.create(draft, until=until)
        reached("created")
        outbox.filed(entry, ticket, can=self.tracker.can, at=self.now(), just_made=not sent_before)
        reached("ticket linked")

    # --- bringing one up to date ------------------------------------------------------------------------------------

    def _edit(self, row: Outbox) -> None:
        claim = outbox.claim(row.pk, lease=self.connection.lease, at=self.now())
        if claim is None:
            return
        reached("edit claimed")
        entry, claimed = claim.entry, time.monotonic()
        try:
            self._bring_up_to_date(entry, until=claimed + SEND_WITHIN)
            self.refusals = 0
        except TurnedDown as error:
            outbox.park(entry, words=str(error), at=self.now())
        except RateLimited as error:
            outbox.postpone(entry, until=error.until, words=str(error))
            if error.reach == "credential":
                raise
        except (Unreachable, Drifted, Forbidden) as error:
            if self._is_of_this_one_alone(error):
                outbox.park(entry, words=str(error), at=self.now())
                return
            outbox.postpone(entry, until=self.now() + pause(entry.attempts), words=str(error))
            raise

    def _bring_up_to_date(self, entry: Outbox, *, until: float) -> None:
        link = entry.link
        assert link is not None
        link.refresh_from_db()
        if not link.is_followed:
            outbox.end(entry, at=self.now(), words="The ticket is no longer followed.")
            return
        ticket = self.tracker.fetch(Ref(link.ticket_id, link.key))
        reached("edit fetched")
        if isinstance(ticket, Missing):
            miss(link.pk, ticket, at=self.now())
            outbox.end(entry, at=self.now(), words=ticket.words)
            return
        wanted = follow(link.pk, ticket, people=self.people, can=self.tracker.can, at=self.now(), ask=False)
        reached("edit compared")
        if not wanted.edit.empty:
            stored = self.tracker.edit(ticket.ref, wanted.edit, until=until)
            reached("edited")
            if isinstance(stored, Missing):
                miss(link.pk, stored, at=self.now())
            else:
                follow(link.pk, stored, people=self.people, can=self.tracker.can, at=self.now(), written=wanted)
            reached("edit agreed")
        outbox.end(entry, at=self.now())
        reached("edit ended")

    def _is_of_this_one_alone(self, error: Exception) -> bool:
        """Whether it is one ticket that we have no rights to, where it was moved to, say: that one waits for a person, others go on."""
        if not isinstance(error, Forbidden) or error.expired:
            return False
        self.refusals += 1
        return self.refusals < MOST_REFUSALS


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, spread at random so that nothing comes back at once."""
    longest = min(LONGEST_WAIT.total_seconds(), 5.0 * 2 ** min(attempts, 12))
    return timedelta(seconds=random.uniform(longest / 2, longest))  # noqa: S311 (spreads load, hides nothing)


def allowed_now(connection: Connection, can: Capabilities, *, now: datetime) -> int:
    """How many tickets may be made now without nearing what the vendor tolerates."""
    made = Outbox.objects.filter(connection=connection, job=Job.FILE, sent_at__isnull=False)
    minute = made.filter(sent_at__gt=now - timedelta(minutes=1)).count()
    hour = made.filter(sent_at__gt=now - timedelta(hours=1)).count()
    return min(can.per_minute - minute, can.per_hour - hour)


def forecast(count: int, can: Capabilities, *, made_in_last_hour: int = 0) -> timedelta:
    """How long filing so many will take at the pace that the vendor tolerates: bursts each minute, up to a ceiling each hour."""
    left_this_hour = max(0, can.per_hour - made_in_last_hour)
    if count <= left_this_hour:
        return timedelta(minutes=max(0, -(-count // can.per_minute) - 1))
    whole, rest = divmod(count - left_this_hour - 1, can.per_hour)
    return timedelta(hours=1 + whole, minutes=rest // can.per_minute)
