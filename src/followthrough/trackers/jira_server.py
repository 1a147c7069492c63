"""Jira Data Center: REST version 2 with a personal access token. Does not speak to Jira Server before 8.14, which has no such tokens.

developer.atlassian.com/server/jira/platform/rest, and "Using Personal Access Tokens" in confluence.atlassian.com/enterprise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from followthrough.errors import ConfigError, TurnedDown
from followthrough.http import Door
from followthrough.trackers import jira_wiki
from followthrough.trackers.base import Account, Body, Capabilities, Clock, Place, Settings, Tracker
from followthrough.trackers.jira import AT_ONCE, Jira, part
from followthrough.trackers.jira_answers import NotThere
from followthrough.trackers.jira_hooks import Form
from followthrough.trackers.jira_reading import FIELDS, PROPERTY, Json, mapping, sequence, text

if TYPE_CHECKING:
    import httpx2

OVERLAP = 10  # issues of the page before that are read again: a change meanwhile moves those behind it forward


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
        raise ConfigError("Jira Data Center wants a personal access token.")
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    instance = settings.instance
    door = Door(settings.base_url, private=private, headers=headers, instance=instance, sleep=sleep, transport=transport)
    return JiraServer(settings, door, now=now)


class JiraServer(Jira):
    """An account is known by its key, which stays when it is renamed; requests name it by its name, which does not."""

    api = "rest/api/2"
    hooks = Form(
        "rest/jira-webhook/1.0/webhooks",
        in_configuration=True,
        absent="Jira signs webhooks from Data Center 10 on. This one is older: changes are seen by asking.",
    )
    can = Capabilities(due=True, started=True, settle=timedelta(minutes=1), statuses=True, per_minute=60, per_hour=1800)

    def account(self, user: Json) -> Account:
        return Account(
            text(user, "key"),
            handle=str(user.get("name") or ""),
            name=str(user.get("displayName") or ""),
            email=str(user.get("emailAddress") or ""),
            active=user.get("active") is not False,
        )

    def assignee(self, account_id: str | None) -> Json | None:
        if account_id is None:
            return {"name": None}
        try:
            return {"name": text(mapping(self.ask("GET", "user", query={"key": account_id}), "user"), "name")}
        except NotThere as error:
            raise TurnedDown(f"Jira has no account with the key {account_id} any more.") from error

    def prose(self, description: object) -> tuple[str, str]:
        return jira_wiki.text_of(description), jira_wiki.marker_of(description)

    def description(self, body: Body, *, marker: str) -> object:
        return jira_wiki.write(body, marker=marker)

    def search(self, jql: str, *, after: str = "") -> tuple[list[Any], str, int | None]:
        """Pages are counted. Each begins a little before the last one's end, so that what moved forward meanwhile is not passed over."""
        place, _, last = after.partition(" ")
        start = max(0, int(place or 0) - OVERLAP)
        body = {"jql": jql, "startAt": start, "maxResults": AT_ONCE, "fields": list(FIELDS)}
        page = mapping(self.ask("POST", "search", json=body, reads=True), "page of issues")
        issues = [mapping(issue, "issue") for issue in sequence(page.get("issues"), "issues")]
        total = page.get("total")
        ids = [text(issue, "id") for issue in issues]
        end = max(start + len(issues), int(place or 0) + 1)
        following = f"{end} {ids[-1]}" if ids and isinstance(total, int) and start + len(ids) < total else ""
        new = issues[ids.index(last) + 1 :] if last in ids else issues
        return new, following, total if isinstance(total, int) else None

    def with_marker(self, issue: Any) -> Any:
        """The search leaves properties out: an issue of ours whose text was rewritten is asked for its own."""
        fields = mapping(mapping(issue, "issue").get("fields"), "fields")
        creator = fields.get("creator")
        ours = isinstance(creator, dict) and creator.get("key") == self._myself().get("key")
        if not ours or jira_wiki.marker_of(fields.get("description")):
            return issue
        try:
            return self.ask("GET", f"issue/{part(text(issue, 'id'))}", query={"fields": ",".join(FIELDS), "properties": PROPERTY})
        except NotThere:
            return issue

    def places(self) -> Sequence[Place]:
        projects = [mapping(project, "project") for project in sequence(self.ask("GET", "project"), "projects")]
        return [
            Place(text(project, "key"), str(project.get("name") or ""), f"{self.site()}/browse/{project['key']}") for project in projects
        ]

    def resolutions(self) -> Iterator[Json]:
        return (mapping(resolution, "resolution") for resolution in sequence(self.ask("GET", "resolution"), "resolutions"))
