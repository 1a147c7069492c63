"""The JSON of a fake Jira: issues, refusals. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Response
from followthrough.trackers.fake.jira_state import Issue

if TYPE_CHECKING:
    from followthrough.trackers.fake.jira import Jira

Json = dict[str, Any]
TYPES = ((("10000", "Epic"), 1), (("10001", "Task"), 0), (("10002", "Bug"), 0), (("10003", "Sub-task"), -1))


class Bad(Exception):
    """A refusal, in Jira's shape: messages, and errors by field."""

    def __init__(
        self, *messages: str, status: int = 400, errors: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(*messages)
        self.response = Response.of({"errorMessages": list(messages), "errors": dict(errors or {})}, status, **(headers or {}))


def project_key(jira: Jira, name: str) -> str:
    key = next((key for key in jira.visible if name.casefold() in {key.casefold(), str(10200 + list(jira.projects).index(key))}), None)
    if key is None:
        raise Bad(f"No project could be found with key '{name}'.", status=404)
    return key


def issue_json(jira: Jira, issue: Issue, base: str) -> Json:
    """An issue with all its fields."""

    def user(name: str | None) -> Json | None:
        account = jira.account_of(name) if name else None
        return jira.user(account, base) if account else None

    def stamp(moment: datetime | None) -> str | None:
        local = moment.astimezone(jira.zone) if moment else None
        return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03}{local:%z}" if local else None

    fields = {
        "summary": issue.summary,
        "description": issue.description,
        "status": issue.status.json(base, jira.api),
        "resolution": issue.resolution.json(base, jira.api) if issue.resolution else None,
        "resolutiondate": stamp(issue.resolved),
        **({"statuscategorychangedate": stamp(issue.moved_on)} if jira.api.endswith("3") else {}),
        "assignee": user(issue.assignee),
        "creator": user(issue.creator),
        "duedate": issue.due.isoformat() if issue.due else None,
        "labels": list(issue.labels),
        "created": stamp(issue.created),
        "updated": stamp(issue.updated),
        "issuelinks": _links(jira, issue, base),
        "issuetype": {"id": issue.type, "name": next(name for (number, name), _ in TYPES if number == issue.type)},
        "project": {"key": issue.project, "name": jira.projects[issue.project]},
    }
    return {"id": str(issue.id), "self": f"{base}/{jira.api}/issue/{issue.id}", "key": issue.key, "fields": fields}


def _links(jira: Jira, issue: Issue, base: str) -> list[Json]:
    of = jira.store.issues.get(issue.duplicates) if issue.duplicates else None
    if of is None:
        return []
    kind = {"id": "10002", "name": "Duplicate", "inward": "is duplicated by", "outward": "duplicates"}
    there = {"id": str(of.id), "key": of.key, "self": f"{base}/{jira.api}/issue/{of.id}", "fields": {"summary": of.summary}}
    return [{"id": str(20000 + issue.id), "type": kind, "outwardIssue": there}]


def projected(jira: Jira, issue: Issue, fields: list[str], properties: list[str], base: str) -> Json:
    data = issue_json(jira, issue, base)
    if not {"*all", "*navigable"} & set(fields):
        data["fields"] = {name: value for name, value in data["fields"].items() if name in fields}
    if not fields:
        del data["fields"]
    if properties:
        data["properties"] = {name: value for name, value in issue.properties.items() if name in properties}
    return data
