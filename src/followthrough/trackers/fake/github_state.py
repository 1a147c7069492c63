"""What a fake GitHub holds: users, repositories, issues and where they went, webhooks. Speaks no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from followthrough.trackers.base import Meaning


@dataclass(frozen=True, slots=True)
class User:
    id: int
    login: str
    type: str = "User"


@dataclass(slots=True)
class Issue:
    id: int
    number: int
    repository: Repository
    title: str
    body: str
    author: User
    created: datetime
    updated: datetime
    labels: list[str] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    closed: datetime | None = None
    reason: str | None = None
    duplicate_of: int | None = None  # id
    is_pull: bool = False

    @property
    def key(self) -> str:
        return f"{self.repository.full_name}#{self.number}"

    @property
    def meaning(self) -> Meaning:
        if self.closed is None:
            return Meaning.OPEN
        return Meaning.DONE if self.reason == "completed" else Meaning.DROPPED

    @property
    def status(self) -> str:
        return "open" if self.closed is None else f"closed as {self.reason}"


@dataclass(slots=True)
class Webhook:
    id: int
    url: str
    secret: str
    events: list[str]
    created: datetime
    active: bool = True
    last_status: int | None = None


@dataclass(slots=True)
class Repository:
    id: int
    owner: str
    name: str
    visible: bool = True  # to our token
    private: bool = True
    has_issues: bool = True
    permission: str = "write"  # of our token: read, triage, write, admin
    labels: dict[str, int] = field(default_factory=dict)
    issues: dict[int, Issue | int | None] = field(default_factory=dict)  # by number; an id where it was moved to, None where deleted
    hooks: dict[int, Webhook] = field(default_factory=dict)
    last_number: int = 0

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def may(self, what: str) -> bool:
        order = ("read", "triage", "write", "admin")
        return order.index(self.permission) >= order.index(what)
