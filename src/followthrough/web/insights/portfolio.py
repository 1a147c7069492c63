"""Where every item stood on a day, and the four answers, for those items that a person may see. The counting is core's.

A day after which nothing happened is read from the rows; any other is folded from the events. A test holds both equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import Change, Standing, stand
from followthrough.core.portfolio.summary import Summary, summarise
from followthrough.web.models import Event, Incident, Item, Replacement, Service, Team, User
from followthrough.web.models.event import Kind

STATELESS = (
    Kind.ASSIGNED,
    Kind.HANDED,
    Kind.TAKEN_OVER,
    Kind.REFUSED,
    Kind.ON_TRACK,
    Kind.SNOOZED,
    Kind.DUE_SET,
    Kind.TICKETS_SET,
    Kind.EDITED,
    Kind.VERIFIED,
)
DAYS = frozenset({"accepted_at", "closed_at", "verified_at"})  # moments of which the numbers want the day


@dataclass(frozen=True, slots=True)
class Selection:
    """What is counted, out of all that one may see; and all of that, which may stand in the place of what is counted."""

    standings: list[Standing]
    known: list[Standing]
    incidents: list[int]


def standings(
    *,
    as_of: date,
    user: User | None,
    team: Team | None = None,
    severity: int | None = None,
    type: Type | None = None,  # noqa: A002
    service: Service | None = None,
) -> list[Standing]:
    """Where each item stood at the end of the day. `user=None` is the system itself, which sees everything."""
    return select(as_of=as_of, user=user, team=team, severity=severity, type=type, service=service).standings


def summary(
    *,
    as_of: date,
    user: User | None,
    team: Team | None = None,
    severity: int | None = None,
    type: Type | None = None,  # noqa: A002
    service: Service | None = None,
) -> Summary:
    """The four answers as of the end of a day."""
    selection = select(as_of=as_of, user=user, team=team, severity=severity, type=type, service=service)
    return summarise(selection.standings, selection.incidents, as_of=as_of, known=selection.known)


def select(
    *,
    as_of: date,
    user: User | None,
    team: Team | None = None,
    severity: int | None = None,
    type: Type | None = None,  # noqa: A002
    service: Service | None = None,
) -> Selection:
    """The items and incidents of a team, severity, type or service.

    Team and type are those of the item on that day; severity and service are the incident's, as known now. An incident
    belongs to a team by itself or by an item; of a type there are only those that have such an item.
    """
    known = _standings(as_of, user)
    of_incident = _incidents(severity=severity, service=service, user=user)
    unfiltered = severity is None and service is None
    wanted = set() if unfiltered else set(of_incident.values_list("pk", flat=True))
    chosen = [
        one
        for one in known
        if (team is None or one.team == team.pk) and (type is None or one.type is type) and (unfiltered or one.incident in wanted)
    ]
    there = of_incident.filter(_there_on(as_of))
    having = {one.incident for one in chosen}
    if type is not None:
        there = there.filter(pk__in=having)
    elif team is not None:
        there = there.filter(Q(team=team) | Q(pk__in=having))
    return Selection(chosen, known, list(there.values_list("pk", flat=True)))


def changes(*, user: User | None, item: Item | None = None, of_state: bool = False) -> list[Change]:
    """Every event of the items one may see, in the order they were written down: for the weekly flow, or one item's story.

    `of_state`: without those that never open or close an item.
    """
    events = Event.objects.filter(item__isnull=False)
    if of_state:
        events = events.exclude(kind__in=STATELESS)
    if item is not None:
        events = events.filter(item=item)
    if user is not None:
        events = events.filter(item__in=Item.objects.visible_to(user).values("pk"))
    return list(_changes(events))


def _standings(as_of: date, user: User | None) -> list[Standing]:
    items = Item.objects.all() if user is None else Item.objects.visible_to(user)
    if _nothing_after(as_of):
        return list(_from_rows(items))
    events = Event.objects.filter(item__in=items.order_by().values("pk"), at__lt=_end_of(as_of))
    return stand(_changes(events), as_of=as_of)


def _nothing_after(day: date) -> bool:
    return not Event.objects.filter(item__isnull=False, at__gte=_end_of(day)).exists()


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def _changes(events: QuerySet[Event]) -> Iterator[Change]:
    columns = events.order_by("number").values_list("item_id", "number", "at", "kind", "changes")
    for item, number, at, kind, changed in columns.iterator(chunk_size=2000):
        pairs = {name: (_day(name, was), _day(name, now)) for name, (was, now) in changed.items()}
        yield Change(item=item, sequence=number, on=timezone.localdate(at), kind=kind, changes=pairs)


def _day(name: str, value: object) -> object:
    """A moment as the day it has in the organisation's time zone."""
    return timezone.localdate(datetime.fromisoformat(str(value))).isoformat() if name in DAYS and value else value


def _from_rows(items: QuerySet[Item]) -> Iterator[Standing]:
    replaced_by: defaultdict[int, list[int]] = defaultdict(list)
    for item, successor in Replacement.objects.values_list("item_id", "successor_id"):
        replaced_by[item].append(successor)
    columns = ("pk", "incident_id", "type", "state", "team_id", "owner_id", "accepted_at", "original_due", "due", "closed_at", "slips")
    rows = items.order_by("pk").values_list(*columns)
    for pk, incident, kind, state, team, owner, accepted_at, original_due, due, closed_at, slips in rows.iterator(chunk_size=2000):
        closed_on = timezone.localdate(closed_at) if closed_at else None
        yield Standing(
            item=pk,
            incident=incident,
            type=Type(kind),
            state=State(state),
            team=team,
            owner_named=owner is not None,
            accepted_on=timezone.localdate(accepted_at),
            original_due=original_due,
            due=due,
            closed_on=closed_on,
            done_on=closed_on if state == State.DONE else None,
            replaced_by=tuple(sorted(replaced_by[pk])) if state == State.SUPERSEDED else (),
            slips=slips,
        )


def _incidents(*, severity: int | None, service: Service | None, user: User | None) -> QuerySet[Incident]:
    incidents = Incident.objects.all() if user is None else Incident.objects.visible_to(user)
    if severity is not None:
        incidents = incidents.filter(severity=severity)
    if service is not None:
        incidents = incidents.filter(services=service)
    return incidents


def _there_on(day: date) -> Q:
    """Incidents that had begun by then; where nobody said when, that had been recorded."""
    return Q(began_on__lte=day) | Q(began_on=None, recorded_at__lt=_end_of(day))
