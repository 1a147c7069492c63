"""The calls that a fake Linear's webhooks make when an issue changes. Delivers none: they wait in `outbox`.

linear.app/developers/webhooks: the signature is the bare hex HMAC-SHA256 of the body, and `webhookTimestamp` is in milliseconds.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Sent
from followthrough.trackers.fake.linear_shapes import Json, stamp
from followthrough.trackers.fake.linear_state import WORKSPACE, Issue, Team, User, Webhook, named_id

if TYPE_CHECKING:
    from followthrough.trackers.fake.linear import Linear


def announce(linear: Linear, issue: Issue, action: str, *, by: User | None, before: Json | None = None, team: Team | None = None) -> None:
    """Tell every webhook of the issue's team that listens. `team`: of another one, that the issue was in."""
    where = team or issue.team
    for hook in linear.hooks.values():
        if hook.enabled and "Issue" in hook.types and (hook.team is where or (hook.team is None and where.key != linear.hidden_place)):
            linear.outbox.append(signed(hook, "Issue", _said(linear, hook, issue, action, by=by, before=before)))


def signed(hook: Webhook, event: str, said: Json) -> Sent:
    body = json.dumps(said).encode()
    identity = str(uuid.uuid4())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Linear-Webhook",
        "Linear-Delivery": identity,
        "Linear-Event": event,
        "Linear-Signature": hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest(),
    }
    return Sent(identity, hook.url, headers, body)


def _said(linear: Linear, hook: Webhook, issue: Issue, action: str, *, by: User | None, before: Json | None) -> Json:
    said: Json = {
        "action": action,
        "type": "Issue",
        "createdAt": stamp(issue.updated),
        "organizationId": named_id(WORKSPACE),
        "url": issue.url,
        "data": _data(issue),
        "webhookId": hook.id,
        "webhookTimestamp": int(linear.clock().timestamp() * 1000),
    }
    if by is not None:
        said["actor"] = {**_user(by), "type": "user"}
    return {**said, "updatedFrom": before} if before is not None else said


def _data(issue: Issue) -> Json:
    optional: dict[str, Any] = {
        "assignee": issue.assignee and _user(issue.assignee),
        "assigneeId": issue.assignee and issue.assignee.id,
        "creator": issue.creator and _user(issue.creator),
        "creatorId": issue.creator and issue.creator.id,
        "description": issue.description,
        "dueDate": issue.due and issue.due.isoformat(),
        "archivedAt": stamp(issue.archived),
        "canceledAt": stamp(issue.canceled),
        "completedAt": stamp(issue.completed),
        "startedAt": stamp(issue.started),
        "trashed": issue.trashed or None,
    }
    return {
        "id": issue.id,
        "identifier": issue.identifier,
        "number": issue.number,
        "title": issue.title,
        "url": issue.url,
        "createdAt": stamp(issue.created),
        "updatedAt": stamp(issue.updated),
        "priority": 0,
        "priorityLabel": "No priority",
        "prioritySortOrder": 0,
        "sortOrder": float(-issue.number),
        "labelIds": [label.id for label in issue.labels],
        "labels": [{"id": label.id, "name": label.name, "color": "#eb5757"} for label in issue.labels],
        "previousIdentifiers": list(issue.former),
        "reactionData": [],
        "releases": [],
        "state": {"id": issue.state.id, "name": issue.state.name, "type": issue.state.type, "color": "#bec2c8"},
        "stateId": issue.state.id,
        "subscriberIds": [],
        "team": {"id": issue.team.id, "key": issue.team.key, "name": issue.team.name},
        "teamId": issue.team.id,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _user(user: User) -> Json:
    url = f"https://linear.app/{WORKSPACE}/profiles/{user.display_name}"
    return {"id": user.id, "name": user.name, "email": user.email, "url": url}
