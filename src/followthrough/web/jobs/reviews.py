"""Open the reviews whose day has come. Run every few minutes; however many workers run, each review is opened once."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import close_old_connections
from django.utils import timezone
from huey import crontab

from followthrough.errors import WrongState
from followthrough.web.insights.agenda import agenda_of
from followthrough.web.insights.rhythm import local_day, to_open
from followthrough.web.jobs.queue import queue
from followthrough.web.models import Review, Rhythm
from followthrough.web.operations.reviews import open_review, title_of
from followthrough.web.permissions import Actor

log = logging.getLogger(__name__)


@queue.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]  # huey ships no types
def open_reviews() -> None:
    """One look at all teams."""
    close_old_connections()
    try:
        open_due_reviews(now=timezone.now())
    finally:
        close_old_connections()


def open_due_reviews(*, now: datetime) -> list[Review]:
    """The reviews that were opened. While a team's last one is open none is: what waits there has to be finished first."""
    opened = []
    for rhythm in Rhythm.objects.select_related("team"):
        planned = to_open(rhythm, now=now)
        if planned is None or Review.objects.filter(team=rhythm.team, finished_at=None).exists():
            continue
        title = title_of(rhythm.team, datetime.combine(local_day(rhythm, planned), rhythm.clock))
        try:
            opened.append(
                open_review(by=Actor.policy(), team=rhythm.team, title=title, planned_for=planned, agenda=agenda_of(rhythm.team), at=now)
            )
        except WrongState:  # another worker, or a person, was faster
            log.info("a review of %s is open already", rhythm.team or "all teams")
    return opened
