"""Linear: what every adapter promises, in process and over a socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from followthrough.trackers.fake.dialect import Response
from tests.trackers.contract import Contract, HookContract, World
from tests.trackers.linear_worlds import error, limit_answers, linear_world, makes_an_issue


@pytest.fixture(params=["in process", "over a socket"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with linear_world(socket=request.param == "over a socket") as made:
        yield made
        assert made.dialect.violations == []


class TestLinear(Contract, HookContract):
    creation = staticmethod(makes_an_issue)

    def limited(self, world: World) -> list[Response]:
        return limit_answers()

    def refused(self) -> tuple[Response, str]:
        return error("Argument Validation Error", "INVALID_INPUT", "invalid input", "title must not be empty."), "title must not be empty"
