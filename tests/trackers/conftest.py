"""What tests of trackers stand on: the vendors' descriptions, where they were fetched, and a real Redmine. Fetches and starts nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.redmine import Redmine
from tests.trackers.real_redmine import Grounds, grounds_of
from tools.fetch_descriptions import FOLDER, complete


@pytest.fixture(scope="session")
def descriptions() -> Path:
    """Where the descriptions are. Tests that ask for it are left out where there are none, but fail in CI."""
    assert complete(), "CI has to have the trackers' descriptions: run ./run descriptions first"
    return FOLDER


@pytest.fixture(scope="session")
def grounds(redmine: Redmine) -> Iterator[Grounds]:
    """What the tests of a run share in the real Redmine; they are away from it afterwards."""
    with grounds_of(redmine) as made:
        yield made
