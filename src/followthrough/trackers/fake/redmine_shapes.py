"""The JSON of a fake Redmine: issues, pages, refusals. Decides nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Request, Response
from followthrough.trackers.fake.redmine_state import TRACKERS, Issue, Status

if TYPE_CHECKING:
    from followthrough.trackers.fake.redmine import Redmine

Json = dict[str, Any]
PAGE, BIGGEST_PAGE = 25, 100


class Bad(Exception):
    """A refusal: without a word, but for 422."""

    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(status, *errors)
        self.response = (
            Response.of({"errors": list(errors)}, status) if errors else Response(status, b"", {"Content-Type": "application/json"})
        )


def named(number: int, name: str) -> Json:
    return {"id": number, "name": name}


def paged(request: Request, name: str, rows: list[Json]) -> Response:
    offset, limit = window(request)
    return Response.of({name: rows[offset : offset + limit], "total_count": len(rows), "offset": offset, "limit": limit})


def window(request: Request) -> tuple[int, int]:
    """More than the biggest page is cut to it, without a word."""
    limit = int(request.query.get("limit", PAGE))
    return max(0, int(request.query.get("offset", 0))), min(limit, BIGGEST_PAGE) if limit > 0 else PAGE


def stamp(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def status_json(status: Status) -> Json:
    return {**named(status.id, status.name), "is_closed": status.closed}


def issue_json(redmine: Redmine, issue: Issue, *, relations: bool = False, allowed: bool = False) -> Json:
    """An issue with what was asked for beside it. What is not set is left out or null, as the vendor does it."""
    people = {user.id: user.name for user in redmine.users.values()}
    data: Json = {
        "id": issue.id,
        "project": named(issue.project.id, issue.project.name),
        "tracker": named(issue.tracker, TRACKERS[issue.tracker]),
        "status": status_json(issue.status),
        "priority": named(2, "Normal"),
        "author": named(issue.author, people[issue.author]),
        "subject": issue.subject,
        "description": issue.description,
        "start_date": issue.start.isoformat() if issue.start else None,
        "due_date": issue.due.isoformat() if issue.due else None,
        "done_ratio": 0,
        "is_private": issue.private,
        "estimated_hours": None,
        "created_on": stamp(issue.created),
        "updated_on": stamp(issue.updated),
        "closed_on": stamp(issue.closed),
    }
    if issue.assignee:
        data["assigned_to"] = named(issue.assignee, people[issue.assignee])
    if issue.category:
        data["category"] = named(issue.category, issue.label)
    ties = [_relation(number, pair) for number, pair in enumerate(redmine.duplicates, 1) if issue.id in pair]
    if relations and ties:
        data["relations"] = ties
    if allowed and redmine.says_allowed:
        data["allowed_statuses"] = [status_json(status) for status in redmine.allowed(issue)]
    return data


def _relation(number: int, pair: tuple[int, int]) -> Json:
    return {"id": number, "issue_id": pair[0], "issue_to_id": pair[1], "relation_type": "duplicates", "delay": None}
