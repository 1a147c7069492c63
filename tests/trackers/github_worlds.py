"""What the tests of GitHub stand on: worlds in process and over a socket, watched by GitHub's own description. Holds no test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from followthrough.trackers.base import Settings, Tracker
from followthrough.trackers.fake.dialect import Clock, Request, Response
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.fake.github_app import App
from followthrough.trackers.fake.server import serving
from followthrough.trackers.fake.transport import InProcess
from followthrough.trackers.github import open_tracker
from tests.trackers.contract import LABEL, World
from tests.trackers.descriptions import watch


@contextmanager
def github_world(*, socket: bool = False, app: App | None = None) -> Iterator[World]:
    clock = Clock()
    slept: list[float] = []
    dialect = watch(GitHub(clock=clock, app=app), "github")
    with ExitStack() as stack:
        base = stack.enter_context(serving(dialect)).url if socket else "https://api.github.example"
        transport = None if socket else InProcess(dialect)
        credentials = {"token": dialect.token}
        if app is not None:
            credentials = {"app_id": app.app_id, "installation_id": app.installation_id, "private_key": app.private_key}
        settings = Settings(base, "acme/shop", LABEL, credentials)

        def open_as(settings: Settings) -> Tracker:
            tracker = open_tracker(settings, private=True, now=clock, sleep=slept.append, transport=transport)
            stack.callback(tracker.close)
            return tracker

        yield World(open_as(settings), dialect, clock, settings, open_as, slept)


def github(world: World) -> GitHub:
    assert isinstance(world.dialect, GitHub)
    return world.dialect


def makes_an_issue(request: Request) -> bool:
    return request.method == "POST" and request.path.endswith("/issues")


def limit_answers() -> list[Response]:
    """Each way in which GitHub says that it was too often. 2026-06-10 09:00 is 1781082000."""
    used_up = {"x_ratelimit_limit": "5000", "x_ratelimit_remaining": "0", "x_ratelimit_reset": "1781083800"}
    secondary = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
    return [
        Response.of({"message": "API rate limit exceeded for user ID 9."}, 403, **used_up),
        Response.of({"message": "API rate limit exceeded for user ID 9."}, 429, **used_up),
        Response.of(secondary, 403, retry_after="60"),
        Response.of(secondary, 429, retry_after="45"),
        Response.of(secondary, 403),
        Response.of(secondary, 429),
        Response.of(secondary, 403, x_ratelimit_remaining="4000", x_ratelimit_reset="1781083800"),
        Response.of({"message": "You have triggered an abuse detection mechanism."}, 403, retry_after="Wed, 10 Jun 2026 09:10:00 GMT"),
        Response.of({"message": "slow down"}, 429, retry_after="soon"),
        Response.of(secondary, 403, **{**used_up, "x_ratelimit_reset": "soon"}),
        Response.of(secondary, 403, **{**used_up, "x_ratelimit_reset": "1"}),
    ]
