"""The agenda of the next review out of the database: facts of open items for core's rules, and incidents that have no item.

Private incidents are left out: a review is held before a whole team.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from followthrough.core.agenda import BETWEEN, Entry, OnTable, agenda
from followthrough.core.escalation import ladder
from followthrough.core.policy import Policy
from followthrough.web.models import Incident, Item, NudgeLine, Review, Team
from followthrough.web.models.event import Kind, Through
from followthrough.web.operations.policies import policy_in_force
from followthrough.web.operations.reviews import Line

NO_ITEM = "no_item"
# What happens to an item without anybody having worked at it or decided on it.
NOT_A_TOUCH = (Kind.SNOOZED, Kind.RETURNED, Kind.ACCEPTED, Kind.ADDED, Kind.ADOPTED)
GIVES_AN_OWNER = (Kind.ACCEPTED, Kind.ADDED, Kind.ADOPTED, Kind.ASSIGNED, Kind.TAKEN_OVER)


def agenda_of(team: Team | None, *, since: Review | None = None, on: date | None = None) -> list[Line]:
    """What would be on a review of the team (None: of all) today, or on a day; after the review `since`, else the team's last one."""
    today = on or timezone.localdate()
    last = since or Review.objects.filter(team=team).order_by("-opened_at", "-pk").first()
    from_then = timezone.localdate(last.opened_at) if last else None
    items, incidents = _undecided(last)
    told, policy = _told(), policy_in_force()
    on_table = (_on_table(item, policy, carried=item.pk in items, nudged_on=told.get(item.pk, ())) for item in _open_items(team))
    entries = agenda(on_table, on=today, since=from_then, policy=policy)
    return [*map(_line, entries), *_without_items(team, from_then or today - BETWEEN, incidents)]


def _line(entry: Entry) -> Line:
    return Line(entry.item, None, tuple((str(reason), said) for reason, said in entry.reasons), entry.flags, entry.must)


def _open_items(team: Team | None) -> QuerySet[Item]:
    rows = Item.objects.open().filter(incident__private=False).select_related("incident", "owner", "handed_to")
    if team is not None:
        rows = rows.filter(team=team)
    touch = ~Q(events__kind__in=NOT_A_TOUCH)
    return rows.annotate(
        touched_at=Max("events__at", filter=touch),
        decided_at=Max("events__at", filter=Q(events__through=Through.PERSON)),
        returned_at=Max("events__at", filter=Q(events__kind=Kind.RETURNED)),
        owned_at=Max("events__at", filter=Q(events__kind__in=GIVES_AN_OWNER)),
        owner_at=Max("events__at", filter=touch & Q(events__actor=F("owner__user"))),
        on_track=Count("events", filter=Q(events__kind=Kind.ON_TRACK, events__at__date__gt=F("due")), distinct=True),
        adopted_at=Max("events__recorded_at", filter=Q(events__kind=Kind.ADOPTED)),
        ticket_at=Max("links__remote_updated_at", filter=Q(links__let_go_at=None)),
    )


def _told() -> dict[int, tuple[date, ...]]:
    """The days on which somebody was reminded of an open item, by item: what was delivered, not what was planned."""
    found: defaultdict[int, set[date]] = defaultdict(set)
    rows = NudgeLine.objects.filter(item__in=Item.objects.open().order_by().values("pk"), nudge__sent_at__isnull=False)
    for item, sent_at in rows.order_by().values_list("item_id", "nudge__sent_at"):
        found[item].add(timezone.localdate(sent_at))
    return {item: tuple(sorted(days)) for item, days in found.items()}


def _on_table(item: Item, policy: Policy, *, carried: bool, nudged_on: tuple[date, ...]) -> OnTable:
    seen = vars(item)  # what the query annotated
    accepted, owned = timezone.localdate(item.accepted_at), _day(seen["owned_at"])
    moments = [moment for moment in (item.accepted_at, seen["touched_at"], seen["ticket_at"]) if moment is not None]
    returned = seen["returned_at"]
    by_owner = [moment for moment in (seen["owner_at"], seen["ticket_at"]) if moment is not None and seen["owned_at"] is not None]
    return OnTable(
        item=item.pk,
        accepted_on=accepted,
        due=item.due,
        touched_on=max(map(timezone.localdate, moments)),
        severity=item.incident.severity,
        slips=item.slips,
        needs_decision=bool(item.needs_decision),
        blocked_by=item.blocked_by,
        blocked_until=item.blocked_until,
        returned_on=_day(returned) if returned and not (seen["decided_at"] and seen["decided_at"] > returned) else None,
        owner=item.owner.name if item.owner else "",
        owner_is_here=item.owner is None or item.owner.is_active,
        owned_since=owned,
        owner_touched=item.state != "open" or any(moment > seen["owned_at"] for moment in by_owner),
        asked=item.handed_to.name if item.handed_to else "",
        snoozes=item.snoozes,
        called_on_track=seen["on_track"],
        carried=carried,
        known_since=_day(seen["adopted_at"]),
        owner_is_robot=item.owner is not None and item.owner.is_robot,
        nudged_on=nudged_on,
        escalated_on=next(
            (step.on for step in ladder(policy, due=item.due, severity=item.incident.severity) if step.rung.to == "review"), None
        ),
    )


def _undecided(review: Review | None) -> tuple[frozenset[int], frozenset[int]]:
    """Items and incidents of a review that got no outcome in it."""
    if review is None:
        return frozenset(), frozenset()
    rows = list(review.entries.filter(outcome="").values_list("item_id", "incident_id"))
    return frozenset(item for item, _ in rows if item), frozenset(incident for _, incident in rows if incident)


def _without_items(team: Team | None, since: date, carried: frozenset[int]) -> list[Line]:
    """Incidents recorded since then of which nothing was promised, and nobody has said yet that nothing has to be."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    rows = Incident.objects.filter(Q(recorded_at__gte=start) | Q(pk__in=carried), private=False, items=None)
    rows = rows.exclude(pk__in=Incident.objects.filter(events__kind=Kind.LOOKED_AT).values("pk"))
    if team is not None:
        rows = rows.filter(team=team)
    return [Line(None, pk, ((NO_ITEM, "no item was recorded"),)) for pk in rows.order_by("severity", "pk").values_list("pk", flat=True)]


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment is not None else None
