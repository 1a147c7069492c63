"""The fake trackers that tests of the whole sync run against, over sockets, each with what a connection to it needs. Holds no test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from followthrough.trackers.fake.dialect import Dialect
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.fake.gitlab import GitLab
from followthrough.trackers.fake.jira import JiraCloud, JiraServer
from followthrough.trackers.fake.linear import Linear
from followthrough.trackers.fake.redmine import Redmine
from followthrough.trackers.fake.server import serving
from followthrough.web.models import Connection
from followthrough.web.operations import accounts, connections
from followthrough.web.operations.people import find_person
from tests.web.making import Cast


@dataclass(frozen=True)
class Kind:
    """One vendor's fake."""

    make: Callable[[], Dialect]
    credentials: Callable[[Dialect], Mapping[str, str]]
    api: str = ""  # what follows the address of the server
    looks_up: bool = True  # before a creation is repeated; else it is repeated under an id of ours


KINDS: dict[str, Kind] = {
    "github": Kind(GitHub, lambda fake: {"token": fake.token}),
    "gitlab": Kind(GitLab, lambda fake: {"token": fake.token}),
    "jira": Kind(JiraCloud, lambda fake: {"email": getattr(fake, "email", ""), "token": fake.token}),
    "linear": Kind(Linear, lambda fake: {"token": fake.token}, looks_up=False),
    "redmine": Kind(Redmine, lambda fake: {"token": fake.token}),
}
MORE = {"jira_server": Kind(JiraServer, lambda fake: {"token": fake.token})}  # not for each test of all: much is as in Jira Cloud


@dataclass
class Site:
    """A running fake and our connection to it."""

    dialect: Dialect
    connection: Connection
    url: str


@contextmanager
def connected(kind: str, cast: Cast, *, read_only: bool = False, people: bool = True) -> Iterator[Site]:
    """A fake on a socket, connected by Frank; Ada is Alice and Ben is Bob."""
    known = (KINDS | MORE)[kind]
    dialect = known.make()
    with serving(dialect) as server:
        connection = connections.add_connection(
            kind=kind,
            name=f"The {kind}",
            place=dialect.place,
            credentials=known.credentials(dialect),
            base_url=f"{server.url}{known.api}",
            read_only=read_only,
            team=cast.team,
            by=cast.by("frank"),
        )
        if connection.base_url != f"{server.url}{known.api}":  # a vendor with one address of its own: connecting takes no other
            connection.base_url = f"{server.url}{known.api}"
            connection.save(update_fields=["base_url"])
        if people:
            match_people(connection, dialect, cast)
        yield Site(dialect, connection, server.url)


def match_people(connection: Connection, dialect: Dialect, cast: Cast) -> None:
    from followthrough.web.sync.opening import open_connection

    tracker = open_connection(connection)
    accounts.take_accounts(connection, tracker.accounts())
    tracker.close()
    for handle, name in {"ada": "Alice", "ben": "Bob"}.items():
        row = connection.accounts.get(account_id=dialect.people()[handle])
        accounts.confirm_account(row.pk, person=find_person(name), by=cast.by("frank"))
