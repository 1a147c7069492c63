"""What the tests of Linear stand on: worlds in process and over a socket, watched by Linear's own schema. Holds no test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from followthrough.trackers.base import Settings, Tracker
from followthrough.trackers.fake.dialect import Clock, Request, Response
from followthrough.trackers.fake.linear import Linear
from followthrough.trackers.fake.server import serving
from followthrough.trackers.fake.transport import InProcess
from followthrough.trackers.linear import open_tracker
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import watch

SOON = "1781083800000"  # 2026-06-10 09:30, half an hour after the clock's beginning


@contextmanager
def linear_world(*, socket: bool = False, **more: Any) -> Iterator[World]:
    clock = Clock()
    slept: list[float] = []
    dialect = watch(Linear(clock=clock, **more), "linear")
    with ExitStack() as stack:
        base = stack.enter_context(serving(dialect)).url if socket else "https://api.linear.example"
        transport = None if socket else InProcess(dialect)
        settings = Settings(base, "OPS", LABEL, {"token": dialect.token})

        def open_as(settings: Settings) -> Tracker:
            tracker = open_tracker(settings, private=True, now=clock, sleep=slept.append, transport=transport)
            stack.callback(tracker.close)
            return tracker

        yield World(open_as(settings), dialect, clock, settings, open_as, slept)


def linear(world: World) -> Linear:
    assert isinstance(world.dialect, Linear)
    return world.dialect


def makes_an_issue(request: Request) -> bool:
    return b"issueCreate(" in request.body


def asked(request: Request) -> dict[str, Any]:
    """The variables of a query."""
    found: dict[str, Any] = json.loads(request.body)["variables"]
    return found


def error(message: str, code: str = "", kind: str = "", words: str = "", status: int = 200, **headers: str) -> Response:
    extensions = {"code": code, "type": kind, "userPresentableMessage": words}
    body = {"errors": [{"message": message, "extensions": {name: value for name, value in extensions.items() if value}}], "data": None}
    return Response.of(body, status, **headers)


def limit_answers() -> list[Response]:
    """Each way in which Linear says that it was too often, and proxies before it."""

    def spent(*buckets: str, reset: str = SOON) -> dict[str, str]:
        return {f"x_ratelimit_{bucket}_{name}": value for bucket in buckets for name, value in (("remaining", "0"), ("reset", reset))}

    words = "Rate limit exceeded"
    return [
        error(words, "RATELIMITED", "ratelimited", status=400, **spent("requests")),
        error(words, "RATELIMITED", "ratelimited", status=400, **spent("complexity")),
        error(words, "RATELIMITED", "ratelimited", status=400, **spent("endpoint_requests")),
        error(words, "RATELIMITED", "ratelimited", status=200, **spent("requests", "complexity")),
        error(words, "RATELIMITED", status=400, x_ratelimit_requests_remaining="7", x_ratelimit_requests_reset=SOON),
        error(words, kind="Ratelimited", status=400),
        error(words, "RATELIMITED", status=400, retry_after="45"),
        error(words, "RATELIMITED", status=429, **spent("requests", reset=SOON[:-3])),
        error(words, "RATELIMITED", status=400, **spent("requests", reset="1581083800000")),
        error(words, "RATELIMITED", status=400, **spent("requests", reset="soon")),
        error(words, "RATELIMITED", status=400, **spent("requests", reset="9" * 19)),
        Response(429, b"<html>Too many requests</html>", {"Retry-After": "30"}),
        Response(429, b""),
    ]
