"""What the test files of both Jiras share: their worlds, in process and over a socket. Holds no test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from followthrough.trackers.base import Settings, Tracker
from followthrough.trackers.fake.dialect import Clock, Request, Response
from followthrough.trackers.fake.jira import Jira, JiraCloud, JiraServer
from followthrough.trackers.fake.server import serving
from followthrough.trackers.fake.transport import InProcess
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import watch

Opener = Callable[..., Tracker]


@contextmanager
def world_of(dialect_class: type[JiraCloud | JiraServer], opener: Opener, *, socket: bool = False, **more: Any) -> Iterator[World]:
    """An adapter and its fake; over a socket of this machine where asked."""
    clock = Clock()
    slept: list[float] = []
    dialect = dialect_class(clock=clock)
    watch(dialect, "jira")
    with ExitStack() as stack:
        base = stack.enter_context(serving(dialect)).url if socket else "https://jira.example"
        transport = None if socket else InProcess(dialect)
        credentials = {"email": getattr(dialect, "email", ""), "token": dialect.token}
        settings = Settings(**{"base_url": base, "place": "OPS", "label": LABEL, "credentials": credentials, **more})

        def open_as(settings: Settings) -> Tracker:
            tracker = opener(settings, private=True, now=clock, sleep=slept.append, transport=transport)
            stack.callback(tracker.close)
            return tracker

        yield World(open_as(settings), dialect, clock, settings, open_as, slept)
    assert dialect.violations == [], "of what Atlassian documents"


def jira(world: World) -> Jira:
    assert isinstance(world.dialect, Jira)
    return world.dialect


def makes_an_issue(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/issue")


def limit_answers() -> list[Response]:
    """Every form in which Jira says that it was too often."""
    said = {"errorMessages": ["Rate limit exceeded."], "errors": {}}
    return [
        Response.of(said, 429, retry_after="30"),
        Response.of(said, 429, retry_after="5", x_ratelimit_reset="2026-06-10T09:20Z", ratelimit_reason="jira-quota-global-based"),
        Response.of(said, 429, x_ratelimit_reset="2026-06-10T09:05Z"),
        Response.of(said, 429, retry_after="Wed, 10 Jun 2026 09:10:00 GMT"),
        Response.of(said, 429, retry_after="1", ratelimit_reason="jira-burst-based"),
        Response.of(said, 429, retry_after="1", x_ratelimit_limit="10", x_ratelimit_remaining="0", x_ratelimit_interval_seconds="60"),
        Response.of(said, 429, retry_after="soon"),
        Response(429, b"Too many requests"),
        Response(503, b"", {"Retry-After": "40"}),
    ]
