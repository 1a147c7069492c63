"""Say in a sentence who did what, and when: for the second of two people who act on one row. Reads no clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from followthrough.web.models import Event, User
from followthrough.web.models.event import Kind, Through


def tell(event: Event, *, to: User | None, now: datetime) -> str:
    """ "Bob declined this item 2 minutes ago: “no value left”."."""
    reason = f": “{event.reason.rstrip('.')}”" if event.reason else ""
    return f"{who(event, to=to)} {Kind(event.kind).label} {ago(event.recorded_at, now=now)}{reason}."


def who(event: Event, *, to: User | None = None) -> str:
    """The one who acted, as the reader knows them."""
    name = "" if event.actor is None else "you" if event.actor == to else event.actor.shown_name
    match event.through:
        case Through.PERSON:
            return name[:1].upper() + name[1:] if name == "you" else name
        case Through.IMPORT:
            return f"An import by {name}"
        case Through.TRACKER:
            return "The tracker"
        case _:
            return "A rule"


def ago(then: datetime, *, now: datetime) -> str:
    """How long ago, as far as it matters to somebody who is looking at the page."""
    passed = now - then
    if passed < timedelta(minutes=1):
        return "a moment ago"
    if passed < timedelta(hours=1):
        return _count(passed // timedelta(minutes=1), "minute")
    if passed < timedelta(days=1):
        return _count(passed // timedelta(hours=1), "hour")
    if passed < timedelta(days=14):
        return _count(passed.days, "day")
    return f"on {timezone.localdate(then):%Y-%m-%d}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'} ago"
