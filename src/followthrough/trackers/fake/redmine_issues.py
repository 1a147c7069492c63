"""How a fake Redmine lists, makes and changes issues: its filters, its validation, and what it passes over. Keeps no state of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.redmine_shapes import Bad, Json, issue_json, window
from followthrough.trackers.fake.redmine_state import TRACKERS, Issue, Project
from followthrough.trackers.fake.redmine_text import effects

if TYPE_CHECKING:
    from followthrough.trackers.fake.redmine import Redmine

LONGEST_SUBJECT = 255


def needs(redmine: Redmine, right: str) -> None:
    if right not in redmine.ours.permissions:
        raise Bad(403)


def project_of(redmine: Redmine, name: str) -> Project:
    """By identifier or number. One that is there and may not be seen is refused, which tells that it is there."""
    project = next((it for it in redmine.projects.values() if name in {it.identifier, str(it.id)}), None)
    if project is None:
        raise Bad(404)
    if project.identifier not in redmine.viewing:
        raise Bad(403)
    return project


def _issue(redmine: Redmine, number: str) -> Issue:
    issue = redmine.issues.get(int(number))
    if issue is None:
        raise Bad(404)
    if not _sees(redmine, issue):
        raise Bad(403)
    return issue


def _sees(redmine: Redmine, issue: Issue) -> bool:
    me = redmine.users["followthrough"].id
    return (
        issue.project.identifier in redmine.viewing
        and "view_issues" in redmine.ours.permissions
        and (not issue.private or me in {issue.author, issue.assignee})
    )


# --- listing ----------------------------------------------------------------------------------------------------------------


def index(redmine: Redmine, request: Request) -> Response:
    """Filters that Redmine does not know it passes over. Without a status, only open issues are listed."""
    query = request.query
    keep: list[Callable[[Issue], bool]] = [lambda issue: _sees(redmine, issue)]
    if "project_id" in query:
        project = project_of(redmine, query["project_id"])
        keep.append(lambda issue: issue.project is project)
    wanted = query.get("status_id", "open")
    if wanted in {"open", "closed"}:
        keep.append(lambda issue: issue.status.closed is (wanted == "closed"))
    elif wanted != "*":
        keep.append(lambda issue: str(issue.status.id) in wanted.split("|"))
    if "category_id" in query and "project_id" in query:
        keep.append(lambda issue: str(issue.category) == query["category_id"])
    if query.get("description", "").startswith("~"):
        keep.append(lambda issue: query["description"][1:].casefold() in issue.description.casefold())
    for name, field in (("updated_on", "updated"), ("created_on", "created")):
        if name in query:
            keep.append(_since(query[name], field))
    found = [issue for issue in redmine.issues.values() if all(fits(issue) for fits in keep)]
    offset, limit = window(request)
    part = _sorted(found, query.get("sort", "id:desc"))[offset : offset + limit]
    relations = "relations" in query.get("include", "")
    issues = [issue_json(redmine, issue, relations=relations) for issue in part]
    return Response.of({"issues": issues, "total_count": len(found), "offset": offset, "limit": limit})


def _since(text: str, field: str) -> Callable[[Issue], bool]:
    """`>=` and a moment. It is compared with a second less, so that what is stored with fractions is not lost."""
    if not text.startswith(">="):
        raise Bad(422, f"{field} is invalid")
    edge = datetime.fromisoformat(text[2:]).astimezone(UTC) - timedelta(seconds=1)
    return lambda issue: getattr(issue, field) > edge


def _sorted(issues: list[Issue], order: str) -> list[Issue]:
    fields = {"updated_on": "updated", "created_on": "created", "id": "id", "subject": "subject"}
    for part in reversed(order.split(",")):
        name, _, direction = part.partition(":")
        issues = sorted(issues, key=lambda issue: getattr(issue, fields[name]), reverse=direction == "desc")
    return issues


# --- one issue ----------------------------------------------------------------------------------------------------------------


def show(redmine: Redmine, request: Request, number: str) -> Response:
    included = request.query.get("include", "").split(",")
    issue = _issue(redmine, number)
    return Response.of({"issue": issue_json(redmine, issue, relations="relations" in included, allowed="allowed_statuses" in included)})


def create(redmine: Redmine, request: Request) -> Response:
    fields: Json = dict((request.json() or {}).get("issue") or {})
    project = project_of(redmine, str(fields.pop("project_id", "")))
    needs(redmine, "add_issues")
    if "issue_tracking" not in project.modules:
        raise Bad(403)
    me = redmine.users["followthrough"].id
    values = _values(redmine, project, fields)
    status = values.pop("status", None)
    subject = values.pop("subject", "")
    _validate(subject, values.get("start", redmine.clock().date()), values.get("due"))
    issue = redmine.new_issue(project, subject, author=me, **values)
    if status is not None and status in redmine.allowed(issue):
        redmine.change(issue, status=status)
    redmine.made += 1
    redmine.effects += effects(issue.description)
    return Response.of({"issue": issue_json(redmine, issue)}, 201)


def update(redmine: Redmine, request: Request, number: str) -> Response:
    issue = _issue(redmine, number)
    if not {"edit_issues", "add_issue_notes"} & redmine.ours.permissions:
        raise Bad(403)
    fields = dict((request.json() or {}).get("issue") or {}) if "edit_issues" in redmine.ours.permissions else {}
    values = _values(redmine, issue.project, fields)
    if values.get("status", issue.status) not in redmine.allowed(issue):
        del values["status"]
    _validate(values.get("subject", issue.subject), values.get("start", issue.start), values.get("due", issue.due))
    redmine.change(issue, **values)
    return Response(204)


def relate(redmine: Redmine, request: Request, number: str) -> Response:
    issue = _issue(redmine, number)
    needs(redmine, "manage_issue_relations")
    relation = (request.json() or {}).get("relation") or {}
    other = redmine.issues.get(int(relation.get("issue_to_id") or 0))
    if other is None or not _sees(redmine, other) or relation.get("relation_type") != "duplicates":
        raise Bad(422, "Related issue cannot be blank")
    if (issue.id, other.id) in redmine.duplicates:
        raise Bad(422, "Related issue has already been taken")
    redmine.duplicates.append((issue.id, other.id))
    made = {"id": len(redmine.duplicates), "issue_id": issue.id, "issue_to_id": other.id, "relation_type": "duplicates", "delay": None}
    return Response.of({"relation": made}, 201)


def _values(redmine: Redmine, project: Project, fields: Json) -> Json:
    """The fields of a request as an issue has them. What our role may not set is left out, without a word."""
    values: Json = {}
    for name, value in fields.items():
        if name not in redmine.read_only:
            values |= _value(redmine, project, name, value)
    return values


def _value(redmine: Redmine, project: Project, name: str, value: Any) -> Json:
    if name in {"subject", "description"}:
        return {name: str(value)}
    if name in {"start_date", "due_date"}:
        return {name.removesuffix("_date"): date.fromisoformat(value) if value else None}
    if name == "status_id":
        return {"status": next((status for status in redmine.statuses if status.id == value), None)}
    if name == "assigned_to_id":
        can = {user.id for user in redmine.users.values() if redmine.roles[user.role].assignable}
        if value and int(value) not in can:
            raise Bad(422, "Assignee is invalid")
        return {"assignee": int(value) if value else None}
    if name == "category_id":
        return {"category": int(value) if value and int(value) in project.categories else None}
    if name == "tracker_id":
        return {"tracker": value} if value in TRACKERS else {}
    if name == "is_private":
        return {"private": bool(value)} if "set_own_issues_private" in redmine.ours.permissions else {}
    return {}


def _validate(subject: str, start: date | None, due: date | None) -> None:
    errors = []
    if not subject.strip():
        errors.append("Subject cannot be blank")
    if len(subject) > LONGEST_SUBJECT:
        errors.append(f"Subject is too long (maximum is {LONGEST_SUBJECT} characters)")
    if start and due and due < start:
        errors.append("Due date must be greater than start date")
    if errors:
        raise Bad(422, *errors)
