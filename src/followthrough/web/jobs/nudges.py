"""Reminders, every few minutes: who begins to work hears what is theirs. Nothing goes out unless the policy says so."""

from __future__ import annotations

from django.db import close_old_connections
from django.utils import timezone
from huey import crontab

from followthrough.web.jobs.queue import queue
from followthrough.web.nudging.opening import open_stored
from followthrough.web.nudging.run import run_round


@queue.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]  # huey ships no types
@queue.lock_task("nudges")  # type: ignore[untyped-decorator]
def send_nudges() -> None:
    """One round."""
    close_old_connections()
    try:
        run_round(now=timezone.now, opened=open_stored)
    finally:
        close_old_connections()
