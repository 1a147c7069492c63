"""A fake GitHub: its REST API for issues, its rights, limits, redirects and silences. Renders no page, runs no action.

Written from docs.github.com/rest: issues, repos, users, apps, webhooks, "Rate limits for the REST API", "Using pagination in the REST
API", "Troubleshooting the REST API"; the answers' shapes from GitHub's OpenAPI description.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from followthrough.trackers.base import Ref
from followthrough.trackers.fake.dialect import Dialect, Request, Response, Seen
from followthrough.trackers.fake.github_app import App
from followthrough.trackers.fake.github_limits import Meter
from followthrough.trackers.fake.github_rest import answer
from followthrough.trackers.fake.github_shapes import Bad
from followthrough.trackers.fake.github_state import Issue, Repository, User
from followthrough.trackers.fake.github_webhooks import announce, labelled, moved

PEOPLE = ("ada", "ben", "cleo")


class GitHub(Dialect):
    """One GitHub with three repositories. `app` lets an app in beside the token; `scopes` makes the token a classic one."""

    token = "github_pat_fake0001"  # noqa: S105 (it opens a fake)
    place = "acme/shop"
    other_place = "acme/ops"
    hidden_place = "acme/secret"

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] | None = None,
        limits: bool = False,
        app: App | None = None,
        people: tuple[str, ...] = PEOPLE,
    ) -> None:
        super().__init__(clock=clock)
        self._people = tuple(User(number, login) for number, login in enumerate(people, 1005))
        self.me = User(9, "followthrough-bot")
        self.robot = User(10, "followthrough[bot]", "Bot")
        self.users = {user.login: user for user in (*self._people, self.me)}
        self.strangers: set[str] = set()  # have an account, and can't be given issues here
        self.repositories = {
            number: Repository(number, name.partition("/")[0], name.partition("/")[2], visible=name != self.hidden_place)
            for number, name in enumerate((self.place, self.other_place, self.hidden_place), 101)
        }
        self.renamed: dict[str, int] = {}
        self.went: dict[int, int] = {}  # issue ids, from old to new
        self.app = app
        self.scopes: str | None = None
        self.read_only = False
        self.meter = Meter(self.clock, on=limits)
        self.effects: list[str] = []
        self.made = 0
        self.revoked = False
        self._last_id = 5000

    # --- requests -----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        return answer(self, request)

    def creations(self) -> int:
        return self.made

    def let_in(self, request: Request) -> None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.app is not None and token in self.app.tokens and self.app.tokens[token] > self.clock() and not self.revoked:
            return
        if token != self.token or self.revoked:
            raise Bad(401, "Bad credentials")

    def through_app(self, request: Request) -> bool:
        return request.headers.get("authorization", "").removeprefix("Bearer ").startswith("ghs_")

    def author(self, request: Request) -> User:
        return self.robot if self.through_app(request) else self.me

    def now(self) -> datetime:
        """To the second, as all stamps here are."""
        return self.clock().replace(microsecond=0)

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def named(self, name: str) -> Repository | None:
        return next((it for it in self.repositories.values() if it.full_name.casefold() == name.casefold()), None)

    def by_id(self, number: int) -> Issue | None:
        for repository in self.repositories.values():
            for issue in repository.issues.values():
                if isinstance(issue, Issue) and issue.id == number:
                    return issue
        return None

    def new_issue(self, repository: Repository, title: str, *, author: User, labels: list[str], **values: Any) -> Issue:
        """Labels that are not there yet are made."""
        repository.last_number += 1
        now = self.now()
        self._know(repository, labels)
        issue = Issue(self.next_id(), repository.last_number, repository, title, author=author, created=now, updated=now, **values)
        issue.labels = list(labels)
        repository.issues[issue.number] = issue
        announce(self, issue, "opened", by=author)
        return issue

    def change(self, issue: Issue, *, by: User, **values: Any) -> None:
        """A change that changes nothing leaves the stamp as it is and calls nobody."""
        for name, value in values.items():
            was = getattr(issue, name)
            if was == value:
                continue
            if name == "labels":
                self._know(issue.repository, value)
            setattr(issue, name, value)
            issue.updated = self.now()
            self._tell(issue, name, was, value, by)

    def _tell(self, issue: Issue, name: str, was: Any, value: Any, by: User) -> None:
        if name == "labels":
            for label in [*was, *value]:
                if (label in was) != (label in value):
                    announce(self, issue, "labeled" if label in value else "unlabeled", by=by, **labelled(issue, label))
        elif name == "assignees":
            for action, people in (("unassigned", set(was) - set(value)), ("assigned", set(value) - set(was))):
                for user in sorted(people, key=lambda user: user.id):
                    announce(self, issue, action, by=by, assignee=_user_in_webhook(user))
        else:
            announce(self, issue, "edited", by=by, changes={name: {"from": was}})

    def close(self, issue: Issue, reason: str, *, by: User, of: int | None = None) -> None:
        issue.closed = issue.updated = self.now()
        issue.reason, issue.duplicate_of = reason, of
        announce(self, issue, "closed", by=by)

    def open_again(self, issue: Issue, *, by: User) -> None:
        issue.closed, issue.reason, issue.duplicate_of = None, "reopened", None
        issue.updated = self.now()
        announce(self, issue, "reopened", by=by)

    def _know(self, repository: Repository, labels: list[str]) -> None:
        for label in labels:
            repository.labels.setdefault(label, self.next_id())

    # --- people ---------------------------------------------------------------------------------------------------------

    def people(self) -> Mapping[str, str]:
        return {user.login: str(user.id) for user in self._people}

    def add(self, title: str, *, body: str = "", labels: tuple[str, ...] = (), assignee: str | None = None, due: date | None = None) -> Ref:  # noqa: ARG002 (issues have no dates here)
        with self.lock:
            repository = self._repository(self.place)
            issue = self.new_issue(
                repository, title, body=body, labels=list(labels), assignees=self._users(assignee), author=self._people[0]
            )
            return _ref(issue)

    def add_pull(self, title: str, *, labels: tuple[str, ...] = ()) -> Ref:
        """A pull request, which issues are listed with."""
        with self.lock:
            repository = self._repository(self.place)
            return _ref(self.new_issue(repository, title, body="", labels=list(labels), author=self._people[0], is_pull=True))

    def retitle(self, ref: Ref, title: str) -> None:
        self._save(ref, title=title)

    def rewrite(self, ref: Ref, text: str) -> None:
        """Somebody throws the text away and writes another."""
        self._save(ref, body=text)

    def assign(self, ref: Ref, assignee: str | None) -> None:
        self._save(ref, assignees=self._users(assignee))

    def assign_all(self, ref: Ref, assignees: tuple[str, ...]) -> None:
        self._save(ref, assignees=[user for one in assignees for user in self._users(one)])

    def set_due(self, ref: Ref, due: date | None) -> None:
        """Issues have no date."""

    def start(self, ref: Ref) -> None:
        """An issue is open or closed."""

    def end(self, ref: Ref, reason: str) -> None:
        """Closed for any reason, also one that GitHub has not thought of yet."""
        with self.lock:
            issue = self._found(ref)
            if issue.closed is not None:
                self.open_again(issue, by=self._people[0])
            self.close(issue, reason, by=self._people[0])

    def finish(self, ref: Ref) -> None:
        self.end(ref, "completed")

    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        self.end(ref, "not_planned" if duplicate_of is None else "duplicate")

    def reopen(self, ref: Ref) -> None:
        with self.lock:
            issue = self._found(ref)
            if issue.closed is not None:
                self.open_again(issue, by=self._people[0])

    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None:
        self._save(ref, labels=list(labels))

    def move(self, ref: Ref, place: str) -> Ref:
        """A new number and a new id; labels only where the other repository has them; the old address sends on."""
        with self.lock:
            was, to = self._found(ref), self._repository(place)
            to.last_number += 1
            issue = Issue(
                self.next_id(),
                to.last_number,
                to,
                was.title,
                was.body,
                was.author,
                was.created,
                self.now(),
                [label for label in was.labels if label in to.labels],
                list(was.assignees),
                was.closed,
                was.reason,
            )
            to.issues[issue.number] = issue
            announce(self, was, "transferred", by=self._people[0], **moved(issue))
            was.repository.issues[was.number] = issue.id
            self.went[was.id] = issue.id
            return _ref(issue)

    def delete(self, ref: Ref) -> None:
        with self.lock:
            issue = self._found(ref)
            issue.repository.issues[issue.number] = None
            announce(self, issue, "deleted", by=self._people[0])

    def rename(self, name: str, new: str) -> None:
        """The repository gets another name; the old one sends on."""
        with self.lock:
            repository = self._repository(name)
            self.renamed[repository.full_name] = repository.id
            repository.owner, repository.name = new.split("/")

    def revoke(self) -> None:
        self.revoked = True

    def peek(self, ref: Ref) -> Seen | None:
        with self.lock:
            number = int(ref.id)
            while number in self.went:
                number = self.went[number]
            issue = self.by_id(number)
            return None if issue is None else _seen(issue)

    def all(self) -> list[Seen]:
        with self.lock:
            return [_seen(issue) for it in self.repositories.values() for issue in it.issues.values() if isinstance(issue, Issue)]

    def _save(self, ref: Ref, **values: Any) -> None:
        with self.lock:
            self.change(self._found(ref), by=self._people[0], **values)

    def _users(self, number: str | None) -> list[User]:
        return [user for user in self._people if number is not None and user.id == int(number)]

    def _found(self, ref: Ref) -> Issue:
        found = self.by_id(int(ref.id))
        assert found is not None, f"there is no issue {ref}"
        return found

    def _repository(self, name: str) -> Repository:
        found = self.named(name)
        assert found is not None, f"there is no repository {name}"
        return found


def _ref(issue: Issue) -> Ref:
    return Ref(str(issue.id), issue.key)


def _seen(issue: Issue) -> Seen:
    people = tuple(str(user.id) for user in issue.assignees)
    labels, place = tuple(issue.labels), issue.repository.full_name
    return Seen(_ref(issue), issue.title, issue.body, issue.meaning, issue.status, people, None, labels, place)


def _user_in_webhook(user: User) -> dict[str, Any]:
    from followthrough.trackers.fake.github_shapes import user_json
    from followthrough.trackers.fake.github_webhooks import BASE

    return user_json(user, BASE)
