"""What GitLab, Jira and Redmine document, as we wrote it down: right requests and answers pass, wrong ones are refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from followthrough.trackers.fake.dialect import Dialect, Request, Response
from tests.trackers.descriptions import (
    ANSWERS,
    REQUESTS,
    SCHEMAS,
    documented,
    gitlab_request_faults,
    jira_request_faults,
    redmine_request_faults,
    watch,
)
from tests.trackers.endpoints import LENIENT

VENDORS = ("gitlab", "jira", "redmine")
GITLAB = "/api/v4/projects/acme%2Fshop"
CLOUD, SERVER = "/rest/api/3", "/rest/api/2"
DOC = {"version": 1, "type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Alert"}]}]}
CLOUD_FIELDS = {"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "Alert when the queue grows"}

# vendor, method, path, query, body
RIGHT: list[tuple[str, str, str, dict[str, str], Any]] = [
    ("gitlab", "GET", "/api/v4/user", {}, None),
    ("gitlab", "GET", GITLAB, {}, None),
    (
        "gitlab",
        "GET",
        f"{GITLAB}/issues",
        {
            "labels": "incident-action",
            "updated_after": "2026-06-10T09:00:00.000Z",
            "order_by": "updated_at",
            "sort": "asc",
            "per_page": "100",
        },
        None,
    ),
    (
        "gitlab",
        "POST",
        f"{GITLAB}/issues",
        {},
        {"title": "Alert", "labels": "incident-action", "due_date": "2026-06-26", "assignee_ids": [7]},
    ),
    ("gitlab", "PUT", f"{GITLAB}/issues/12", {}, {"state_event": "close"}),
    ("gitlab", "PUT", f"{GITLAB}/issues/12", {}, {"due_date": "", "assignee_ids": [0]}),
    ("gitlab", "POST", f"{GITLAB}/issues/12/move", {}, {"to_project_id": 5}),
    ("gitlab", "DELETE", f"{GITLAB}/issues/12", {}, None),
    ("gitlab", "GET", f"{GITLAB}/members/all", {"page": "2"}, None),
    ("gitlab", "POST", f"{GITLAB}/hooks", {}, {"url": "https://ft.example/h", "token": "s", "issues_events": True, "push_events": False}),
    ("gitlab", "POST", f"{GITLAB}/hooks", {}, {"url": "https://ft.example/h", "signing_token": "whsec_" + "A" * 43 + "="}),
    ("gitlab", "DELETE", f"{GITLAB}/hooks/3", {}, None),
    ("jira", "GET", f"{CLOUD}/mypermissions", {"permissions": "CREATE_ISSUES,EDIT_ISSUES", "projectKey": "OPS"}, None),
    ("jira", "GET", f"{CLOUD}/project/search", {"startAt": "0", "maxResults": "50"}, None),
    ("jira", "POST", f"{CLOUD}/search/jql", {}, {"jql": 'labels = "incident-action"', "fields": ["summary"], "maxResults": 100}),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {**CLOUD_FIELDS, "description": DOC, "customfield_10010": "x"}}),
    ("jira", "PUT", f"{CLOUD}/issue/10001", {}, {"fields": {"assignee": None, "duedate": None}}),
    ("jira", "PUT", f"{CLOUD}/issue/OPS-1", {}, {"update": {"labels": [{"add": "incident-action"}]}}),
    ("jira", "POST", f"{CLOUD}/issue/OPS-1/transitions", {}, {"transition": {"id": "31"}, "fields": {"resolution": {"name": "Done"}}}),
    ("jira", "PUT", f"{CLOUD}/issue/OPS-1/properties/followthrough", {}, {"marker": "x"}),
    ("jira", "GET", f"{CLOUD}/user/assignable/search", {"project": "OPS", "maxResults": "1000"}, None),
    ("jira", "PUT", f"{CLOUD}/webhook/refresh", {}, {"webhookIds": [1]}),
    ("jira", "POST", f"{SERVER}/search", {}, {"jql": "project = OPS", "startAt": 0, "maxResults": 50, "fields": ["summary"]}),
    ("jira", "POST", f"{SERVER}/issue", {}, {"fields": {**CLOUD_FIELDS, "description": "h3. Alert", "assignee": {"name": "ada"}}}),
    ("jira", "GET", f"{SERVER}/serverInfo", {}, None),
    ("redmine", "GET", "/issues.json", {"project_id": "ops", "status_id": "*", "updated_on": ">=2026-06-10T09:00:00Z", "cf_3": "1"}, None),
    (
        "redmine",
        "POST",
        "/issues.json",
        {},
        {"issue": {"project_id": "ops", "subject": "Alert", "custom_fields": [{"id": 3, "value": "1"}]}},
    ),
    ("redmine", "PUT", "/issues/12.json", {}, {"issue": {"status_id": 5, "notes": "…"}}),
    ("redmine", "PUT", "/issues/12.json", {}, {"issue": {"assigned_to_id": "", "due_date": ""}}),
    ("redmine", "POST", "/issues/12/relations.json", {}, {"relation": {"issue_to_id": 4, "relation_type": "duplicates"}}),
]

WRONG: list[tuple[str, str, str, dict[str, str], Any, str]] = [
    ("gitlab", "GET", f"{GITLAB}/isues", {}, None, "there is no GET"),
    ("gitlab", "GET", f"{GITLAB}/issues", {"state": "open"}, None, "query state"),
    ("gitlab", "GET", f"{GITLAB}/issues", {"per_page": "200"}, None, "maximum of 100"),
    ("gitlab", "GET", f"{GITLAB}/issues", {"since": "2026-06-10"}, None, "query since is unknown"),
    ("gitlab", "GET", f"{GITLAB}/issues", {"updated_after": "yesterday"}, None, "date-time"),
    ("gitlab", "POST", f"{GITLAB}/issues", {}, {"description": "Alert"}, "'title' is a required property"),
    ("gitlab", "POST", f"{GITLAB}/issues", {}, {"title": "A", "assignee": 7}, "'assignee' was unexpected"),
    ("gitlab", "POST", f"{GITLAB}/issues", {}, {"title": "A" * 256}, "too long"),
    ("gitlab", "POST", f"{GITLAB}/issues", {}, {"title": "A", "due_date": "26 June"}, "due_date"),
    ("gitlab", "PUT", f"{GITLAB}/issues/12", {}, {"state": "closed"}, "'state' was unexpected"),
    ("gitlab", "PUT", f"{GITLAB}/issues/12", {}, {"state_event": "closed"}, "state_event"),
    ("gitlab", "PUT", f"{GITLAB}/issues/12", {}, {}, "body"),
    ("gitlab", "PUT", f"{GITLAB}/issues/twelve", {}, {"title": "A"}, "path issue_iid"),
    ("gitlab", "POST", f"{GITLAB}/hooks", {}, {"issues_events": True}, "'url' is a required property"),
    ("gitlab", "POST", f"{GITLAB}/hooks", {}, {"url": "https://ft.example/h", "signing_token": "secret"}, "signing_token"),
    ("gitlab", "DELETE", f"{GITLAB}/issues/12", {}, {"why": "…"}, "no body"),
    ("jira", "POST", f"{CLOUD}/search", {}, {"jql": "project = OPS"}, "there is no POST"),
    ("jira", "POST", f"{CLOUD}/search/jql", {}, {"jql": "", "maxResults": 50}, "jql"),
    ("jira", "POST", f"{CLOUD}/search/jql", {}, {"jql": "project = OPS", "startAt": 50}, "'startAt' was unexpected"),
    ("jira", "POST", f"{CLOUD}/search/jql", {}, {"jql": "project = OPS", "reconcileIssues": list(range(51))}, "reconcileIssues"),
    ("jira", "GET", f"{CLOUD}/mypermissions", {"projectKey": "OPS"}, None, "query permissions is missing"),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {**CLOUD_FIELDS, "description": "plain"}}, "description"),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {**CLOUD_FIELDS, "assignee": {"name": "ada"}}}, "assignee"),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {**CLOUD_FIELDS, "summary": "two\nlines"}}, "summary"),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {**CLOUD_FIELDS, "labels": ["incident action"]}}, "labels"),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {"summary": "Alert"}}, "'project' is a required property"),
    ("jira", "POST", f"{CLOUD}/issue", {}, {"fields": {**CLOUD_FIELDS, "due": "2026-06-26"}}, "'due'"),
    (
        "jira",
        "POST",
        f"{CLOUD}/issue",
        {},
        {"fields": {**CLOUD_FIELDS, "description": {"version": 1, "type": "doc", "content": [{"type": "text", "text": "loose"}]}}},
        "description.content[0].type",
    ),
    (
        "jira",
        "POST",
        f"{CLOUD}/issue",
        {},
        {"fields": {**CLOUD_FIELDS, "description": {**DOC, "content": [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}]}}},
        "text",
    ),
    ("jira", "POST", f"{CLOUD}/issue/OPS-1/transitions", {}, {"transition": {"name": "Done"}}, "'id' is a required property"),
    ("jira", "PUT", f"{CLOUD}/issue/OPS-1", {}, {"fields": {"status": {"name": "Done"}}}, "'status'"),
    ("jira", "PUT", f"{CLOUD}/issue/OPS-1", {}, {"update": {"labels": [{"append": "x"}]}}, "append"),
    ("jira", "POST", f"{SERVER}/issue", {}, {"fields": {**CLOUD_FIELDS, "description": DOC}}, "description"),
    ("jira", "POST", f"{SERVER}/issue", {}, {"fields": {**CLOUD_FIELDS, "assignee": {"accountId": "a"}}}, "assignee"),
    ("jira", "GET", f"{SERVER}/search/jql", {"jql": "x"}, None, "there is no GET"),
    ("redmine", "GET", "/issues", {}, None, "there is no GET"),
    ("redmine", "GET", "/issues.json", {"status_id": "done"}, None, "query status_id"),
    ("redmine", "GET", "/issues.json", {"limit": "500"}, None, "query limit"),
    ("redmine", "GET", "/issues.json", {"cf_x": "1"}, None, "query cf_x is unknown"),
    ("redmine", "POST", "/issues.json", {}, {"project_id": 1, "subject": "Alert"}, "'issue' is a required property"),
    ("redmine", "POST", "/issues.json", {}, {"issue": {"project_id": 1, "subject": "Alert", "labels": ["x"]}}, "'labels' was unexpected"),
    ("redmine", "PUT", "/issues/12.json", {}, {"issue": {"status": "Closed"}}, "'status' was unexpected"),
    ("redmine", "PUT", "/issues/OPS-1.json", {}, {"issue": {"status_id": 5}}, "path id"),
]

PERSON = {"id": 7, "username": "ada", "name": "Ada", "state": "active", "web_url": "https://git.example/ada"}
GITLAB_ISSUE = {
    "id": 76,
    "iid": 12,
    "project_id": 4,
    "title": "Alert",
    "description": None,
    "state": "opened",
    "created_at": "2026-06-10T09:00:00.000Z",
    "updated_at": "2026-06-10T09:00:00.000Z",
    "closed_at": None,
    "labels": ["incident-action"],
    "assignees": [PERSON],
    "author": PERSON,
    "due_date": None,
    "confidential": False,
    "issue_type": "issue",
    "web_url": "https://git.example/acme/shop/-/issues/12",
    "references": {"short": "#12", "relative": "#12", "full": "acme/shop#12"},
    "moved_to_id": None,
}
DONE = {"id": "3", "name": "Done", "statusCategory": {"id": 3, "key": "done", "name": "Done"}}
CLOUD_ISSUE = {
    "id": "10001",
    "key": "OPS-1",
    "self": "…",
    "fields": {"status": DONE, "updated": "2026-06-10T09:00:00.000+0000", "assignee": None},
}
REDMINE_ISSUE = {
    **{name: {"id": 1, "name": name} for name in ("project", "tracker", "status", "priority", "author")},
    "id": 12,
    "subject": "Alert",
    "description": "",
    "start_date": None,
    "due_date": "2026-06-26",
    "done_ratio": 0,
    "is_private": False,
    "created_on": "2026-06-10T09:00:00Z",
    "updated_on": "2026-06-10T09:00:00Z",
    "closed_on": None,
}


@pytest.mark.parametrize(("vendor", "method", "path", "query", "body"), RIGHT)
def test_a_right_request_passes(vendor: str, method: str, path: str, query: dict[str, str], body: Any) -> None:
    assert REQUESTS[vendor](method, path, query, body) == []


@pytest.mark.parametrize(("vendor", "method", "path", "query", "body", "fault"), WRONG)
def test_a_wrong_request_is_refused(vendor: str, method: str, path: str, query: dict[str, str], body: Any, fault: str) -> None:
    assert fault in " ".join(REQUESTS[vendor](method, path, query, body))


@pytest.mark.parametrize(
    ("vendor", "method", "path", "status", "body"),
    [
        ("gitlab", "GET", f"{GITLAB}/issues", 200, [GITLAB_ISSUE]),
        ("gitlab", "POST", f"{GITLAB}/issues", 201, GITLAB_ISSUE),
        ("gitlab", "POST", f"{GITLAB}/issues", 400, {"error": "title is missing"}),
        ("gitlab", "DELETE", f"{GITLAB}/issues/12", 204, None),
        ("gitlab", "GET", f"{GITLAB}/issues", 429, {"message": "…"}),
        ("jira", "GET", f"{CLOUD}/issue/10001", 200, CLOUD_ISSUE),
        ("jira", "POST", f"{CLOUD}/search/jql", 200, {"issues": [CLOUD_ISSUE], "nextPageToken": "t", "isLast": False}),
        ("jira", "PUT", f"{CLOUD}/issue/10001", 204, None),
        ("jira", "POST", f"{CLOUD}/issue", 400, {"errorMessages": [], "errors": {"summary": "…"}}),
        ("redmine", "GET", "/issues.json", 200, {"issues": [REDMINE_ISSUE], "total_count": 1, "offset": 0, "limit": 25}),
        ("redmine", "PUT", "/issues/12.json", 204, None),
        ("redmine", "POST", "/issues.json", 422, {"errors": ["Subject cannot be blank"]}),
    ],
)
def test_a_right_answer_passes(vendor: str, method: str, path: str, status: int, body: Any) -> None:
    assert ANSWERS[vendor](method, path, status, body) == []


@pytest.mark.parametrize(
    ("vendor", "method", "path", "status", "body", "fault"),
    [
        ("gitlab", "GET", f"{GITLAB}/issues", 200, GITLAB_ISSUE, "not of type 'array'"),
        ("gitlab", "GET", f"{GITLAB}/issues", 200, [{**GITLAB_ISSUE, "state": "open"}], "state"),
        ("gitlab", "POST", f"{GITLAB}/issues", 200, GITLAB_ISSUE, "status 200 is not among 201"),
        ("gitlab", "GET", f"{GITLAB}/hooks", 200, [{"id": 1, "token": "s"}], "token"),
        ("jira", "POST", f"{CLOUD}/search/jql", 200, {"issues": [], "total": 0}, "total"),
        ("jira", "GET", f"{CLOUD}/issue/10001", 200, {**CLOUD_ISSUE, "id": 10001}, "not of type 'string'"),
        ("jira", "GET", f"{CLOUD}/issue/10001", 200, {"id": "1", "fields": {"updated": "2026-06-10T09:00:00Z"}}, "updated"),
        ("jira", "PUT", f"{CLOUD}/issue/10001", 204, {}, "has no body"),
        ("redmine", "GET", "/issues/12.json", 200, REDMINE_ISSUE, "'issue' is a required property"),
        ("redmine", "PUT", "/issues/12.json", 422, {"error": "…"}, "'errors' is a required property"),
    ],
)
def test_a_wrong_answer_is_refused(vendor: str, method: str, path: str, status: int, body: Any, fault: str) -> None:
    assert fault in " ".join(ANSWERS[vendor](method, path, status, body))


def test_each_vendor_has_its_own_name() -> None:
    assert gitlab_request_faults("GET", "/api/v4/user", {}, None) == []
    assert jira_request_faults("GET", f"{CLOUD}/myself", {}, None) == []
    assert redmine_request_faults("GET", "/users/current.json", {}, None) == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_endpoint_names_its_source_and_every_body_refuses_what_it_does_not_know(vendor: str) -> None:
    contents = json.loads((SCHEMAS / f"{vendor}.json").read_text())
    for name, endpoint in contents["endpoints"].items():
        assert endpoint["source"], name
        body = endpoint.get("body", {})
        schema = contents["definitions"][body] if isinstance(body, str) else body
        assert schema == {} or schema["additionalProperties"] is False, name


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_schema_is_a_schema_and_every_reference_leads_somewhere(vendor: str) -> None:
    contents = json.loads((SCHEMAS / f"{vendor}.json").read_text())
    named = {line.rpartition("/")[2] for line in references(contents)}
    assert named <= contents["definitions"].keys()
    for schema in contents["definitions"].values():
        LENIENT.check_schema(schema)
    for endpoint in documented(vendor).endpoints:
        assert endpoint.answers


def test_a_watched_fake_collects_what_either_side_does_wrong() -> None:
    fake = watch(echo(Response.of(PERSON)), "gitlab")
    assert fake.serve(Request("GET", "/api/v4/user", {}), sleep=lambda _: None).status == 200
    assert fake.violations == []
    assert fake.serve(Request("GET", "/api/v4/users", {}), sleep=lambda _: None).status == 422
    assert fake.serve(Request("GET", f"{GITLAB}/issues?state=all", {}), sleep=lambda _: None).status == 200
    assert fake.violations[0] == "GET /api/v4/users: there is no GET /api/v4/users"
    assert fake.violations[1].endswith("is not of type 'array'")


def test_a_watched_fake_that_answers_no_json_is_found_out() -> None:
    fake = watch(echo(Response(200, b"<html>")), "jira")
    fake.serve(Request("GET", f"{CLOUD}/myself", {}), sleep=lambda _: None)
    assert "'<html>' is not of type 'object'" in fake.violations[0]


def echo(response: Response) -> Dialect:
    """A fake that answers the same to everything."""
    missing: dict[str, Any] = dict.fromkeys(Dialect.__abstractmethods__)
    made: type[Dialect] = type("Echo", (Dialect,), {**missing, "handle": lambda *_: response})
    return made()


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [line for each in value.values() for line in references(each)]
    return [line for each in value for line in references(each)] if isinstance(value, list) else []
