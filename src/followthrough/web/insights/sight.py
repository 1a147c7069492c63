"""Which rows of the roll-ups count for an account, and what stands beside them for one that was let into private incidents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import timelines
from followthrough.core.portfolio.replacement import Outcome
from followthrough.core.portfolio.spells import Spell, spells_of
from followthrough.core.portfolio.tallies import Facts
from followthrough.web.insights.history import read_changes
from followthrough.web.models import Event, Incident, Item, SpellRow, User, View
from followthrough.web.models.incident import let_in

SPELL = tuple(f"{name}_id" if name in {"item", "incident", "end"} else name for name in Spell._fields)

ENUMS = [(Spell._fields.index(name), kind) for name, kind in [("type", Type), ("end_type", Type), ("state", State), ("outcome", Outcome)]]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one account sees.

    Whoever is let into some private incidents and not into others sees what no roll-up holds: of the items `apart` the rows count
    for others, and for this account `own` does, told from the events. `places` are the incidents that this touches, `hidden` those of
    them that others do not see.
    """

    views: tuple[View, ...]
    apart: frozenset[int] = frozenset()
    own: tuple[Spell, ...] = ()
    places: frozenset[int] = frozenset()
    hidden: frozenset[int] = field(default=frozenset())

    def of(self, rows: QuerySet[SpellRow]) -> QuerySet[SpellRow]:
        """Those of the rows that count for it, without what is its own."""
        rows = rows.filter(view__in=self.views)
        return rows.exclude(item__in=self.apart) if self.apart else rows


INSIDE = Sight((View.EVERYBODY, View.INSIDE))
OUTSIDE = Sight((View.EVERYBODY, View.OUTSIDE))


def sight_of(user: User | None) -> Sight:
    """`user=None` is the system itself, which sees everything."""
    if user is None or user.role == "administrator":
        return INSIDE
    hidden = frozenset(Incident.objects.filter(private=True, pk__in=let_in(user)).values_list("pk", flat=True))
    if not hidden:
        return OUTSIDE
    apart = linked(Item.objects.filter(incident__in=hidden).values_list("pk", flat=True))
    seen = Item.objects.visible_to(user).filter(pk__in=apart).values("pk")
    own = spells_of(timelines(read_changes(Event.objects.filter(item__in=seen))))
    before = SpellRow.objects.filter(view__in=OUTSIDE.views, item__in=apart).values_list("incident_id", flat=True)
    places = hidden | {spell.incident for spell in own} | set(before)
    return Sight(OUTSIDE.views, frozenset(apart), tuple(own), frozenset(places), hidden)


def linked(items: Iterable[int]) -> set[int]:
    """These items and all that ever stood in the place of one of them or of which one stood in the place, however many steps away."""
    found = set(items)
    fresh = found
    while fresh:
        others = SpellRow.objects.exclude(item=F("end")).filter(Q(item__in=fresh) | Q(end__in=fresh))
        fresh = {one for pair in others.values_list("item_id", "end_id") for one in pair} - found
        found |= fresh
    return found


def read_spells(rows: QuerySet[SpellRow]) -> Iterator[tuple[View, Spell]]:
    for view, *values in rows.values_list("view", *SPELL).iterator(chunk_size=2000):
        for place, kind in ENUMS:
            values[place] = kind(values[place])
        yield View(view), Spell(*values)


def facts_of(incidents: Collection[int] | None) -> dict[int, Facts]:
    """What is known of these incidents (None: of all)."""
    rows = Incident.objects.order_by() if incidents is None else Incident.objects.order_by().filter(pk__in=incidents)
    services: dict[int, list[int]] = {}
    through = Incident.services.through.objects.order_by("service_id")
    through = through if incidents is None else through.filter(incident__in=incidents)
    for incident, service in through.values_list("incident_id", "service_id"):
        services.setdefault(incident, []).append(service)
    columns = rows.values_list("pk", "severity", "private", "began_on", "recorded_at")
    return {
        pk: Facts(severity, tuple(services.get(pk, ())), private, began or timezone.localdate(recorded_at))
        for pk, severity, private, began, recorded_at in columns.iterator()
    }


def severities_of(incidents: Collection[int]) -> Mapping[int, Facts]:
    """As `facts_of`, with the severity alone: all that the counts of one set need to know."""
    rows = Incident.objects.order_by()
    rows = rows.filter(pk__in=incidents) if len(incidents) < 500 else rows
    return {pk: Facts(severity) for pk, severity in rows.values_list("pk", "severity").iterator()}
