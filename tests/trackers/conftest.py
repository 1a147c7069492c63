"""What tests of trackers stand on: the vendors' descriptions, where they were fetched. Fetches nothing itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.fetch_descriptions import FOLDER, complete


@pytest.fixture(scope="session")
def descriptions() -> Path:
    """Where the descriptions are. Tests that ask for it are left out where there are none, but fail in CI."""
    assert complete(), "CI has to have the trackers' descriptions: run ./run descriptions first"
    return FOLDER
