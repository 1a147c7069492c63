"""A fake Linear: one workspace with three teams, its GraphQL, its limits, its webhooks. Answers queries with graphql-core alone.

Written from linear.app/developers (graphql, pagination, filtering, rate-limiting, webhooks) and linear.app/docs. What people do in it needs
no graphql-core; what it is asked does, and that is loaded with the first request.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from followthrough.trackers.base import Ref
from followthrough.trackers.fake.dialect import Dialect, Request, Response, Seen
from followthrough.trackers.fake.linear_shapes import not_found, to_milliseconds
from followthrough.trackers.fake.linear_state import MEANS, Issue, Label, Relation, State, Team, User, Webhook, named_id, new_team
from followthrough.trackers.fake.linear_webhooks import announce

if TYPE_CHECKING:
    from followthrough.trackers.fake.linear_limits import Meter


class Linear(Dialect):
    """One workspace. `me` is the account behind our key; it sees the teams in `visible`."""

    token = "lin_api_fake0001"  # noqa: S105 (it opens a fake)
    place = "OPS"
    other_place = "SHOP"
    hidden_place = "SEC"

    def __init__(
        self,
        *,
        clock: Callable[[], datetime] | None = None,
        limited: bool = False,
        limit_status: int = 400,
        requests_an_hour: int = 2500,
        points_an_hour: int = 3_000_000,
        oauth: bool = False,
    ) -> None:
        """`limited` switches the hour's limits on; `limit_status` is 400, as documented, or 200, as other errors of GraphQL."""
        super().__init__(clock=clock)
        self.limited, self.limit_status, self.oauth = limited, limit_status, oauth
        self.requests_an_hour, self.points_an_hour = requests_an_hour, points_an_hour
        self.meter: Meter | None = None
        self.me = User(named_id("followthrough"), "Followthrough", "followthrough", "followthrough@acme.example", admin=True)
        self.helper = User(named_id("helper"), "Helper", "helper", "helper@oauthapp.linear.app", app=True)
        members = [*(_person(*words) for words in _PEOPLE), self.me, self.helper]
        self.teams = {key: new_team(key, name, list(members)) for key, name in _TEAMS}
        self.visible = {"OPS", "SHOP"}  # to our account
        self.may_write = True
        self.may_label = True
        self.labels: dict[str, Label] = {}
        self.issues: dict[str, Issue] = {}
        self.purged: set[str] = set()
        self.relations: list[Relation] = []
        self.hooks: dict[str, Webhook] = {}
        self.effects: list[str] = []
        self.made = 0
        self.syncs = 0
        self.revoked = False

    # --- requests -----------------------------------------------------------------------------------------------------

    def handle(self, request: Request) -> Response:
        from followthrough.trackers.fake.linear_graphql import answer

        return answer(self, request)

    def creations(self) -> int:
        return self.made

    def at(self) -> datetime:
        return to_milliseconds(self.clock())

    def visible_teams(self) -> list[Team]:
        return [team for key, team in self.teams.items() if key in self.visible]

    def seen(self, name: str) -> Issue:
        """By id, or by an identifier that it has or had; as far as our account sees it."""
        issue = self._known(name)
        if issue is None or issue.team.key not in self.visible:
            raise not_found("Issue")
        return issue

    def new_issue(self, team: Team, title: str, *, creator: User, ident: str = "", **values: Any) -> Issue:
        team.last_number += 1
        now = self.at()
        values = {"state": team.default, **values}
        issue = Issue(ident or str(uuid.uuid4()), team, team.last_number, title, creator=creator, created=now, updated=now, **values)
        self._mark(issue, now)
        self.issues[issue.id] = issue
        announce(self, issue, "create", by=creator)
        return issue

    def change(self, issue: Issue, *, by: User, **values: Any) -> None:
        """A save that changes nothing leaves the stamp as it is and calls nobody."""
        if all(getattr(issue, name) == value for name, value in values.items()):
            return
        before = {"updatedAt": issue.updated.isoformat()}
        for name, value in values.items():
            setattr(issue, name, value)
        issue.updated = self.at()
        if "state" in values:
            self._mark(issue, issue.updated)
        announce(self, issue, "update", by=by, before=before)

    def new_label(self, name: str, team: Team | None, *, is_group: bool = False) -> Label:
        label = Label(str(uuid.uuid4()), name, team, is_group)
        self.labels[label.id] = label
        return label

    def _mark(self, issue: Issue, now: datetime) -> None:
        """When it began and ended follows from the kind of its state, and is gone when it is opened again."""
        kind = issue.state.type
        issue.completed = (issue.completed or now) if kind == "completed" else None
        issue.canceled = (issue.canceled or now) if kind in {"canceled", "duplicate"} else None
        issue.started = (issue.started or now) if kind in {"started", "completed"} else None

    def _known(self, name: str) -> Issue | None:
        if name in self.issues:
            return self.issues[name]
        return next((issue for issue in self.issues.values() if name in {issue.identifier, *issue.former}), None)

    # --- people ---------------------------------------------------------------------------------------------------------

    def people(self) -> Mapping[str, str]:
        return {handle: named_id(handle) for _, handle in _PEOPLE}

    def add(self, title: str, *, body: str = "", labels: tuple[str, ...] = (), assignee: str | None = None, due: date | None = None) -> Ref:
        with self.lock:
            team = self.teams[self.place]
            labelled = [self._label(team, name) for name in labels]
            values: dict[str, Any] = {"description": body, "labels": labelled, "assignee": self._user(team, assignee), "due": due}
            return _ref(self.new_issue(team, title.strip(), creator=team.members[0], **values))

    def retitle(self, ref: Ref, title: str) -> None:
        self._save(ref, title=title.strip())

    def rewrite(self, ref: Ref, text: str) -> None:
        """Somebody throws the description away and writes another."""
        self._save(ref, description=text)

    def assign(self, ref: Ref, assignee: str | None) -> None:
        with self.lock:
            self._save(ref, assignee=self._user(self.issues[ref.id].team, assignee))

    def set_due(self, ref: Ref, due: date | None) -> None:
        self._save(ref, due=due)

    def put(self, ref: Ref, state: str) -> None:
        """Into the state of this name."""
        with self.lock:
            self._save(ref, state=next(it for it in self.issues[ref.id].team.states if it.name == state))

    def start(self, ref: Ref) -> None:
        self._put_kind(ref, "started")

    def finish(self, ref: Ref) -> None:
        self._put_kind(ref, "completed")

    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        with self.lock:
            if duplicate_of is None:
                self._put_kind(ref, "canceled")
                return
            issue, other = self.issues[ref.id], self.issues[duplicate_of.id]
            self.relations.append(Relation(str(uuid.uuid4()), "duplicate", issue, other, self.at()))
            self._put_kind(ref, "duplicate", "canceled")

    def reopen(self, ref: Ref) -> None:
        self._put_kind(ref, "unstarted", "backlog")

    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None:
        with self.lock:
            team = self.issues[ref.id].team
            self._save(ref, labels=[self._label(team, name) for name in labels])

    def move(self, ref: Ref, place: str) -> Ref:
        """The id stays, the identifier is a new one. A state and a label of the old team become those of the same name in the new one."""
        with self.lock:
            issue, team = self.issues[ref.id], self.teams[place]
            left = issue.team
            issue.former.append(issue.identifier)
            team.last_number += 1
            issue.team, issue.number = team, team.last_number
            state = next((it for it in team.states if it.name == issue.state.name), None) or team.of_type(issue.state.type, "unstarted")
            labels = [label if label.team is None else self._label(team, label.name) for label in issue.labels]
            self.change(issue, by=_by(issue), state=state, labels=labels)
            announce(self, issue, "update", by=_by(issue), team=left)
            return _ref(issue)

    def archive(self, ref: Ref) -> None:
        """As Linear does by itself with what was closed long ago."""
        with self.lock:
            self._save(ref, archived=self.at())

    def delete(self, ref: Ref) -> None:
        """Into the trash, where it is kept for thirty days."""
        with self.lock:
            issue = self.issues[ref.id]
            issue.archived = issue.updated = self.at()
            issue.trashed = True
            announce(self, issue, "remove", by=_by(issue))

    def purge(self, ref: Ref) -> None:
        """Deleted for good."""
        with self.lock:
            issue = self.issues.pop(ref.id)
            self.purged.add(issue.id)
            announce(self, issue, "remove", by=_by(issue))

    def revoke(self) -> None:
        self.revoked = True

    def peek(self, ref: Ref) -> Seen | None:
        with self.lock:
            issue = self._known(ref.id) or self._known(ref.key)
            return None if issue is None or issue.trashed else _seen(issue)

    def all(self) -> list[Seen]:
        with self.lock:
            return [_seen(issue) for issue in self.issues.values() if not issue.trashed]

    def _save(self, ref: Ref, **values: Any) -> None:
        with self.lock:
            issue = self.issues[ref.id]
            self.change(issue, by=_by(issue), **values)

    def _put_kind(self, ref: Ref, *kinds: str) -> None:
        with self.lock:
            self._save(ref, state=self._of_kind(self.issues[ref.id], kinds))

    def _of_kind(self, issue: Issue, kinds: tuple[str, ...]) -> State:
        return issue.team.of_type(*(kind for kind in kinds if any(state.type == kind for state in issue.team.states)))

    def _label(self, team: Team, name: str) -> Label:
        for label in self.labels.values():
            if label.name == name and label.team in {None, team}:
                return label
        return self.new_label(name, team)

    def _user(self, team: Team, ident: str | None) -> User | None:
        return next(user for user in team.members if user.id == ident) if ident else None


_PEOPLE = (("Ada Quist", "ada"), ("Ben Oyelaran", "ben"), ("Cleo Marsh", "cleo"))
_TEAMS = (("OPS", "Operations"), ("SHOP", "Web shop"), ("SEC", "Security"))


def _person(name: str, handle: str) -> User:
    return User(named_id(handle), name, handle, f"{handle}@acme.example")


def _by(issue: Issue) -> User:
    """Somebody of the team: the first of its members."""
    return issue.team.members[0]


def _ref(issue: Issue) -> Ref:
    return Ref(issue.id, issue.identifier)


def _seen(issue: Issue) -> Seen:
    return Seen(
        _ref(issue),
        issue.title,
        issue.description,
        MEANS[issue.state.type],
        issue.state.name,
        (issue.assignee.id,) if issue.assignee else (),
        issue.due,
        tuple(label.name for label in issue.labels),
        issue.team.key,
    )
