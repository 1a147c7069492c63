"""Open a connection's tracker, and test one before it is kept. The only place where stored credentials are opened."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import httpx2

from followthrough.http import before_sending
from followthrough.trackers.base import Clock, Meaning, Settings, Tracker
from followthrough.trackers.registry import open_tracker, utc_now
from followthrough.web.models import Connection
from followthrough.web.operations.connections import open_credentials
from followthrough.web.transactions import require_none_open

before_sending(require_none_open)

# Base address -> what carries requests there, for simulations that open no socket.
transports: dict[str, httpx2.BaseTransport] = {}


def open_connection(connection: Connection, *, now: Clock = utc_now, sleep: Callable[[float], None] = time.sleep) -> Tracker:
    """The tracker behind a stored connection. Makes no request yet."""
    return open_tracker(
        connection.kind, settings_of(connection), now=now, sleep=sleep, transport=transports.get(connection.base_url), private=True
    )


def settings_of(connection: Connection) -> Settings:
    return Settings(
        base_url=connection.base_url,
        place=connection.place,
        label=connection.label,
        credentials=open_credentials(connection),
        statuses={key: Meaning(value) for key, value in connection.statuses.items()},
        options={"way": connection.way, **connection.options},
        instance=str(connection.uid)[:8],
    )


def probe(
    kind: str,
    *,
    base_url: str,
    place: str,
    label: str,
    way: str,
    credentials: Mapping[str, str],
    options: Mapping[str, str] | None = None,
    now: Clock = utc_now,
) -> Tracker:
    """A tracker that is about to be connected: to test it, and to list what there is to choose from."""
    settings = Settings(base_url, place, label, dict(credentials), options={"way": way, **(options or {})})
    return open_tracker(kind, settings, now=now, transport=transports.get(base_url), private=True)
