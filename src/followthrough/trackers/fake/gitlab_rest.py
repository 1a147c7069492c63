"""The requests that a fake GitLab answers: routes, who may ask, pages, conditional requests, projects, members, webhooks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlencode

from followthrough.trackers.fake import gitlab_issues as issues
from followthrough.trackers.fake.dialect import READING, Request, Response
from followthrough.trackers.fake.gitlab_shapes import Bad, Json, hook_json, me_json, member_json, project_json
from followthrough.trackers.fake.gitlab_state import MAINTAINER, Project, Webhook

if TYPE_CHECKING:
    from followthrough.trackers.fake.gitlab import GitLab

_Row = TypeVar("_Row")
_PROJECT = r"/api/v4/projects/([^/]+)"


def answer(gitlab: GitLab, request: Request) -> Response:
    """What GitLab does with one request."""
    for method, pattern, take in _ROUTES:
        found = re.fullmatch(pattern, request.path)
        if found and request.method == method:
            try:
                return _answer(gitlab, request, take, [unquote(part) for part in found.groups()])
            except Bad as bad:
                return gitlab.meter.told(bad.response)
            except SentOn as on:
                return gitlab.meter.told(Response(301, b"", {"Location": on.address}))
    return Response.of({"error": "404 Not Found"}, 404)


class SentOn(Exception):
    """The project has another path by now."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)


def _answer(gitlab: GitLab, request: Request, take: Callable[..., Response], parts: list[str]) -> Response:
    refused = gitlab.meter.count(creates=take is issues.create)
    if refused is not None:
        return refused
    _let_in(gitlab, request)
    response = take(gitlab, request, *parts)
    if request.method == "GET" and response.status == 200:
        tag = f'W/"{hashlib.md5(response.body, usedforsecurity=False).hexdigest()}"'
        headers = {**response.headers, "ETag": tag, "Cache-Control": "max-age=0, private, must-revalidate"}
        known = request.headers.get("if-none-match") == tag
        response = Response(304, b"", headers) if known else Response(200, response.body, headers)
    return gitlab.meter.told(response)


def _let_in(gitlab: GitLab, request: Request) -> None:
    token = request.headers.get("private-token") or request.headers.get("authorization", "").removeprefix("Bearer ")
    if token != gitlab.token:
        raise Bad(401, "401 Unauthorized")
    if gitlab.revoked:
        words = "Token was revoked. You have to re-authorize from the user."
        raise Bad(401, error="invalid_token", error_description=words)
    reads = request.method in READING or request.path == "/api/graphql"
    if "api" not in gitlab.scopes and not (reads and "read_api" in gitlab.scopes):
        words = "The request requires higher privileges than provided by the access token."
        raise Bad(403, error="insufficient_scope", error_description=words, scope="api" if not reads else "api read_api")


