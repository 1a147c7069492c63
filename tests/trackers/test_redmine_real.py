"""The adapter against a real Redmine: what every adapter promises, and an item's life there and back. Holds the fake to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from email.utils import format_datetime

import pytest

from followthrough.trackers.base import Settings, Tracker
from followthrough.trackers.fake.dialect import Response
from followthrough.trackers.fake.transport import InProcess
from followthrough.trackers.redmine import open_tracker
from tests.trackers.contract import LABEL, Contract, World
from tests.trackers.descriptions import watch
from tests.trackers.real_redmine import Grounds, RealClock, RealRedmine
from tests.trackers.redmine_worlds import makes_an_issue

pytestmark = pytest.mark.redmine


@pytest.fixture
def world(grounds: Grounds) -> Iterator[World]:
    real, slept = RealRedmine(grounds), list[float]()
    watch(real, "redmine")
    clock = real.clock
    assert isinstance(clock, RealClock)
    with ExitStack() as stack:
        stack.callback(real.clear_away)

        def open_as(settings: Settings) -> Tracker:
            tracker = open_tracker(settings, private=True, now=clock, sleep=slept.append, transport=InProcess(real))
            stack.callback(tracker.close)
            return tracker

        settings = Settings(grounds.at.url, real.place, LABEL, {"token": real.token})
        yield World(open_as(settings), real, clock, settings, open_as, slept)
        assert real.violations == []


class TestRealRedmine(Contract):
    creation = staticmethod(makes_an_issue)

    def limited(self, world: World) -> list[Response]:
        """Redmine has no limits; these are forms in which proxies before it say that it was too often."""
        soon = format_datetime(world.clock() + timedelta(minutes=10), usegmt=True)
        return [Response(429, b"", {"Retry-After": "30"}), Response(429, b"", {"Retry-After": soon}), Response(429, b"Too many requests")]

    def refused(self) -> tuple[Response, str]:
        return Response.of({"errors": ["Severity cannot be blank"]}, 422), "Severity cannot be blank"
