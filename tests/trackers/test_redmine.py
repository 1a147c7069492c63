"""Redmine: what every adapter promises, and what only Redmine does: silences, categories, workflows, two markups, start dates."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from followthrough.trackers.fake.dialect import Response
from tests.trackers.contract import Contract, World
from tests.trackers.redmine_worlds import limit_answers, makes_an_issue, redmine_world


@pytest.fixture(params=["in process", "over a socket"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with redmine_world(socket=request.param == "over a socket") as made:
        yield made
        assert made.dialect.violations == []


class TestRedmine(Contract):
    creation = staticmethod(makes_an_issue)

    def limited(self, world: World) -> list[Response]:
        return limit_answers()

    def refused(self) -> tuple[Response, str]:
        return Response.of({"errors": ["Severity cannot be blank"]}, 422), "Severity cannot be blank"
