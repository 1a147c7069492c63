"""The webhook of a connection: its address, its secret, and a daily look whether the tracker still sends. Polling needs none of it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from followthrough.errors import Forbidden, ServiceError, TurnedDown, Unreachable
from followthrough.trackers.base import Hook, Tracker
from followthrough.web.models import Connection
from followthrough.web.operations.connections import open_hook_secret, set_hook_secret
from followthrough.web.operations.leases import keep_progress

CHECK_EVERY = timedelta(hours=24)
REFRESH_BEFORE = timedelta(days=10)  # Jira forgets a hook after 30 days


def address_of(connection: Connection) -> str:
    """Where the tracker sends its webhooks; "" where nobody said how the server is reached from outside."""
    return f"{settings.PUBLIC_URL}{reverse('hook', args=[connection.uid])}" if settings.PUBLIC_URL else ""


def secret_of(connection: Connection) -> str:
    """The webhook's secret; made the first time somebody asks."""
    if not connection.hook_secret:
        set_hook_secret(connection, secrets.token_urlsafe(32))
    return open_hook_secret(connection)


def set_up(connection: Connection, tracker: Tracker, *, now: datetime) -> Hook:
    """Have the tracker send webhooks to us. Raises what the tracker says where it may not."""
    hook = tracker.make_hook(address_of(connection), secret_of(connection))
    _keep(connection, hook, now=now)
    return hook


def look_after_hook(connection: Connection, tracker: Tracker, *, now: datetime) -> None:
    """Once a day: is the webhook there, alive and not about to expire? Mended if our rights allow, else said."""
    if not connection.hook_id or not tracker.can.hooks:
        return
    if connection.hook_checked_at is not None and now - connection.hook_checked_at < CHECK_EVERY:
        return
    try:
        hook = tracker.hook(address_of(connection))
        expiring = hook is not None and hook.expires_at is not None and hook.expires_at - now < REFRESH_BEFORE
        if hook is None or not hook.healthy or expiring:
            hook = tracker.make_hook(address_of(connection), secret_of(connection))
        _keep(connection, hook, now=now)
    except (Forbidden, TurnedDown) as error:
        words = str(error).replace(secret_of(connection), "[hidden]")
        keep_progress(connection, {"hook_words": f"It can't be looked after: {words}", "hook_checked_at": now})
    except Unreachable:
        raise
    except ServiceError as error:
        keep_progress(connection, {"hook_words": str(error), "hook_checked_at": now})


def _keep(connection: Connection, hook: Hook, *, now: datetime) -> None:
    words = "" if hook.healthy else hook.words or "The tracker has switched it off."
    kept = {"hook_id": hook.id, "hook_words": words, "hook_checked_at": now, "hook_expires_at": hook.expires_at}
    keep_progress(connection, kept)
