"""What a fake Linear holds: people, teams with their workflow states, labels, issues, webhooks. Answers nothing.

linear.app/docs: "Teams", "Issue status" (each team has its own states, of a few kinds), "Labels" (of a team or of the workspace).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from followthrough.trackers.base import Meaning

WORKSPACE: Final = "acme"
_NAMES: Final = uuid.UUID("7a3c1c1e-5f0b-4b6e-9d55-0c6f2f6f4a10")
MEANS: Final = {
    "triage": Meaning.OPEN,
    "backlog": Meaning.OPEN,
    "unstarted": Meaning.OPEN,
    "started": Meaning.STARTED,
    "completed": Meaning.DONE,
    "canceled": Meaning.DROPPED,
    "duplicate": Meaning.DROPPED,
}
STATES: Final = (
    ("Backlog", "backlog"),
    ("Todo", "unstarted"),
    ("In Progress", "started"),
    ("In Review", "started"),
    ("Done", "completed"),
    ("Canceled", "canceled"),
    ("Duplicate", "duplicate"),
)


def named_id(name: str) -> str:
    """The same UUID (version 4 in form, as all of Linear's are) for the same name in every run."""
    return str(uuid.UUID(bytes=uuid.uuid5(_NAMES, name).bytes, version=4))


@dataclass(slots=True, eq=False)
class User:
    id: str
    name: str
    display_name: str
    email: str
    admin: bool = False
    app: bool = False
    active: bool = True


@dataclass(slots=True, eq=False)
class State:
    id: str
    name: str
    type: str
    position: float


@dataclass(slots=True, eq=False)
class Team:
    id: str
    key: str
    name: str
    states: list[State]
    members: list[User]
    triage: bool = False
    last_number: int = 0
    archived: datetime | None = None

    def of_type(self, *types: str) -> State:
        return next(state for kind in types for state in self.states if state.type == kind)

    @property
    def default(self) -> State:
        return self.of_type("triage") if self.triage else self.of_type("unstarted", "backlog")


@dataclass(slots=True, eq=False)
class Label:
    id: str
    name: str
    team: Team | None  # None: of the whole workspace
    is_group: bool = False


@dataclass(slots=True, eq=False)
class Relation:
    id: str
    type: str
    issue: Issue
    related: Issue
    created: datetime


@dataclass(slots=True, eq=False)
class Issue:
    id: str
    team: Team
    number: int
    title: str
    state: State
    creator: User | None
    created: datetime
    updated: datetime
    description: str = ""
    assignee: User | None = None
    due: date | None = None
    labels: list[Label] = field(default_factory=list)
    completed: datetime | None = None
    canceled: datetime | None = None
    started: datetime | None = None
    archived: datetime | None = None
    trashed: bool = False
    former: list[str] = field(default_factory=list)

    @property
    def identifier(self) -> str:
        return f"{self.team.key}-{self.number}"

    @property
    def url(self) -> str:
        return f"https://linear.app/{WORKSPACE}/issue/{self.identifier}"


@dataclass(slots=True, eq=False)
class Webhook:
    id: str
    url: str
    secret: str
    team: Team | None
    types: list[str]
    label: str
    created: datetime
    enabled: bool = True
    failures: list[int] = field(default_factory=list)


def new_team(key: str, name: str, members: list[User], states: tuple[tuple[str, str], ...] = STATES) -> Team:
    made = [State(named_id(f"state {key} {words}"), words, kind, float(position)) for position, (words, kind) in enumerate(states)]
    return Team(named_id(f"team {key}"), key, name, made, members)
