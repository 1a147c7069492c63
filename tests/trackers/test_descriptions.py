"""The descriptions refuse what is wrong and let pass what the services themselves were seen to do. Holds no adapter against them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from followthrough.trackers.fake.dialect import Request, Response
from tests.trackers.declarations import NotDeclared, schema_text
from tests.trackers.descriptions import (
    Recorded,
    github_answer_faults,
    github_recorded,
    github_request_faults,
    github_webhook_examples,
    github_webhook_faults,
    linear_answer_faults,
    linear_request_faults,
    linear_schema,
    linear_webhook_faults,
    watch,
)
from tests.trackers.test_documented import echo

ISSUES = "/repos/acme/shop/issues"
CREATE = "mutation Create($input: IssueCreateInput!) { issueCreate(input: $input) { success issue { id identifier } } }"
GIVEN = {"input": {"teamId": "t", "title": "Alert"}}
OUR_ID = "5a3c9c1e-7d0c-4a53-9f43-0f6f6a8e1b11"


class TestGitHub:
    pytestmark = pytest.mark.usefixtures("descriptions")

    def test_a_right_creation_passes(self) -> None:
        body = {"title": "Alert when the queue grows", "body": "…", "labels": ["incident-action"], "assignees": ["ada"]}
        assert github_request_faults("POST", ISSUES, {}, body) == []

    @pytest.mark.parametrize(
        ("body", "fault"),
        [
            ({"labels": ["incident-action"]}, "'title' is a required property"),
            ({"title": "A", "labels": "no"}, "'no' is not of type 'array'"),
            ({"title": "A", "asignees": ["ada"]}, "asignees is unknown"),
            ({"title": None}, "None is not valid"),
            (None, "the body is missing"),
        ],
    )
    def test_a_wrong_creation_is_refused(self, body: object, fault: str) -> None:
        assert fault in " ".join(github_request_faults("POST", ISSUES, {}, body))

    def test_a_reason_that_github_does_not_have_is_refused(self) -> None:
        right, wrong = ({"state": "closed", "state_reason": reason} for reason in ("not_planned", "wontfix"))
        assert github_request_faults("PATCH", f"{ISSUES}/12", {}, right) == []
        assert "'wontfix' is not one of" in " ".join(github_request_faults("PATCH", f"{ISSUES}/12", {}, wrong))

    def test_a_reason_may_be_null(self) -> None:
        assert github_request_faults("PATCH", f"{ISSUES}/12", {}, {"state": "open", "state_reason": None}) == []

    def test_a_query_is_read_as_the_types_it_stands_for(self) -> None:
        query = {"state": "all", "labels": "incident-action", "since": "2026-06-10T09:00:00Z", "per_page": "100", "page": "2"}
        assert github_request_faults("GET", ISSUES, query, None) == []

    @pytest.mark.parametrize(("name", "value"), [("state", "closd"), ("page", "two"), ("sort", "age"), ("lables", "incident-action")])
    def test_a_wrong_query_is_refused(self, name: str, value: str) -> None:
        assert github_request_faults("GET", ISSUES, {name: value}, None)

    def test_a_needed_query_is_missed(self) -> None:
        assert github_request_faults("GET", "/search/issues", {}, None) == ["query q is missing"]

    @pytest.mark.parametrize("path", ["/repos/acme/shop/isues", f"{ISSUES}/12/asignees", "/"])
    def test_an_address_that_github_does_not_have_is_refused(self, path: str) -> None:
        assert github_request_faults("DELETE", path, {}, None) == [f"there is no DELETE {path}"]

    def test_a_number_in_the_path_is_a_number(self) -> None:
        assert "not of type 'integer'" in " ".join(github_request_faults("GET", f"{ISSUES}/twelve", {}, None))

    def test_a_repository_may_be_named_by_its_number(self) -> None:
        assert github_request_faults("GET", "/repositories/1000/issues", {"page": "2"}, None) == []

    def test_an_answer_without_its_fields_is_refused(self) -> None:
        assert "is a required property" in " ".join(github_answer_faults("GET", f"{ISSUES}/12", 200, {"number": 12}))
        assert github_answer_faults("GET", f"{ISSUES}/12", 302, None) == ["status 302 is not among 200, 301, 304, 404, 410"]

    @pytest.mark.parametrize("status", [401, 403, 429, 503])
    def test_what_any_request_may_meet_needs_no_declaration(self, status: int) -> None:
        assert github_answer_faults("GET", ISSUES, status, {"message": "…"}) == []

    def test_what_the_real_service_was_asked_and_answered_about_issues_passes(self) -> None:
        wanted = {"labels", "errors", "paginate-issues", "lock-issue", "add-labels-to-issue"}
        recorded = [each for each in github_recorded() if each.scenario in wanted]
        assert {each.scenario for each in recorded} == wanted
        assert {self.name(each): self.faults(each) for each in recorded} == {self.name(each): [] for each in recorded}

    def test_recordings_hold_links_to_further_pages_and_redirects(self) -> None:
        recorded = github_recorded()
        assert any('rel="next"' in each.headers.get("link", "") for each in recorded)
        assert {301, 307} <= {each.status for each in recorded}

    def test_the_published_webhooks_pass_but_for_fields_that_came_later(self) -> None:
        about = {"issues", "label", "issue_comment", "milestone", "ping"}
        faults = [github_webhook_faults(event, payload) for event, payload in github_webhook_examples() if event in about]
        assert sum(not each for each in faults) >= 40
        assert [fault for each in faults for fault in each if not fault.endswith("is a required property")] == []

    def test_a_wrong_webhook_is_refused(self) -> None:
        payload = next(payload for event, payload in github_webhook_examples() if event == "issues" and payload["action"] == "opened")
        assert github_webhook_faults("issues", {**payload, "issue": {**payload["issue"], "number": "12"}})
        assert github_webhook_faults("issues", {**payload, "action": "renamed"}) == ["event issues has no action 'renamed'"]
        assert github_webhook_faults("issue", payload) == ["there is no event issue"]

    @staticmethod
    def name(each: Recorded) -> str:
        return f"{each.scenario}: {each.method} {each.path} {each.query}"

    @staticmethod
    def faults(each: Recorded) -> list[str]:
        asked = [] if each.status == 422 else github_request_faults(each.method, each.path, each.query, each.body)
        return asked + github_answer_faults(each.method, each.path, each.status, each.answer)


class TestLinear:
    pytestmark = pytest.mark.usefixtures("descriptions")

    def test_a_creation_under_our_own_id_passes(self) -> None:
        given = {"id": OUR_ID, "teamId": "t", "title": "Alert", "dueDate": "2026-06-26", "labelIds": ["l"]}
        assert linear_request_faults(CREATE, {"input": given}) == []

    def test_a_misspelt_field_is_refused_with_a_hint(self) -> None:
        [fault] = linear_request_faults('{ issue(id: "OPS-12") { titel } }', {})
        assert fault.startswith("Cannot query field 'titel' on type 'Issue'. Did you mean 'title'")

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"input": {"title": "A"}}, "teamId"),
            ({"input": {"teamId": "t", "titel": "A"}}, "titel"),
            ({"input": {"teamId": "t", "priority": "high"}}, "priority"),
            ({}, "input"),
            ({"input": {"teamId": "t"}, "inputs": 1}, "$inputs is declared nowhere"),
        ],
    )
    def test_wrong_variables_are_refused(self, given: dict[str, Any], fault: str) -> None:
        assert fault in " ".join(linear_request_faults(CREATE, given))

    def test_a_relation_can_be_of_the_kinds_there_are(self) -> None:
        relate = 'mutation { issueRelationCreate(input: { issueId: "a", relatedIssueId: "b", type: KIND }) { success } }'
        assert linear_request_faults(relate.replace("KIND", "duplicate"), {}) == []
        assert "resolves" in " ".join(linear_request_faults(relate.replace("KIND", "resolves"), {}))

    def test_what_is_no_graphql_is_refused(self) -> None:
        assert linear_request_faults("{ issue(", {})

    def test_an_answer_is_held_against_its_question(self) -> None:
        issue = {"id": OUR_ID, "identifier": "OPS-12"}
        right = {"data": {"issueCreate": {"success": True, "issue": issue}}}
        assert linear_answer_faults(CREATE, GIVEN, right) == []
        without = {"data": {"issueCreate": {"issue": issue}}}
        more = {"data": {"issueCreate": {"success": True, "issue": {**issue, "title": "A"}}}}
        null = {"data": {"issueCreate": {"success": None, "issue": issue}}}
        assert "success is missing" in " ".join(linear_answer_faults(CREATE, GIVEN, without))
        assert linear_answer_faults(CREATE, GIVEN, more) == ["data.issueCreate.issue.title: nobody asked for it"]
        assert linear_answer_faults(CREATE, GIVEN, null)

    def test_an_answer_has_data_or_errors(self) -> None:
        assert linear_answer_faults(CREATE, GIVEN, {"errors": [{"message": "…"}]}) == []
        assert linear_answer_faults(CREATE, GIVEN, {}) == ["neither data nor errors"]

    def test_the_schema_holds_what_a_sync_needs(self) -> None:
        schema = linear_schema()
        assert schema.query_type is not None
        assert schema.mutation_type is not None
        assert {"viewer", "issue", "issues", "team", "teams", "users", "webhooks"} <= schema.query_type.fields.keys()
        assert {"issueCreate", "issueUpdate", "issueRelationCreate", "webhookCreate"} <= schema.mutation_type.fields.keys()
        assert len(schema.type_map) > 1000

    def test_a_webhook_is_held_against_its_type(self) -> None:
        label = {"id": "l", "name": "incident-action", "color": "#fff", "isGroup": False, "createdAt": "…", "updatedAt": "…"}
        label |= {"creatorId": None, "inheritedFromId": None, "organizationId": "o"}
        sent = {"action": "create", "type": "IssueLabel", "createdAt": "…", "organizationId": "o", "webhookId": "w", "webhookTimestamp": 1}
        assert linear_webhook_faults({**sent, "data": label}) == []
        assert linear_webhook_faults({**sent, "data": {**label, "name": 3}}) == ["data.name: String cannot represent a non string value: 3"]
        assert "data.id: is missing" in linear_webhook_faults({**sent, "data": {"name": "x"}})
        assert linear_webhook_faults({**sent, "type": "Ticket", "data": label}) == ["there is no webhook of type 'Ticket'"]

    def test_a_watched_fake_collects_what_either_side_does_wrong(self) -> None:
        asked = json.dumps({"query": "{ viewer { id name } }"}).encode()
        fake = watch(echo(Response.of({"data": {"viewer": {"id": "u"}}})), "linear")
        fake.serve(Request("POST", "/graphql", {}, asked), sleep=lambda _: None)
        fake.serve(Request("POST", "/graphql", {}, b"{}"), sleep=lambda _: None)
        assert "name is missing" in fake.violations[0]
        assert fake.violations[1].startswith("POST /graphql: Syntax Error")
        assert len(fake.violations) == 2


def test_declarations_of_another_form_are_refused() -> None:
    with pytest.raises(NotDeclared):
        schema_text("interface Query { issue: Issue }")


def test_declarations_become_a_schema() -> None:
    lines = [
        "type Scalars = {\n  ID: string;\n  Day: any;\n};",
        'type Query = {\n  __typename?: "Query";\n  /** Which one. */\n  ticket?: Maybe<Ticket>;\n};',
        'type QueryTicketArgs = {\n  id: Scalars["ID"];\n  kinds?: InputMaybe<Array<Kind>>;\n};',
        'type Mutation = {\n  __typename?: "Mutation";\n  go: Array<Maybe<Ticket>>;\n};',
        'type Node = {\n  id: Scalars["ID"];\n};',
        'type Ticket = Node & {\n  __typename?: "Ticket";\n  id: Scalars["ID"];\n  due?: Maybe<Scalars["Day"]>;\n};',
        'type Unused = {\n  __typename?: "Unused";\n};',
        'declare enum Kind {\n  Big = "big",\n  Small = "small",\n}',
    ]
    made = schema_text("\n".join(lines))
    assert "ticket(id: ID!, kinds: [Kind!]): Ticket\n" in made
    assert "go: [Ticket]!" in made
    assert "type Ticket implements Node {\n  id: ID!\n  due: Day\n}" in made
    assert "interface Node" in made
    assert "enum Kind { big small }" in made
    assert "scalar Day" in made
    assert "Unused" not in made
