"""One worker at a time on a connection, and how its work went. A lease has a number: what a former holder still writes is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from followthrough.trackers.base import Limits
from followthrough.web.models import Connection

FOR = timedelta(seconds=90)


def take_lease(connection_id: int, *, now: datetime, length: timedelta = FOR) -> Connection | None:
    """The connection, ours until the lease ends; None where another worker has it, or nothing is to be done on it."""
    with transaction.atomic():
        free = Q(leased_until=None) | Q(leased_until__lte=now)
        rows = Connection.objects.filter(free, pk=connection_id, paused_at=None, removed_at=None)
        if not rows.update(lease=F("lease") + 1, leased_until=now + length, tried_at=now):
            return None
        return Connection.objects.select_related("team").get(pk=connection_id)


def extend_lease(connection: Connection, *, now: datetime, length: timedelta = FOR) -> bool:
    """Hold on to it; False where it was lost."""
    rows = Connection.objects.filter(pk=connection.pk, lease=connection.lease, paused_at=None, removed_at=None)
    return bool(rows.update(leased_until=now + length))


def give_back(connection: Connection) -> None:
    """Let the next worker have it."""
    Connection.objects.filter(pk=connection.pk, lease=connection.lease).update(leased_until=None)


def keep_progress(connection: Connection, columns: Mapping[str, object]) -> bool:
    """Write down how far a listing came; False, and nothing is written, where the lease was lost."""
    for name, value in columns.items():
        setattr(connection, name, value)
    return bool(Connection.objects.filter(pk=connection.pk, lease=connection.lease).update(**columns))


def went_well(connection: Connection, *, at: datetime) -> None:
    """Everything that was due was read to its end."""
    kept = {"succeeded_at": at, "failing_since": None, "failure": "", "failure_kind": "", "failures": 0, "wait_until": None}
    keep_progress(connection, kept)


def went_wrong(connection: Connection, *, kind: str, words: str, wait_until: datetime, at: datetime) -> None:
    """Say why, and when it is tried again. The last success stays what it was."""
    since = connection.failing_since or at
    kept = {"failing_since": since, "failure": words[:2000], "failure_kind": kind, "wait_until": wait_until}
    keep_progress(connection, {**kept, "failures": connection.failures + 1})


def keep_limits(connection: Connection, limits: Limits) -> None:
    """What the tracker's headers said last, for the page that shows the connection's health."""
    if limits != Limits(connection.limit, connection.remaining, connection.resets_at):
        keep_progress(connection, {"limit": limits.limit, "remaining": limits.remaining, "resets_at": limits.resets_at})
