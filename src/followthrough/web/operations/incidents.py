"""Record an incident and mend what is known of it. Its documents and items have files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from types import EllipsisType

from django.utils import timezone

from followthrough.errors import InputError, NotFound
from followthrough.web.models import Incident, Person, Service, Team
from followthrough.web.models.event import Kind
from followthrough.web.operations.record import Step, create, writing
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.wording import required, words
from followthrough.web.permissions import Actor, may_see, require_change


def record_incident(
    *,
    reference: str,
    title: str,
    by: Actor,
    severity: int | None = None,
    severity_stated: str = "",
    began_on: date | None = None,
    team: Team | None = None,
    services: Sequence[Service] = (),
    private: bool = False,
    people: Sequence[Person] = (),
    at: datetime | None = None,
) -> Incident:
    """A new incident. Its reference is its own for ever."""
    require_change(by, team_id=team.pk if team else None)
    reference = required(reference, "An incident needs a reference, such as INC-481.")[:80]
    with writing() as head:
        if Incident.objects.filter(reference=reference).exists():
            raise InputError(f"There is an incident {reference} already.")
        incident = Incident(
            reference=reference,
            title=(words(title) or reference)[:300],
            severity=severity,
            severity_stated=words(severity_stated)[:80],
            began_on=began_on,
            team=team,
            private=private,
            recorded_at=at or timezone.now(),
        )
        incident.save(force_insert=True)
        incident.services.set(services)
        incident.people.set(people)
        create(head, incident, kind=Kind.RECORDED, by=by, at=incident.recorded_at)
    return incident


def edit_incident(
    incident_id: int,
    *,
    by: Actor,
    title: str | None = None,
    severity: int | EllipsisType | None = ...,
    began_on: date | EllipsisType | None = ...,
    team: Team | EllipsisType | None = ...,
    services: Sequence[Service] | None = None,
    private: bool | None = None,
    people: Sequence[Person] | None = None,
    at: datetime | None = None,
) -> Incident:
    """Change what is known of an incident; what is not given stays. Private: only its people and administrators see it."""
    with writing() as head:
        incident = Incident.objects.select_for_update(of=("self",)).filter(pk=incident_id).first()
        if incident is None or (by.user is not None and not may_see(by.user, incident)):
            raise NotFound("There is no such incident, or it is private and you are not part of it.")
        require_change(by, team_id=incident.team_id)
        step = Step(incident, by, at or timezone.now(), head, take(incident))
        if title is not None:
            incident.title = required(title, "An incident needs a title.")[:300]
        if not isinstance(severity, EllipsisType):
            incident.severity = severity
        if not isinstance(began_on, EllipsisType):
            incident.began_on = began_on
        if not isinstance(team, EllipsisType):
            require_change(by, team_id=team.pk if team else None)
            incident.team = team
        if services is not None:
            incident.services.set(services)
        if private is not None:
            incident.private = private
        if people is not None:
            incident.people.set(people)
        step.record(Kind.EDITED)
    return incident
