"""The events of items, out of the database, as the numbers see them: with days for moments, in the organisation's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from followthrough.core.portfolio.history import Change
from followthrough.web.models import Event

DAYS = frozenset({"accepted_at", "closed_at", "verified_at"})  # moments of which the numbers want the day


def read_changes(events: QuerySet[Event], *, by_item: bool = False) -> Iterator[Change]:
    """Events of items as the numbers see them, in the order they were written down; `by_item`: those of each item together."""
    order = ("item_id", "number") if by_item else ("number",)
    columns = events.order_by(*order).values_list("item_id", "number", "at", "kind", "changes")
    for item, number, at, kind, changed in columns.iterator(chunk_size=2000):
        pairs = {name: (_day(name, was), _day(name, now)) for name, (was, now) in changed.items()}
        yield Change(item=item, sequence=number, on=timezone.localdate(at), kind=kind, changes=pairs)


def _day(name: str, value: object) -> object:
    """A moment as the day it has in the organisation's time zone."""
    return timezone.localdate(datetime.fromisoformat(str(value))).isoformat() if name in DAYS and value else value


def end_of(day: date) -> datetime:
    """The moment at which a day is over, where the organisation is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
