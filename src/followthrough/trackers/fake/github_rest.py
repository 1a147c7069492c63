"""The requests that a fake GitHub answers: routes, who may ask, pages, conditional requests. Keeps no state of its own."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from followthrough.trackers.fake import github_issues as issues
from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.github_app import installation_token
from followthrough.trackers.fake.github_shapes import Bad, Json, hook_json, invalid, profile_json, repository_json, user_json
from followthrough.trackers.fake.github_state import Repository, Webhook
from followthrough.trackers.fake.github_webhooks import ping

if TYPE_CHECKING:
    from followthrough.trackers.fake.github import GitHub

_REPOSITORY = r"/(?:repos/([^/]+/[^/]+)|repositories/(\d+))"


def answer(github: GitHub, request: Request) -> Response:
    """What GitHub does with one request."""
    path = request.path.removeprefix("/api/v3")
    for method, pattern, take in _ROUTES:
        found = re.fullmatch(pattern, path)
        if found and request.method == method:
            try:
                return _answer(github, request, take, [unquote(part) for part in found.groups() if part is not None])
            except Bad as bad:
                return bad.response
    return Bad(404, "Not Found").response


def _answer(github: GitHub, request: Request, take: Callable[..., Response], parts: list[str]) -> Response:
    if take is _installation_token:
        return take(github, request, *parts)
    github.let_in(request)
    github.meter.count(request, creates=request.method == "POST" and take is issues.create)
    if request.method == "GET":
        return github.meter.told(_unless_known(github, request, take(github, request, *parts)))
    return github.meter.told(take(github, request, *parts))


def _unless_known(github: GitHub, request: Request, response: Response) -> Response:
    if response.status != 200:
        return response
    tag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
    headers = {**response.headers, "ETag": tag, "Cache-Control": "private, max-age=60, s-maxage=60"}
    if request.headers.get("if-none-match") == tag:
        github.meter.spare()
        return Response(304, b"", headers)
    return Response(200, response.body, headers)


def paged(request: Request, rows: list[Json], *, wrap: str = "") -> Response:
    """A page of 30, or of up to 100, with the addresses of its neighbours."""
    size = min(int(request.query.get("per_page", 30)), 100) or 30
    page = max(1, int(request.query.get("page", 1)))
    last = max(1, -(-len(rows) // size))
    near = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    shown = {
        name: at for name, at in near.items() if (name in {"prev", "first"} and page > 1) or (name in {"next", "last"} and page < last)
    }
    links = [f'<{request.base}{request.path}?{urlencode({**request.query, "page": at})}>; rel="{name}"' for name, at in shown.items()]
    part = rows[(page - 1) * size : page * size]
    data: Any = {"total_count": len(rows), wrap: part} if wrap else part
    return Response.of(data, 200, **({"link": ", ".join(links)} if links else {}))


def repository_of(github: GitHub, name: str, request: Request) -> Repository:
    """By name or number; a former name sends on to the number, for those who may see it."""
    found = github.repositories.get(int(name)) if name.isdigit() else github.named(name)
    if found is None and name in github.renamed:
        found = github.repositories[github.renamed[name]]
        if found.visible:
            raise sent_on(request, request.path.replace(f"/repos/{name}", f"/repositories/{found.id}", 1))
    if found is None or not found.visible:
        raise Bad(404, "Not Found")
    return found


def sent_on(request: Request, path: str) -> Bad:
    """301 for reading, 307 for what must not become a reading request on its way."""
    query = f"?{request.target.partition('?')[2]}" if "?" in request.target else ""
    status, address = (301 if request.method == "GET" else 307), f"{request.base}{path}{query}"
    bad = Bad(status, "Moved Permanently" if status == 301 else "Temporary Redirect")
    said = {**json.loads(bad.response.body), "url": address}
    del said["status"]
    bad.response = Response.of(said, status, location=address)
    return bad


# --- who is there ---------------------------------------------------------------------------------------------------------


def _user(github: GitHub, request: Request) -> Response:
    if github.through_app(request):
        raise Bad(403, "Resource not accessible by integration")
    headers = {"x_oauth_scopes": github.scopes} if github.scopes is not None else {}
    return Response.of(profile_json(github.me, request.base), 200, **headers)


def _user_by_id(github: GitHub, request: Request, number: str) -> Response:
    user = next((user for user in github.users.values() if user.id == int(number)), None)
    if user is None:
        raise Bad(404, "Not Found")
    return Response.of(profile_json(user, request.base))


def _repositories(github: GitHub, request: Request) -> Response:
    if github.through_app(request):
        raise Bad(403, "Resource not accessible by integration")
    return paged(request, [repository_json(it, request.base) for it in github.repositories.values() if it.visible])


def _installed(github: GitHub, request: Request) -> Response:
    if not github.through_app(request):
        raise Bad(403, "You must authenticate with an installation access token in order to list repositories for an installation.")
    rows = [repository_json(it, request.base) for it in github.repositories.values() if it.visible]
    return paged(request, rows, wrap="repositories")


def _repository(github: GitHub, request: Request, name: str) -> Response:
    return Response.of(repository_json(repository_of(github, name, request), request.base))


def _assignees(github: GitHub, request: Request, name: str) -> Response:
    repository_of(github, name, request)
    return paged(request, [user_json(user, request.base) for user in github.users.values() if user.login not in github.strangers])


def _installation_token(github: GitHub, request: Request, number: str) -> Response:
    return installation_token(github, request, number)


# --- webhooks ---------------------------------------------------------------------------------------------------------------


def _hooks(github: GitHub, request: Request, name: str) -> Response:
    repository = _administered(github, request, name)
    return paged(request, [hook_json(hook, repository, request.base) for hook in repository.hooks.values()])


def _make_hook(github: GitHub, request: Request, name: str) -> Response:
    repository = _administered(github, request, name)
    said = request.json()
    config = said.get("config") or {}
    if not config.get("url"):
        raise invalid("url", "missing_field", resource="Hook")
    if any(hook.url == config["url"] for hook in repository.hooks.values()):
        raise Bad(
            422, "Validation Failed", errors=[{"resource": "Hook", "code": "custom", "message": "Hook already exists on this repository"}]
        )
    hook = Webhook(github.next_id(), config["url"], config.get("secret", ""), said.get("events") or ["push"], github.now())
    hook.active = said.get("active", True)
    repository.hooks[hook.id] = hook
    github.outbox.append(ping(hook, repository))
    return Response.of(hook_json(hook, repository, request.base), 201)


def _change_hook(github: GitHub, request: Request, name: str, number: str) -> Response:
    repository = _administered(github, request, name)
    hook = repository.hooks.get(int(number))
    if hook is None:
        raise Bad(404, "Not Found")
    said = request.json()
    config = said.get("config") or {}
    hook.url, hook.secret = config.get("url", hook.url), config.get("secret", hook.secret)
    hook.events, hook.active = said.get("events", hook.events), said.get("active", hook.active)
    return Response.of(hook_json(hook, repository, request.base))


def _drop_hook(github: GitHub, request: Request, name: str, number: str) -> Response:
    if _administered(github, request, name).hooks.pop(int(number), None) is None:
        raise Bad(404, "Not Found")
    return Response(204)


def _administered(github: GitHub, request: Request, name: str) -> Repository:
    repository = repository_of(github, name, request)
    if not repository.may("admin"):
        raise Bad(403, "Resource not accessible by personal access token")
    return repository


_ROUTES: tuple[tuple[str, str, Callable[..., Response]], ...] = (
    ("GET", r"/user", _user),
    ("GET", r"/user/(\d+)", _user_by_id),
    ("GET", r"/user/repos", _repositories),
    ("GET", r"/installation/repositories", _installed),
    ("POST", r"/app/installations/(\d+)/access_tokens", _installation_token),
    ("GET", _REPOSITORY, _repository),
    ("GET", _REPOSITORY + r"/assignees", _assignees),
    ("GET", _REPOSITORY + r"/issues", issues.index),
    ("POST", _REPOSITORY + r"/issues", issues.create),
    ("GET", _REPOSITORY + r"/issues/(\d+)", issues.show),
    ("PATCH", _REPOSITORY + r"/issues/(\d+)", issues.update),
    ("POST", _REPOSITORY + r"/issues/(\d+)/labels", issues.add_labels),
    ("GET", _REPOSITORY + r"/hooks", _hooks),
    ("POST", _REPOSITORY + r"/hooks", _make_hook),
    ("PATCH", _REPOSITORY + r"/hooks/(\d+)", _change_hook),
    ("DELETE", _REPOSITORY + r"/hooks/(\d+)", _drop_hook),
)
