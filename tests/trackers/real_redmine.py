"""A real Redmine behind the same face as the fakes: people's verbs act on it over REST, with keys of their own. Starts none.

Requests of the adapter pass through to it, and faults that a test orders are served on the way. Its clock is the real one: a
test that lets days pass waits two seconds for them, as Redmine stamps to the second.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx2

from followthrough.trackers.base import Meaning, Ref
from followthrough.trackers.fake.dialect import Clock, Dialect, Request, Response, Seen
from tests.redmine import Redmine

MANAGER = "Manager"
A_DAY = 2.1  # seconds: more than the one that Redmine's filters look back
MEANINGS = {"In Progress": Meaning.STARTED, "Resolved": Meaning.STARTED, "Closed": Meaning.DONE, "Rejected": Meaning.DROPPED}
PASSED_ON = ("content-type", "x-redmine-api-key", "if-none-match", "accept", "user-agent")

Json = dict[str, Any]  # a border


class RealClock(Clock):
    """The time. It can't be set: days that a test lets pass are waited for as seconds, and less than a day not at all."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))

    def __call__(self) -> datetime:
        self.now = datetime.now(UTC)
        return self.now

    def advance(self, by: timedelta | float) -> None:
        if isinstance(by, timedelta) and by >= timedelta(days=1):
            time.sleep(A_DAY)
        self()


@dataclass
class Grounds:
    """What the tests of one run share: an account of ours, an administrator with a password, and projects with people in them.

    Projects made below `seen` have our account among their members, those below `unseen` have not.
    """

    at: Redmine
    http: httpx2.Client
    robot: int = 0
    token: str = ""
    administrator: tuple[str, str] = ("", "")
    seen: int = 0
    unseen: int = 0
    other: str = ""
    hidden: str = ""
    made: list[str] = field(default_factory=list)  # what is removed in the end, last first

    def ask(self, who: str, method: str, path: str, body: Json | None = None) -> Json:
        """One request with somebody's key; an assertion where Redmine refuses."""
        answer = self.http.request(method, path, json=body, headers={"X-Redmine-API-Key": self.at.keys[who]})
        assert answer.is_success, f"{who}: {method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json()) if answer.content else {}

    def project(self, *, parent: int = 0) -> tuple[int, str]:
        """A new project with the people of its parent. Returns its number and its identifier."""
        name = f"t{uuid.uuid4().hex[:12]}"
        wanted: Json = {"name": name, "identifier": name, "is_public": False, "enabled_module_names": ["issue_tracking"]}
        if parent:
            wanted |= {"parent_id": parent, "inherit_members": True}
        made = self.ask("admin", "POST", "/projects.json", {"project": {**wanted, "tracker_ids": list(self.at.trackers.values())}})
        return int(made["project"]["id"]), name

    def join(self, project: int, user: int, role: str = MANAGER) -> None:
        roles = {each["name"]: each["id"] for each in self.ask("admin", "GET", "/roles.json")["roles"]}
        self.ask("admin", "POST", f"/projects/{project}/memberships.json", {"membership": {"user_id": user, "role_ids": [roles[role]]}})

    def account(self, **more: Any) -> Json:
        name = f"u{uuid.uuid4().hex[:12]}"
        person = {"login": name, "firstname": "Follow", "lastname": "Through", "mail": f"{name}@example.org", **more}
        made = self.ask("admin", "POST", "/users.json", {"user": person})["user"]
        self.made.append(f"/users/{made['id']}.json")
        return dict(made)

    def lock(self, *, locked: bool = True) -> None:
        """The administrator locks our account out, or lets it in again."""
        self.ask("admin", "PUT", f"/users/{self.robot}.json", {"user": {"status": 3 if locked else 1}})


@contextmanager
def grounds_of(redmine: Redmine) -> Iterator[Grounds]:
    with httpx2.Client(base_url=redmine.url, timeout=60, trust_env=False) as http:
        grounds = Grounds(redmine, http)
        try:
            _lay_out(grounds)
            yield grounds
        finally:
            for path in reversed(grounds.made):
                grounds.ask("admin", "DELETE", path)


def _lay_out(grounds: Grounds) -> None:
    robot = grounds.account(generate_password=True)
    grounds.robot, grounds.token = int(robot["id"]), str(robot["api_key"])
    password = uuid.uuid4().hex
    grounds.administrator = (str(grounds.account(password=password, admin=True)["login"]), password)
    for name in ("seen", "unseen"):
        project, identifier = grounds.project()
        grounds.made.append(f"/projects/{identifier}.json")  # with those below it
        for login in ("ada", "ben", "cleo"):
            grounds.join(project, grounds.at.people[login])
        setattr(grounds, name, project)
    grounds.join(grounds.seen, grounds.robot)
    _, grounds.other = grounds.project(parent=grounds.seen)
    _, grounds.hidden = grounds.project(parent=grounds.unseen)


