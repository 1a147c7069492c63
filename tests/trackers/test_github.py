"""GitHub: what every adapter promises, by a token and as an app, in process and over a socket."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from followthrough.trackers.fake.dialect import Response
from followthrough.trackers.fake.github_app import App
from tests.trackers.contract import Contract, HookContract, World
from tests.trackers.github_worlds import github_world, limit_answers, makes_an_issue


@cache
def an_app() -> str:
    """Making a key takes a while: one is enough for all tests."""
    return App().private_key


@pytest.fixture(params=["in process", "over a socket"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with github_world(socket=request.param == "over a socket") as made:
        yield made
        assert made.dialect.violations == []


class TestGitHub(Contract, HookContract):
    creation = staticmethod(makes_an_issue)

    @pytest.fixture(autouse=True)
    def administered(self, world: World) -> None:
        from tests.trackers.github_worlds import github

        github(world).repositories[101].permission = "admin"

    def limited(self, world: World) -> list[Response]:
        return limit_answers()

    def refused(self) -> tuple[Response, str]:
        errors = [{"resource": "Issue", "field": "severity", "code": "missing_field"}]
        return Response.of({"message": "Validation Failed", "errors": errors}, 422), "severity missing field"
