"""The invented company's people as rows, and which of them acts. Decides nothing about items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from followthrough.web.demo.staff import Company, Crew, handle
from followthrough.web.models import Person, Service, Team, User
from followthrough.web.models.account import Role
from followthrough.web.operations import people
from followthrough.web.permissions import Actor

ZONES = ("Europe/Oslo", "Europe/Lisbon", "America/New_York")  # of one team after the other


@dataclass(frozen=True)
class Cast:
    company: Company
    users: dict[str, User]
    persons: dict[str, Person]
    teams: dict[str, Team]
    services: dict[str, Service]
    left: dict[str, date]  # who has left, and on which day

    def person(self, name: str) -> Person | None:
        return self.persons.get(name)

    def actor(self, name: str) -> Actor:
        return Actor.person(self.users[name])

    def team_of(self, owner: str, crew: Crew) -> Team:
        """The team an item belongs to: its owner's, or its incident's."""
        return self.teams[self.company.crew_of.get(owner, crew).slug]

    def doer(self, owner: str, crew: Crew, *, at: datetime) -> Actor:
        """Who works on an item: its owner, or the head of the team while there is none or they have left."""
        gone = self.left.get(owner)
        if owner in self.users and (gone is None or at.date() < gone):
            return self.actor(owner)
        return self.actor(self.company.crew_of.get(owner, crew).head)

    def decider(self, owner: str, crew: Crew, *, private: bool) -> Actor:
        """Who decides about an item: the head of its team; of a private incident its own team's."""
        return self.actor((crew if private else self.company.crew_of.get(owner, crew)).head)

    def may_know(self, crew: Crew, owners: Iterable[str]) -> list[Person]:
        """Those who see a private incident: the team it struck, the reliability lead, and who does something about it."""
        names = dict.fromkeys([*crew.people, self.company.lead, *owners])
        return [self.persons[name] for name in names if name in self.persons]


def hire(company: Company, *, today: date) -> Cast:
    """Put everybody into the database: each with an account, of which none has a password."""
    teams = {crew.slug: people.add_team(crew.name, slug=crew.slug) for crew in company.crews}
    services = {
        slug: people.add_service(name, slug=slug, team=teams[crew.slug]) for crew in company.crews for slug, name in crew.services.items()
    }
    users: dict[str, User] = {}
    persons: dict[str, Person] = {}
    for name in company.everybody():
        username = company.username(name)
        users[name] = people.add_account(username, role=Role(company.role(name)), email=f"{handle(name)}@{company.domain}", full_name=name)
        persons[name] = people.person_of(users[name])
        if name in company.crew_of:
            people.join(persons[name], teams[company.crew_of[name].slug])
    _answer_to_each_other(company, persons, services)
    left = {name: today - timedelta(days=days) for name, days in company.left.items()}
    return Cast(company, users, persons, teams, services, left)


def _answer_to_each_other(company: Company, persons: dict[str, Person], services: dict[str, Service]) -> None:
    """A team's people answer to its head, the heads to the reliability lead; the head looks after the services."""
    for number, crew in enumerate(company.crews):
        for name in crew.people:
            manager = company.lead if name == crew.head else crew.head
            people.describe(persons[name], manager=persons[manager], zone=ZONES[number % len(ZONES)])
        for slug in crew.services:
            people.look_after(services[slug], persons[crew.head])
