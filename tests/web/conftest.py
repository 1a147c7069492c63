"""The cast of every web test, and a way past the append-only triggers when the tables are emptied."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.flush import past_the_triggers
from tests.web.making import Cast, make_cast
from tests.web.rollups import assert_as_rebuilt


@pytest.fixture(scope="session", autouse=True)
def _emptying_tables_is_allowed() -> Iterator[None]:
    with past_the_triggers():
        yield


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Whatever a test does with them: what the numbers are read from has to follow."""
    yield make_cast()
    assert_as_rebuilt()
