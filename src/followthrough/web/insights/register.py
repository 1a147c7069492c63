"""The register of decisions out of the database, for core to choose from: what a person may see, with how each decision ended."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from followthrough.core import register as core
from followthrough.web.models import Decision, Event, Incident, Item, User
from followthrough.web.models.event import Kind

ENDINGS = {Kind.RETURNED: core.Ended.CAME_BACK, Kind.REOPENED: core.Ended.REOPENED, Kind.UNDONE: core.Ended.TAKEN_BACK}
KINDS = {Kind.SPLIT: core.Kind.SPLIT, Kind.MERGED: core.Kind.MERGED}


def decisions_of(user: User, *, moved: bool = True) -> list[core.Decision]:
    """Every decision about an item, and, if `moved`, every due date that was moved later, of what this person may see."""
    return [*_decisions(user), *(_new_dates(user) if moved else ())]


def _decisions(user: User) -> list[core.Decision]:
    seen = Incident.objects.visible_to(user)
    rows = Decision.objects.filter(item__incident__in=seen).select_related("item__incident", "item__team", "by", "event")
    ends, into = _endings(user), _successors(user)
    found = []
    for row in rows:
        ended = ends.get((row.item_id, row.ended_at)) if row.ended_at else None
        found.append(
            core.Decision(
                number=row.pk,
                kind=KINDS.get(Kind(row.event.kind), core.Kind(row.kind)),
                reason=row.reason,
                by=row.by.shown_name,
                on=timezone.localdate(row.at),
                impact=row.impact,
                until=row.review_on,
                into=tuple(into[row.item_id]) if row.kind == Decision.Kind.SUPERSEDED and row.ended_at is None else (),
                ended_on=timezone.localdate(row.ended_at) if row.ended_at else None,
                ended=ended,
                **_of_item(row.item),
            )
        )
    return found


def _new_dates(user: User) -> list[core.Decision]:
    """Slips: they hold, as the original date does for the numbers."""
    rows = Event.objects.filter(kind=Kind.DUE_SET, item__in=Item.objects.visible_to(user).values("pk"), changes__has_key="slips")
    rows = rows.select_related("item__incident", "item__team", "actor").filter(actor__isnull=False)
    taken_back = set(Event.objects.filter(kind=Kind.UNDONE, undoes__kind=Kind.DUE_SET).values_list("undoes_id", flat=True))
    found = []
    for row in rows:
        if row.item is None or row.actor is None or row.pk in taken_back:
            continue
        before, after = (date.fromisoformat(str(day)) for day in row.changes["due"])
        found.append(
            core.Decision(
                number=row.pk,
                kind=core.Kind.REDATED,
                reason=row.reason,
                by=row.actor.shown_name,
                on=timezone.localdate(row.at),
                due_before=before,
                due_after=after,
                **_of_item(row.item),
            )
        )
    return found


def _of_item(item: Item) -> dict[str, Any]:
    return {
        "item": item.pk,
        "text": item.text,
        "incident": item.incident.reference,
        "severity": item.incident.severity,
        "team": item.team.name if item.team else "",
        "address": f"{settings.PUBLIC_URL.rstrip('/')}{item.get_absolute_url()}",
    }


def _endings(user: User) -> dict[tuple[int, object], core.Ended]:
    rows = Event.objects.filter(kind__in=ENDINGS, item__in=Item.objects.visible_to(user).values("pk"))
    return {(item, at): ENDINGS[Kind(kind)] for item, at, kind in rows.values_list("item_id", "at", "kind") if item is not None}


def _successors(user: User) -> defaultdict[int, list[str]]:
    """What stands in the place of an item, in words; what the reader may not see is not named."""
    into: defaultdict[int, list[str]] = defaultdict(list)
    seen = Item.objects.visible_to(user).filter(predecessor_links__isnull=False)
    for item, text in seen.order_by("pk").values_list("predecessor_links__item_id", "text"):
        into[item].append(text)
    return into
