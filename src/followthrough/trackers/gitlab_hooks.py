"""Webhooks of a GitLab project: how they are registered, how they stand, and how their calls prove where they come from.

docs.gitlab.com: "Webhooks" (secret token, signing token in the form of Standard Webhooks, automatic disabling), "Webhook events",
"Project webhooks API". How old a signed call is, is not looked at here: nothing here knows the time, and a repeated call does no harm.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from followthrough.trackers.base import Delivery, Forged, Hook, Ref
from followthrough.trackers.gitlab_answers import shape
from followthrough.trackers.shape import Json

BIGGEST: Final = 1024 * 1024  # a bigger one is proven and not read: it then means "look at everything"
EVENTS: Final = frozenset({"issue hook", "confidential issue hook", "work item hook", "confidential work item hook"})
KINDS: Final = frozenset({"issue", "work_item"})
_PREFIX: Final = "whsec_"


def registration(url: str, secret: str) -> Json:
    """Both proofs: an older GitLab passes over the signing token and sends the secret in plain."""
    events = {"issues_events": True, "confidential_issues_events": True, "push_events": False}
    return {"url": url, "token": secret, "signing_token": signing_token(secret), **events, "enable_ssl_verification": True}


def signing_token(secret: str) -> str:
    """What GitLab signs with: 32 bytes in its own form. A secret that has this form already is one."""
    return secret if _own_key(secret) else _PREFIX + base64.b64encode(hashlib.sha256(secret.encode()).digest()).decode()


def is_disabled(hook: Json) -> bool:
    """GitLab calls it no more; a change does not bring it back."""
    return hook.get("alert_status") == "disabled" or (hook.get("alert_status") is None and bool(hook.get("disabled_until")))


def hook_of(hook: Json) -> Hook:
    ident = shape.number(hook, "id")
    if hook.get("issues_events") is False:
        return Hook(ident, healthy=False, words="It is not called for issues any more.")
    if is_disabled(hook):
        return Hook(ident, healthy=False, words="GitLab has switched it off, because it failed too often.")
    if hook.get("alert_status", "executable") != "executable":
        until = f" until {hook['disabled_until']}" if hook.get("disabled_until") else ""
        return Hook(ident, healthy=False, words=f"GitLab pauses it{until}, because its calls failed.")
    if hook.get("confidential_issues_events") is False:
        return Hook(ident, words="It is not called for confidential issues: those are seen by asking.")
    return Hook(ident)


def read_delivery(headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
    """Prove the call, then read where to look. A signature that is there has to be true, whatever else the call brings along."""
    if not secret:
        raise Forged("without a secret nothing is proven")
    if "webhook-signature" in headers:
        _prove_signature(headers, body, secret)
    elif not hmac.compare_digest(headers.get("x-gitlab-token", "").encode("utf-8", "replace"), secret.encode()):
        raise Forged("the token does not fit")
    event = headers.get("x-gitlab-event", "")[:100]
    named = (headers.get(name, "")[:200] for name in ("webhook-id", "idempotency-key", "x-gitlab-event-uuid"))
    identity = next((name for name in named if name), hashlib.sha256(body).hexdigest())
    if event and event.casefold() not in EVENTS:
        return Delivery(identity, event, ignored=True)
    said = _payload(body)
    kind = str(said.get("object_kind") or "issue")[:100]
    if kind not in KINDS:
        return Delivery(identity, event or kind, ignored=True)
    about = said.get("object_attributes")
    attributes: dict[str, Any] = about if isinstance(about, dict) else {}
    return Delivery(identity, f"issue {str(attributes.get('action') or '')[:50]}".strip(), _refs(said, attributes))


def _prove_signature(headers: Mapping[str, str], body: bytes, secret: str) -> None:
    identity, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not identity or not moment:
        raise Forged("what was signed is not all there")
    key = _own_key(signing_token(secret))
    expected = hmac.new(key, f"{identity}.{moment}.".encode("utf-8", "replace") + body, hashlib.sha256).digest()
    true = b"v1," + base64.b64encode(expected)
    given = headers["webhook-signature"].split(" ")[:10]  # several, while a token is being changed
    if not sum(hmac.compare_digest(each.encode("utf-8", "replace"), true) for each in given):
        raise Forged("the signature does not fit")


def _own_key(secret: str) -> bytes:
    """The 32 bytes of a secret in GitLab's form; none where it has another."""
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True) if secret.startswith(_PREFIX) else b""
    except (ValueError, binascii.Error):
        return b""
    return key if len(key) == 32 else b""


def _refs(said: dict[str, Any], attributes: dict[str, Any]) -> tuple[Ref, ...]:
    project, iid = attributes.get("project_id"), attributes.get("iid")
    about = said.get("project")
    path = about.get("path_with_namespace") if isinstance(about, dict) else None
    if type(project) is not int or type(iid) is not int or not isinstance(path, str):
        return ()
    return (Ref(f"{project}:{iid}", f"{path}#{iid}"),)


def _payload(body: bytes) -> dict[str, Any]:
    if len(body) > BIGGEST:
        return {}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
