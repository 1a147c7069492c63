"""Jira Cloud: REST version 3 with an account's API token. Does not speak for apps (OAuth, Forge): they have other limits and webhooks.

developer.atlassian.com/cloud/jira/platform/rest/v3, and for searching after writing .../platform/search-and-reconcile.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from followthrough.errors import ConfigError
from followthrough.http import Door, Query
from followthrough.trackers import jira_adf
from followthrough.trackers.base import Account, Body, Capabilities, Clock, Place, Settings, Tracker
from followthrough.trackers.jira import AT_ONCE, Jira
from followthrough.trackers.jira_hooks import Form
from followthrough.trackers.jira_reading import FIELDS, PROPERTY, Json, mapping, sequence, text

if TYPE_CHECKING:
    import httpx2

PAGE = 50  # what Jira gives at most of projects and resolutions


def open_tracker(
    settings: Settings,
    *,
    private: bool,
    now: Clock,
    sleep: Callable[[float], None],
    transport: httpx2.BaseTransport | None = None,
) -> Tracker:
    email, token = (settings.credentials.get(name, "").strip() for name in ("email", "token"))
    if not email or not token:
        raise ConfigError("Jira Cloud wants the e-mail address of an account and its API token.")
    proof = base64.b64encode(f"{email}:{token}".encode()).decode()
    headers = {"Authorization": f"Basic {proof}", "Accept": "application/json"}
    instance = settings.instance
    door = Door(settings.base_url, private=private, headers=headers, instance=instance, sleep=sleep, transport=transport)
    return JiraCloud(settings, door, now=now)


class JiraCloud(Jira):
    api = "rest/api/3"
    hooks = Form("rest/webhooks/1.0/webhook", in_configuration=False, absent="This Jira has no webhooks that an account can register.")
    can = Capabilities(due=True, started=True, settle=timedelta(minutes=5), statuses=True, per_minute=60, per_hour=1800)

    def account(self, user: Json) -> Account:
        return Account(
            text(user, "accountId"),
            name=str(user.get("displayName") or ""),
            email=str(user.get("emailAddress") or ""),
            active=user.get("active") is not False,
            is_bot=user.get("accountType") == "app",
        )

    def assignee(self, account_id: str | None) -> Json | None:
        return None if account_id is None else {"accountId": account_id}

    def prose(self, description: object) -> tuple[str, str]:
        return jira_adf.text_of(description), jira_adf.marker_of(description)

    def description(self, body: Body, *, marker: str) -> object:
        return jira_adf.document(body, marker=marker)

    def search(self, jql: str, *, after: str = "") -> tuple[list[Any], str, int | None]:
        """Pages follow a token. What this object wrote last is read afresh (50 issues at most), and must be named alike for each page."""
        token, _, named = after.partition(" ")
        fresh = named.split(",") if named else [] if token else list(dict.fromkeys(self._written))
        body: Json = {"jql": jql, "maxResults": AT_ONCE, "fields": list(FIELDS), "properties": [PROPERTY]}
        if token:
            body["nextPageToken"] = token
        if fresh:
            body["reconcileIssues"] = [int(number) for number in fresh]
        page = mapping(self.ask("POST", "search/jql", json=body, reads=True), "page of issues")
        following = "" if page.get("isLast") else str(page.get("nextPageToken") or "")
        return sequence(page.get("issues"), "issues"), f"{following} {','.join(fresh)}".rstrip() if following else "", None

    def places(self) -> Sequence[Place]:
        return [
            Place(text(project, "key"), str(project.get("name") or ""), f"{self.site()}/browse/{project['key']}")
            for project in self._paged("project/search", {"action": "create"})
        ]

    def resolutions(self) -> Iterator[Json]:
        return self._paged("resolution/search", {})

    def _paged(self, path: str, query: Query) -> Iterator[Json]:
        start = 0
        while True:
            page = mapping(self.ask("GET", path, query={**query, "startAt": start, "maxResults": PAGE}), "page")
            values = sequence(page.get("values"), "values")
            yield from (mapping(value, "value") for value in values)
            start += len(values)
            if not values or page.get("isLast") is not False:
                return
