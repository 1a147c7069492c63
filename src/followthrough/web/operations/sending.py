"""What becomes of a message on its way: taken, delivered, refused, put off. The same for reminders and minutes; sends nothing itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from followthrough.web.models import Channel
from followthrough.web.models.sending import Sending, Stage

if TYPE_CHECKING:
    from django.db.models import QuerySet

WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))


def sending(row: Sending, channel: Channel, to: str, *, at: datetime) -> bool:
    """Take a message to send it now; False where another worker has it. From here on its fate is unclear until it is known."""
    taken = _rows(row).filter(stage__in=[Stage.WAITING, Stage.SENDING], next_at__lte=at)
    tried = row.tried_at or at
    if not taken.update(stage=Stage.SENDING, channel=channel, to=to, attempts=row.attempts + 1, tried_at=tried, next_at=at + WAITS[0]):
        return False
    row.refresh_from_db()
    return True


def delivered(row: Sending, *, remote_id: str, at: datetime) -> None:
    """It has reached its reader's side: only now it counts as sent."""
    _rows(row).update(stage=Stage.SENT, sent_at=at, remote_id=remote_id[:300], words="")
    if row.channel_id is not None:
        Channel.objects.filter(pk=row.channel_id).update(delivered_at=at, failing_since=None, failure="", wait_until=None)


def refused(row: Sending, words: str, *, by_address: bool) -> None:
    """This one will never be taken. An address that refused it is not written to any more."""
    to = row.to if by_address else ""
    _rows(row).update(stage=Stage.FAILED, words=words[:2000], to=to)


def postponed(row: Sending, words: str, *, at: datetime, until: datetime | None = None, by_channel: bool, uncertain: bool = False) -> None:
    """It is tried again later; `uncertain`: it may have arrived. What troubles the channel itself stops all else that goes through it."""
    wait = WAITS[min(row.attempts, len(WAITS)) - 1] if row.attempts else WAITS[0]
    again, tried = until or at + wait, row.tried_at if uncertain else None
    _rows(row).update(stage=Stage.WAITING, words=words[:2000], next_at=again, tried_at=tried)
    if by_channel and row.channel_id is not None:
        Channel.objects.filter(pk=row.channel_id, failing_since=None).update(failing_since=at)
        Channel.objects.filter(pk=row.channel_id).update(failure=words[:2000], wait_until=again)


def _rows(row: Sending) -> QuerySet[Sending]:
    return type(row)._default_manager.filter(pk=row.pk)
