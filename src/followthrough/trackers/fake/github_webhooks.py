"""The webhooks of a fake GitHub: one `issues` event for each change, signed. Delivers nothing.

docs.github.com: "Webhook events and payloads", "Validating webhook deliveries".
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from typing import TYPE_CHECKING, Any

from followthrough.trackers.fake.dialect import Sent
from followthrough.trackers.fake.github_shapes import issue_json, label_json, repository_json, user_json
from followthrough.trackers.fake.github_state import Issue, Repository, User, Webhook

if TYPE_CHECKING:
    from followthrough.trackers.fake.github import GitHub

BASE = "https://api.github.example"


def announce(github: GitHub, issue: Issue, action: str, *, by: User, **more: Any) -> None:
    """Tell every webhook of the issue's repository that listens. Pull requests have events of their own."""
    if issue.is_pull:
        return
    repository = issue.repository
    said: dict[str, Any] = {"action": action, "issue": issue_json(issue, BASE, webhook=True), **more}
    said |= {"repository": repository_json(repository, BASE, webhook=True), "sender": user_json(by, BASE)}
    said = _as_published(said)
    for hook in repository.hooks.values():
        if hook.active and "issues" in hook.events:
            github.outbox.append(signed(hook, "issues", said))


def _as_published(data: Any) -> Any:
    """Without what GitHub's published schema of webhooks, which is older than its API, does not know."""
    if isinstance(data, list):
        return [_as_published(each) for each in data]
    if not isinstance(data, dict):
        return data
    return {name: _as_published(value) for name, value in data.items() if name != "user_view_type"}


def labelled(issue: Issue, name: str) -> dict[str, Any]:
    return {"label": label_json(name, issue.repository, BASE)}


def moved(to: Issue) -> dict[str, Any]:
    new = {"new_issue": issue_json(to, BASE, webhook=True), "new_repository": repository_json(to.repository, BASE, webhook=True)}
    return {"changes": new}


def ping(hook: Webhook, repository: Repository) -> Sent:
    said = {"zen": "Keep it logically awesome.", "hook_id": hook.id, "hook": {"type": "Repository", "id": hook.id}}
    return signed(hook, "ping", {**said, "repository": repository_json(repository, BASE, webhook=True)})


def signed(hook: Webhook, event: str, said: dict[str, Any]) -> Sent:
    body = json.dumps(said).encode()
    identity = str(uuid.uuid4())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/fake",
        "X-GitHub-Delivery": identity,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-Type": "repository",
    }
    if hook.secret:
        headers["X-Hub-Signature-256"] = "sha256=" + hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Hub-Signature"] = "sha1=" + hmac.new(hook.secret.encode(), body, hashlib.sha1).hexdigest()
    return Sent(identity, hook.url, headers, body)
