"""Webhooks of a GitHub repository: how they are registered, how they stand, and how their calls prove where they come from.

docs.github.com/rest/repos/webhooks, "Validating webhook deliveries", "Best practices for using webhooks". A redelivery has the same id.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from followthrough.trackers.base import Delivery, Forged, Hook, Ref
from followthrough.trackers.github_answers import shape
from followthrough.trackers.shape import Json

BIGGEST: Final = 1024 * 1024  # a bigger one is proven and not read: it then means "look at everything"


def registration(url: str, secret: str) -> Json:
    config = {"url": url, "content_type": "json", "secret": secret, "insecure_ssl": "0"}
    return {"name": "web", "active": True, "events": ["issues"], "config": config}


def is_ours(hook: Json, url: str) -> bool:
    config = hook.get("config")
    return isinstance(config, dict) and config.get("url") == url


def hook_of(hook: Json) -> Hook:
    """GitHub keeps calling a webhook that fails, and only says so."""
    ident = shape.number(hook, "id")
    if hook.get("active") is False:
        return Hook(ident, healthy=False, words="Somebody has switched it off in GitHub.")
    last = hook.get("last_response")
    code = last.get("code") if isinstance(last, dict) else None
    if isinstance(code, int) and code >= 400:
        return Hook(ident, healthy=False, words=f"GitHub's last call was answered {code}.")
    events = hook.get("events")
    if isinstance(events, list) and not {"issues", "*"} & set(map(str, events)):
        return Hook(ident, healthy=False, words="It is not called for issues any more.")
    return Hook(ident)


def read_delivery(headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
    """Prove the call by its HMAC over the raw bytes, then read where to look. Everything else in it is left unread."""
    if not secret:
        raise Forged("without a secret nothing is proven")
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = headers.get("x-hub-signature-256", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise Forged("the signature does not fit")
    event = headers.get("x-github-event", "")[:100]
    identity = headers.get("x-github-delivery", "")[:200] or hashlib.sha256(body).hexdigest()
    if event and event != "issues":
        return Delivery(identity, event, ignored=True)
    said = _payload(body)
    action = str(said.get("action") or "")[:50]
    return Delivery(identity, f"issues {action}".strip(), _refs(said))


def _refs(said: dict[str, Any]) -> tuple[Ref, ...]:
    issue, repository = said.get("issue"), said.get("repository")
    if not isinstance(issue, dict) or not isinstance(repository, dict):
        return ()
    ident, number, name = issue.get("id"), issue.get("number"), repository.get("full_name")
    if not isinstance(ident, int) or not isinstance(number, int) or not isinstance(name, str):
        return ()
    return (Ref(str(ident), f"{name}#{number}"),)


def _payload(body: bytes) -> dict[str, Any]:
    if len(body) > BIGGEST:
        return {}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
