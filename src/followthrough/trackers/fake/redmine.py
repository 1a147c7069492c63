"""A fake Redmine 5: its REST service in JSON, its rights, its workflow, its silences. Sends no mail and renders no page.

Written from redmine.org/projects/redmine/wiki: Rest_api, Rest_Issues, Rest_Projects, Rest_Memberships, Rest_IssueStatuses, Rest_Roles,
Rest_IssueCategories, Rest_IssueRelations, RedmineRoles, RedmineIssues.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from followthrough.trackers.base import Ref
from followthrough.trackers.fake.dialect import Dialect, Request, Response, Seen
from followthrough.trackers.fake.redmine_rest import answer
from followthrough.trackers.fake.redmine_state import STATUSES, Issue, Project, Role, Status, User


class Redmine(Dialect):
    """One Redmine with three projects. `ours` is the role that our account has in those it sees."""

    place = "ops"
    other_place = "shop"
    hidden_place = "secret"

    def __init__(self, *, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(clock=clock)
        self.users = {user.login: user for user in (*_PEOPLE, User(9, "followthrough", "Follow", "Through", role=5))}
        self.ours = Role(5, "Followthrough")
        self.roles = {4: Role(4, "Developer"), 5: self.ours, 6: Role(6, "Watcher", assignable=False)}
        self.projects = {name: Project(number, name, words) for number, name, words in _PROJECTS}
        self.visible = {"ops", "shop"}  # to our account
        self.viewing = self.visible  # to whoever asks right now
        self.statuses: tuple[Status, ...] = STATUSES
        self.workflow: Mapping[str, set[str]] | None = None  # from a status to those allowed; None: all
        self.read_only: set[str] = set()  # fields that the workflow does not let our role change
        self.says_allowed = True  # Redmine 5.0 and later
        self.rest_on = True
        self.issues: dict[int, Issue] = {}
        self.duplicates: list[tuple[int, int]] = []
        self.effects: list[str] = []
        self.made = 0
        self.last_issue = 0
        self.last_category = 0
        self.revoked = False

    # --- requests -----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        return answer(self, request)

    def creations(self) -> int:
        return self.made

    def status(self, name: str) -> Status:
        return next(status for status in self.statuses if status.name == name)

    def allowed(self, issue: Issue) -> list[Status]:
        if self.workflow is None:
            return list(self.statuses)
        reached = {issue.status.name, *self.workflow.get(issue.status.name, set())}
        return [status for status in self.statuses if status.name in reached]

    def new_issue(self, project: Project, subject: str, *, author: int, **values: Any) -> Issue:
        """An issue begins on the day it is made, unless something else is said."""
        self.last_issue += 1
        now = self.clock()
        values = {"start": now.date(), **values}
        issue = Issue(self.last_issue, project, subject, self.statuses[0], author, now, now, **values)
        self.issues[issue.id] = issue
        return issue

    def change(self, issue: Issue, **values: Any) -> None:
        """A save that changes nothing leaves the stamp as it is."""
        if all(getattr(issue, name) == value for name, value in values.items()):
            return
        was = issue.status
        for name, value in values.items():
            setattr(issue, name, value)
        issue.updated = self.clock()
        if issue.status.closed and not was.closed:
            issue.closed = issue.updated

    def new_category(self, project: Project, name: str) -> int:
        self.last_category += 1
        project.categories[self.last_category] = name
        return self.last_category

    # --- people ---------------------------------------------------------------------------------------------------------

    def people(self) -> Mapping[str, str]:
        return {user.login: str(user.id) for user in _PEOPLE}

    def add(self, title: str, *, body: str = "", labels: tuple[str, ...] = (), assignee: str | None = None, due: date | None = None) -> Ref:
        with self.lock:
            project = self.projects[self.place]
            issue = self.new_issue(
                project,
                title,
                author=_PEOPLE[0].id,
                description=body,
                category=self._category(project, labels),
                assignee=int(assignee) if assignee else None,
                due=due,
            )
            return _ref(issue)

    def retitle(self, ref: Ref, title: str) -> None:
        self._save(ref, subject=title)

    def rewrite(self, ref: Ref, text: str) -> None:
        """Somebody throws the description away and writes another."""
        self._save(ref, description=text)

    def assign(self, ref: Ref, assignee: str | None) -> None:
        self._save(ref, assignee=int(assignee) if assignee else None)

    def set_due(self, ref: Ref, due: date | None) -> None:
        self._save(ref, due=due)

    def put(self, ref: Ref, status: str) -> None:
        self._save(ref, status=self.status(status))

    def start(self, ref: Ref) -> None:
        self.put(ref, "In Progress")

    def finish(self, ref: Ref) -> None:
        self.put(ref, "Closed")

    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        with self.lock:
            self.put(ref, "Rejected")
            if duplicate_of is not None:
                self.duplicates.append((int(ref.id), int(duplicate_of.id)))

    def reopen(self, ref: Ref) -> None:
        self.put(ref, "New")

    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None:
        """An issue has one category: the first."""
        with self.lock:
            self._save(ref, category=self._category(self.issues[int(ref.id)].project, labels))

    def move(self, ref: Ref, place: str) -> Ref:
        """The number stays; the category only where the other project has one of that name."""
        with self.lock:
            issue, project = self.issues[int(ref.id)], self.projects[place]
            self.change(issue, category=project.category(issue.label) if issue.category else None, project=project)
            return _ref(issue)

    def delete(self, ref: Ref) -> None:
        with self.lock:
            del self.issues[int(ref.id)]

    def revoke(self) -> None:
        self.revoked = True

    def peek(self, ref: Ref) -> Seen | None:
        with self.lock:
            issue = self.issues.get(int(ref.id))
            return None if issue is None else _seen(issue)

    def all(self) -> list[Seen]:
        with self.lock:
            return [_seen(issue) for issue in self.issues.values()]

    def _save(self, ref: Ref, **values: Any) -> None:
        with self.lock:
            self.change(self.issues[int(ref.id)], **values)

    def _category(self, project: Project, labels: tuple[str, ...]) -> int | None:
        if not labels:
            return None
        return project.category(labels[0]) or self.new_category(project, labels[0])


_PEOPLE = (User(5, "ada", "Ada", "Quist"), User(6, "ben", "Ben", "Oyelaran"), User(7, "cleo", "Cleo", "Marsh"))
_PROJECTS = ((1, "ops", "Operations"), (2, "shop", "Web shop"), (3, "secret", "Secret"))


def _ref(issue: Issue) -> Ref:
    return Ref(str(issue.id), f"#{issue.id}")


def _seen(issue: Issue) -> Seen:
    return Seen(
        _ref(issue),
        issue.subject,
        issue.description,
        issue.status.means,
        issue.status.name,
        (str(issue.assignee),) if issue.assignee else (),
        issue.due,
        (issue.label,) if issue.label else (),
        issue.project.identifier,
    )
