"""GitHub, and GitHub Enterprise Server, by their REST API. Knows nothing of projects, pull requests or code.

docs.github.com/rest/issues/issues. GitHub has no search that sees what was just written (its index lags, and answers at most a thousand),
so everything here is listed: changes by `since`, which includes its own second, and a marker among the issues made since it was sent.
A list is paged by its last stamp: page numbers skip what moves up while they are turned.
"""

from __future__ import annotations

import json as json_module
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from followthrough.errors import ConfigError, Forbidden, TurnedDown
from followthrough.http import Answer, Door, Query
from followthrough.trackers import github_answers, github_hooks, markup
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
from followthrough.trackers.github_answers import Gone, NotThere, account_of, is_pull, passed, shape, ticket_of
from followthrough.trackers.github_app import App, credential
from followthrough.trackers.shape import Json

if TYPE_CHECKING:
    import httpx2

AT_ONCE: Final = 100
LOOK_BACK: Final = timedelta(hours=1)
HOPS: Final = 5  # an issue that was transferred more often than that in a row is out of reach
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[\w.-]{1,100}")
_KEY: Final = re.compile(rf"({_REPOSITORY.pattern})#([1-9]\d{{0,11}})")
_NEXT: Final = re.compile(r'<([^>]+)>;\s*rel="next"')


def open_tracker(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None],
    transport: httpx2.BaseTransport | None = None,
) -> Tracker:
    if not _REPOSITORY.fullmatch(settings.place):
        raise ConfigError(f"{settings.place!r} is no repository: write owner/name, as in its address.")
    if "," in settings.label or not settings.label.strip():
        raise ConfigError(f"{settings.label!r} can't be the incident label in GitHub: lists are asked for with commas between labels.")
    headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    instance = settings.instance
    door = Door(settings.base_url, private=private, headers=headers, instance=instance, sleep=sleep, transport=transport)
    return GitHub(settings, door, now=now)


@dataclass(frozen=True, slots=True)
class Spot:
    """How far a list was read: the last stamp, and the ids that have it; or, where one stamp fills a page, the next page's address."""

    since: str = ""
    seen: tuple[str, ...] = ()
    address: str = ""

    @classmethod
    def read(cls, text: str) -> Spot:
        since, seen, address = json_module.loads(text)
        return cls(since, tuple(seen), address)

    def __str__(self) -> str:
        return json_module.dumps([self.since, self.seen, self.address])


