"""What a fake Jira holds: issues with all they were before, a workflow as data, accounts, webhooks. Speaks no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

KEPT = timedelta(seconds=600)  # how long former states of an issue are kept for an index that lags


@dataclass(frozen=True, slots=True)
class Status:
    id: str
    name: str
    category: str  # new, indeterminate, done, or what nobody has heard of

    def json(self, base: str, api: str) -> dict[str, Any]:
        number = {"new": 2, "done": 3, "indeterminate": 4}.get(self.category, 1)
        category = {"id": number, "key": self.category, "name": {"new": "To Do", "done": "Done"}.get(self.category, "In Progress")}
        return {"self": f"{base}/{api}/status/{self.id}", "id": self.id, "name": self.name, "description": "", "statusCategory": category}


@dataclass(frozen=True, slots=True)
class Resolution:
    id: str
    name: str

    def json(self, base: str, api: str) -> dict[str, Any]:
        return {"self": f"{base}/{api}/resolution/{self.id}", "id": self.id, "name": self.name, "description": ""}


@dataclass(frozen=True, slots=True)
class Step:
    """A transition. `sources` empty: from everywhere. `asks` are the resolutions on its screen; `gives` is set by the workflow itself."""

    id: str
    name: str
    to: str
    sources: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    must: bool = False  # the resolution is required
    gives: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)  # other required fields of the screen, by id: name


@dataclass(frozen=True, slots=True)
class Workflow:
    statuses: tuple[Status, ...]
    resolutions: tuple[Resolution, ...]
    steps: tuple[Step, ...]
    begins: str = ""
    reopened: str = ""  # the status that reopening leads to

    def status(self, name: str) -> Status:
        return next(status for status in self.statuses if name in {status.id, status.name})

    def resolution(self, name: str) -> Resolution:
        return next(resolution for resolution in self.resolutions if name in {resolution.id, resolution.name})

    def offered(self, status: Status) -> list[Step]:
        return [step for step in self.steps if (not step.sources or status.name in step.sources) and step.to != status.name]


@dataclass(frozen=True, slots=True)
class Account:
    id: str  # accountId, or the key of Data Center
    name: str
    display: str
    email: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue at one moment; a change makes another one."""

    id: int
    project: str
    number: int
    summary: str
    status: Status
    creator: str
    created: datetime
    updated: datetime
    type: str = "10001"
    description: Any = None
    resolution: Resolution | None = None
    resolved: datetime | None = None
    moved_on: datetime | None = None  # when its category of status changed
    assignee: str | None = None
    due: date | None = None
    labels: tuple[str, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)
    duplicates: int | None = None
    former: tuple[str, ...] = ()  # keys it had

    @property
    def key(self) -> str:
        return f"{self.project}-{self.number}"


class Store:
    """All issues, with what a lagging index still shows of them."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.issues: dict[int, Issue] = {}
        self._states: dict[int, list[tuple[datetime, Issue | None]]] = {}
        self._numbers: dict[str, int] = {}
        self._last = 10000

    def add(self, project: str, **values: Any) -> Issue:
        self._last += 1
        now = self.stamp()
        issue = Issue(id=self._last, project=project, number=self._number(project), created=now, updated=now, **values)
        self._put(issue.id, issue)
        return issue

    def change(self, issue: Issue, **values: Any) -> Issue:
        """The issue with these values, stamped; the very issue where they are what it has."""
        if all(getattr(issue, name) == value for name, value in values.items()):
            return issue
        changed = replace(issue, **values, updated=max(self.stamp(), issue.updated))
        self._put(issue.id, changed)
        return changed

    def move(self, issue: Issue, project: str) -> Issue:
        return self.change(issue, project=project, number=self._number(project), former=(*issue.former, issue.key))

    def delete(self, issue: Issue) -> None:
        del self.issues[issue.id]
        self._states[issue.id].append((self._clock(), None))

    def get(self, name: str) -> Issue | None:
        """By id, key, or a key it had before a move: Jira finds it by each."""
        if name.isdigit():
            return self.issues.get(int(name))
        return next((issue for issue in self.issues.values() if name.upper() in {issue.key, *issue.former}), None)

    def indexed(self, lag: timedelta, fresh: set[int]) -> list[Issue]:
        """The issues as the search sees them: as they were `lag` ago, but those in `fresh` as they are."""
        shown = self._clock() - lag
        found = []
        for number, states in self._states.items():
            if number in fresh or not lag:
                issue = self.issues.get(number)
            else:
                issue = next((state for at, state in reversed(states) if at <= shown), None)
            if issue is not None:
                found.append(issue)
        return found

    def stamp(self) -> datetime:
        now = self._clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def _number(self, project: str) -> int:
        self._numbers[project] = self._numbers.get(project, 0) + 1
        return self._numbers[project]

    def _put(self, number: int, issue: Issue) -> None:
        now = self._clock()
        self.issues[number] = issue
        states = self._states.setdefault(number, [])
        states.append((now, issue))
        while len(states) > 1 and states[1][0] < now - KEPT:
            del states[0]


_CLOUD_RESOLUTIONS = tuple(
    Resolution(str(10000 + number), name) for number, name in enumerate(("Done", "Won't Do", "Duplicate", "Cannot Reproduce"))
)
CLOUD_WORKFLOW = Workflow(
    statuses=(Status("10100", "To Do", "new"), Status("10101", "In Progress", "indeterminate"), Status("10102", "Done", "done")),
    resolutions=_CLOUD_RESOLUTIONS,
    steps=(
        Step("11", "To Do", "To Do"),
        Step("21", "In Progress", "In Progress"),
        Step("31", "Done", "Done", asks=tuple(resolution.id for resolution in _CLOUD_RESOLUTIONS), gives="Done"),
    ),
    begins="To Do",
    reopened="To Do",
)
_OLD_RESOLUTIONS = tuple(
    Resolution(str(number), name)
    for number, name in enumerate(("Fixed", "Won't Fix", "Duplicate", "Incomplete", "Cannot Reproduce", "Done", "Won't Do"), start=1)
)
_ALL = tuple(resolution.id for resolution in _OLD_RESOLUTIONS)
CLASSIC_WORKFLOW = Workflow(
    statuses=(
        Status("1", "Open", "new"),
        Status("3", "In Progress", "indeterminate"),
        Status("4", "Reopened", "new"),
        Status("5", "Resolved", "done"),
        Status("6", "Closed", "done"),
    ),
    resolutions=_OLD_RESOLUTIONS,
    steps=(
        Step("4", "Start Progress", "In Progress", ("Open", "Reopened")),
        Step("301", "Stop Progress", "Open", ("In Progress",)),
        Step("5", "Resolve Issue", "Resolved", ("Open", "In Progress", "Reopened"), asks=_ALL, must=True),
        Step("2", "Close Issue", "Closed", ("Open", "In Progress", "Reopened"), asks=_ALL, must=True),
        Step("701", "Close Resolved", "Closed", ("Resolved",), asks=_ALL, must=True),
        Step("3", "Reopen Issue", "Reopened", ("Resolved", "Closed")),
    ),
    begins="Open",
    reopened="Reopened",
)
