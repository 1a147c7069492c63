"""Issues of a fake GitLab: listing, reading, making, changing, linking, and the one question over GraphQL. Keeps no state of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.gitlab_shapes import Bad, Json, issue_json
from followthrough.trackers.fake.gitlab_state import GUEST, PLANNER, Issue, Project, User
from followthrough.trackers.fake.gitlab_text import effects, without_commands

if TYPE_CHECKING:
    from followthrough.trackers.fake.gitlab import GitLab

LONGEST_TITLE, LONGEST_BODY = 255, 1_048_576


def index(gitlab: GitLab, request: Request, name: str) -> Response:
    from followthrough.trackers.fake.gitlab_rest import paged, project_of

    project = project_of(gitlab, request, name)
    _may_see_issues(project)
    asked = request.query
    wanted = _filter(asked)
    found = [issue for issue in project.issues.values() if wanted(issue) and gitlab.sees(issue)]
    by_update = asked.get("order_by", "created_at") == "updated_at"
    found.sort(key=lambda issue: issue.id, reverse=True)  # the newest first where the stamps are the same
    found.sort(key=lambda issue: issue.updated if by_update else issue.created, reverse=asked.get("sort", "desc") == "desc")
    return paged(gitlab, request, found, lambda issue: _shown(gitlab, issue, request))


def _filter(asked: dict[str, str]) -> Callable[[Issue], bool]:
    labels = [label for label in asked.get("labels", "").split(",") if label]
    state = asked.get("state", "all")
    updated, created = (_moment(asked[name]) if name in asked else None for name in ("updated_after", "created_after"))

    def wanted(issue: Issue) -> bool:
        return (
            (updated is None or issue.updated >= updated)
            and (created is None or issue.created >= created)
            and all(label in issue.labels for label in labels)
            and state in {"all", "closed" if issue.closed else "opened"}
            and asked.get("issue_type", issue.type) == issue.type
            and ("search" not in asked or _matches(issue, asked["search"], asked.get("in", "title,description")))
        )

    return wanted


def _matches(issue: Issue, words: str, places: str) -> bool:
    """Through the index of the database, which leaves out tags and comments of HTML."""
    texts = [text for name, text in (("title", issue.title), ("description", issue.body)) if name in places]
    indexed = re.sub(r"<!--.*?-->|<[^>]*>", " ", " ".join(texts), flags=re.DOTALL).casefold()
    return all(word in indexed for word in words.casefold().split())


def show(gitlab: GitLab, request: Request, name: str, iid: str) -> Response:
    return Response.of(_shown(gitlab, _issue(gitlab, request, name, iid), request))


def create(gitlab: GitLab, request: Request, name: str) -> Response:
    """What somebody without a role may not set is dropped without a word. Commands in the text are carried out and taken out."""
    from followthrough.trackers.fake.gitlab_rest import project_of

    project = project_of(gitlab, request, name)
    _may_see_issues(project)
    if project.archived or project.access < GUEST:
        raise Bad(403, "403 Forbidden")
    said = request.json()
    if "title" not in said:
        raise Bad(400, error="title is missing")
    body, commands = without_commands(_text(said.get("description"), LONGEST_BODY, "description"))
    values: Json = {"body": body, "confidential": bool(said.get("confidential"))}
    labels: list[str] = []
    if project.access >= PLANNER:
        labels = _labels(said.get("labels"))
        values |= {"assignees": _people(gitlab, project, said.get("assignee_ids")), "due": _day(said.get("due_date"))}
    title = _title(said["title"])
    issue = gitlab.new_issue(project, title, author=gitlab.me, labels=labels, **values)
    gitlab.made += 1
    gitlab.effects += [f"quick action {command} {argument}".strip() for command, argument in commands]
    gitlab.effects += [*effects(title), *effects(body)]
    for command, argument in commands:
        _carry_out(gitlab, issue, command, argument)
    return Response.of(_shown(gitlab, issue, request), 201)


def _carry_out(gitlab: GitLab, issue: Issue, command: str, argument: str) -> None:
    """The commands that tests look for; others are only told among the effects."""
    if command == "close":
        gitlab.close(issue, by=gitlab.me)
    elif command in {"assign", "reassign"}:
        found = [gitlab.users[name] for name in re.findall(r"@([\w.-]+)", argument) if name in gitlab.users]
        gitlab.change(issue, by=gitlab.me, assignees=found[:1])
    elif command in {"label", "labels"}:
        gitlab.change(issue, by=gitlab.me, labels=[*issue.labels, *re.findall(r"~([\w:-]+)", argument)])
    elif command == "due":
        today = gitlab.clock().date()
        gitlab.change(issue, by=gitlab.me, due=today + timedelta(days=1) if argument == "tomorrow" else _day(argument))
    elif command == "confidential":
        gitlab.change(issue, by=gitlab.me, confidential=True)
    elif command == "title" and argument:
        gitlab.change(issue, by=gitlab.me, title=argument)


def update(gitlab: GitLab, request: Request, name: str, iid: str) -> Response:
    issue = _issue(gitlab, request, name, iid)
    said = request.json()
    if not said:
        raise Bad(400, error="title, description, labels, … are missing, at least one parameter must be provided")
    if issue.project.archived or (issue.project.access < PLANNER and issue.author != gitlab.me):
        raise Bad(403, "403 Forbidden")
    wanted: Json = {}
    if "title" in said:
        wanted["title"] = _title(said["title"])
        gitlab.effects += effects(wanted["title"])
    if issue.project.access >= PLANNER:
        wanted |= _by_role(gitlab, issue, said)
    gitlab.change(issue, by=gitlab.me, **wanted)
    if said.get("state_event") == "close":
        gitlab.close(issue, by=gitlab.me)
    elif said.get("state_event") == "reopen":
        gitlab.open_again(issue, by=gitlab.me)
    return Response.of(_shown(gitlab, issue, request))


def _by_role(gitlab: GitLab, issue: Issue, said: Json) -> Json:
    """What takes a role in the project."""
    wanted: Json = {}
    if "assignee_ids" in said:
        wanted["assignees"] = _people(gitlab, issue.project, said["assignee_ids"])
    if "due_date" in said:
        wanted["due"] = _day(said["due_date"])
    if "confidential" in said:
        wanted["confidential"] = bool(said["confidential"])
    labels = _labels(said["labels"]) if "labels" in said else list(issue.labels)
    removed = _labels(said.get("remove_labels"))
    wanted["labels"] = [label for label in dict.fromkeys([*labels, *_labels(said.get("add_labels"))]) if label not in removed]
    return wanted


def link(gitlab: GitLab, request: Request, name: str, iid: str) -> Response:
    from followthrough.trackers.fake.gitlab_rest import project_of

    issue = _issue(gitlab, request, name, iid)
    said = request.json()
    other = project_of(gitlab, request, str(said["target_project_id"])).issues.get(int(said["target_issue_iid"]))
    if other is None or not gitlab.sees(other):
        raise Bad(404, "No matching issue found. Make sure that you are adding a valid issue URL.")
    if other.id in issue.links:
        raise Bad(409, "Issue(s) already assigned")
    for one, another in ((issue, other), (other, issue)):
        one.links.append(another.id)
        one.updated = gitlab.clock()
    shown = {"source_issue": _shown(gitlab, issue, request), "target_issue": _shown(gitlab, other, request)}
    return Response.of({**shown, "link_type": said.get("link_type", "relates_to")}, 201)


def graphql(gitlab: GitLab, request: Request) -> Response:
    """`issue(id:)`: by the number that is unique in all of this GitLab, for whoever may see it."""
    said = request.json()
    match = re.fullmatch(r"gid://gitlab/Issue/(\d+)", str((said.get("variables") or {}).get("id")))
    if "issue(id: $id)" not in said.get("query", ""):
        return Response.of({"errors": [{"message": "Field does not exist"}]})
    if match is None:
        return Response.of({"errors": [{"message": "Variable $id of type IssueID! was provided invalid value"}]})
    issue = gitlab.by_id(int(match[1]))
    if issue is None or not gitlab.sees(issue):
        return Response.of({"data": {"issue": None}})
    return Response.of({"data": {"issue": {"iid": str(issue.iid), "projectId": issue.project.id}}})


# --- parts -------------------------------------------------------------------------------------------------------------------


def _shown(gitlab: GitLab, issue: Issue, request: Request) -> Json:
    original = gitlab.by_id(issue.duplicated_to)
    return issue_json(issue, request.base, duplicate=original if original and gitlab.sees(original) else None)


def _issue(gitlab: GitLab, request: Request, name: str, iid: str) -> Issue:
    from followthrough.trackers.fake.gitlab_rest import project_of

    project = project_of(gitlab, request, name)
    found = project.issues.get(int(iid))
    if found is None or not gitlab.sees(found) or not project.issues_enabled:
        raise Bad(404, "404 Not found")
    return found


def _may_see_issues(project: Project) -> None:
    if not project.issues_enabled:
        raise Bad(403, "403 Forbidden")


def _title(value: object) -> str:
    title = str(value or "").strip()
    if not title:
        raise Bad(400, {"title": ["can't be blank"]})
    return _text(title, LONGEST_TITLE, "title")


def _text(value: object, length: int, field: str) -> str:
    text = str(value or "")
    if "\x00" in text:
        raise Bad(400, error=f"{field} is invalid")
    if len(text) > length:
        raise Bad(400, {field: [f"is too long (maximum is {length} characters)"]})
    return text


def _labels(said: Any) -> list[str]:
    names = said.split(",") if isinstance(said, str) else said or []
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def _people(gitlab: GitLab, project: Project, said: Any) -> list[User]:
    """One, without a paid plan; whoever can't be given the issue is left out without a word."""
    known = {user.id: user for user in gitlab.users.values()}
    return [known[number] for number in said or [] if number in known and number in project.members][:1]


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Bad(400, error="due_date should be a date") from None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
