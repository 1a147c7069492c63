"""Reminders, every few minutes: who begins to work hears what is theirs. Nothing goes out unless the policy says so.

And the minutes of reviews, when somebody has asked for it.
"""

from __future__ import annotations

from django.db import close_old_connections, transaction
from django.utils import timezone
from huey import crontab

from followthrough.channels.slack_presses import Pressed, respond
from followthrough.web.jobs.queue import queue
from followthrough.web.nudging.minutes import send_waiting
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


@queue.task()  # type: ignore[untyped-decorator]
@queue.lock_task("minutes")  # type: ignore[untyped-decorator]
def send_minutes() -> None:
    """What waits of the minutes."""
    close_old_connections()
    try:
        send_waiting(now=timezone.now, opened=open_stored)
    finally:
        close_old_connections()


@queue.periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def send_minutes_again() -> None:
    """What could not be sent at once."""
    send_minutes()


def send_minutes_soon() -> None:
    """Send them once what was written now is durable. A queue that can't be reached loses nothing: they go some minutes later."""

    def enqueue() -> None:  # no partial: Django names what failed, and a partial has no name
        send_minutes()

    transaction.on_commit(enqueue, robust=True)


@queue.task(retries=2, retry_delay=5)  # type: ignore[untyped-decorator]
def answer_press(respond_to: str, words: str) -> None:
    """Tell who pressed a button what came of it. Not said is not undone: the item's page says it as well."""
    respond(Pressed(action="", value="", user="", team="", respond_to=respond_to), words, now=timezone.now)
