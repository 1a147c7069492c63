"""What a fake Redmine holds: projects with categories and members, statuses, roles, issues and how they are tied. Speaks no HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from followthrough.trackers.base import Meaning

RIGHTS = (
    *("view_issues", "add_issues", "edit_issues", "add_issue_notes", "manage_issue_relations", "manage_categories"),
    *("set_own_issues_private", "view_members"),
)


@dataclass(frozen=True, slots=True)
class Status:
    id: int
    name: str
    closed: bool = False
    means: Meaning = Meaning.OPEN  # to who looks at it; Redmine itself knows only open and closed


# As Redmine's own default data has them.
STATUSES = (
    Status(1, "New"),
    Status(2, "In Progress", means=Meaning.STARTED),
    Status(3, "Resolved", means=Meaning.STARTED),
    Status(4, "Feedback"),
    Status(5, "Closed", closed=True, means=Meaning.DONE),
    Status(6, "Rejected", closed=True, means=Meaning.DROPPED),
)
TRACKERS = {1: "Bug", 2: "Feature", 3: "Support"}


@dataclass(frozen=True, slots=True)
class User:
    id: int
    login: str
    first: str
    last: str
    role: int = 4

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: set[str] = field(default_factory=lambda: set(RIGHTS))
    assignable: bool = True
    issues_visibility: str = "default"


@dataclass(slots=True)
class Project:
    id: int
    identifier: str
    name: str
    public: bool = False  # everybody may look, without a key too
    modules: set[str] = field(default_factory=lambda: {"issue_tracking"})
    categories: dict[int, str] = field(default_factory=dict)

    def category(self, name: str) -> int | None:
        return next((number for number, known in self.categories.items() if known == name), None)


@dataclass(slots=True)
class Issue:
    id: int
    project: Project
    subject: str
    status: Status
    author: int
    created: datetime
    updated: datetime
    description: str = ""
    tracker: int = 1
    category: int | None = None
    assignee: int | None = None
    start: date | None = None
    due: date | None = None
    private: bool = False
    closed: datetime | None = None

    @property
    def label(self) -> str:
        return self.project.categories.get(self.category or 0, "")