class GitHub:
    """One repository, through one credential."""

    can = Capabilities(due=False, started=False, settle=timedelta(seconds=60), per_minute=40, per_hour=400, title_length=256)

    def __init__(self, settings: Settings, door: Door, *, now: Clock) -> None:
        self._settings = settings
        self._door = door
        self._now = now
        self._credential = credential(dict(settings.credentials), door, now=now)
        self._limits = Limits()
        self._logins: dict[str, str] = {}
        self._home = f"repos/{settings.place}"

    def close(self) -> None:
        self._door.close()

    # --- looking ------------------------------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return self._limits

    def check(self) -> Checked:
        account, notes = self._whoami()
        try:
            repository = shape.mapping(self._json("GET", self._home), "repository")
        except NotThere:
            words = f"There is no repository {self._settings.place}, or these credentials may not see it."
            return Checked(account, None, may_write=False, may_hook=False, missing=(words,), notes=notes)
        given = repository.get("permissions")
        rights = given if isinstance(given, dict) else {}
        missing = []
        if repository.get("has_issues") is False:
            missing.append("Issues are off in this repository: switch them on under Settings → General → Features.")
        if repository.get("archived"):
            missing.append("This repository is archived: nothing can be written to it.")
        may_write = not missing and self._may_write(rights)
        if not missing and not may_write:
            missing.append(
                "Labels and assignees can't be set: these credentials need Issues (read and write), and the account triage rights."
            )
        may_hook = rights.get("admin") is True and (not self._app or "repository_hooks" in self._app.permissions)
        if not may_hook:
            notes = (*notes, "Only an administrator of the repository can make webhooks. Without one, changes are seen by asking.")
        place = Place(shape.text(repository, "full_name"), shape.text(repository, "full_name"), shape.text(repository, "html_url"))
        return Checked(account, place, may_write=may_write, may_hook=may_hook, missing=tuple(missing), notes=notes)

    def _whoami(self) -> tuple[Account, tuple[str, ...]]:
        if self._app:
            token_first = self._app.token()
            assert token_first
            return Account(f"app {self._settings.credentials['app_id']}", name="GitHub App", is_bot=True), ()
        answer = self._ask("GET", "user")
        account = account_of(shape.mapping(answer.json(), "account"))
        scopes = answer.headers.get("x-oauth-scopes")
        if scopes is None:
            return account, ("GitHub does not tell what a fine-grained token may write: the first ticket will show.",)
        if not {"repo", "public_repo"} & {scope.strip() for scope in scopes.split(",")}:
            return account, ("This classic token has no scope repo: it can only look at public repositories.",)
        return account, ("This is a classic token: it reaches every repository of its account. A fine-grained one is enough.",)

    def _may_write(self, rights: Json) -> bool:
        if self._app:
            return self._app.permissions.get("issues") == "write"
        return any(rights.get(name) is True for name in ("triage", "push", "maintain", "admin"))

    def places(self) -> Sequence[Place]:
        if self._app:
            rows: Iterator[Json] = self._all("installation/repositories", wrap="repositories")
        else:
            rows = self._all("user/repos", query={"sort": "full_name"})
        return [Place(shape.text(row, "full_name"), shape.text(row, "full_name"), shape.text(row, "html_url")) for row in rows]

    def statuses(self) -> Sequence[Status]:
        return ()

    def accounts(self) -> Sequence[Account]:
        found = [account_of(user) for user in self._all(f"{self._home}/assignees")]
        self._logins |= {account.id: account.handle for account in found}
        return found

    def changed(self, since: datetime | None, *, after: str = "", etag: str = "") -> Page:
        spot = Spot.read(after) if after else Spot(_stamp(since) if since else "")
        headers = {"If-None-Match": etag} if etag and not after else {}
        query: Query = {"labels": self._settings.label, "state": "all", "sort": "updated", "direction": "asc"}
        query = {**query, "per_page": AT_ONCE, "since": spot.since or None}
        answer = self._ask("GET", spot.address or f"{self._home}/issues", query=None if spot.address else query, headers=headers)
        if answer.status == 304:
            return Page(etag=etag, unchanged=True)
        issues = shape.sequence(answer.json(), "issues")
        following = _following(answer)
        new = [issue for issue in issues if shape.number(issue, "id") not in spot.seen and not is_pull(issue)]
        next_spot = _beyond(spot, issues, following) if following else ""
        # The tag of a page that is not the last says nothing about what changed behind it.
        told = "" if following or after else answer.headers.get("etag", "")
        return Page(
            tuple(ticket_of(issue) for issue in new), next=next_spot, etag=told, expected=None if after else _expected(answer, issues)
        )

    def fetch(self, ref: Ref) -> Ticket | Missing:
        found = self._find_issue(ref)
        return found if isinstance(found, Missing) else found[1]

    def find(self, draft: Draft) -> Ticket | None:
        """The oldest issue with the marker: a copy that somebody made carries the text of the first."""
        begin = draft.written_at - LOOK_BACK if draft.written_at else None
        query: Query = {"state": "all", "sort": "created", "direction": "desc"}
        found: Ticket | None = None
        for issue in self._all(f"{self._home}/issues", query=query):
            if begin is not None and shape.moment(issue, "created_at") < begin:
                break
            if not is_pull(issue) and markup.marker_in(str(issue.get("body") or "")) == draft.marker:
                found = ticket_of(issue)
        return found

    def _find_issue(self, ref: Ref) -> tuple[str, Ticket] | Missing:
        """Where the issue is now (an address for requests), and the issue. Follows it to where it was transferred."""
        parts = _KEY.fullmatch(ref.key)
        if parts is None:
            return Missing(Absence.HIDDEN, f"{ref.key!r} is no issue of GitHub's.")
        try:
            answer = self._ask("GET", asked := f"repos/{parts[1]}/issues/{parts[2]}")
        except Gone as gone:
            return Missing(Absence.DELETED, str(gone))
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        issue = shape.mapping(answer.json(), "issue")
        ident = shape.number(issue, "id")
        if ident == ref.id:
            return answer.url, ticket_of(issue)
        if answer.url.endswith(asked):  # nobody sent us on: another issue has its address now
            return Missing(Absence.HIDDEN, f"{ref.key} is another issue by now.")
        return answer.url, ticket_of(issue, aliases=(ref.id, ref.key))

    # --- filing and changing -------------------------------------------------------------------------------------------

    def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
        said: Json = {"title": draft.title, "body": markup.markdown(draft.body, marker=draft.marker), "labels": list(draft.labels)}
        if draft.assignee is not None:
            said["assignees"] = [self._login(draft.assignee)]
        answer = self._ask("POST", f"{self._home}/issues", json=said, until=until)
        return ticket_of(shape.mapping(answer.json(), "issue"))

    def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
        found = self._find_issue(ref)
        if isinstance(found, Missing):
            return found
        address, was = found
        try:
            if edit.add_label and edit.add_label not in was.labels:
                self._ask("POST", f"{address}/labels", json={"labels": [edit.add_label]}, until=until)
            for changes in self._changes(was, edit):
                shape.mapping(self._json("PATCH", address, json=changes, until=until), "issue")
        except Gone as gone:
            return Missing(Absence.DELETED, str(gone))
        except NotThere as gone:
            return Missing(Absence.HIDDEN, str(gone))
        return self.fetch(ref)

    def _changes(self, was: Ticket, edit: Edit) -> Iterator[Json]:
        """All in one request, but for another reason of closing: that counts only where the state changes, so it takes a reopening."""
        said: Json = {}
        if edit.title is not ...:
            said["title"] = edit.title
        if edit.assignee is not ...:
            said["assignees"] = [self._login(edit.assignee)] if edit.assignee is not None else []
        if edit.meaning is not ... and edit.meaning.ended and edit.meaning is not was.meaning:
            if was.meaning.ended:
                yield {"state": "open"}
            said |= {"state": "closed", **self._reason(edit)}
        elif edit.meaning is not ... and was.meaning.ended and not edit.meaning.ended:
            said["state"] = "open"
        if said:
            yield said

    def _reason(self, edit: Edit) -> Json:
        if edit.meaning is Meaning.DONE:
            return {"state_reason": "completed"}
        original = self._original(edit.duplicate_of) if edit.duplicate_of else None
        return {"state_reason": "not_planned"} if original is None else {"state_reason": "duplicate", "duplicate_issue_id": original}

    def _original(self, key: str) -> int | None:
        """The id of the issue that another one duplicates; None where it can't be seen: not planned is then what is left to say."""
        parts = _KEY.fullmatch(key)
        if parts is None:
            return None
        try:
            answer = self._ask("GET", f"repos/{parts[1]}/issues/{parts[2]}")
        except (Gone, NotThere):
            return None
        return int(shape.number(shape.mapping(answer.json(), "issue"), "id"))

    def _login(self, account: str) -> str:
        """What GitHub wants in a request: people may change it, so it is asked for by the number that stays."""
        if account not in self._logins:
            if not account.isdigit():
                raise TurnedDown(f"{account} is no account of GitHub's: those have numbers.")
            try:
                self._logins[account] = shape.text(shape.mapping(self._json("GET", f"user/{account}"), "account"), "login")
            except NotThere as error:
                raise TurnedDown(f"The account {account} is not in GitHub any more.") from error
        return self._logins[account]

    # --- webhooks -------------------------------------------------------------------------------------------------------

    def hook(self, url: str) -> Hook | None:
        found = self._hook_at(url)
        return None if found is None else github_hooks.hook_of(found)

    def make_hook(self, url: str, secret: str) -> Hook:
        said = github_hooks.registration(url, secret)
        there = self._hook_at(url)
        if there is None:
            made = self._json("POST", f"{self._home}/hooks", json=said)
        else:
            del said["name"]
            made = self._json("PATCH", f"{self._home}/hooks/{shape.number(there, 'id')}", json=said)
        return github_hooks.hook_of(shape.mapping(made, "webhook"))

    def drop_hook(self, hook: Hook) -> None:
        try:
            self._ask("DELETE", f"{self._home}/hooks/{hook.id}")
        except NotThere:
            return

    def read_delivery(self, headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
        return github_hooks.read_delivery(headers, body, secret)

    def _hook_at(self, url: str) -> Json | None:
        try:
            return next((hook for hook in self._all(f"{self._home}/hooks") if github_hooks.is_ours(hook, url)), None)
        except NotThere as error:
            raise Forbidden(
                "These credentials may not see the repository's webhooks: they need Webhooks (read and write).", expired=False
            ) from error

    # --- asking -----------------------------------------------------------------------------------------------------------

    @property
    def _app(self) -> App | None:
        return self._credential if isinstance(self._credential, App) else None

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        until: float | None = None,
    ) -> Answer:
        """Follows redirects of every method: one that was sent on was not carried out. `Answer.url` is where it ended."""
        sent = {"Authorization": f"Bearer {self._credential.token()}", **(headers or {})}
        for _ in range(HOPS):
            answer = passed(self._door.request(method, path, query=query, json=json, headers=sent, until=until), now=self._now)
            self._limits = github_answers.limits(answer) or self._limits
            if answer.status not in {301, 302, 307, 308}:
                return answer
            path, query = answer.headers.get("location", ""), None
        raise NotThere("It was moved too often to be followed.")

    def _json(self, method: str, path: str, **more: Any) -> Any:
        return self._ask(method, path, **more).json()

    def _all(self, path: str, *, query: Query | None = None, wrap: str = "") -> Iterator[Json]:
        """Every row of a list that does not move while it is read."""
        answer = self._ask("GET", path, query={**(query or {}), "per_page": AT_ONCE})
        while True:
            data = answer.json()
            yield from shape.sequence(shape.mapping(data, wrap).get(wrap) if wrap else data, wrap or "rows")
            following = _following(answer)
            if not following:
                return
            answer = self._ask("GET", following)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _following(answer: Answer) -> str:
    found = _NEXT.search(answer.headers.get("link", ""))
    return found[1] if found else ""


def _beyond(spot: Spot, issues: list[Json], following: str) -> str:
    """Where to go on. One stamp on a whole page (somebody labelled a hundred at once) leaves only its number to turn by."""
    if not issues:
        return ""
    last = _stamp(shape.moment(issues[-1], "updated_at"))
    if last == spot.since or last == _stamp(shape.moment(issues[0], "updated_at")):
        seen = [shape.number(issue, "id") for issue in issues]
        return str(Spot(last, (*spot.seen, *seen)[-1000:], following))
    at_last = [shape.number(issue, "id") for issue in issues if _stamp(shape.moment(issue, "updated_at")) == last]
    return str(Spot(last, tuple(at_last)))


def _expected(answer: Answer, issues: list[Json]) -> int:
    """GitHub counts pages: so many, or up to a page less."""
    last = re.search(r'[?&]page=(\d+)[^>]*>;\s*rel="last"', answer.headers.get("link", ""))
    return int(last[1]) * AT_ONCE if last else len(issues)
