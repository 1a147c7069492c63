"""Keep the hints that webhooks bring, each once, and say when one was followed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from followthrough.trackers.base import Delivery as Hint
from followthrough.web.models import Connection, Delivery
from followthrough.web.operations.wording import words


def keep(connection: Connection, hint: Hint, *, at: datetime) -> bool:
    """Store a proven webhook before it is answered; False where it is known, or concerns no ticket."""
    if hint.ignored:
        Connection.objects.filter(pk=connection.pk).update(delivered_at=at)
        return False
    row = Delivery(connection=connection, delivery_id=words(hint.id)[:200], event=words(hint.event)[:120], received_at=at)
    row.refs = [[words(ref.id), words(ref.key)] for ref in hint.refs]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            Connection.objects.filter(pk=connection.pk).update(delivered_at=at)
    except IntegrityError:
        return False
    return True


def followed(delivery: Delivery, *, at: datetime) -> None:
    """What it hinted at was looked at."""
    delivery.state, delivery.ended_at = Delivery.State.DONE, at
    delivery.save(update_fields=["state", "ended_at"])
