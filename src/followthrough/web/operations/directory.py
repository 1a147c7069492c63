"""Take over who people are, whom they answer to and when they work, and who answers for which service, from a list.

Every line is taken, or none and each that is wrong is told of.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from followthrough.core.calendar import zone_of
from followthrough.core.directory import read_owned_folders
from followthrough.errors import InputError, NotPermitted
from followthrough.web.holidays import holidays_of
from followthrough.web.models import Person, Service, Team
from followthrough.web.models.account import Role
from followthrough.web.models.event import Through
from followthrough.web.operations.people import add_person, add_service, add_team, find_person, find_team, join
from followthrough.web.permissions import Actor

COLUMNS = ("name", "email", "handle", "manager", "team", "zone", "country", "hours", "robot", "left")
REQUIRED = frozenset({"name"})
TEAM_COLUMNS = ("team", "name", "zone", "country")
SERVICE_COLUMNS = ("service", "name", "team", "owner")
YES = frozenset({"yes", "true", "1", "x"})
LONGEST = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list. `notes` are what could not be understood and harms nothing."""

    added: int
    changed: int
    notes: tuple[str, ...] = ()


def take_directory(kind: str, text: str, *, by: Actor, try_only: bool = False) -> Taken:
    """Take over a list of one of the KINDS, or with `try_only` say what that would do. InputError names every line that is wrong.

    For administrators, and for imports that one of them began.
    """
    if by.user is None or not by.user.is_active or by.user.role != Role.ADMINISTRATOR or by.through not in {Through.PERSON, Through.IMPORT}:
        raise NotPermitted("Who is who, and who answers for what, is brought in by administrators: ask one.")
    if kind not in KINDS:
        raise InputError(f"A directory is {', '.join(KINDS)}, not “{kind[:30]}”.")
    if len(text) > LONGEST:
        raise InputError("This list is too long: at most 2 MB.")
    if "\x00" in text:
        raise InputError("This list holds a NUL character: it is no text, or was saved in another encoding than UTF-8.")
    with transaction.atomic():
        taken = KINDS[kind](text)
        transaction.set_rollback(try_only)
    return taken


def take_people(text: str) -> Taken:
    """People from a CSV file with a heading: name, and as far as known the other columns."""
    rows = _rows(text, COLUMNS, REQUIRED)
    problems: list[str] = []
    with transaction.atomic():
        people: list[tuple[int, dict[str, str], Person]] = []
        added: set[int] = set()
        changed: set[int] = set()
        for number, row in rows:
            try:
                person, is_new = _person(row)
                (added if is_new else changed).update({person.pk} if _describe(person, row) or is_new else ())
                people.append((number, row, person))
            except InputError as error:
                problems.append(f"line {number}: {error}")
        for number, row, person in people:
            try:
                changed.update({person.pk} if _manage(person, row.get("manager", "")) else ())
            except InputError as error:
                problems.append(f"line {number}: {error}")
        _refuse(problems)
    return Taken(len(added), len(changed - added))


def take_services(text: str) -> Taken:
    """Services from a CSV file with a heading: service, and as far as known name, team and owner."""
    return _take_each(_rows(text, SERVICE_COLUMNS, frozenset({"service"})), _service)


def take_teams(text: str) -> Taken:
    """Teams from a CSV file with a heading: team, and as far as known name, zone and country."""
    return _take_each(_rows(text, TEAM_COLUMNS, frozenset({"team"})), _team)


