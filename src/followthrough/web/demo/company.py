"""Fill an empty database with the invented company's year, through the operations that everybody uses.

Writes no row itself. The same seed and day make the same year.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import partial

from django.db import transaction
from django.utils import timezone

from followthrough.errors import ConfigError
from followthrough.web.demo import meetings, plan, staff
from followthrough.web.demo.acting import Acting
from followthrough.web.demo.calendar import Calendar
from followthrough.web.demo.cast import hire
from followthrough.web.demo.reading import Reading
from followthrough.web.models import User
from followthrough.web.operations.people import deactivate_person

SEED = 20


def build(*, seed: int = SEED, today: date) -> None:
    """The whole year in one transaction: it is all there afterwards, or nothing is."""
    if User.objects.exists():
        raise ConfigError("this portfolio is not empty, so no demo is written into it: name an empty one")
    company = staff.read()
    zone = timezone.get_default_timezone()
    incidents = plan.make(company, seed=seed, today=today, zone=zone)
    with transaction.atomic():
        cast = hire(company, today=today)
        calendar = Calendar(end=datetime.combine(today, time.min, tzinfo=zone))
        moments = meetings.days_before(today, zone)
        acting = Acting(cast, calendar, moments)
        meetings.Meetings(cast, calendar, acting, moments)
        reading = Reading(cast, calendar, acting)
        for incident in incidents:
            reading.expect(incident)
        for name, day in cast.left.items():
            calendar.put(datetime.combine(day, time(18, 0), tzinfo=zone), partial(deactivate_person, cast.persons[name]))
        calendar.play()
