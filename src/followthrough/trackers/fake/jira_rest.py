"""The requests that a fake Jira answers: routes, who may ask, how often, and what everybody may know. Keeps no state of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from followthrough.trackers.fake import jira_issues, jira_searches, jira_webhooks
from followthrough.trackers.fake.dialect import READING, Request, Response
from followthrough.trackers.fake.jira_jql import BadQuery
from followthrough.trackers.fake.jira_shapes import TYPES, Bad, Json, project_key

if TYPE_CHECKING:
    from followthrough.trackers.fake.jira import Jira

PERMISSIONS = (
    *("BROWSE_PROJECTS", "CREATE_ISSUES", "EDIT_ISSUES", "TRANSITION_ISSUES", "ASSIGN_ISSUES", "SCHEDULE_ISSUES"),
    *("LINK_ISSUES", "ADMINISTER"),
)


def answer(jira: Jira, request: Request) -> Response:
    """What Jira does with one request."""
    path = request.path.strip("/")
    for method, pattern, take in _ROUTES:
        where = pattern.format(api=jira.api, hooks=jira.hook_path)
        found = re.fullmatch(where, path)
        if found and request.method == method:
            try:
                _let_in(jira, request, path)
                _slow_down(jira, request, pattern, found)
                return take(jira, request, *found.groups())
            except Bad as bad:
                return bad.response
            except BadQuery as bad:
                return Response.of({"errorMessages": [str(bad)], "errors": {}}, 400)
    return Response.of({"errorMessages": [f"There is nothing at {path}."], "errors": {}}, 404)


def _let_in(jira: Jira, request: Request, path: str) -> None:
    if jira.authorised(request):
        return
    failed = {"x_seraph_loginreason": "AUTHENTICATED_FAILED"}
    if path == "rest/api/3/search/jql":  # strangers may search: they see what everybody may see
        bad = Bad()
        bad.response = Response.of({"issues": [], "isLast": True}, 200, **failed)
        raise bad
    raise Bad("You are not authenticated. Authentication required to perform this operation.", status=401, headers=failed)


def _slow_down(jira: Jira, request: Request, pattern: str, found: re.Match[str]) -> None:
    """Bursts are counted for an end-point and method within a second, writes for an issue within half a minute."""
    now = jira.clock()
    writes = request.method not in READING and pattern.startswith("{api}/issue/")
    named = [("jira-burst-based", f"{request.method} {pattern}", jira.burst, 1)]
    if writes:
        named.append(("jira-per-issue-on-write", f"issue {found[1]}", jira.writes_per_issue, 30))
    for reason, bucket, limit, seconds in named:
        within = [at for name, at in jira.asked if name == bucket and at > now - timedelta(seconds=seconds)]
        if limit is not None and len(within) >= limit:
            reset = (within[0] + timedelta(seconds=seconds)).replace(microsecond=0) + timedelta(seconds=1)
            headers = {
                "retry_after": str(max(1, int((reset - now).total_seconds()))),
                "ratelimit_reason": reason,
                "x_ratelimit_limit": str(limit),
                "x_ratelimit_remaining": "0",
                "x_ratelimit_reset": f"{reset.astimezone(UTC):%Y-%m-%dT%H:%M}Z",
            }
            raise Bad("Rate limit exceeded.", status=429, headers=headers)
        if limit is not None:
            jira.asked.append((bucket, now))


# --- what everybody may know -----------------------------------------------------------------------------------------------


def _myself(jira: Jira, request: Request) -> Response:
    return Response.of(jira.user(jira.me, request.base))


def _server_info(_: Jira, request: Request) -> Response:
    return Response.of({"baseUrl": request.base, "version": "1001.0.0", "deploymentType": "Cloud", "serverTitle": "Jira"})


def _project_json(jira: Jira, key: str, base: str) -> Json:
    types = [
        {"id": number, "name": name, "subtask": level < 0, **({"hierarchyLevel": level} if jira.api.endswith("3") else {})}
        for (number, name), level in TYPES
    ]
    number = str(10200 + list(jira.projects).index(key))
    return {"self": f"{base}/{jira.api}/project/{number}", "id": number, "key": key, "name": jira.projects[key], "issueTypes": types}


def _project(jira: Jira, request: Request, name: str) -> Response:
    return Response.of(_project_json(jira, project_key(jira, name), request.base))


def _projects(jira: Jira, request: Request) -> Response:
    return Response.of([_project_json(jira, key, request.base) for key in sorted(jira.visible)])


def _project_search(jira: Jira, request: Request) -> Response:
    return _paged(request, [_project_json(jira, key, request.base) for key in sorted(jira.visible)])


def _statuses(jira: Jira, request: Request, name: str) -> Response:
    project_key(jira, name)
    statuses = [status.json(request.base, jira.api) for status in jira.workflow.statuses]
    return Response.of([{"id": number, "name": kind, "subtask": level < 0, "statuses": statuses} for (number, kind), level in TYPES])


def _resolutions(jira: Jira, request: Request) -> Response:
    return Response.of([resolution.json(request.base, jira.api) for resolution in jira.workflow.resolutions])


def _resolution_search(jira: Jira, request: Request) -> Response:
    return _paged(request, [resolution.json(request.base, jira.api) for resolution in jira.workflow.resolutions])


def _permissions(jira: Jira, request: Request) -> Response:
    asked = request.query.get("permissions", "").split(",")
    if jira.api.endswith("3") and (asked == [""] or not set(asked) <= set(PERMISSIONS)):
        raise Bad("The 'permissions' query parameter is required, and names permissions.")
    shown = asked if jira.api.endswith("3") else PERMISSIONS
    rights = {name: {"key": name, "name": name, "havePermission": name not in jira.lacking} for name in shown}
    return Response.of({"permissions": rights})


def _assignable(jira: Jira, request: Request) -> Response:
    project_key(jira, request.query.get("project", ""))
    start, count = int(request.query.get("startAt", "0")), int(request.query.get("maxResults", "50"))
    users = [jira.user(account, request.base) for account in jira.accounts.values()]
    return Response.of(users[start : start + count])


def _user(jira: Jira, request: Request) -> Response:
    account = jira.account_of(request.query.get("key") or request.query.get("username") or "")
    if account is None:
        raise Bad("The user does not exist.", status=404)
    return Response.of(jira.user(account, request.base))


def _paged(request: Request, values: list[Json]) -> Response:
    start, count = int(request.query.get("startAt", "0")), min(50, int(request.query.get("maxResults", "50")))
    part = values[start : start + count]
    page = {"startAt": start, "maxResults": count, "total": len(values), "isLast": start + len(part) >= len(values), "values": part}
    return Response.of({"self": request.base + request.target, **page})


_ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", "{api}/myself", _myself),
    ("GET", "{api}/serverInfo", _server_info),
    ("GET", "rest/api/2/project", _projects),
    ("GET", "rest/api/3/project/search", _project_search),
    ("GET", "{api}/project/([^/]+)", _project),
    ("GET", "{api}/project/([^/]+)/statuses", _statuses),
    ("GET", "{api}/resolution", _resolutions),
    ("GET", "rest/api/3/resolution/search", _resolution_search),
    ("GET", "{api}/mypermissions", _permissions),
    ("GET", "{api}/user/assignable/search", _assignable),
    ("GET", "rest/api/2/user", _user),
    ("POST", "rest/api/3/search/jql", jira_searches.search_cloud),
    ("GET", "rest/api/[23]/search", jira_searches.search),
    ("POST", "rest/api/[23]/search", jira_searches.search),
    ("POST", "{api}/issue", jira_issues.create),
    ("GET", "{api}/issue/([^/]+)", jira_issues.get),
    ("PUT", "{api}/issue/([^/]+)", jira_issues.put),
    ("GET", "{api}/issue/([^/]+)/transitions", jira_issues.transitions),
    ("POST", "{api}/issue/([^/]+)/transitions", jira_issues.transition),
    ("POST", "{api}/issueLink", jira_issues.link),
    ("GET", "{hooks}", jira_webhooks.hooks),
    ("POST", "{hooks}", jira_webhooks.make_hook),
    ("PUT", "{hooks}/([0-9]+)", jira_webhooks.put_hook),
    ("DELETE", "{hooks}/([0-9]+)", jira_webhooks.drop_hook),
    ("POST", "rest/api/3/webhook", jira_webhooks.for_apps),
)
