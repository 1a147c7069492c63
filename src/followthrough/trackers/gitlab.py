"""GitLab, gitlab.com or of one's own, by its REST API (version 4). Knows nothing of groups, merge requests or code.

docs.gitlab.com/api/issues. A ticket is known by the numbers of its project and in it, which stay when the project is renamed. A moved issue
is a new one, and the old one is closed: it is followed by GraphQL, because REST answers by that number to administrators only. A marker is
looked for in a list, because the index that GitLab's search asks leaves out comments of HTML. Lists are paged by their last stamp.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from followthrough.errors import ConfigError, Forbidden, TurnedDown
from followthrough.http import Answer, Door, Query
from followthrough.trackers import gitlab_answers, gitlab_hooks, markup
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
    Meaning,
    Missing,
    Page,
    Place,
    Ref,
    Settings,
    Status,
    Ticket,
    Tracker,
)
from followthrough.trackers.gitlab_answers import OUR_LABEL, NotThere, Renamed, account_of, is_moved, passed, says_dropped, shape, ticket_of
from followthrough.trackers.gitlab_pages import Spot, beyond, has_more, stamp_of
from followthrough.trackers.gitlab_rights import GUEST, checked
from followthrough.trackers.shape import Json

if TYPE_CHECKING:
    import httpx2

AT_ONCE: Final = 100
LOOK_BACK: Final = timedelta(hours=1)
LONGEST_TITLE: Final = 255
HOPS: Final = 5  # an issue that was moved more often than that is out of reach
_PATH: Final = re.compile(r"[1-9]\d{0,11}|[A-Za-z0-9_][\w.-]*(?:/[\w.-]+)+")
_KEY: Final = re.compile(rf"({_PATH.pattern})#([1-9]\d{{0,11}})")
_ID: Final = re.compile(r"([1-9]\d{0,11}):([1-9]\d{0,11})")
_WHERE: Final = "query($id: IssueID!) { issue(id: $id) { iid projectId } }"


def open_tracker(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None],
    transport: httpx2.BaseTransport | None = None,
) -> Tracker:
    if not _PATH.fullmatch(settings.place):
        raise ConfigError(f"{settings.place!r} is no project: write group/name, as in its address, or its number.")
    if "," in settings.label or settings.label.strip().casefold() in {"", "none", "any"}:
        raise ConfigError(f"{settings.label!r} can't be the incident label in GitLab: no commas, and neither none nor any.")
    headers = {"PRIVATE-TOKEN": settings.credentials["token"], "Accept": "application/json"}
    instance = settings.instance
    door = Door(settings.base_url, private=private, headers=headers, instance=instance, sleep=sleep, transport=transport)
    return GitLab(settings, door, now=now)


class GitLab:
    """One project, through one token."""

    # Lists see at once what was written; but GitLab works on a request for up to a minute, also after we have given it up.
    can = Capabilities(due=True, started=False, settle=timedelta(minutes=2), private=True, per_minute=100, per_hour=2000, title_length=240)

    def __init__(self, settings: Settings, door: Door, *, now: Clock) -> None:
        self._settings = settings
        self._door = door
        self._now = now
        self._limits = Limits()
        self._home = f"api/v4/projects/{quote(settings.place, safe='')}"
        self._dropped = tuple(label for label in settings.options.get("dropped_labels", "").split(",") if label.strip())

    def close(self) -> None:
        self._door.close()

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return self._limits

    def check(self) -> Checked:
        account = account_of(shape.mapping(self._json("GET", "api/v4/user"), "account"))
        try:
            token = shape.mapping(self._json("GET", "api/v4/personal_access_tokens/self"), "token")
        except (TurnedDown, Forbidden):
            token = {}  # an older GitLab, or another kind of token
        try:
            project = shape.mapping(self._json("GET", self._home), "project")
        except NotThere:
            words = f"There is no project {self._settings.place}, or this token may not see it."
            return Checked(account, None, may_write=False, may_hook=False, missing=(words,))
        return checked(account, project, token)

    def places(self) -> Sequence[Place]:
        query: Query = {"membership": True, "simple": True, "archived": False, "with_issues_enabled": True, "order_by": "id", "sort": "asc"}
        rows = self._all("api/v4/projects", query=query)
        return [Place(shape.number(row, "id"), shape.text(row, "path_with_namespace"), shape.text(row, "web_url")) for row in rows]

    def statuses(self) -> Sequence[Status]:
        return ()

    def accounts(self) -> Sequence[Account]:
        """Each once, although a member of a group and of the project may be listed twice."""
        found: dict[str, Account] = {}
        for row in self._all(f"{self._home}/members/all"):
            if int(shape.number(row, "access_level")) >= GUEST and row.get("membership_state", "active") == "active":
                found.setdefault(shape.number(row, "id"), account_of(row))
        return list(found.values())

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:
        spot = Spot.read(after) if after else Spot(stamp_of(since) if since else "")
        query: Query = {"labels": self._settings.label, "state": "all", "scope": "all", "issue_type": "issue", "order_by": "updated_at"}
        query = {
            **query,
            "sort": "asc",
            "per_page": AT_ONCE,
            "updated_after": spot.since or None,
            "page": spot.page if spot.page > 1 else None,
        }
        answer = self._ask("GET", f"{self._home}/issues", query=query, headers={"If-None-Match": etag} if etag and not after else {})
        if answer.status == 304:
            return Page(etag=etag, unchanged=True)
        issues = shape.sequence(answer.json(), "issues")
        more = has_more(answer)
        tickets = [self._listed(issue) for issue in issues if shape.number(issue, "id") not in spot.seen]
        # The tag of a page that is not the last says nothing about what changed behind it.
        told = "" if more or after else answer.headers.get("etag", "")
        total = answer.headers.get("x-total", "")
        return Page(
            tuple(ticket for ticket in tickets if ticket is not None),
            next=beyond(spot, issues) if more and issues else "",
            etag=told,
            expected=int(total) if total.isdigit() and not after else None,
        )

    def _listed(self, issue: Json) -> Ticket | None:
        """What was moved away is closed here: it is listed as what it became, where that has the label and can be seen."""
        if not is_moved(issue):
            return self._ticket(issue)
        became = self._followed(issue)
        return became if isinstance(became, Ticket) and self._settings.label in became.labels else None

    def fetch(self, ref: Ref) -> Ticket | Missing:
        parts = _ID.fullmatch(ref.id) or _KEY.fullmatch(ref.key)
        if parts is None:
            return Missing(Absence.HIDDEN, f"{ref.key!r} is no issue of GitLab's.")
        try:
            issue = self._issue(parts[1], parts[2])
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        return self._followed(issue)

    def find(self, draft: Draft) -> Ticket | None:
        """The oldest issue with the marker: a copy that somebody made carries the text of the first."""
        begin = stamp_of(draft.written_at - LOOK_BACK) if draft.written_at else None
        query: Query = {"state": "all", "scope": "all", "order_by": "created_at", "sort": "asc", "created_after": begin}
        for issue in self._all(f"{self._home}/issues", query=query):
            if markup.marker_in(str(issue.get("description") or "")) == draft.marker:
                became = self._followed(issue)
                return became if isinstance(became, Ticket) else self._ticket(issue)
        return None

    def _followed(self, issue: Json) -> Ticket | Missing:
        """The issue, or what it became after all its moves, with the ids and keys it had."""
        aliases: list[str] = []
        for _ in range(HOPS):
            if not (number := is_moved(issue)):
                return self._ticket(issue, aliases=tuple(dict.fromkeys(aliases)))
            was = self._ticket(issue)
            aliases += (was.id, was.key)
            try:
                issue = self._by_number(number)
            except NotThere:
                return Missing(Absence.MOVED_AWAY, f"{was.key} was moved to a project that this token may not see.")
        return Missing(Absence.MOVED_AWAY, f"{aliases[-1]} was moved too often to be followed.")

    def _by_number(self, number: str) -> Json:
        asked = {"query": _WHERE, "variables": {"id": f"gid://gitlab/Issue/{number}"}}
        said = shape.mapping(self._json("POST", "api/graphql", json=asked, reads=True), "GraphQL object")
        if said.get("errors"):
            raise NotThere(str(said["errors"])[:200])
        found = shape.mapping(said.get("data"), "data").get("issue")
        if found is None:
            raise NotThere("GitLab does not show it.")
        there = shape.mapping(found, "issue")
        return self._issue(shape.number(there, "projectId"), shape.text(there, "iid"))

    def _issue(self, project: str, iid: str) -> Json:
        return shape.mapping(self._json("GET", f"api/v4/projects/{quote(project, safe='')}/issues/{iid}"), "issue")

    def _ticket(self, issue: Json, *, aliases: tuple[str, ...] = ()) -> Ticket:
        return ticket_of(issue, dropped=self._dropped, aliases=aliases)

    # --- filing and changing -------------------------------------------------------------------------------------------

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        said: Json = {"title": _title(draft.title), "description": markup.markdown(draft.body, marker=draft.marker)}
        said["labels"] = ",".join(label.replace(",", " ") for label in draft.labels)
        if draft.assignee is not None:
            said["assignee_ids"] = [_account(draft.assignee)]
        if draft.due is not None:
            said["due_date"] = draft.due.isoformat()
        if draft.private:
            said["confidential"] = True
        try:
            answer = self._ask("POST", f"{self._home}/issues", json=said, until=until)
        except Renamed:  # refused, so this is no repetition
            self._learn_number()
            answer = self._ask("POST", f"{self._home}/issues", json=said, until=until)
        return self._ticket(shape.mapping(answer.json(), "issue"))

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        was = self.fetch(ref)
        if isinstance(was, Missing):
            return was
        project, _, iid = was.id.partition(":")
        address = f"api/v4/projects/{project}/issues/{iid}"
        now = was
        try:
            if edit.meaning is Meaning.DROPPED and edit.duplicate_of:
                self._link(address, edit.duplicate_of)
            for changes in self._changes(was, edit):
                now = self._ticket(shape.mapping(self._json("PUT", address, json=changes, until=until), "issue"))
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        return replace(now, aliases=was.aliases)

    def _changes(self, was: Ticket, edit: Edit) -> Iterator[Json]:
        """All in one request, but what was closed as a duplicate: only a reopening takes that back."""
        said: Json = {}
        if edit.title is not ...:
            said["title"] = _title(edit.title)
        if edit.assignee is not ...:
            said["assignee_ids"] = [_account(edit.assignee)] if edit.assignee is not None else []
        if edit.due is not ...:
            said["due_date"] = edit.due.isoformat() if edit.due else ""
        added = [edit.add_label] if edit.add_label and edit.add_label not in was.labels else []
        removed: list[str] = []
        if edit.meaning is not ... and edit.meaning is not was.meaning:
            added, removed = [*added, *self._says(edit.meaning, was)], self._unsays(edit.meaning, was)
            if edit.meaning.ended and was.status == "closed as duplicate":
                yield {"state_event": "reopen"}
            if edit.meaning.ended != was.meaning.ended or was.status == "closed as duplicate":
                said["state_event"] = "close" if edit.meaning.ended else "reopen"
        said |= {"add_labels": ",".join(added)} if added else {}
        said |= {"remove_labels": ",".join(removed)} if removed else {}
        if said:
            yield said

    def _says(self, meaning: Meaning, was: Ticket) -> list[str]:
        return [OUR_LABEL] if meaning is Meaning.DROPPED and not any(says_dropped(label, self._dropped) for label in was.labels) else []

    def _unsays(self, meaning: Meaning, was: Ticket) -> list[str]:
        """Labels that would say of a finished ticket that it was dropped; of one that is open again, ours alone."""
        if meaning is Meaning.DONE:
            return [label for label in was.labels if says_dropped(label, self._dropped)]
        return [OUR_LABEL] if OUR_LABEL in was.labels and not meaning.ended else []

    def _link(self, address: str, key: str) -> None:
        """A help for people: the label says the rest, also where there is no link, or there is one already."""
        if parts := _KEY.fullmatch(key):
            target = {"target_project_id": parts[1], "target_issue_iid": parts[2], "link_type": "relates_to"}
            try:
                self._ask("POST", f"{address}/links", json=target)
            except (TurnedDown, Forbidden) as error:
                if isinstance(error, Forbidden) and error.expired:
                    raise

    # --- webhooks -------------------------------------------------------------------------------------------------------

    def hook(self, url: str) -> Hook | None:
        found = self._hook_at(url)
        return None if found is None else gitlab_hooks.hook_of(found)

    def make_hook(self, url: str, secret: str) -> Hook:
        """One that GitLab has switched off does not come back by a change: it is made anew."""
        said = gitlab_hooks.registration(url, secret)
        there = self._hook_at(url)
        if there is not None and gitlab_hooks.is_disabled(there):
            self.drop_hook(gitlab_hooks.hook_of(there))
            there = None
        if there is None:
            made = self._json("POST", f"{self._home}/hooks", json=said)
        else:
            made = self._json("PUT", f"{self._home}/hooks/{shape.number(there, 'id')}", json=said)
        return gitlab_hooks.hook_of(shape.mapping(made, "webhook"))

    def drop_hook(self, hook: Hook) -> None:
        try:
            self._ask("DELETE", f"{self._home}/hooks/{hook.id}")
        except NotThere:
            return

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
        return gitlab_hooks.read_delivery(headers, body, secret)

    def _hook_at(self, url: str) -> Json | None:
        return next((hook for hook in self._all(f"{self._home}/hooks") if hook.get("url") == url), None)

    # --- asking -----------------------------------------------------------------------------------------------------------

    def _ask(self, method: str, path: str, **more: Any) -> Answer:
        """Follows a renamed project, once, and keeps to its number from then on. Only reading requests are sent on."""
        answer = self._sent(method, path, **more)
        if answer.status in {301, 302, 307, 308}:
            answer = self._sent(method, self._sent_on(answer, path), **more)
        if answer.status in {301, 302, 307, 308}:
            raise NotThere("It was moved too often to be followed.")
        return answer

    def _sent(self, method: str, path: str, **more: Any) -> Answer:
        answer = passed(self._door.request(method, path, **more), now=self._now)
        self._limits = gitlab_answers.limits(answer) or self._limits
        return answer

    def _sent_on(self, answer: Answer, path: str) -> str:
        """The same path under the number of the project: the address that GitLab names may be of another host name or scheme."""
        found = re.search(r"/api/v4/projects/(\d+)(?=[/?]|$)", answer.headers.get("location", ""))
        if found is None:
            raise NotThere("GitLab sends us on to a place that is no project.")
        number = f"api/v4/projects/{found[1]}"
        if path.startswith(self._home):
            path, self._home = number + path.removeprefix(self._home), number
            return path
        return re.sub(r"^api/v4/projects/[^/]+", number, path)

    def _learn_number(self) -> None:
        self._home = f"api/v4/projects/{shape.number(shape.mapping(self._json('GET', self._home), 'project'), 'id')}"

    def _json(self, method: str, path: str, **more: Any) -> Any:
        return self._ask(method, path, **more).json()

    def _all(self, path: str, *, query: Query | None = None) -> Iterator[Json]:
        """Every row of a list that does not move while it is read."""
        page = 1
        while True:
            answer = self._ask("GET", path, query={**(query or {}), "per_page": AT_ONCE, "page": page if page > 1 else None})
            rows = shape.sequence(answer.json(), "rows")
            yield from rows
            if not rows or not has_more(answer):
                return
            page += 1


def _title(text: str) -> str:
    """GitLab reads titles for mentions as well. Room is left for what makes them harmless; a title of nothing else is cut."""
    return markup.title(markup.unlinked(text), length=LONGEST_TITLE)


def _account(ident: str) -> int:
    if not ident.isdigit():
        raise TurnedDown(f"{ident} is no account of GitLab's: those have numbers.")
    return int(ident)
