"""A fake Linear's state as its GraphQL types, its connections page by page, and its refusals. Executes no query.

A value that is a function is a field with arguments, or one that is worked out only where it is asked for: graphql-core calls it.
linear.app/developers/pagination, "Error handling" of linear.app/developers/graphql.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from followthrough.trackers.fake.linear_state import WORKSPACE, Issue, Label, Relation, State, Team, User, Webhook, named_id

if TYPE_CHECKING:
    from followthrough.trackers.fake.linear import Linear

Json = dict[str, Any]  # a border
AT_MOST: Final = 250
BEGAN: Final = "2024-01-08T08:00:00.000Z"


class Refusal(Exception):
    """What Linear answers as an error. `extensions` is where graphql-core looks for them."""

    def __init__(self, message: str, code: str, kind: str, *, status: int = 400, words: str = "") -> None:
        super().__init__(message)
        self.extensions: Json = {"code": code, "type": kind, "statusCode": status, "userError": status < 500}
        if words:
            self.extensions["userPresentableMessage"] = words


def not_found(entity: str) -> Refusal:
    return Refusal(f"Entity not found: {entity}", "INPUT_ERROR", "invalid input", words=f"Could not find referenced {entity}.")


def invalid(words: str) -> Refusal:
    return Refusal("Argument Validation Error", "INVALID_INPUT", "invalid input", words=words)


def forbidden(words: str) -> Refusal:
    return Refusal("Forbidden", "FORBIDDEN", "forbidden", status=403, words=words)


def stamp(at: datetime | None) -> str | None:
    """To the millisecond, as Linear keeps them."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def to_milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class _Node(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Node)


def connection(items: Sequence[N], shaped: Callable[[N], Json], *, first: int | None = None, after: str | None = None, **_: Any) -> Json:
    """Some of the items, in the order they are given in. A cursor is the id of an item."""
    size = 50 if first is None else first
    if not 0 < size <= AT_MOST:
        raise invalid(f"first must not be greater than {AT_MOST}.")
    start = 0
    if after is not None:
        start = next((place + 1 for place, item in enumerate(items) if item.id == after), -1)
        if start < 0:
            raise invalid("after must be a valid cursor.")
    nodes = [shaped(item) for item in items[start : start + size]]
    info = {
        "hasNextPage": start + size < len(items),
        "hasPreviousPage": start > 0,
        "startCursor": nodes[0]["id"] if nodes else None,
        "endCursor": nodes[-1]["id"] if nodes else None,
    }
    return {"nodes": nodes, "edges": [{"cursor": node["id"], "node": node} for node in nodes], "pageInfo": info}


def _listed(items: Callable[[], Iterable[N]], shaped: Callable[[N], Json]) -> Callable[..., Json]:
    return lambda _info, **asked: connection(list(items()), shaped, **asked)


# --- types ------------------------------------------------------------------------------------------------------------------


def user_json(linear: Linear, user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "displayName": user.display_name,
        "email": user.email,
        "active": user.active,
        "admin": user.admin,
        "app": user.app,
        "guest": False,
        "isMe": user is linear.me,
        "url": f"https://linear.app/{WORKSPACE}/profiles/{user.display_name}",
        "createdAt": BEGAN,
        "updatedAt": BEGAN,
    }


def state_json(linear: Linear, state: State, team: Team) -> Json:
    return {
        "id": state.id,
        "name": state.name,
        "type": state.type,
        "position": state.position,
        "color": "#bec2c8",
        "team": lambda _info: team_json(linear, team),
        "createdAt": BEGAN,
        "updatedAt": BEGAN,
    }


def team_json(linear: Linear, team: Team) -> Json:
    duplicate = next((state for state in team.states if state.type == "duplicate"), None)
    return {
        "id": team.id,
        "key": team.key,
        "name": team.name,
        "displayName": team.name,
        "private": team.key == linear.hidden_place,
        "triageEnabled": team.triage,
        "createdAt": BEGAN,
        "updatedAt": BEGAN,
        "archivedAt": stamp(team.archived),
        "defaultIssueState": state_json(linear, team.default, team),
        "markedAsDuplicateWorkflowState": duplicate and state_json(linear, duplicate, team),
        "states": _listed(lambda: team.states, lambda state: state_json(linear, state, team)),
        "members": lambda _info, includeDisabled=False, **asked: connection(  # noqa: N803 (Linear's)
            [user for user in team.members if user.active or includeDisabled], lambda user: user_json(linear, user), **asked
        ),
        "labels": _listed(lambda: [it for it in linear.labels.values() if it.team is team], lambda label: label_json(linear, label)),
    }


def label_json(linear: Linear, label: Label) -> Json:
    return {
        "id": label.id,
        "name": label.name,
        "color": "#eb5757",
        "isGroup": label.is_group,
        "team": label.team and team_json(linear, label.team),
        "createdAt": BEGAN,
        "updatedAt": BEGAN,
    }


def issue_json(linear: Linear, issue: Issue) -> Json:
    return {
        "id": issue.id,
        "identifier": issue.identifier,
        "number": float(issue.number),
        "title": issue.title,
        "description": issue.description or None,
        "url": issue.url,
        "priority": 0.0,
        "priorityLabel": "No priority",
        "createdAt": stamp(issue.created),
        "updatedAt": stamp(issue.updated),
        "archivedAt": stamp(issue.archived),
        "completedAt": stamp(issue.completed),
        "canceledAt": stamp(issue.canceled),
        "startedAt": stamp(issue.started),
        "dueDate": issue.due.isoformat() if issue.due else None,
        "trashed": issue.trashed or None,
        "previousIdentifiers": list(issue.former),
        "labelIds": [label.id for label in issue.labels],
        "state": lambda _info: state_json(linear, issue.state, issue.team),
        "team": lambda _info: team_json(linear, issue.team),
        "assignee": lambda _info: issue.assignee and user_json(linear, issue.assignee),
        "creator": lambda _info: issue.creator and user_json(linear, issue.creator),
        "labels": _listed(lambda: issue.labels, lambda label: label_json(linear, label)),
        "relations": _listed(lambda: [it for it in linear.relations if it.issue is issue], lambda it: relation_json(linear, it)),
        "inverseRelations": _listed(lambda: [it for it in linear.relations if it.related is issue], lambda it: relation_json(linear, it)),
    }


def relation_json(linear: Linear, relation: Relation) -> Json:
    return {
        "id": relation.id,
        "type": relation.type,
        "issue": lambda _info: issue_json(linear, relation.issue),
        "relatedIssue": lambda _info: issue_json(linear, relation.related),
        "createdAt": stamp(relation.created),
        "updatedAt": stamp(relation.created),
    }


def webhook_json(linear: Linear, hook: Webhook) -> Json:
    return {
        "id": hook.id,
        "url": hook.url,
        "label": hook.label,
        "enabled": hook.enabled,
        "secret": hook.secret,
        "team": hook.team and team_json(linear, hook.team),
        "teamIds": [hook.team.id] if hook.team else None,
        "allPublicTeams": hook.team is None,
        "resourceTypes": list(hook.types),
        "failures": [
            {
                "id": named_id(f"failure {hook.id} {number}"),
                "httpStatus": float(status),
                "url": hook.url,
                "createdAt": stamp(hook.created),
                "executionId": named_id(f"execution {hook.id} {number}"),
            }
            for number, status in enumerate(hook.failures)
        ],
        "createdAt": stamp(hook.created),
        "updatedAt": stamp(hook.created),
    }
