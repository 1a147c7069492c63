"""Issues of a fake GitHub over REST: listing, reading, making, changing. Rules of rights and redirects as documented."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.github_shapes import Bad, Json, invalid, issue_json, label_json
from followthrough.trackers.fake.github_state import Issue, Repository, User
from followthrough.trackers.fake.github_text import effects

if TYPE_CHECKING:
    from followthrough.trackers.fake.github import GitHub

LONGEST_TITLE, LONGEST_BODY = 256, 65536
DELETED, OFF = "This issue was deleted", "Issues are disabled for this repo"


def index(github: GitHub, request: Request, name: str) -> Response:
    """Issues and pull requests alike; those changed at or after `since`."""
    from followthrough.trackers.fake.github_rest import paged

    repository = _with_issues(github, request, name)
    asked = request.query
    wanted = [label for label in asked.get("labels", "").split(",") if label]
    since = datetime.fromisoformat(asked["since"]) if "since" in asked else None
    state = asked.get("state", "open")
    found = [
        issue
        for issue in repository.issues.values()
        if isinstance(issue, Issue)
        and (since is None or issue.updated >= since)
        and (state == "all" or (issue.closed is None) == (state == "open"))
        and all(_has_label(issue, label) for label in wanted)
        and (not asked.get("creator") or issue.author.login == asked["creator"])
    ]
    by = {"updated": lambda issue: (issue.updated, issue.id), "created": lambda issue: (issue.created, issue.id)}
    found.sort(key=by[asked.get("sort", "created")], reverse=asked.get("direction", "desc") == "desc")
    return paged(request, [issue_json(issue, request.base) for issue in found])


def show(github: GitHub, request: Request, name: str, number: str) -> Response:
    return Response.of(issue_json(_issue(github, request, name, number), request.base))


def create(github: GitHub, request: Request, name: str) -> Response:
    """Labels and assignees of somebody who may not set them are dropped without a word."""
    repository = _with_issues(github, request, name)
    _may_write(github, request)
    said = request.json()
    title = _title(said.get("title"))
    body = _body(said.get("body"))
    labels = _labels(said.get("labels") or []) if repository.may("triage") else []
    assignees = _people(github, said.get("assignees") or []) if repository.may("triage") else []
    issue = github.new_issue(repository, title, body=body, labels=labels, assignees=assignees, author=github.author(request))
    github.made += 1
    github.effects += list(effects(body))
    home = f"{request.base}/repos/{repository.full_name}/issues/{issue.number}"
    return Response.of(issue_json(issue, request.base), 201, location=home)


def update(github: GitHub, request: Request, name: str, number: str) -> Response:
    issue = _issue(github, request, name, number)
    _may_write(github, request)
    said = request.json()
    wanted: dict[str, Any] = {}
    if said.get("title") is not None:
        wanted["title"] = _title(said["title"])
    if said.get("body") is not None:
        wanted["body"] = _body(said["body"])
        github.effects += list(effects(wanted["body"]))
    if "assignees" in said and issue.repository.may("triage"):
        wanted["assignees"] = _people(github, said["assignees"])
    if "labels" in said and issue.repository.may("triage"):
        wanted["labels"] = _labels(said["labels"])
    by = github.author(request)
    github.change(issue, by=by, **wanted)
    closes = said.get("state") == "closed"
    if said.get("state") and closes != (issue.closed is not None):  # the reason counts only where the state changes
        original = said.get("duplicate_issue_id") if said.get("state_reason") == "duplicate" else None
        if original is not None and github.by_id(original) is None:
            raise invalid("duplicate_issue_id")
        github.close(issue, said.get("state_reason") or "completed", by=by, of=original) if closes else github.open_again(issue, by=by)
    return Response.of(issue_json(issue, request.base))


def add_labels(github: GitHub, request: Request, name: str, number: str) -> Response:
    issue = _issue(github, request, name, number)
    _may_write(github, request)
    if not issue.repository.may("triage"):
        raise Bad(403, "Must have triage rights to Repository.")
    said = request.json()
    added = _labels(said["labels"] if isinstance(said, dict) else said)
    github.change(issue, by=github.author(request), labels=list(dict.fromkeys([*issue.labels, *added])))
    return Response.of([label_json(name, issue.repository, request.base) for name in issue.labels])


def _with_issues(github: GitHub, request: Request, name: str) -> Repository:
    from followthrough.trackers.fake.github_rest import repository_of

    repository = repository_of(github, name, request)
    if not repository.has_issues:
        raise Bad(410, OFF)
    return repository


def _issue(github: GitHub, request: Request, name: str, number: str) -> Issue:
    from followthrough.trackers.fake.github_rest import sent_on

    repository = _with_issues(github, request, name)
    if int(number) not in repository.issues:
        raise Bad(404, "Not Found")
    found = repository.issues[int(number)]
    if found is None:
        raise Bad(410, DELETED)
    if isinstance(found, Issue):
        return found
    moved = github.by_id(found)
    while moved is None and found in github.went:
        found = github.went[found]
        moved = github.by_id(found)
    if moved is None or not moved.repository.visible:
        raise Bad(404, "Not Found")
    raise sent_on(request, f"/repositories/{moved.repository.id}/issues/{moved.number}")


def _may_write(github: GitHub, request: Request) -> None:
    if github.read_only:
        who = "integration" if github.through_app(request) else "personal access token"
        raise Bad(403, f"Resource not accessible by {who}")


def _title(value: object) -> str:
    title = str(value or "").strip()
    if not title:
        raise invalid("title", "missing_field")
    if len(title) > LONGEST_TITLE:
        raise Bad(422, "Validation Failed", errors=[_custom("title", f"title is too long (maximum is {LONGEST_TITLE} characters)")])
    return title


def _body(value: object) -> str:
    body = str(value or "")
    if len(body) > LONGEST_BODY:
        raise Bad(422, "Validation Failed", errors=[_custom("body", f"body is too long (maximum is {LONGEST_BODY} characters)")])
    return body


def _custom(field: str, message: str) -> Json:
    return {"resource": "Issue", "field": field, "code": "custom", "message": message}


def _labels(said: list[Any]) -> list[str]:
    names = [str(label["name"] if isinstance(label, dict) else label) for label in said]
    if any(not name or len(name) > 50 for name in names):
        raise invalid("name", resource="Label")
    return list(dict.fromkeys(names))


def _people(github: GitHub, logins: list[Any]) -> list[User]:
    for login in logins:
        if login not in github.users or login in github.strangers:
            raise invalid("assignees", value=login)
    return [github.users[login] for login in logins]


def _has_label(issue: Issue, label: str) -> bool:
    return label in issue.labels or label.casefold() in {name.casefold() for name in issue.labels}
