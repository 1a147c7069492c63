"""The webhooks of a fake Jira: registered, changed, dropped by an administrator. Sends none: `jira.py` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.jira_searches import query
from followthrough.trackers.fake.jira_shapes import Bad, Json

if TYPE_CHECKING:
    from followthrough.trackers.fake.jira import Jira


def _hook_json(jira: Jira, number: str, base: str) -> Json:
    hook = jira.hooks[number]
    said = {"name": hook["name"], "url": hook["url"], "events": hook["events"]}
    if jira.api.endswith("3"):
        filters = {"issue-related-events-section": hook["jql"]}
        place = f"{base}/{jira.hook_path}/{number}"
        return {**said, "self": place, "filters": filters, "excludeBody": False, "enabled": hook["on"], "isSigned": bool(hook["secret"])}
    return {**said, "id": int(number), "active": hook["on"], "configuration": {"FILTERS": hook["jql"]}, "scopeType": "global"}


def _administer(jira: Jira) -> None:
    if "ADMINISTER" in jira.lacking:
        raise Bad("You need to be a Jira administrator to manage webhooks.", status=403)


def hooks(jira: Jira, request: Request) -> Response:
    _administer(jira)
    return Response.of([_hook_json(jira, number, request.base) for number in jira.hooks])


def _keep_hook(jira: Jira, request: Request, number: str) -> Response:
    said, there = request.json() or {}, jira.hooks.get(number, {})
    if not said.get("url") or not said.get("name"):
        raise Bad("A webhook needs a name and a URL.")
    cloud = jira.api.endswith("3")
    secret = said.get("secret") if cloud else (said.get("configuration") or {}).get("SECRET")
    jira.hooks[number] = {
        "name": said["name"],
        "url": said["url"],
        "events": said.get("events", []),
        "jql": (said.get("filters") or {}).get("issue-related-events-section", ""),
        "secret": secret if secret is not None else there.get("secret", ""),
        "on": said.get("enabled" if cloud else "active", True),
    }
    query(jira, jira.hooks[number]["jql"])
    return Response.of(_hook_json(jira, number, request.base), 200 if there else 201)


def make_hook(jira: Jira, request: Request) -> Response:
    _administer(jira)
    return _keep_hook(jira, request, str(max(map(int, jira.hooks), default=71) + 1))


def put_hook(jira: Jira, request: Request, number: str) -> Response:
    _administer(jira)
    if number not in jira.hooks:
        raise Bad("There is no such webhook.", status=404)
    return _keep_hook(jira, request, number)


def drop_hook(jira: Jira, _: Request, number: str) -> Response:
    _administer(jira)
    if jira.hooks.pop(number, None) is None:
        raise Bad("There is no such webhook.", status=404)
    return Response(204)


def for_apps(_: Jira, __: Request) -> Response:
    raise Bad("This operation is only for Connect and OAuth 2.0 apps.", status=403)
