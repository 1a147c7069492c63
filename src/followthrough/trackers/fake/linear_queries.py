"""The questions that a fake Linear answers: who asks, teams, issues, labels, webhooks. Changes nothing.

linear.app/developers/pagination: lists are newest first (by creation, unless `orderBy` says otherwise); `sort` turns them round.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.linear_filters import matches
from followthrough.trackers.fake.linear_shapes import (
    Json,
    connection,
    forbidden,
    invalid,
    issue_json,
    label_json,
    not_found,
    team_json,
    user_json,
    webhook_json,
)
from followthrough.trackers.fake.linear_state import WORKSPACE, Issue, Label, named_id

if TYPE_CHECKING:
    from followthrough.trackers.fake.linear import Linear


def queries(linear: Linear) -> dict[str, Callable[..., Json]]:
    return {
        "viewer": lambda _info: user_json(linear, linear.me),
        "organization": lambda _info: {"id": named_id(WORKSPACE), "name": "Acme", "urlKey": WORKSPACE},
        "team": lambda _info, id: _team(linear, id),  # noqa: A006 (Linear's)
        "teams": lambda _info, **asked: _teams(linear, **asked),
        "issue": lambda _info, id: issue_json(linear, linear.seen(id)),  # noqa: A006 (Linear's)
        "issues": lambda _info, **asked: _issues(linear, **asked),
        "issueLabels": lambda _info, **asked: _labels(linear, **asked),
        "webhooks": lambda _info, **asked: _webhooks(linear, **asked),
    }


def _team(linear: Linear, name: str) -> Json:
    for team in linear.visible_teams():
        if name in {team.id, team.key}:
            return team_json(linear, team)
    raise not_found("Team")


def _teams(linear: Linear, *, filter: Json | None = None, **asked: Any) -> Json:  # noqa: A002 (Linear's)
    teams = [team for team in linear.visible_teams() if matches({"id": team.id, "key": team.key, "name": team.name}, filter)]
    return connection(teams, lambda team: team_json(linear, team), **asked)


def _labels(linear: Linear, *, filter: Json | None = None, **asked: Any) -> Json:  # noqa: A002 (Linear's)
    seen = [label for label in linear.labels.values() if label.team is None or label.team.key in linear.visible]
    labels = [label for label in seen if matches(_comparable_label(label), filter)]
    return connection(labels, lambda label: label_json(linear, label), **asked)


def _webhooks(linear: Linear, **asked: Any) -> Json:
    if not linear.me.admin:
        raise forbidden("You need to be an admin to read webhooks.")
    return connection(list(linear.hooks.values()), lambda hook: webhook_json(linear, hook), **asked)


def _issues(
    linear: Linear,
    *,
    filter: Json | None = None,  # noqa: A002 (Linear's)
    sort: list[Json] | None = None,
    orderBy: str = "createdAt",  # noqa: N803 (Linear's)
    includeArchived: bool = False,  # noqa: N803
    **asked: Any,
) -> Json:
    found = [
        issue
        for issue in linear.issues.values()
        if issue.team.key in linear.visible and (includeArchived or issue.archived is None) and matches(_comparable(issue), filter)
    ]
    for name, downwards in reversed(_order(sort, orderBy)):
        found.sort(key=_stamp_of(name), reverse=downwards)
    return connection(found, lambda issue: issue_json(linear, issue), **asked)


def _order(sort: list[Json] | None, order_by: str) -> list[tuple[str, bool]]:
    if not sort:
        return [(order_by, True)]
    chosen = [(name, how) for each in sort for name, how in each.items()]
    if any(not how or not how.get("order") for _, how in chosen):
        raise invalid("sort needs an order.")
    return [(name, how["order"] == "Descending") for name, how in chosen]


def _stamp_of(name: str) -> Callable[[Issue], datetime]:
    return lambda issue: issue.created if name == "createdAt" else issue.updated


def _comparable(issue: Issue) -> Json:
    return {
        "id": issue.id,
        "number": float(issue.number),
        "title": issue.title,
        "createdAt": issue.created,
        "updatedAt": issue.updated,
        "team": {"id": issue.team.id, "key": issue.team.key, "name": issue.team.name},
        "state": {"id": issue.state.id, "name": issue.state.name, "type": issue.state.type},
        "labels": [_comparable_label(label) for label in issue.labels],
    }


def _comparable_label(label: Label) -> Json:
    team = {"id": label.team.id, "key": label.team.key} if label.team else None
    return {"id": label.id, "name": label.name, "isGroup": label.is_group, "team": team}
