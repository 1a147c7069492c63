"""What a fake GitLab holds: users, projects, issues and where they went, webhooks. Speaks no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from followthrough.trackers.base import Meaning

GUEST: Final = 10
PLANNER: Final = 15
REPORTER: Final = 20
MAINTAINER: Final = 40
OWNER: Final = 50
DROPPED: Final = frozenset({"won't do", "wontfix", "won't fix", "not planned", "declined"})  # what people here call it


@dataclass(frozen=True, slots=True)
class User:
    id: int
    username: str
    bot: bool = False
    state: str = "active"


@dataclass(slots=True)
class Issue:
    id: int
    iid: int
    project: Project
    title: str
    body: str
    author: User
    created: datetime
    updated: datetime
    labels: list[str] = field(default_factory=list)
    assignees: list[User] = field(default_factory=list)
    due: date | None = None
    confidential: bool = False
    closed: datetime | None = None
    type: str = "issue"
    moved_to: int | None = None  # id
    duplicated_to: int | None = None  # id
    links: list[int] = field(default_factory=list)  # ids

    @property
    def key(self) -> str:
        return f"{self.project.path}#{self.iid}"

    @property
    def meaning(self) -> Meaning:
        if self.closed is None:
            return Meaning.OPEN
        says_no = {label.casefold().rpartition("::")[2] for label in self.labels} & DROPPED
        return Meaning.DROPPED if says_no or self.duplicated_to or self.moved_to else Meaning.DONE


@dataclass(slots=True)
class Webhook:
    id: int
    url: str
    created: datetime
    token: str = ""
    signing_token: str = ""
    issues_events: bool = False
    confidential_issues_events: bool = False
    push_events: bool = True
    enable_ssl_verification: bool = True
    alert_status: str = "executable"
    disabled_until: datetime | None = None


@dataclass(slots=True)
class Project:
    id: int
    path: str  # with namespace
    access: int = REPORTER  # of our token's account; 0: it is no member
    issues_enabled: bool = True
    archived: bool = False
    labels: dict[str, int] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)  # by iid
    hooks: dict[int, Webhook] = field(default_factory=dict)
    members: dict[int, int] = field(default_factory=dict)  # access levels by user id
    last_iid: int = 0