def take_codeowners(text: str) -> Taken:
    """Who answers for the services that are known, by a CODEOWNERS file: of the lines about a folder that is called like one.

    The first person whom such a line names is the owner, the first team the team. Nobody is added: a handle that nobody has is noted.
    """
    services = {word: service for service in Service.objects.all() for word in (service.slug, service.name.lower())}
    changed: set[int] = set()
    notes: list[str] = []
    lines = read_owned_folders(text)
    for one in {one.folder: one for one in lines}.values():
        service = services.get(one.folder)
        if service is None:
            continue
        owner = next((found for word in one.owners if "/" not in word and (found := find_person(word))), None)
        team = next((known for word in one.owners if "/" in word and (known := find_team(word.rpartition("/")[2]))), None)
        if owner is None and team is None:
            notes.append(f"line {one.line}: nobody of {', '.join(one.owners)} is known here, so {service.name} stays as it is")
        if _answers(service, owner=owner or service.owner, team=team or service.team):
            changed.add(service.pk)
    strangers = sum(one.folder not in services for one in lines)
    if strangers:
        notes.append(f"{strangers} folder{'s are' if strangers > 1 else ' is'} called like no service")
    return Taken(0, len(changed), tuple(notes))


KINDS: Mapping[str, Callable[[str], Taken]] = {
    "people": take_people,
    "teams": take_teams,
    "services": take_services,
    "codeowners": take_codeowners,
}


def _take_each(rows: list[tuple[int, dict[str, str]]], take: Callable[[Mapping[str, str]], tuple[bool, bool]]) -> Taken:
    problems: list[str] = []
    added = changed = 0
    with transaction.atomic():
        for number, row in rows:
            try:
                new, other = take(row)
            except InputError as error:
                problems.append(f"line {number}: {error}")
            else:
                added += new
                changed += other and not new
        _refuse(problems)
    return Taken(added, changed)


def _refuse(problems: list[str]) -> None:
    if problems:
        more = f"; and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise InputError(f"Nothing was taken over: {'; '.join(problems[:10])}{more}")


def _short_name(slug: str, of: str) -> str:
    if not slug:
        raise InputError(f"a {of} needs its short name")
    if slug != slugify(slug) or len(slug) > 60:
        raise InputError(f"“{slug[:60]}” is no short name of a {of}: letters, figures and hyphens, as {slugify(slug)[:60] or 'checkout'}")
    return slug


def _team(row: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the team is new, and whether anything of it is."""
    slug = _short_name(row.get("team", ""), "team")
    found = Team.objects.filter(slug=slug).first()
    team = found or add_team(row.get("name") or slug, slug=slug)
    before = (team.name, team.zone, team.country)
    if zone := row.get("zone", ""):
        zone_of(zone)
    country = row.get("country", "").upper()
    holidays_of(country, timezone.localdate().year)
    team.name, team.zone, team.country = (row.get("name") or team.name)[:120], zone or team.zone, country or team.country
    team.save(update_fields=["name", "zone", "country"])
    return found is None, before != (team.name, team.zone, team.country)


def _service(row: Mapping[str, str]) -> tuple[bool, bool]:
    """Whether the service is new, and whether anything of it is."""
    slug = _short_name(row.get("service", ""), "service")
    found = Service.objects.filter(slug=slug).first()
    service = found or add_service(row.get("name") or slug, slug=slug)
    renamed = bool(row.get("name")) and service.name != row["name"][:120]
    if renamed:
        service.name = row["name"][:120]
        service.save(update_fields=["name"])
    owner, team = service.owner, service.team
    if word := row.get("owner", ""):
        owner = find_person(word)
        if owner is None:
            raise InputError(f"nobody, or more than one, is called {word[:60]}: give the e-mail address, or bring in the people first")
    if word := row.get("team", ""):
        team = find_team(word) or add_team(word)
    return found is None, _answers(service, owner=owner, team=team) or renamed


def _answers(service: Service, *, owner: Person | None, team: Team | None) -> bool:
    if (service.owner, service.team) == (owner, team):
        return False
    service.owner, service.team = owner, team
    service.save(update_fields=["owner", "team"])
    return True


def _rows(text: str, columns: tuple[str, ...], required: frozenset[str]) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    unknown = sorted(set(names) - set(columns))
    if not set(names) >= required or unknown:
        told = f"; nobody knows {', '.join(unknown)}" if unknown else ""
        raise InputError(f"The first line names the columns: {columns[0]}, and any of {', '.join(columns[1:])}{told}.")
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
