"""The webhooks of a fake GitLab: one issue event for each change, with the secret and, where one is set, a signature. Delivers nothing.

docs.gitlab.com: "Webhooks" (headers, signing tokens), "Webhook events". A deleted issue sends none.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Sent
from followthrough.trackers.fake.gitlab_shapes import SITE, stamp, user_json
from followthrough.trackers.fake.gitlab_state import Issue, User, Webhook

if TYPE_CHECKING:
    from followthrough.trackers.fake.gitlab import GitLab


def announce(gitlab: GitLab, issue: Issue, action: str, *, by: User) -> None:
    """Tell every webhook of the issue's project that listens; confidential issues have a switch of their own."""
    for hook in issue.project.hooks.values():
        listens = hook.confidential_issues_events if issue.confidential else hook.issues_events
        if listens and hook.alert_status == "executable":
            event = "Confidential Issue Hook" if issue.confidential else "Issue Hook"
            gitlab.outbox.append(signed(hook, event, payload(issue, action, by), at=gitlab.clock()))


def payload(issue: Issue, action: str, by: User) -> dict[str, Any]:
    project = issue.project
    namespace, _, name = project.path.rpartition("/")
    attributes = {
        "id": issue.id,
        "iid": issue.iid,
        "project_id": project.id,
        "title": issue.title,
        "description": issue.body,
        "state": "closed" if issue.closed else "opened",
        "state_id": 2 if issue.closed else 1,
        "action": action,
        "author_id": issue.author.id,
        "assignee_ids": [user.id for user in issue.assignees],
        "confidential": issue.confidential,
        "due_date": issue.due.isoformat() if issue.due else None,
        "moved_to_id": issue.moved_to,
        "duplicated_to_id": issue.duplicated_to,
        "created_at": stamp(issue.created),
        "updated_at": stamp(issue.updated),
        "closed_at": stamp(issue.closed),
        "type": issue.type.title(),
        "url": f"{SITE}/{project.path}/-/issues/{issue.iid}",
    }
    labels = [{"id": project.labels[label], "title": label, "project_id": project.id} for label in sorted(issue.labels)]
    return {
        "object_kind": "issue" if issue.type == "issue" else "work_item",
        "event_type": "confidential_issue" if issue.confidential else "issue",
        "user": user_json(by),
        "project": {
            "id": project.id,
            "name": name.title(),
            "namespace": namespace,
            "path_with_namespace": project.path,
            "web_url": f"{SITE}/{project.path}",
        },
        "object_attributes": {**attributes, "labels": labels},
        "labels": labels,
        "changes": {},
        "repository": {"name": name.title(), "url": f"{SITE}/{project.path}.git"},
        "assignees": [user_json(user) for user in issue.assignees],
    }


def signed(hook: Webhook, event: str, said: dict[str, Any], *, at: datetime) -> Sent:
    body = json.dumps(said).encode()
    identity, moment = str(uuid.uuid4()), str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "GitLab/18.9.0",
        "Idempotency-Key": identity,
        "X-Gitlab-Event": event,
        "X-Gitlab-Webhook-UUID": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{SITE}/hooks/{hook.id}")),
        "X-Gitlab-Instance": SITE,
        "X-Gitlab-Event-UUID": str(uuid.uuid4()),
    }
    if hook.token:
        headers["X-Gitlab-Token"] = hook.token
    if hook.signing_token:
        key = base64.b64decode(hook.signing_token.removeprefix("whsec_"))
        proof = hmac.new(key, f"{identity}.{moment}.".encode() + body, hashlib.sha256).digest()
        headers |= {"webhook-id": identity, "webhook-timestamp": moment, "webhook-signature": "v1," + base64.b64encode(proof).decode()}
    return Sent(identity, hook.url, headers, body)
