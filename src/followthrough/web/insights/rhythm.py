"""When the next reviews are, by the rhythm that a team has set and the working days of its country."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.conf import settings

from followthrough.core.calendar import WorkingHours
from followthrough.core.rhythm import due, upcoming
from followthrough.web.holidays import holidays_of
from followthrough.web.models import Review, Rhythm
from followthrough.web.operations.policies import policy_in_force


def coming(rhythm: Rhythm, *, now: datetime, number: int = 1) -> list[datetime]:
    """The moments of the next reviews that are still to come."""
    calendar = _calendar(rhythm, now)
    found = upcoming(
        rhythm.first_on, every=policy_in_force().review_every, calendar=calendar, since=calendar.local_day(now), number=number + 1
    )
    return [moment for day in found if (moment := calendar.moment(day, rhythm.clock)) > now][:number]


def to_open(rhythm: Rhythm, *, now: datetime) -> datetime | None:
    """The moment of the review that is to be opened now: on its day from the morning on, so that everybody can read what will be asked."""
    calendar = _calendar(rhythm, now)
    newest = Review.objects.filter(team=rhythm.team).order_by("-opened_at", "-pk").first()
    last = calendar.local_day(newest.opened_at) if newest is not None else None
    day = due(rhythm.first_on, every=policy_in_force().review_every, calendar=calendar, on=calendar.local_day(now), last=last)
    return None if day is None else calendar.moment(day, rhythm.clock)


def local_day(rhythm: Rhythm, moment: datetime) -> date:
    return _calendar(rhythm, moment).local_day(moment)


def _calendar(rhythm: Rhythm, now: datetime) -> WorkingHours:
    team = rhythm.team
    zone = (team.zone if team else "") or settings.TIME_ZONE
    return WorkingHours(zone=zone, holidays=holidays_of(team.country if team else "", now.astimezone(UTC).year))
