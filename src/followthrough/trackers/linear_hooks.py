"""Webhooks of a team in Linear: how they are registered, how they stand, and how their calls prove where they come from.

linear.app/developers/webhooks. A call also says when it was made, but nothing here has a clock, and a repeated one may come hours later: a
replayed call is told by the id of its delivery, and is a hint where to look, no more.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from followthrough.trackers.base import Delivery, Forged, Hook, Ref
from followthrough.trackers.linear_answers import shape
from followthrough.trackers.shape import Json

BIGGEST: Final = 1024 * 1024  # a bigger one is proven and not read: it then means "look at everything"


def registration(url: str, secret: str) -> Json:
    return {"url": url, "secret": secret, "resourceTypes": ["Issue"], "label": "Followthrough", "enabled": True}


def is_of(hook: Json, team: str) -> bool:
    """Whether it is called for this team, given by its key or its id."""
    of = hook.get("team")
    if not isinstance(of, dict):
        return hook.get("allPublicTeams") is True
    return team.casefold() in {str(of.get(name)).casefold() for name in ("key", "id")}


def hook_of(hook: Json, *, team: str) -> Hook:
    """Linear itself switches a webhook off whose calls fail for long; the failures that it lists stay listed when all is well again."""
    ident = shape.text(hook, "id")
    if hook.get("enabled") is False:
        return Hook(ident, healthy=False, words="Linear has switched it off after calls that failed, or somebody has.")
    if not is_of(hook, team):
        return Hook(ident, healthy=False, words="It is called for another team.")
    types = hook.get("resourceTypes")
    if isinstance(types, list) and "Issue" not in types:
        return Hook(ident, healthy=False, words="It is not called for issues any more.")
    return Hook(ident)


def read_delivery(headers: Mapping[str, str], body: bytes, secret: str) -> Delivery:
    """Prove the call by its HMAC over the raw bytes, then read where to look. Everything else in it is left unread."""
    if not secret:
        raise Forged("without a secret nothing is proven")
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = headers.get("linear-signature", "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise Forged("the signature does not fit")
    identity = headers.get("linear-delivery", "")[:200] or hashlib.sha256(body).hexdigest()
    said = _payload(body)
    kind = str(said.get("type") or headers.get("linear-event") or "")[:50]
    event = f"{kind} {str(said.get('action') or '')[:50]}".strip()
    if kind and kind != "Issue":
        return Delivery(identity, event, ignored=True)
    data = said.get("data")
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not data["id"]:
        return Delivery(identity, event)
    return Delivery(identity, event, (Ref(data["id"][:100], str(data.get("identifier") or "")[:100]),))


def _payload(body: bytes) -> dict[str, Any]:
    if len(body) > BIGGEST:
        return {}
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
