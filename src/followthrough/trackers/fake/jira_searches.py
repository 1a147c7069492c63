"""How a fake Jira searches: over an index that may lag, in pages by token (Cloud) or by number (Data Center)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.jira_jql import Fields, Query, parse
from followthrough.trackers.fake.jira_shapes import Bad, Json, projected
from followthrough.trackers.fake.jira_state import Issue

if TYPE_CHECKING:
    from followthrough.trackers.fake.jira import Jira


def query(jira: Jira, jql: str) -> Query:
    return parse(jql, _fields(jira))


def _fields(jira: Jira) -> Fields:
    visible = frozenset(name.casefold() for key in jira.visible for name in (key, jira.projects[key]))
    read: dict[str, Callable[[Issue], Any]] = {
        "project": lambda issue: issue.project,
        "labels": lambda issue: issue.labels,
        "creator": lambda issue: issue.creator,
        "assignee": lambda issue: issue.assignee or "",
        "updated": lambda issue: issue.updated,
        "created": lambda issue: issue.created,
        "key": lambda issue: (issue.project, issue.number),
        "id": lambda issue: issue.id,
    }
    return Fields(jira.me.id, jira.zone, read, {"project": visible})


def _matching(jira: Jira, jql: str, fresh: set[int]) -> list[Issue]:
    if not isinstance(jql, str):
        raise Bad("The value of jql is not a string.")
    asked = query(jira, jql)
    found = [issue for issue in jira.store.indexed(jira.lag, fresh) if issue.project in jira.visible and asked.matches(issue)]
    keys = _fields(jira)
    for name, descending in reversed(asked.order):
        found.sort(key=lambda issue: keys.sort_key(issue, name), reverse=descending)
    return found


def gone(_: Jira, __: Request) -> Response:
    raise Bad("The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.", status=410)


def search_cloud(jira: Jira, request: Request) -> Response:
    """Token by token; without `fields` only ids; consistent for the issues named in `reconcileIssues` and for no other."""
    said = request.json() or {}
    unknown = set(said) - {
        "jql",
        "nextPageToken",
        "maxResults",
        "fields",
        "expand",
        "properties",
        "fieldsByKeys",
        "failFast",
        "reconcileIssues",
    }
    fresh = said.get("reconcileIssues", [])
    if unknown or len(fresh) > 50 or not all(isinstance(number, int) for number in fresh) or len(said.get("properties", [])) > 5:
        raise Bad(f"Invalid request payload. {', '.join(sorted(unknown))}")
    jql = said.get("jql") or ""
    if not re.sub(r"(?i)order\s+by.*", "", jql).strip():
        raise Bad("Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
    count = min(jira.page_cap, int(said.get("maxResults", 50)))
    shown = {issue.id: issue for issue in jira.store.indexed(jira.lag, set(fresh))}
    token = said.get("nextPageToken")
    if token:
        given, ids = jira.pages.get(token, ("", []))
        if given != jql:
            raise Bad("The provided next page token is invalid or expired.")
    else:
        ids = [issue.id for issue in _matching(jira, jql, set(fresh))]
    part = [shown[number] for number in ids[:count] if number in shown]
    page: Json = {"issues": [projected(jira, issue, said.get("fields", []), said.get("properties", []), request.base) for issue in part]}
    page["isLast"] = len(ids) <= count
    if not page["isLast"]:
        page["nextPageToken"] = f"CAEaAggD{len(jira.pages):04}"
        jira.pages[page["nextPageToken"]] = (jql, ids[count:])
    return Response.of(page)


def search(jira: Jira, request: Request) -> Response:
    """The search that the Cloud once had too."""
    return gone(jira, request) if jira.api.endswith("3") else search_server(jira, request)


def search_server(jira: Jira, request: Request) -> Response:
    said: Json = request.json() if request.method == "POST" else dict(request.query)
    unknown = set(said) - {"jql", "startAt", "maxResults", "fields", "expand", "validateQuery"}
    if unknown:
        raise Bad(f"Unrecognized field {sorted(unknown)[0]}.")
    start, count = int(said.get("startAt", 0)), min(jira.page_cap, int(said.get("maxResults", 50)))
    found = _matching(jira, said.get("jql") or "", set())
    part = [projected(jira, issue, said.get("fields", ["*navigable"]), [], request.base) for issue in found[start : start + count]]
    return Response.of({"startAt": start, "maxResults": count, "total": len(found), "issues": part})
