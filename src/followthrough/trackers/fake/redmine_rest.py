"""The requests that a fake Redmine answers: routes, who may ask, and what everybody may know. Keeps no state of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

from followthrough.trackers.fake import redmine_issues
from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.redmine_shapes import Bad, Json, named, paged
from followthrough.trackers.fake.redmine_state import TRACKERS, Project

if TYPE_CHECKING:
    from followthrough.trackers.fake.redmine import Redmine


def answer(redmine: Redmine, request: Request) -> Response:
    """What Redmine does with one request. Answers that were read before and are the same still are not sent again."""
    for method, pattern, take in _ROUTES:
        found = re.fullmatch(pattern, request.path.strip("/"))
        if found and request.method == method:
            try:
                _let_in(redmine, request, public=take in _PUBLIC)
                return _unless_known(request, take(redmine, request, *map(unquote, found.groups())))
            except Bad as bad:
                return bad.response
    return Response(404)


def _let_in(redmine: Redmine, request: Request, *, public: bool) -> None:
    if not redmine.rest_on:
        raise Bad(403)
    if request.headers.get("x-redmine-api-key") == redmine.token and not redmine.revoked:
        redmine.viewing = redmine.visible
        return
    redmine.viewing = {name for name, project in redmine.projects.items() if project.public}
    if not (public and redmine.viewing):  # a key that nobody has makes a passer-by
        raise Bad(401)


def _unless_known(request: Request, response: Response) -> Response:
    if request.method != "GET" or response.status != 200:
        return response
    tag = f'W/"{hashlib.md5(response.body, usedforsecurity=False).hexdigest()}"'
    headers = {**response.headers, "ETag": tag, "Cache-Control": "max-age=0, private, must-revalidate"}
    if request.headers.get("if-none-match") == tag:
        return Response(304, b"", headers)
    return Response(200, response.body, headers)


# --- what everybody may know -----------------------------------------------------------------------------------------------


def _current_user(redmine: Redmine, request: Request) -> Response:
    me = redmine.users["followthrough"]
    user: Json = {"id": me.id, "login": me.login, "admin": False, "firstname": me.first, "lastname": me.last, "mail": "ft@ops.example"}
    user |= {"created_on": "2026-01-05T08:00:00Z", "last_login_on": None, "api_key": redmine.token}
    if "memberships" in request.query.get("include", ""):
        role = named(redmine.ours.id, redmine.ours.name)
        places = [redmine.projects[name] for name in sorted(redmine.visible)]
        user["memberships"] = [{"id": 100 + at.id, "project": named(at.id, at.name), "roles": [role]} for at in places]
    return Response.of({"user": user})


def _project_json(project: Project) -> Json:
    stamps = {"created_on": "2026-01-05T08:00:00Z", "updated_on": "2026-01-05T08:00:00Z"}
    plain = {"id": project.id, "name": project.name, "identifier": project.identifier, "description": "", "status": 1}
    return {**plain, "is_public": project.public, "inherit_members": False, **stamps}


def _projects(redmine: Redmine, request: Request) -> Response:
    return paged(request, "projects", [_project_json(redmine.projects[name]) for name in sorted(redmine.viewing)])


def _project(redmine: Redmine, request: Request, name: str) -> Response:
    project = redmine_issues.project_of(redmine, name)
    data, included = _project_json(project), request.query.get("include", "").split(",")
    if "trackers" in included:
        data["trackers"] = [named(number, words) for number, words in TRACKERS.items()]
    if "issue_categories" in included:
        data["issue_categories"] = [named(number, words) for number, words in project.categories.items()]
    if "enabled_modules" in included:
        data["enabled_modules"] = [named(number, words) for number, words in enumerate(sorted(project.modules), 1)]
    return Response.of({"project": data})


def _memberships(redmine: Redmine, request: Request, name: str) -> Response:
    project = redmine_issues.project_of(redmine, name)
    at = named(project.id, project.name)
    rows: list[Json] = [
        {"id": 50 + user.id, "project": at, "user": named(user.id, user.name), "roles": [_role_named(redmine, user.role)]}
        for user in redmine.users.values()
    ]
    rows.append({"id": 90, "project": at, "group": named(30, "Night shift"), "roles": [_role_named(redmine, 4)]})
    return paged(request, "memberships", rows)


def _role_named(redmine: Redmine, number: int) -> Json:
    return named(number, redmine.roles[number].name)


def _role(redmine: Redmine, _: Request, number: str) -> Response:
    role = redmine.roles.get(int(number))
    if role is None:
        raise Bad(404)
    data = {**named(role.id, role.name), "assignable": role.assignable, "issues_visibility": role.issues_visibility}
    return Response.of({"role": {**data, "permissions": sorted(role.permissions)}})


def _statuses(redmine: Redmine, _: Request) -> Response:
    return Response.of({"issue_statuses": [{**named(it.id, it.name), "is_closed": it.closed} for it in redmine.statuses]})


def _make_category(redmine: Redmine, request: Request, name: str) -> Response:
    project = redmine_issues.project_of(redmine, name)
    redmine_issues.needs(redmine, "manage_categories")
    words = str(((request.json() or {}).get("issue_category") or {}).get("name") or "").strip()
    if not words or project.category(words):
        raise Bad(422, "Name has already been taken" if words else "Name cannot be blank")
    number = redmine.new_category(project, words)
    return Response.of({"issue_category": {**named(number, words), "project": named(project.id, project.name)}}, 201)


_PUBLIC = frozenset({_projects, _project, redmine_issues.index, redmine_issues.show})
_ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", r"users/current\.json", _current_user),
    ("GET", r"projects\.json", _projects),
    ("GET", r"projects/([^/]+)\.json", _project),
    ("GET", r"projects/([^/]+)/memberships\.json", _memberships),
    ("GET", r"roles/(\d+)\.json", _role),
    ("GET", r"issue_statuses\.json", _statuses),
    ("POST", r"projects/([^/]+)/issue_categories\.json", _make_category),
    ("GET", r"issues\.json", redmine_issues.index),
    ("POST", r"issues\.json", redmine_issues.create),
    ("GET", r"issues/(\d+)\.json", redmine_issues.show),
    ("PUT", r"issues/(\d+)\.json", redmine_issues.update),
    ("POST", r"issues/(\d+)/relations\.json", redmine_issues.relate),
)
