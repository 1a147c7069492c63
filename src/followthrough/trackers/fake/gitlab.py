"""A fake GitLab: its REST API for issues, its rights, moves, limits, quick actions and silences. Renders no page, runs no pipeline.

Written from docs.gitlab.com/api: "Issues API", "Issue links API", "Projects API", "Project members API", "Project webhooks API", "REST API"
(pages, redirects, status codes), "GraphQL API resources" (Query.issue); user guide: "Manage issues" (moving), "Roles and permissions".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from followthrough.trackers.base import Ref
from followthrough.trackers.fake.dialect import Dialect, Request, Response, Seen
from followthrough.trackers.fake.gitlab_limits import Meter
from followthrough.trackers.fake.gitlab_rest import answer
from followthrough.trackers.fake.gitlab_state import DROPPED, PLANNER, REPORTER, Issue, Project, User
from followthrough.trackers.fake.gitlab_webhooks import announce


class GitLab(Dialect):
    """One GitLab with three projects. `limits` switches the limits on; `totals` is up to how many rows a list tells how many there are."""

    token = "glpat-fake0001"  # noqa: S105 (it opens a fake)
    place = "acme/shop"
    other_place = "acme/ops"
    hidden_place = "acme/secret"

    def __init__(self, *, clock: Callable[[], datetime] | None = None, limits: bool = False, totals: int = 10_000) -> None:
        super().__init__(clock=clock)
        self.me = User(9, "followthrough", bot=True)
        self.users = {user.username: user for user in (*_PEOPLE, self.me)}
        self.projects = {
            number: Project(number, path, 0 if path == self.hidden_place else REPORTER, members=dict.fromkeys((5, 6, 7, 9), REPORTER))
            for number, path in enumerate((self.place, self.other_place, self.hidden_place), 101)
        }
        self.renamed: dict[str, int] = {}  # project ids by former path
        self.scopes = ["api"]
        self.tells_scopes = True
        self.token_ends: date | None = None
        self.meter = Meter(self.clock, on=limits)
        self.totals = totals
        self.effects: list[str] = []
        self.made = 0
        self.revoked = False
        self._last_id = 5000
        self._issues: dict[int, Issue] = {}

    # --- requests -----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        return answer(self, request)

    def creations(self) -> int:
        return self.made

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def named(self, path: str) -> Project | None:
        return next((it for it in self.projects.values() if it.path.casefold() == path.casefold()), None)

    def by_id(self, number: int | None) -> Issue | None:
        """Under the number that is unique in all of this GitLab."""
        return self._issues.get(number) if number else None

    def sees(self, issue: Issue) -> bool:
        """Whether our token's account may read it: a confidential one only with a role, or as its author or assignee."""
        access = issue.project.access
        return access >= PLANNER or (access > 0 and (not issue.confidential or self.me in {issue.author, *issue.assignees}))

    def new_issue(self, project: Project, title: str, *, author: User, labels: list[str], **values: Any) -> Issue:
        """Labels that are not there yet are made."""
        project.last_iid += 1
        now = self.clock()
        self._know(project, labels)
        values = {"created": now, "updated": now, "labels": labels, **values}
        issue = Issue(self.next_id(), project.last_iid, project, title, author=author, **values)
        project.issues[issue.iid] = self._issues[issue.id] = issue
        announce(self, issue, "open", by=author)
        return issue

    def change(self, issue: Issue, *, by: User, **values: Any) -> None:
        """A change that changes nothing leaves the stamp as it is and calls nobody. All that changes makes one event."""
        changed = {name: value for name, value in values.items() if getattr(issue, name) != value}
        self._know(issue.project, changed.get("labels", []))
        for name, value in changed.items():
            setattr(issue, name, value)
        if changed:
            issue.updated = self.clock()
            announce(self, issue, "update", by=by)

    def close(self, issue: Issue, *, by: User) -> None:
        if issue.closed is None:
            issue.closed = issue.updated = self.clock()
            announce(self, issue, "close", by=by)

    def open_again(self, issue: Issue, *, by: User) -> None:
        """What it was closed for is forgotten."""
        if issue.closed is not None:
            issue.closed, issue.moved_to, issue.duplicated_to = None, None, None
            issue.updated = self.clock()
            announce(self, issue, "reopen", by=by)

    def _know(self, project: Project, labels: list[str]) -> None:
        for label in labels:
            project.labels.setdefault(label, self.next_id())

    # --- people ---------------------------------------------------------------------------------------------------------

    def people(self) -> Mapping[str, str]:
        return {user.username: str(user.id) for user in _PEOPLE}

    def add(
        self,
        title: str,
        *,
        body: str = "",
        labels: tuple[str, ...] = (),
        assignee: str | None = None,
        due: date | None = None,
        **more: Any,
    ) -> Ref:
        """`more`: confidential, type."""
        with self.lock:
            values = {"body": body, "assignees": _users(assignee), "due": due, **more}
            return _ref(self.new_issue(self.project(self.place), title, author=_PEOPLE[0], labels=list(labels), **values))

    def retitle(self, ref: Ref, title: str) -> None:
        self._save(ref, title=title)

    def rewrite(self, ref: Ref, text: str) -> None:
        """Somebody throws the text away and writes another."""
        self._save(ref, body=text)

    def assign(self, ref: Ref, assignee: str | None) -> None:
        self._save(ref, assignees=_users(assignee))

    def set_due(self, ref: Ref, due: date | None) -> None:
        self._save(ref, due=due)

    def hide(self, ref: Ref) -> None:
        """Somebody makes it confidential."""
        self._save(ref, confidential=True)

    def start(self, ref: Ref) -> None:
        """An issue is open or closed."""

    def finish(self, ref: Ref) -> None:
        """Closed, with no label that says otherwise."""
        with self.lock:
            issue = self.found(ref)
            if issue.duplicated_to:
                self.open_again(issue, by=_PEOPLE[0])
            self.change(issue, by=_PEOPLE[0], labels=[label for label in issue.labels if label.casefold() not in DROPPED])
            self.close(issue, by=_PEOPLE[0])

    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        """People say it with a label, or with /duplicate."""
        with self.lock:
            issue = self.found(ref)
            if duplicate_of is None:
                self.change(issue, by=_PEOPLE[0], labels=list(dict.fromkeys([*issue.labels, "wontfix"])))
            else:
                issue.duplicated_to = self.found(duplicate_of).id
            self.close(issue, by=_PEOPLE[0])

    def reopen(self, ref: Ref) -> None:
        with self.lock:
            self.open_again(self.found(ref), by=_PEOPLE[0])

    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None:
        self._save(ref, labels=list(labels))

    def move(self, ref: Ref, place: str) -> Ref:
        """A copy there, with the labels which that project has too; the old one is closed and says where the copy is."""
        with self.lock:
            was, to = self.found(ref), self.project(place)
            values = {"body": was.body, "assignees": list(was.assignees), "due": was.due, "confidential": was.confidential}
            labels = [label for label in was.labels if label in to.labels]
            issue = self.new_issue(to, was.title, author=was.author, labels=labels, created=was.created, closed=was.closed, **values)
            was.moved_to = issue.id
            was.updated = self.clock()
            self.close(was, by=_PEOPLE[0])
            return _ref(issue)

    def delete(self, ref: Ref) -> None:
        with self.lock:
            issue = self.found(ref)
            del issue.project.issues[issue.iid], self._issues[issue.id]

    def rename(self, path: str, new: str) -> None:
        """The project gets another path; the old one sends on, until another project takes it."""
        with self.lock:
            project = self.project(path)
            self.renamed[project.path] = project.id
            project.path = new

    def revoke(self) -> None:
        self.revoked = True

    def peek(self, ref: Ref) -> Seen | None:
        with self.lock:
            issue = self._now_at(ref)
            return None if issue is None else _seen(issue)

    def all(self) -> list[Seen]:
        """What is left behind by a move is no ticket."""
        with self.lock:
            return [_seen(issue) for it in self.projects.values() for issue in it.issues.values() if not issue.moved_to]

    def found(self, ref: Ref) -> Issue:
        found = self._now_at(ref)
        assert found is not None, f"there is no issue {ref}"
        return found

    def project(self, path: str) -> Project:
        found = self.named(path)
        assert found is not None, f"there is no project {path}"
        return found

    def _now_at(self, ref: Ref) -> Issue | None:
        project, _, iid = ref.id.partition(":")
        issue = self.projects[int(project)].issues.get(int(iid))
        while issue is not None and issue.moved_to:
            issue = self.by_id(issue.moved_to)
        return issue

    def _save(self, ref: Ref, **values: Any) -> None:
        with self.lock:
            self.change(self.found(ref), by=_PEOPLE[0], **values)


_PEOPLE = (User(5, "ada"), User(6, "ben"), User(7, "cleo"))


def _users(number: str | None) -> list[User]:
    return [user for user in _PEOPLE if number is not None and user.id == int(number)]


def _ref(issue: Issue) -> Ref:
    return Ref(f"{issue.project.id}:{issue.iid}", issue.key)


def _seen(issue: Issue) -> Seen:
    people = tuple(str(user.id) for user in issue.assignees)
    status = "closed" if issue.closed else "open"
    return Seen(_ref(issue), issue.title, issue.body, issue.meaning, status, people, issue.due, tuple(issue.labels), issue.project.path)
