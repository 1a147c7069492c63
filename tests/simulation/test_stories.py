"""Hundreds of stories, each played to its end: what a sync promises holds after every step of every one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from followthrough.trackers.base import Edit, Meaning
from followthrough.web.operations.following import _pull_state
from tests.simulation.driver import Breach, play

SEEDS = 300
AT_A_TIME = 10


@pytest.mark.django_db
@pytest.mark.parametrize("first", range(0, SEEDS, AT_A_TIME))
def test_what_a_sync_promises_holds_after_every_step(first: int) -> None:
    """Every seed on SQLite, every third on PostgreSQL: the stories are the same, and each statement there takes thrice as long."""
    for seed in range(first, first + AT_A_TIME, 3 if connection.vendor == "postgresql" else 1):
        play(seed)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [3, 14, 157])
def test_the_same_seed_plays_the_same_story(seed: int) -> None:
    assert len({play(seed).digest for _ in range(3)}) == 1


def _no(*args: Any, **kwargs: Any) -> bool:
    return False


def _dropped_is_done(step: Any, meaning: Meaning, *rest: Any) -> Any:
    return _pull_state(step, Meaning.DONE if meaning is Meaning.DROPPED else meaning, *rest)


FAULTS: dict[str, Callable[[], Any]] = {
    "I2: a creation is repeated without looking": lambda: patch("followthrough.web.sync.file.Drain._was_made", _no),
    "I3: an edit here reaches nobody": lambda: patch("followthrough.web.operations.following.edit_of", lambda _: Edit()),
    "I6: a ticket that was not planned ends its item as done": lambda: patch(
        "followthrough.web.operations.following._pull_state", _dropped_is_done
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault: str) -> None:
    """The stories are worth something only if they break when the engine does."""
    with FAULTS[fault]():
        for seed in range(150):
            with suppress(Breach):
                play(seed)
                continue
            return
    pytest.fail(f"150 seeds did not notice: {fault}")
