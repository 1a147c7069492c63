"""Let reviews open by themselves, or no longer. Whoever may open a review of the team may say so."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from followthrough.errors import InputError
from followthrough.web.models import Rhythm, Team
from followthrough.web.permissions import Actor, require_change, require_person

FURTHEST = timedelta(days=366)


def set_rhythm(team: Team | None, *, first_on: date, clock: time, by: Actor, at: datetime | None = None) -> Rhythm:
    """From this day on reviews of the team (None: of all) open by themselves, as often as the policy says."""
    user, now = require_person(by), at or timezone.now()
    require_change(by, team_id=team.pk if team else None)
    today = timezone.localdate(now)
    if not today <= first_on <= today + FURTHEST:
        raise InputError("The first one is today or later, and within a year.")
    rhythm, _ = Rhythm.objects.update_or_create(team=team, defaults={"first_on": first_on, "clock": clock, "set_by": user, "set_at": now})
    return rhythm


def stop_rhythm(team: Team | None, *, by: Actor) -> bool:
    """From now on reviews are opened by hand; False where they were before."""
    require_person(by)
    require_change(by, team_id=team.pk if team else None)
    gone, _ = Rhythm.objects.filter(team=team).delete()
    return bool(gone)
