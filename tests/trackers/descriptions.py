"""What trackers' own descriptions say of a request, an answer or a webhook: a list of faults, empty where all is well.

GitHub's and Linear's are fetched (`./run descriptions`); what the others document is in schemas/. Sends and fetches nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import Draft7Validator

from followthrough.trackers.fake.dialect import Dialect, Request, Response
from tests.trackers.endpoints import Description, told
from tests.trackers.linear_description import linear_answer_faults as linear_answer_faults
from tests.trackers.linear_description import linear_request_faults as linear_request_faults
from tests.trackers.linear_description import linear_schema as linear_schema
from tests.trackers.linear_description import linear_webhook_faults as linear_webhook_faults
from tests.trackers.openapi import from_openapi, from_short
from tools.fetch_descriptions import FOLDER, GITHUB, GITHUB_EXAMPLES, GITHUB_RECORDED, GITHUB_WEBHOOKS, complete

SCHEMAS = Path(__file__).parent / "schemas"
FETCHED = frozenset({"github", "linear"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that somebody once sent to the real service, and what it answered."""

    scenario: str
    method: str
    path: str
    query: Mapping[str, str]
    body: Any  # Any: JSON
    status: int
    headers: Mapping[str, str]
    answer: Any


def watch(dialect: Dialect, name: str) -> Dialect:
    """Hold all that a fake is asked and answers against the description of its vendor; `violations` collects what is wrong.

    Where a fetched description is not there, nothing is held against it: the marker `descriptions` is for tests about that alone.
    """
    if name in FETCHED and not complete():
        return dialect
    if name == "linear":
        dialect.validate, dialect.check_answer = _linear_request, _linear_answer
        return dialect
    requests, answers = REQUESTS[name], ANSWERS[name]
    dialect.validate = lambda request: requests(request.method, request.path, request.query, _json(request.body))
    dialect.check_answer = lambda request, response: answers(request.method, request.path, response.status, _json(response.body))
    return dialect


def _linear_request(request: Request) -> list[str]:
    return linear_request_faults(*_graphql(request))


def _linear_answer(request: Request, response: Response) -> list[str]:
    answer = _json(response.body)
    if not isinstance(answer, dict):
        return [] if response.status >= 400 else ["the answer is no JSON object"]
    return linear_answer_faults(*_graphql(request), answer)


def _graphql(request: Request) -> tuple[str, dict[str, Any]]:
    sent = _json(request.body)
    return (sent.get("query") or "", sent.get("variables") or {}) if isinstance(sent, dict) else ("", {})


def _json(body: bytes) -> Any:
    """The JSON, or the text where it is none: a schema then says so."""
    try:
        return json.loads(body) if body else None
    except ValueError:
        return body.decode(errors="replace")


# --- GitHub -------------------------------------------------------------------------------------------------------------


def github_request_faults(method: str, path: str, query: Mapping[str, str], body: object) -> list[str]:
    return _github().request_faults(method, _named(path), query, body)


def github_answer_faults(method: str, path: str, status: int, body: object) -> list[str]:
    """Conditional requests and redirects are documented once for all ("Best practices for using the REST API"), not for each address."""
    if (method == "GET" and status == 304 and body is None) or (status == 307 and isinstance(body, dict) and "url" in body):
        return []
    return _github().answer_faults(method, _named(path), status, body)


def github_webhook_faults(event: str, payload: Mapping[str, Any]) -> list[str]:
    definitions = _webhooks()["definitions"]
    name = next((name for name in (f"{event}${payload.get('action')}", f"{event}$event") if name in definitions), "")
    if not name:
        known = f"{event}_event" in definitions
        return [f"event {event} has no action {payload.get('action')!r}" if known else f"there is no event {event}"]
    validator = Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": definitions})
    return [f"{error.json_path}: {told(error)}" for error in validator.iter_errors(payload)]


def github_webhook_examples() -> list[tuple[str, dict[str, Any]]]:
    """Event and payload of every published example."""
    events = _read(GITHUB_EXAMPLES.folder, "api.github.com/index.json")
    return [(event["name"], example) for event in events for example in event["examples"]]


def github_recorded() -> list[Recorded]:
    found = []
    for file in sorted((FOLDER / GITHUB_RECORDED.folder).rglob("normalized-fixture.json")):
        for each in json.loads(file.read_text()):
            path, _, query = each["path"].partition("?")
            body, answer = (None if each[key] == "" else each[key] for key in ("body", "response"))
            headers = {name.lower(): value for name, value in each["headers"].items()}
            asked = (each["method"].upper(), path, dict(parse_qsl(query)), body)
            found.append(Recorded(file.parent.name, *asked, each["status"], headers, answer))
    return found


def _named(path: str) -> str:
    """GitHub's links and redirects name a repository by number, which its description leaves out; Enterprise puts a prefix before all."""
    return re.sub(r"^/repositories/\d+(?=/|$)", "/repos/someone/something", path.removeprefix("/api/v3"))


@cache
def _github() -> Description:
    return from_openapi(_read(GITHUB.folder, "generated/api.github.com.json"))


@cache
def _webhooks() -> Any:
    return _read(GITHUB_WEBHOOKS.folder, "schema.json")


def _read(folder: str, path: str) -> Any:
    return json.loads((FOLDER / folder / path).read_text())


# --- what others document, in our own words ----------------------------------------------------------------------------


@cache
def documented(name: str) -> Description:
    return from_short(json.loads((SCHEMAS / f"{name}.json").read_text()))


def gitlab_request_faults(method: str, path: str, query: Mapping[str, str], body: object) -> list[str]:
    return documented("gitlab").request_faults(method, path, query, body)


def gitlab_answer_faults(method: str, path: str, status: int, body: object) -> list[str]:
    return documented("gitlab").answer_faults(method, path, status, body)


def jira_request_faults(method: str, path: str, query: Mapping[str, str], body: object) -> list[str]:
    return documented("jira").request_faults(method, path, query, body)


def jira_answer_faults(method: str, path: str, status: int, body: object) -> list[str]:
    return documented("jira").answer_faults(method, path, status, body)


def redmine_request_faults(method: str, path: str, query: Mapping[str, str], body: object) -> list[str]:
    return documented("redmine").request_faults(method, path, query, body)


def redmine_answer_faults(method: str, path: str, status: int, body: object) -> list[str]:
    return documented("redmine").answer_faults(method, path, status, body)


REQUESTS: dict[str, Callable[[str, str, Mapping[str, str], object], list[str]]] = {
    "github": github_request_faults,
    "gitlab": gitlab_request_faults,
    "jira": jira_request_faults,
    "redmine": redmine_request_faults,
}
ANSWERS: dict[str, Callable[[str, str, int, object], list[str]]] = {
    "github": github_answer_faults,
    "gitlab": gitlab_answer_faults,
    "jira": jira_answer_faults,
    "redmine": redmine_answer_faults,
}
