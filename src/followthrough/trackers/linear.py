"""Linear, by its GraphQL API and an API key or a token of an app. Knows nothing of projects, cycles or priorities.

linear.app/developers: graphql, pagination, filtering, rate-limiting, webhooks. Three things that shape this adapter:

- An issue can be made under an id of ours, once: a creation whose answer was lost is repeated, and the refusal leads to the first.
- Lists are newest first unless asked otherwise, and cursors skip what moves while pages are turned: pages go on from the last stamp.
- The id of an issue stays when it goes to another team; its identifier, its states and its labels are then those of that team.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from followthrough.errors import ConfigError, Drifted, Forbidden, TurnedDown
from followthrough.http import Door
from followthrough.trackers import linear_hooks
from followthrough.trackers import linear_queries as gql
from followthrough.trackers.base import (
    Absence,
    Account,
    Capabilities,
    Checked,
    Clock,
    Delivery,
    Draft,
    Edit,
    Hook,
    Limits,
    Missing,
    Page,
    Place,
    Ref,
    Settings,
    Status,
    Ticket,
    Tracker,
)
from followthrough.trackers.linear_answers import NotThere, cursor_after, done, limits, nodes, passed, shape
from followthrough.trackers.linear_reading import Spot, account_of, ticket_of
from followthrough.trackers.linear_states import choose, meaning, state_of
from followthrough.trackers.linear_text import write
from followthrough.trackers.shape import Json

if TYPE_CHECKING:
    import httpx2

KEY: Final = "lin_api_"  # how an API key begins; everything else is the token of an app


def open_tracker(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None],
    transport: httpx2.BaseTransport | None = None,
) -> Tracker:
    token = settings.credentials.get("token", "").strip()
    if not token:
        raise ConfigError("Linear wants an API key: make one under Settings → Security & access.")
    headers = {"Authorization": token if token.startswith(KEY) else f"Bearer {token}"}
    door = Door(settings.base_url, private=private, headers=headers, instance=settings.instance, sleep=sleep, transport=transport)
    return Linear(settings, door, now=now)


class Linear:
    """One team of one workspace. A team has labels of its own and may use those of the workspace."""

    can = Capabilities(due=True, started=True, settle=timedelta(0), own_ids=True, statuses=True, per_minute=60, per_hour=1000)

    def __init__(self, settings: Settings, door: Door, *, now: Clock) -> None:
        if not settings.label.strip():
            raise ConfigError("The incident label can't be empty.")
        self._settings = settings
        self._door = door
        self._now = now
        self._limits = Limits()

    def close(self) -> None:
        self._door.close()

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return self._limits

    def check(self) -> Checked:
        data = self._read(gql.CHECK, place=self._place)
        viewer = shape.mapping(data.get("viewer"), "viewer")
        account, teams = account_of(viewer), nodes(data, "teams")
        if not teams:
            return Checked(account, None, may_write=False, may_hook=False, missing=(self._no_team,))
        missing = []
        if teams[0].get("archivedAt"):
            missing.append("This team is archived: nothing can be filed in it.")
        may_hook = viewer.get("admin") is True
        notes = ["Linear does not tell what a key may do: if it may not write, the first ticket will show."]
        if not may_hook:
            notes.append("Only an administrator of the workspace can make webhooks. Without one, changes are seen by asking.")
        place = _place_of(teams[0], data)
        return Checked(account, place, may_write=not missing, may_hook=may_hook, missing=tuple(missing), notes=tuple(notes))

    def places(self) -> Sequence[Place]:
        return [_place_of(team, data) for data in self._pages(gql.TEAMS, lambda data: (data, "teams")) for team in nodes(data, "teams")]

    def statuses(self) -> Sequence[Status]:
        states = [state_of(state) for state in nodes(self._team(), "states")]
        return [Status(state.id, state.name, meaning(state, {})) for state in sorted(states, key=lambda state: state.position)]

    def accounts(self) -> Sequence[Account]:
        """The members of the team: others can't be given its issues."""

        def members(data: Json) -> tuple[Json, str]:
            return self._the_team(data), "members"

        pages = self._pages(gql.MEMBERS, members, place=self._place)
        return [account_of(user) for data in pages for user in nodes(self._the_team(data), "members")]

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:  # noqa: ARG002 (the port's)
        spot = Spot.read(after) if after else Spot(_stamp(since) if since else "")
        wanted: Json = {"team": self._place, "labels": {"name": {"eq": self._settings.label}}}
        if spot.stamp:
            wanted["updatedAt"] = {"gte": spot.stamp}
        if spot.seen:
            wanted["id"] = {"nin": list(spot.seen)}
        data = self._read(gql.CHANGED, place=self._place, filter=wanted)
        self._the_team(data)
        issues = nodes(data, "issues")
        more = issues and cursor_after(data, "issues")
        tickets = tuple(self._ticket(issue) for issue in issues if not issue.get("trashed"))
        return Page(tickets, next=str(spot.beyond(issues)) if more else "")

    def fetch(self, ref: Ref) -> Ticket | Missing:
        issue = self._issue(gql.ISSUE, ref.id)
        return issue if isinstance(issue, Missing) else self._ticket(issue)

    def find(self, draft: Draft) -> Ticket | None:
        """The marker is the id."""
        found = self.fetch(Ref(draft.marker, ""))
        return found if isinstance(found, Ticket) else None

    # --- filing and changing -------------------------------------------------------------------------------------------

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        home = self._read(gql.HOME, place=self._place, label=self._settings.label)
        team = shape.text(self._the_team(home), "id")
        label = _label_for(team, nodes(home, "issueLabels")) or self._make_label(team, self._settings.label, until=until)
        fields: Json = {
            "id": draft.marker,
            "teamId": team,
            "title": draft.title,
            "description": write(draft.body, marker=draft.marker, teams=[shape.text(each, "key") for each in nodes(home, "all")]),
            "labelIds": [label],
        }
        if draft.assignee is not None:
            fields["assigneeId"] = draft.assignee
        if draft.due is not None:
            fields["dueDate"] = draft.due.isoformat()
        try:
            made = done(self._write(gql.CREATE, until=until, input=fields), "issueCreate")
        except TurnedDown:
            before = self._made_before(draft)
            if before is None:
                raise
            return before
        return self._ticket(shape.mapping(made.get("issue"), "issue"))

    def _made_before(self, draft: Draft) -> Ticket | None:
        """The issue that has the id already. Where there is none, Linear refused for another reason."""
        found = self._issue(gql.ISSUE, draft.marker)
        if isinstance(found, Missing) and found.why is Absence.DELETED:
            raise TurnedDown(f"This ticket was made before, and somebody has deleted it: {found.words}")
        return None if isinstance(found, Missing) else self._ticket(found)

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        was = self._issue(gql.BEFORE, ref.id)
        if isinstance(was, Missing):
            return was
        now, wanted = was, self._changes(was, edit, until=until)
        ident, key = shape.text(was, "id"), shape.text(was, "identifier")
        if wanted:
            try:
                now = shape.mapping(done(self._write(gql.UPDATE, until=until, id=ident, input=wanted), "issueUpdate").get("issue"), "issue")
            except NotThere as gone:
                if was.get("archivedAt"):
                    raise TurnedDown(f"{key} is archived in Linear and can't be changed: restore it there first.") from gone
                if not isinstance(self._issue(gql.ISSUE, ident), Missing):
                    raise  # it is there: what is not is the person, the state or the label
                return Missing(Absence.HIDDEN, str(gone))
        if edit.duplicate_of and self._ticket(now).duplicate_of != edit.duplicate_of:
            self._say_duplicate(ident, edit.duplicate_of, until=until)
            return self.fetch(ref)
        return self._ticket(now)

    def _changes(self, was: Json, edit: Edit, *, until: float | None) -> Json:
        """All fields in one request, so that it is one entry in the ticket's history."""
        wanted: Json = {}
        if edit.title is not ...:
            wanted["title"] = edit.title
        if edit.assignee is not ...:
            wanted["assigneeId"] = edit.assignee
        if edit.due is not ...:
            wanted["dueDate"] = edit.due.isoformat() if edit.due else None
        if edit.meaning is not ... and edit.meaning is not self._ticket(was).meaning:
            team = shape.mapping(was.get("team"), "team")
            default = team.get("defaultIssueState")
            wanted["stateId"] = choose(
                edit.meaning,
                [state_of(state) for state in nodes(team, "states")],
                self._settings.statuses,
                team=shape.text(team, "key"),
                default=str(default.get("id")) if isinstance(default, dict) else "",
            ).id
        if edit.add_label and edit.add_label not in self._ticket(was).labels:
            team = shape.mapping(was.get("team"), "team")
            wanted["addedLabelIds"] = [self._label_in(shape.text(team, "id"), edit.add_label, until=until)]
        return wanted

    def _say_duplicate(self, ident: str, of: str, *, until: float | None) -> None:
        """Link the two. The ticket is closed already: a relation that may not be made, or is there already, is no failure."""
        relation = {"issueId": ident, "relatedIssueId": of, "type": "duplicate"}
        try:
            self._write(gql.RELATE, until=until, input=relation)
        except TurnedDown:
            return
        except Forbidden as error:
            if error.expired:
                raise

    def _label_in(self, team: str, name: str, *, until: float | None) -> str:
        return self._label_there(team, name) or self._make_label(team, name, until=until)

    def _label_there(self, team: str, name: str) -> str:
        return _label_for(team, nodes(self._read(gql.LABELS, label=name), "issueLabels"))

    def _make_label(self, team: str, name: str, *, until: float | None) -> str:
        try:
            made = done(self._write(gql.MAKE_LABEL, until=until, input={"name": name, "teamId": team}), "issueLabelCreate")
        except TurnedDown:
            there = self._label_there(team, name)  # somebody else was quicker
            if not there:
                raise
            return there
        except Forbidden as error:
            if error.expired:
                raise
            raise TurnedDown(f"There is no label {name} in Linear, and this key may not make one: make it there, for the team.") from error
        return shape.text(shape.mapping(made.get("issueLabel"), "label"), "id")

    # --- webhooks --------------------------------------------------------------------------------------------------------

    def hook(self, url: str) -> Hook | None:
        there = self._hook_at(url)
        return None if there is None else linear_hooks.hook_of(there, team=self._settings.place)

    def make_hook(self, url: str, secret: str) -> Hook:
        there, wanted = self._hook_at(url), linear_hooks.registration(url, secret)
        if there is not None and not linear_hooks.is_of(there, self._settings.place):
            self.drop_hook(Hook(shape.text(there, "id")))  # the team of a webhook can't be changed
            there = None
        if there is None:
            team = shape.text(self._team(), "id")
            payload = done(self._write(gql.MAKE_HOOK, input={**wanted, "teamId": team}), "webhookCreate")
        else:
            payload = done(self._write(gql.MEND_HOOK, id=shape.text(there, "id"), input=wanted), "webhookUpdate")
        return linear_hooks.hook_of(shape.mapping(payload.get("webhook"), "webhook"), team=self._settings.place)

    def drop_hook(self, hook: Hook) -> None:
        try:
            self._write(gql.DROP_HOOK, id=hook.id)
        except NotThere:
            return

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
        return linear_hooks.read_delivery(headers, body, secret)

    def _hook_at(self, url: str) -> Json | None:
        for data in self._pages(gql.HOOKS, lambda data: (data, "webhooks")):
            for hook in nodes(data, "webhooks"):
                if hook.get("url") == url:
                    return hook
        return None

    # --- asking -----------------------------------------------------------------------------------------------------------

    @property
    def _place(self) -> Json:
        """The filter for our team: by its key, or by its id, which stays when the key is changed."""
        return {"id": {"eq": self._settings.place}} if _is_uuid(self._settings.place) else {"key": {"eqIgnoreCase": self._settings.place}}

    @property
    def _no_team(self) -> str:
        return f"There is no team {self._settings.place} in Linear, or this key may not see it."

    def _team(self) -> Json:
        return self._the_team(self._read(gql.TEAM, place=self._place))

    def _the_team(self, data: Json) -> Json:
        found = nodes(data, "teams")
        if not found:
            raise TurnedDown(self._no_team)
        return found[0]

    def _issue(self, query: str, ident: str) -> Json | Missing:
        try:
            issue = shape.mapping(self._read(query, id=ident).get("issue"), "issue")
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        if issue.get("trashed") is True:
            return Missing(Absence.DELETED, f"{issue.get('identifier')} is in Linear's trash.")
        return issue

    def _ticket(self, issue: Json) -> Ticket:
        return ticket_of(issue, self._settings.statuses)

    def _pages(self, query: str, part: Callable[[Json], tuple[Json, str]], **variables: object) -> Iterator[Json]:
        """Answer after answer, until the list that `part` points to ends."""
        after = ""
        while True:
            data = self._read(query, after=after or None, **variables)
            yield data
            following = cursor_after(*part(data))
            if not following:
                return
            if following == after:
                raise Drifted("Linear's list goes on where it began.")
            after = following

    def _read(self, query: str, **variables: object) -> Json:
        return self._ask(query, variables, reads=True, until=None)

    def _write(self, query: str, *, until: float | None = None, **variables: object) -> Json:
        return self._ask(query, variables, reads=False, until=until)

    def _ask(self, query: str, variables: Mapping[str, object], *, reads: bool, until: float | None) -> Json:
        sent = {"query": query, "variables": variables}
        answer = self._door.request("POST", "graphql", json=sent, reads=reads, until=until)
        self._limits = limits(answer) or self._limits
        return passed(answer, now=self._now())


def _place_of(team: Json, data: Json) -> Place:
    workspace = shape.text(shape.mapping(data.get("organization"), "organization"), "urlKey")
    key = shape.text(team, "key")
    return Place(key, str(team.get("name") or ""), f"https://linear.app/{workspace}/team/{key}/all")


def _label_for(team: str, labels: list[Json]) -> str:
    """The team's own label, else the workspace's; "" where there is neither."""
    found: dict[str, Json] = {}
    for label in labels:
        of = label.get("team")
        if not isinstance(of, dict) or of.get("id") == team:
            found["own" if isinstance(of, dict) else "shared"] = label
    chosen = found.get("own") or found.get("shared")
    if chosen is not None and chosen.get("isGroup") is True:
        raise TurnedDown("The incident label is a group of labels in Linear, which an issue can't have: name one label in the connection.")
    return shape.text(chosen, "id") if chosen is not None else ""


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False


def _stamp(at: datetime) -> str:
    """To the millisecond, as Linear keeps them, and never later than meant."""
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
