"""The facts that the engine of the reminders needs, out of the database: open items, people with their clocks, what was delivered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import F, Max, Q
from django.utils import timezone

from followthrough.core.calendar import WorkingHours
from followthrough.core.hearing import nobody_hears, rises
from followthrough.core.nudges import Asked, Recipient, Sent
from followthrough.web.holidays import holidays_of
from followthrough.web.insights.reaching import places
from followthrough.web.models import Channel, Item, NudgeLine, Person, Team
from followthrough.web.models.event import Kind
from followthrough.web.operations.policies import policy_in_force

USUAL = (time(9), time(17))
NOT_WORK = (Kind.SNOOZED, Kind.RETURNED, Kind.ACCEPTED, Kind.ADDED, Kind.ADOPTED, Kind.ON_TRACK)


def asked(items: Iterable[int] | None = None) -> list[Asked]:
    """Every open item, or the open ones of these. Of a private incident only its own people hear."""
    chosen = Item.objects.open() if items is None else Item.objects.open().filter(pk__in=items)
    rows = (
        chosen.select_related("incident", "owner")
        .prefetch_related("incident__services", "incident__people")
        .annotate(
            handed_at=Max("events__at", filter=Q(events__kind=Kind.HANDED)),
            owner_at=Max("events__at", filter=Q(events__actor=F("owner__user")) & ~Q(events__kind__in=NOT_WORK)),
            ticket_at=Max("links__remote_updated_at", filter=Q(links__let_go_at=None)),
        )
    )
    return [_asked(item) for item in rows]


def _asked(item: Item) -> Asked:
    seen = vars(item)  # what the query annotated
    worked = [moment for moment in (seen["owner_at"], seen["ticket_at"]) if moment is not None]
    let_in = {person.pk for person in item.incident.people.all()} if item.incident.private else None

    def may_know(person: int | None) -> int | None:
        return person if let_in is None or person in let_in else None

    service_owner = next((service.owner_id for service in item.incident.services.all() if service.owner_id is not None), None)
    return Asked(
        item=item.pk,
        text=item.text,
        due=item.due,
        accepted_on=timezone.localdate(item.accepted_at),
        severity=item.incident.severity,
        owner=item.owner_id,
        manager=may_know(item.owner.manager_id if item.owner else None),
        service_owner=may_know(service_owner),
        handed_to=may_know(item.handed_to_id),
        handed_on=timezone.localdate(seen["handed_at"]) if seen["handed_at"] else None,
        snoozed_until=item.snoozed_until,
        blocked_until=item.blocked_until,
        blocked_by=item.blocked_by,
        needs_decision=bool(item.needs_decision),
        owner_touched_on=timezone.localdate(max(worked)) if worked else None,
        snoozes=item.snoozes,
    )


def next_to_hear(item: Item, *, on: date) -> str:
    """Who hears of an open item next if nothing is done about it, and when; empty where nobody further does."""
    (one,) = asked([item.pk])
    named = [pk for pk in (one.owner, one.handed_to, one.manager, one.service_owner) if pk is not None]
    people = recipients(named)
    coming = next((rise for rise in rises(one, people, policy_in_force()) if rise.on > on), None)
    if nobody_hears(one, people):
        nobody = "nobody who could be reminded of it can be reached"
        return f"{nobody}; {coming.words}" if coming else nobody
    return coming.words if coming else ""


def recipients(of: Iterable[int] | None = None) -> dict[int, Recipient]:
    """Everybody who might be asked, or these, with when they work: by what is known of them, of their team, of the organisation.

    Before there is a channel, whoever has a mail address counts as one who can be reached: a dry run then shows what would be.
    """
    everybody = list(Person.objects.all() if of is None else Person.objects.filter(pk__in=of))
    reached, nowhere = places(everybody), not Channel.objects.filter(removed_at=None).exists()
    teams: dict[int, list[Team]] = {}
    for team in Team.objects.prefetch_related("memberships"):
        for membership in team.memberships.all():
            teams.setdefault(membership.person_id, []).append(team)
    year = timezone.localdate().year
    return {
        person.pk: Recipient(
            person=person.pk,
            name=person.name,
            hours=hours_of(person, teams.get(person.pk, ()), year=year),
            is_here=person.is_active,
            is_robot=person.is_robot,
            can_be_reached=bool(person.email) if nowhere else bool(reached[person.pk]),
        )
        for person in everybody
    }


def hours_of(person: Person, teams: Iterable[Team], *, year: int) -> WorkingHours:
    """When this person works."""
    zone = person.zone or next((team.zone for team in teams if team.zone), "") or settings.TIME_ZONE
    country = person.country or next((team.country for team in teams if team.country), "")
    opens, closes = (person.opens, person.closes) if person.opens and person.closes else USUAL
    return WorkingHours(zone, opens=opens, closes=closes, holidays=holidays_of(country, year))


def delivered(people: dict[int, Recipient], *, since: date | None = None) -> list[Sent]:
    """Every line that has reached somebody, by the day of the reader."""
    rows = NudgeLine.objects.filter(nudge__stage="sent")
    if since is not None:
        rows = rows.filter(nudge__sent_at__date__gte=since)
    found = rows.values_list("item_id", "nudge__person_id", "nudge__sent_at", "step")
    return [Sent(item, person, _day(people, person, at), step) for item, person, at, step in found if at is not None]


def _day(people: dict[int, Recipient], person: int, at: datetime) -> date:
    to = people.get(person)
    return to.hours.local_day(at) if to else timezone.localdate(at)
