"""Sync connections: each minute those that are due, and at once after a webhook or a filing."""

from __future__ import annotations

from django.db import close_old_connections, transaction
from huey import crontab

from followthrough.web.jobs.queue import queue
from followthrough.web.models import Connection
from followthrough.web.sync.cycle import run_round


@queue.task()  # type: ignore[untyped-decorator]  # huey ships no types
def sync_connection(connection_id: int) -> None:
    """One round; another at once while work is left."""
    close_old_connections()
    try:
        if run_round(connection_id).more:
            sync_connection(connection_id)
    finally:
        close_old_connections()


@queue.periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def sync_all() -> None:
    """Every connection that is at work."""
    close_old_connections()
    for pk in Connection.objects.filter(paused_at=None, removed_at=None).values_list("pk", flat=True):
        sync_connection(pk)
    close_old_connections()


def sync_soon(connection_id: int) -> None:
    """Sync once what was written now is durable. A queue that can't be reached loses nothing: the next minute does it."""

    def enqueue() -> None:  # no partial: Django names what failed, and a partial has no name
        _enqueue(connection_id)

    transaction.on_commit(enqueue, robust=True)


def _enqueue(connection_id: int) -> None:
    sync_connection(connection_id)