def paged(gitlab: GitLab, request: Request, rows: Sequence[_Row], shown: Callable[[_Row], Json]) -> Response:
    """A page of 20, or of up to 100. A long list does not tell how long it is."""
    size = min(int(request.query.get("per_page", 20)), 100)
    page = int(request.query.get("page", 1))
    last = max(1, -(-len(rows) // size))
    near = {"prev": page - 1 if page > 1 else 0, "next": page + 1 if page < last else 0, "first": 1, "last": last}
    told = {"x_page": str(page), "x_per_page": str(size), "x_next_page": str(near["next"] or ""), "x_prev_page": str(near["prev"] or "")}
    if len(rows) <= gitlab.totals:
        told |= {"x_total": str(len(rows)), "x_total_pages": str(last)}
    else:
        del near["last"]
    address = f"{request.base}{request.path}"
    links = [f'<{address}?{urlencode({**request.query, "page": at, "per_page": size})}>; rel="{name}"' for name, at in near.items() if at]
    part = [shown(row) for row in rows[(page - 1) * size : page * size]]
    return Response.of(part, 200, link=", ".join(links), **told)


def project_of(gitlab: GitLab, request: Request, name: str) -> Project:
    """By number or path. A former path sends readers on to the number, and refuses writers."""
    found = gitlab.projects.get(int(name)) if name.isdigit() else gitlab.named(name)
    if found is None and name in gitlab.renamed and gitlab.projects[gitlab.renamed[name]].access:
        if request.method != "GET":
            raise Bad(405, "Non GET methods are not allowed for moved projects")
        number = gitlab.renamed[name]
        address = re.sub(r"/projects/[^/?]+", f"/projects/{number}", request.target, count=1)
        raise SentOn(f"{request.base}{address}")
    if found is None or not found.access:
        raise Bad(404, "404 Project Not Found")
    return found


# --- who and where ----------------------------------------------------------------------------------------------------------


def _user(gitlab: GitLab, _: Request) -> Response:
    return Response.of(me_json(gitlab.me))


def _this_token(gitlab: GitLab, _: Request) -> Response:
    if not gitlab.tells_scopes:
        raise Bad(404, "404 Not Found")
    ends = gitlab.token_ends.isoformat() if gitlab.token_ends else None
    told = {"id": 31, "name": "Followthrough", "revoked": False, "active": True, "scopes": gitlab.scopes, "user_id": gitlab.me.id}
    return Response.of({**told, "expires_at": ends})


def _projects(gitlab: GitLab, request: Request) -> Response:
    seen = [project for project in gitlab.projects.values() if project.access and not project.archived]
    return paged(gitlab, request, seen, lambda project: project_json(project, simple=request.query.get("simple") == "true"))


def _project(gitlab: GitLab, request: Request, name: str) -> Response:
    return Response.of(project_json(project_of(gitlab, request, name)))


def _members(gitlab: GitLab, request: Request, name: str) -> Response:
    project = project_of(gitlab, request, name)
    known = {user.id: user for user in gitlab.users.values()}
    return paged(gitlab, request, list(project.members.items()), lambda member: member_json(known[member[0]], member[1]))


# --- webhooks ---------------------------------------------------------------------------------------------------------------


def _hooks(gitlab: GitLab, request: Request, name: str) -> Response:
    project = _maintained(gitlab, request, name)
    return paged(gitlab, request, list(project.hooks.values()), lambda hook: hook_json(hook, project))


def _make_hook(gitlab: GitLab, request: Request, name: str) -> Response:
    project = _maintained(gitlab, request, name)
    said = request.json()
    if not re.match(r"https?://", said.get("url", "")):
        raise Bad(422, "Invalid url given")
    hook = Webhook(gitlab.next_id(), "", gitlab.clock())
    project.hooks[hook.id] = hook
    return Response.of(hook_json(_told(hook, said), project), 201)


def _change_hook(gitlab: GitLab, request: Request, name: str, number: str) -> Response:
    project = _maintained(gitlab, request, name)
    if int(number) not in project.hooks:
        raise Bad(404, "404 Not found")
    return Response.of(hook_json(_told(project.hooks[int(number)], request.json()), project))


def _told(hook: Webhook, said: dict[str, Any]) -> Webhook:
    """A change does not switch on again what GitLab has switched off."""
    for name, value in said.items():
        setattr(hook, name, value)
    return hook


def _drop_hook(gitlab: GitLab, request: Request, name: str, number: str) -> Response:
    if _maintained(gitlab, request, name).hooks.pop(int(number), None) is None:
        raise Bad(404, "404 Not found")
    return Response(204)


def _maintained(gitlab: GitLab, request: Request, name: str) -> Project:
    project = project_of(gitlab, request, name)
    if project.access < MAINTAINER:
        raise Bad(403, "403 Forbidden")
    return project


_ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", r"/api/v4/user", _user),
    ("GET", r"/api/v4/personal_access_tokens/self", _this_token),
    ("GET", r"/api/v4/projects", _projects),
    ("GET", _PROJECT, _project),
    ("GET", _PROJECT + r"/members/all", _members),
    ("GET", _PROJECT + r"/issues", issues.index),
    ("POST", _PROJECT + r"/issues", issues.create),
    ("GET", _PROJECT + r"/issues/(\d+)", issues.show),
    ("PUT", _PROJECT + r"/issues/(\d+)", issues.update),
    ("POST", _PROJECT + r"/issues/(\d+)/links", issues.link),
    ("GET", _PROJECT + r"/hooks", _hooks),
    ("POST", _PROJECT + r"/hooks", _make_hook),
    ("PUT", _PROJECT + r"/hooks/(\d+)", _change_hook),
    ("DELETE", _PROJECT + r"/hooks/(\d+)", _drop_hook),
    ("POST", r"/api/graphql", issues.graphql),
)
