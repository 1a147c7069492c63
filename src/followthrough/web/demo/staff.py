"""Who works at the invented company, as data. Puts nobody into the database."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources


@dataclass(frozen=True, slots=True)
class Crew:
    """A team: the first of its people leads it."""

    slug: str
    name: str
    prefix: str  # of its tickets
    paper: str  # the house style of its postmortems
    people: tuple[str, ...]
    services: Mapping[str, str]

    @property
    def head(self) -> str:
        return self.people[0]


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    name: str
    role: str


@dataclass(frozen=True)
class Company:
    name: str
    domain: str
    crews: tuple[Crew, ...]
    accounts: tuple[Account, ...]  # those by which a visitor looks at the demo
    left: Mapping[str, int]  # who has left the company, and how many days ago

    @cached_property
    def crew_of(self) -> dict[str, Crew]:
        return {person: crew for crew in self.crews for person in crew.people}

    @cached_property
    def crew_named(self) -> dict[str, Crew]:
        return {crew.slug: crew for crew in self.crews}

    @property
    def lead(self) -> str:
        """The reliability lead, who belongs to no team and decides for all."""
        return next(account.name for account in self.accounts if account.role == "lead")

    def everybody(self) -> list[str]:
        return list(dict.fromkeys([*self.crew_of, *(account.name for account in self.accounts)]))

    def username(self, person: str) -> str:
        return next((account.username for account in self.accounts if account.name == person), handle(person))

    def role(self, person: str) -> str:
        """A team's head acts for other teams too when an incident spans several."""
        given = next((account.role for account in self.accounts if account.name == person), "")
        return given or ("lead" if any(crew.head == person for crew in self.crews) else "member")


def handle(person: str) -> str:
    """Lucía Ferreyra -> lucia.ferreyra"""
    plain = unicodedata.normalize("NFKD", person).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", ".", plain).strip(".")


def read() -> Company:
    """The company as company.toml describes it."""
    data = tomllib.loads((resources.files(__package__) / "company.toml").read_text(encoding="utf-8"))
    return Company(
        name=data["name"],
        domain=data["domain"],
        crews=tuple(Crew(**{**team, "people": tuple(team["people"])}) for team in data["team"]),
        accounts=tuple(Account(username, **account) for username, account in data["accounts"].items()),
        left=data["left"],
    )
