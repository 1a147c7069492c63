"""What the tests of Redmine stand on: worlds in process and over a socket, watched by what Redmine documents. Holds no test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from followthrough.trackers.base import Settings, Tracker
from followthrough.trackers.fake.dialect import Clock, Request, Response
from followthrough.trackers.fake.redmine import Redmine
from followthrough.trackers.fake.server import serving
from followthrough.trackers.fake.transport import InProcess
from followthrough.trackers.redmine import open_tracker
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import watch


@contextmanager
def redmine_world(*, socket: bool = False) -> Iterator[World]:
    clock = Clock()
    slept: list[float] = []
    dialect = watch(Redmine(clock=clock), "redmine")
    with ExitStack() as stack:
        base = stack.enter_context(serving(dialect)).url if socket else "https://redmine.example"
        transport = None if socket else InProcess(dialect)
        settings = Settings(base, "ops", LABEL, {"token": dialect.token})

        def open_as(settings: Settings) -> Tracker:
            tracker = open_tracker(settings, private=True, now=clock, sleep=slept.append, transport=transport)
            stack.callback(tracker.close)
            return tracker

        yield World(open_as(settings), dialect, clock, settings, open_as, slept)


def redmine(world: World) -> Redmine:
    assert isinstance(world.dialect, Redmine)
    return world.dialect


def makes_an_issue(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/issues.json")


def limit_answers() -> list[Response]:
    """Redmine has no limits; these are forms in which proxies before it say that it was too often."""
    return [
        Response(429, b"<html>Too many requests</html>", {"Retry-After": "30"}),
        Response(429, b"", {"Retry-After": "Wed, 10 Jun 2026 09:10:00 GMT"}),
        Response(429, b"", {"Retry-After": "Wed, 10 Jun 2020 09:10:00 GMT"}),
        Response(429, b"", {"Retry-After": "soon"}),
        Response(429, b"Too many requests"),
        Response(503, b"", {"Retry-After": "40"}),
    ]