class RealRedmine(Dialect):
    """A fresh project of a real Redmine. People are Ada; what she may not do, the administrator does."""

    def __init__(self, grounds: Grounds) -> None:
        super().__init__(clock=RealClock())
        self.grounds = grounds
        self.project, self.place = grounds.project(parent=grounds.seen)
        self.other_place, self.hidden_place, self.token = grounds.other, grounds.hidden, grounds.token
        self.places = {self.place: self.project}
        self.revoked = False

    def clear_away(self) -> None:
        if self.revoked:
            self.grounds.lock(locked=False)
        self.grounds.ask("admin", "DELETE", f"/projects/{self.place}.json")

    # --- requests -----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        """What Redmine itself answers."""
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        answer = self.grounds.http.request(request.method, request.target, content=request.body, headers=headers)
        kept = {name: value for name, value in answer.headers.items() if name in {"content-type", "etag", "location"}}
        return Response(answer.status_code, answer.content, kept)

    def creations(self) -> int:
        return int(
            self.ask("admin", "GET", f"/issues.json?project_id={self.place}&author_id={self.grounds.robot}&status_id=*")["total_count"]
        )

    def ask(self, who: str, method: str, path: str, body: Json | None = None) -> Json:
        return self.grounds.ask(who, method, path, body)

    # --- people -------------------------------------------------------------------------------------------------------

    def people(self) -> Mapping[str, str]:
        return {login: str(self.grounds.at.people[login]) for login in ("ada", "ben", "cleo")}

    def add(self, title: str, *, body: str = "", labels: tuple[str, ...] = (), assignee: str | None = None, due: date | None = None) -> Ref:
        wanted: Json = {"project_id": self.project, "subject": title, "description": body, "category_id": self._category(labels)}
        wanted |= {"assigned_to_id": assignee or "", "start_date": "", "due_date": due.isoformat() if due else ""}
        return _ref(self.ask("ada", "POST", "/issues.json", {"issue": wanted})["issue"])

    def save(self, ref: Ref, who: str = "ada", **values: Any) -> None:
        self.ask(who, "PUT", f"/issues/{ref.id}.json", {"issue": values})

    def put(self, ref: Ref, status: str) -> None:
        self.save(ref, status_id=self.grounds.at.statuses[status])

    def retitle(self, ref: Ref, title: str) -> None:
        self.save(ref, subject=title)

    def assign(self, ref: Ref, assignee: str | None) -> None:
        self.save(ref, assigned_to_id=assignee or "")

    def set_due(self, ref: Ref, due: date | None) -> None:
        self.save(ref, start_date="", due_date=due.isoformat() if due else "")

    def start(self, ref: Ref) -> None:
        self.put(ref, "In Progress")

    def finish(self, ref: Ref) -> None:
        self.put(ref, "Closed")

    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        self.put(ref, "Rejected")
        if duplicate_of is not None:
            relation = {"issue_to_id": int(duplicate_of.id), "relation_type": "duplicates"}
            self.ask("ada", "POST", f"/issues/{ref.id}/relations.json", {"relation": relation})

    def reopen(self, ref: Ref) -> None:
        self.put(ref, "New")

    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None:
        self.save(ref, category_id=self._category(labels))

    def move(self, ref: Ref, place: str) -> Ref:
        self.save(ref, project_id=place)
        return ref

    def delete(self, ref: Ref) -> None:
        self.ask("ada", "DELETE", f"/issues/{ref.id}.json")

    def revoke(self) -> None:
        self.revoked = True
        self.grounds.lock()

    def peek(self, ref: Ref) -> Seen | None:
        found = self.all(f"issue_id={ref.id}")
        return found[0] if found else None

    def all(self, query: str = "") -> list[Seen]:
        path = f"/issues.json?status_id=*&limit=100&sort=id&{query or f'project_id={self.place}'}"
        return [_seen(issue) for issue in self.ask("admin", "GET", path)["issues"]]

    def _category(self, labels: tuple[str, ...]) -> int | str:
        """An issue has one: the first. Made where it is not there."""
        if not labels:
            return ""
        path = f"/projects/{self.place}/issue_categories.json"
        for known in self.ask("ada", "GET", path)["issue_categories"]:
            if known["name"] == labels[0]:
                return int(known["id"])
        return int(self.ask("ada", "POST", path, {"issue_category": {"name": labels[0]}})["issue_category"]["id"])


def _ref(issue: Json) -> Ref:
    return Ref(str(issue["id"]), f"#{issue['id']}")


def _seen(issue: Json) -> Seen:
    status = str(issue["status"]["name"])
    return Seen(
        _ref(issue),
        str(issue["subject"]),
        str(issue["description"] or ""),
        MEANINGS.get(status, Meaning.OPEN),
        status,
        (str(issue["assigned_to"]["id"]),) if "assigned_to" in issue else (),
        date.fromisoformat(issue["due_date"]) if issue["due_date"] else None,
        (str(issue["category"]["name"]),) if "category" in issue else (),
        str(issue["project"]["name"]),
    )
