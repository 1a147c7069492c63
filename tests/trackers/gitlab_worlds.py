"""What the tests of GitLab stand on: worlds in process and over a socket, watched by what GitLab documents. Holds no test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from followthrough.trackers.base import Settings, Tracker
from followthrough.trackers.fake.dialect import Clock, Request, Response
from followthrough.trackers.fake.gitlab import GitLab
from followthrough.trackers.fake.server import serving
from followthrough.trackers.fake.transport import InProcess
from followthrough.trackers.gitlab import open_tracker
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import watch


@contextmanager
def gitlab_world(*, socket: bool = False, access: int = 20) -> Iterator[World]:
    """`access` is the role of the token's account."""
    clock = Clock()
    slept: list[float] = []
    dialect = GitLab(clock=clock)
    dialect.projects[101].access = access
    watch(dialect, "gitlab")
    with ExitStack() as stack:
        base = stack.enter_context(serving(dialect)).url if socket else "https://gitlab.example"
        transport = None if socket else InProcess(dialect)
        settings = Settings(base, "acme/shop", LABEL, {"token": dialect.token})

        def open_as(settings: Settings) -> Tracker:
            tracker = open_tracker(settings, private=True, now=clock, sleep=slept.append, transport=transport)
            stack.callback(tracker.close)
            return tracker

        yield World(open_as(settings), dialect, clock, settings, open_as, slept)


def gitlab(world: World) -> GitLab:
    assert isinstance(world.dialect, GitLab)
    return world.dialect


def makes_an_issue(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/issues")


def limit_answers() -> list[Response]:
    """Each way in which GitLab says that it was too often. 2026-06-10 09:00 is 1781082000."""
    used_up = {"ratelimit_limit": "2000", "ratelimit_observed": "2001", "ratelimit_remaining": "0", "ratelimit_reset": "1781082060"}
    endpoint = {"message": {"error": "This endpoint has been requested too many times. Try again later."}}
    text = {"Content-Type": "text/plain"}
    return [
        Response(429, b"Retry later\n", {**text, "Retry-After": "60"}),
        Response(429, b"Retry later\n", text),
        Response(429, b"Retry later\n", {**text, "Retry-After": "Wed, 10 Jun 2026 09:10:00 GMT"}),
        Response(429, b"Retry later\n", {**text, "Retry-After": "Wed, 10 Jun 2020 09:10:00 GMT"}),
        Response(429, b"", {"Retry-After": "soon"}),
        Response.of(endpoint, 429),
        Response.of(endpoint, 429, retry_after="30"),
        Response.of(endpoint, 429, **used_up),
        Response.of(endpoint, 429, **{**used_up, "ratelimit_remaining": "1200"}),
        Response.of(endpoint, 429, **{**used_up, "ratelimit_reset": "soon"}),
        Response.of(endpoint, 429, **{**used_up, "ratelimit_reset": "1"}),
        Response.of({"message": "Service Unavailable"}, 503, retry_after="40"),
    ]
