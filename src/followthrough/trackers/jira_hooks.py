"""Webhooks that an administrator of a Jira has: how they are registered, read, and how their calls prove where they come from.

Those that Jira calls dynamic (30 days of life) are open to apps alone, not to a token, and are not signed with a secret of ours: not used.
developer.atlassian.com/cloud/jira/platform/webhooks (Cloud), confluence.atlassian.com/adminjiraserver "Managing webhooks" (Data Center 10).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from followthrough.errors import Drifted
from followthrough.trackers.base import Delivery, Forged, Hook, Ref

EVENTS: Final = ("jira:issue_created", "jira:issue_updated", "jira:issue_deleted")
NAME: Final = "Followthrough"
BIGGEST: Final = 1024 * 1024  # a bigger one is proven and not read: it then means "look at everything"


@dataclass(frozen=True, slots=True)
class Form:
    """How one Jira wants a webhook to be registered."""

    path: str
    in_configuration: bool  # Data Center 10 takes the secret there, and drops one that stands beside it without a word
    absent: str  # what to say where there is no such path

    def registration(self, url: str, secret: str, jql: str) -> dict[str, Any]:
        """The whole registration: Jira replaces it as a whole. The filter keeps other tickets of the project to Jira."""
        said = {"name": NAME, "url": url, "events": list(EVENTS), "filters": {"issue-related-events-section": jql}}
        if self.in_configuration:
            return {**said, "active": True, "configuration": {"EXCLUDE_BODY": "false", "SECRET": secret}}
        return {**said, "enabled": True, "excludeBody": False, "secret": secret}

    def read(self, data: Mapping[str, Any]) -> Hook:
        """The webhook as Jira has it. Cloud only says its address, whose last part is the number."""
        found = str(data.get("id") or data.get("self") or "").rstrip("/").rpartition("/")[2]
        if not found:
            raise Drifted("Jira's answer has no id of the webhook as its description promises.")
        if data.get("enabled", data.get("active", True)) is False:
            return Hook(found, healthy=False, words="An administrator has switched it off in Jira.")
        if data.get("isSigned") is False:
            return Hook(found, healthy=False, words="It has no secret in Jira: its calls can't be told from forged ones.")
        return Hook(found)


def read_delivery(headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
    """Prove the call by its HMAC over the raw bytes, then read where to look. Everything else in it is left unread."""
    _prove(headers.get("x-hub-signature", ""), body, secret)
    said = _payload(body)
    identity = headers.get("x-atlassian-webhook-identifier", "")[:200] or hashlib.sha256(body).hexdigest()
    event = str(said.get("webhookEvent") or "")[:100]
    if event and not event.startswith("jira:issue_"):
        return Delivery(identity, event, ignored=True)
    issue = said.get("issue")
    if not isinstance(issue, dict) or not issue.get("id"):
        return Delivery(identity, event)
    return Delivery(identity, event, (Ref(str(issue["id"]), str(issue.get("key") or "")),))


def _prove(signature: str, body: bytes, secret: str) -> None:
    if not secret:
        raise Forged("without a secret nothing is proven")
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
        raise Forged("the signature does not fit")


def _payload(body: bytes) -> dict[str, Any]:
    if len(body) > BIGGEST:
        return {}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
