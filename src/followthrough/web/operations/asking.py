"""Ask for a ticket to be brought up to date, in the very transaction of the change. Sends nothing: `web.sync.file` does."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from followthrough.web.models import Item, Link, Outbox
from followthrough.web.models.event import Through
from followthrough.web.models.link import FOLLOWED
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.permissions import Actor

TOLD = frozenset({"text", "owner", "due", "state", "needs_decision"})  # the fields of an item that a ticket has too


def ask_for_edits(item: Item, *, changed: Iterable[str], by: Actor, at: datetime) -> None:
    """Put an entry into the outbox for each of the item's tickets; not for the one that the change came from."""
    if TOLD.isdisjoint(changed):
        return
    links = Link.objects.filter(item=item, let_go_at=None, standing__in=FOLLOWED, connection__removed_at=None, connection__read_only=False)
    if by.through == Through.TRACKER:
        links = links.exclude(connection=by.connection_id)
    for link in links:
        ask_for_edit(link, at=at, by=by)


def ask_for_edit(link: Link, *, at: datetime, by: Actor | None = None, news: bool = True) -> Outbox:
    """One entry waits for a ticket however often its item changes: what is written is what then stands.

    A parked entry is tried again: the change may be what mends it. Without `news` on either side, what was parked or dropped stays so.
    """
    if not news:
        last = Outbox.objects.filter(link=link, job=Job.EDIT).order_by("-id").first()
        if last is not None and last.stage in {Stage.PARKED, Stage.DROPPED}:
            return last
    user = by.user if by else None
    waiting = Outbox.objects.filter(link=link, job=Job.EDIT, stage__in=[Stage.WAITING, Stage.PARKED]).first()
    if waiting is None:
        entry = Outbox(connection_id=link.connection_id, item_id=link.item_id, link=link, job=Job.EDIT, marker=uuid.uuid4())
        entry.asked_by, entry.asked_at, entry.next_at = user, at, at
        entry.save(force_insert=True)
        return entry
    if waiting.stage == Stage.PARKED:
        waiting.stage, waiting.attempts, waiting.next_at = Stage.WAITING, 0, at
        waiting.save(update_fields=["stage", "attempts", "next_at"])
    return waiting
