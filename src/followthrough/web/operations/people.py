"""People, their teams, and the account behind a person. Who may do what is in `web.permissions`."""

from __future__ import annotations

from datetime import time

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from followthrough.core.calendar import zone_of
from followthrough.errors import InputError, NotPermitted
from followthrough.web.holidays import holidays_of
from followthrough.web.models import Membership, Person, Service, Team, User
from followthrough.web.models.account import Role
from followthrough.web.operations.wording import required, words
from followthrough.web.permissions import Actor, require_change, require_person

LONGEST_NAME = 160
LONGEST_HANDLE = 80


def find_person(name: str) -> Person | None:
    """The one person known by this handle, e-mail address or name; None where nobody or more than one is."""
    name = words(name)
    if name.startswith("@"):
        found = Person.objects.filter(handle__iexact=name[1:])
    elif "@" in name:
        found = Person.objects.filter(email__iexact=name)
    else:
        found = Person.objects.filter(name__iexact=name)
    people = list(found[:2])
    return people[0] if len(people) == 1 else None


def find_or_add_person(name: str, *, by: Actor | None = None) -> Person:
    """The person known by this handle, e-mail address or name, else a new one. A name that several bear says not whom: refused."""
    if by is not None:
        require_change(by, team_id=None)
    name = required(name, "A person needs a name.")
    longest = LONGEST_HANDLE if name.startswith("@") else LONGEST_NAME
    if len(name) > longest:
        raise InputError(f"A name may have {longest} characters, and this has {len(name)}: give the person's name alone.")
    with transaction.atomic():
        found = find_person(name)
        if found is not None:
            return found
        if Person.objects.filter(name__iexact=name).exists():
            raise InputError(f"Several people are called {name}: use the e-mail address or the @handle of the one you mean.")
        if name.startswith("@"):
            return add_person(name[1:], handle=name[1:])
        return add_person(name.partition("@")[0] if "@" in name else name, email=name if "@" in name else None)


def add_person(
    name: str, *, email: str | None = None, handle: str | None = None, user: User | None = None, teams: tuple[Team, ...] = ()
) -> Person:
    """A new person, with the teams they are in."""
    with transaction.atomic():
        person = Person(name=required(name, "A person needs a name.")[:160], email=email or None, handle=handle or None, user=user)
        person.save(force_insert=True)
        for team in teams:
            join(person, team)
    return person


def person_of(user: User) -> Person:
    """The person behind an account; added where there is none yet."""
    found = Person.objects.filter(user=user).first()
    return found or add_person(user.shown_name, user=user)


def join(person: Person, team: Team) -> None:
    """Make a person a member of a team."""
    Membership.objects.get_or_create(person=person, team=team)


def describe(person: Person, *, manager: Person | None = None, zone: str = "", country: str = "") -> Person:
    """Say whom somebody answers to and by which clock they work."""
    person.manager, person.zone, person.country = manager, zone, country
    person.save(update_fields=["manager", "zone", "country"])
    return person


def set_hours(person: Person, *, zone: str, country: str, opens: time | None, closes: time | None, by: Actor) -> Person:
    """When somebody works: they say so themselves, or a lead does. What is left empty is their team's, and then the organisation's."""
    user = require_person(by)
    if person.user_id != user.pk and not user.leads:
        raise NotPermitted(f"{person.name} says when they work, or a lead does.")
    zone, country = zone.strip(), country.strip().upper()
    if zone:
        zone_of(zone)
    holidays_of(country, timezone.localdate().year)
    if (opens is None) != (closes is None):
        raise InputError("Give both the beginning and the end of the day, or neither.")
    if opens is not None and closes is not None and not opens < closes:
        raise InputError("The day ends after it begins: give the end as the later time.")
    person.zone, person.country, person.opens, person.closes = zone, country, opens, closes
    person.save(update_fields=["zone", "country", "opens", "closes"])
    return person


def look_after(service: Service, owner: Person) -> Service:
    """Say who owns a service: they hear of what stays undone for it."""
    service.owner = owner
    service.save(update_fields=["owner"])
    return service


def deactivate_person(person: Person) -> Person:
    """Say that somebody has left: their open items show that the owner is gone."""
    person.is_active = False
    person.save(update_fields=["is_active"])
    return person


def add_team(name: str, *, slug: str = "") -> Team:
    """The team of this name; added where there is none yet."""
    name = required(name, "A team needs a name.")[:120]
    return Team.objects.get_or_create(slug=(slug or slugify(name) or "team")[:60], defaults={"name": name})[0]


def find_team(name: str) -> Team | None:
    """The team of this name or short name."""
    short = slugify(name.casefold().removeprefix("team ").removesuffix(" team"))
    return Team.objects.filter(slug=short).first() or Team.objects.filter(name__iexact=words(name)).first()


def add_service(name: str, *, slug: str = "", team: Team | None = None) -> Service:
    """The service of this name; added where there is none yet."""
    name = required(name, "A service needs a name.")[:120]
    return Service.objects.get_or_create(slug=(slug or slugify(name) or "service")[:60], defaults={"name": name, "team": team})[0]


def add_account(username: str, *, role: Role | str, password: str | None = None, email: str = "", full_name: str = "") -> User:
    """A new account with the person behind it. Without a password nobody can sign in with it over the web."""
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise InputError(f"There is an account {username} already.")
        first, _, last = words(full_name).partition(" ")
        user = User(username=username, email=email, role=role, first_name=first, last_name=last)
        user.set_password(password)  # None makes it unusable
        user.save(force_insert=True)
        _person_behind(user)
    return user


def _person_behind(user: User) -> None:
    """Somebody who is known already by their address gets the account; a name alone proves nothing."""
    known = Person.objects.filter(email__iexact=user.email, user=None).first() if user.email else None
    if known is None:
        add_person(user.shown_name, email=user.email or None, user=user)
        return
    known.user = user
    known.save(update_fields=["user"])
