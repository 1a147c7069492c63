"""Take over who people are, whom they answer to and when they work, from a list. Every line is taken, or none and each is told of."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils import timezone

from followthrough.core.calendar import zone_of
from followthrough.errors import InputError
from followthrough.web.holidays import holidays_of
from followthrough.web.models import Person, Service, Team
from followthrough.web.operations.people import add_person, add_service, add_team, find_person, join

COLUMNS = ("name", "email", "handle", "manager", "team", "zone", "country", "hours", "robot", "left")
REQUIRED = frozenset({"name"})
YES = frozenset({"yes", "true", "1", "x"})
LONGEST = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Taken:
    added: int
    changed: int


def take_directory(text: str) -> Taken:
    """People from a CSV file with a heading: name, and as far as known the other columns. InputError names every line that is wrong."""
    rows = _rows(text)
    problems: list[str] = []
    with transaction.atomic():
        people: list[tuple[int, dict[str, str], Person]] = []
        added = changed = 0
        for number, row in rows:
            try:
                person, is_new = _person(row)
                changed += _describe(person, row) and not is_new
                added += is_new
                people.append((number, row, person))
            except InputError as error:
                problems.append(f"line {number}: {error}")
        for number, row, person in people:
            try:
                changed += _manage(person, row.get("manager", ""))
            except InputError as error:
                problems.append(f"line {number}: {error}")
        if problems:
            more = f"; and {len(problems) - 10} more" if len(problems) > 10 else ""
            raise InputError(f"Nothing was taken over: {'; '.join(problems[:10])}{more}")
    return Taken(added, changed)


def own_service(name: str, owner: str, *, team: str = "") -> Service:
    """Say who owns a service; both are added where nobody knew them."""
    service = Service.objects.filter(slug=name).first() or Service.objects.filter(name__iexact=name).first() or add_service(name)
    if team:
        service.team = Team.objects.filter(slug=team).first() or add_team(team)
    service.owner = find_person(owner) or add_person(owner)
    service.save(update_fields=["team", "owner"])
    return service


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    if len(text) > LONGEST:
        raise InputError("This list is too long: at most 2 MB.")
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    unknown = sorted(set(names) - set(COLUMNS))
    if not set(names) >= REQUIRED or unknown:
        told = f"; nobody knows {', '.join(unknown)}" if unknown else ""
        raise InputError(f"The first line names the columns: name, and any of {', '.join(COLUMNS[1:])}{told}.")
    reader.fieldnames = names
    return [(reader.line_num, {key: (value or "").strip() for key, value in row.items() if key}) for row in reader]


def _person(row: Mapping[str, str]) -> tuple[Person, bool]:
    """The one whom this line means: by e-mail address, then handle, then name."""
    for key in (row.get("email", ""), f"@{row['handle'].removeprefix('@')}" if row.get("handle") else "", row.get("name", "")):
        found = find_person(key) if key else None
        if found is not None:
            return found, False
    if not row.get("name"):
        raise InputError("a person needs a name")
    handle = row.get("handle", "").removeprefix("@")
    return add_person(row["name"], email=row.get("email") or None, handle=handle or None), True


def _describe(person: Person, row: Mapping[str, str]) -> bool:
    before = {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}
    if zone := row.get("zone", ""):
        zone_of(zone)
        person.zone = zone
    if country := row.get("country", "").upper():
        holidays_of(country, timezone.localdate().year)
        person.country = country
    if hours := row.get("hours", ""):
        person.opens, person.closes = _hours(hours)
    if "robot" in row:
        person.is_robot = row["robot"].casefold() in YES
    if row.get("left", "").casefold() in YES:
        person.is_active = False
    if row.get("email") and not person.email:
        person.email = row["email"]
    person.save()
    if row.get("team"):
        join(person, Team.objects.filter(slug=row["team"]).first() or add_team(row["team"]))
    return before != {field.attname: getattr(person, field.attname) for field in person._meta.concrete_fields}


def _manage(person: Person, manager: str) -> bool:
    if not manager:
        return False
    found = find_person(manager)
    if found is None:
        raise InputError(f"nobody, or more than one, is called {manager}: give the e-mail address")
    if found.pk == person.pk:
        raise InputError(f"{person.name} can't answer to themselves")
    if person.manager_id == found.pk:
        return False
    person.manager = found
    person.save(update_fields=["manager"])
    return True


def _hours(text: str) -> tuple[time, time]:
    begins, _, ends = text.partition("-")
    try:
        opens, closes = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        raise InputError(f"hours are written as 09:00-17:00, not “{text[:20]}”") from None
    if not opens < closes:
        raise InputError(f"hours end after they begin, not “{text[:20]}”")
    return opens, closes
