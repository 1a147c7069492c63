"""GitLab: what every adapter promises, in process and over a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from followthrough.trackers.fake.dialect import Response
from tests.trackers.contract import Contract, HookContract, World
from tests.trackers.gitlab_worlds import gitlab_world, limit_answers, makes_an_issue


@pytest.fixture(params=["in process", "over a socket"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with gitlab_world(socket=request.param == "over a socket", access=40) as made:
        yield made
        assert made.dialect.violations == []


class TestGitLab(Contract, HookContract):
    creation = staticmethod(makes_an_issue)

    def limited(self, world: World) -> list[Response]:
        return limit_answers()

    def refused(self) -> tuple[Response, str]:
        return Response.of({"message": {"due_date": ["must be after the start date"]}}, 400), "due_date must be after the start date"
