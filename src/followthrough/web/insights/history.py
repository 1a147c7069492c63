"""The events of items, out of the database, as the numbers see them: with days for moments, in the organisation's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import QuerySet
from django.utils import timezone

from followthrough.core.portfolio.history import Change
from followthrough.web.models import Event

DAYS = frozenset({"accepted_at", "closed_at", "verified_at"})  # moments of which the numbers want the day


def read_changes(events: QuerySet[Event], *, by_item: bool = False) -> Iterator[Change]:
    """Events of items as the numbers see them, in the order they were written down; `by_item`: those of each item together."""
    order = ("item_id", "number") if by_item else ("number",)
    columns = events.order_by(*order).values_list("item_id", "number", "at", "kind", "changes")
    zone = timezone.get_current_timezone()  # asked for once: by millions of events it shows
    for item, number, at, kind, changed in columns.iterator(chunk_size=2000):
        pairs = {name: (was, now) if name not in DAYS else (_day(was, zone), _day(now, zone)) for name, (was, now) in changed.items()}
        yield Change(item=item, sequence=number, on=at.astimezone(zone).date(), kind=kind, changes=pairs)


def _day(value: object, zone: tzinfo) -> object:
    """A moment as the day it has in the organisation's time zone."""
    return datetime.fromisoformat(str(value)).astimezone(zone).date().isoformat() if value else value


def end_of(day: date) -> datetime:
    """The moment at which a day is over, where the organisation is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
