"""How much a finding weighs, and which weight makes a run fail. How bad an incident was is `severity.py`'s affair."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Level(StrEnum):
    """In a configuration and on the command line this is called a rule's severity."""

    ERROR = "error"  # the item will not get done as it stands
    WARNING = "warning"  # worth a second look before the document is closed
    INFO = "info"  # good to know

    @property
    def weight(self) -> int:
        return WEIGHTS[self]


WEIGHTS = {Level.ERROR: 3, Level.WARNING: 2, Level.INFO: 1}


def fails(levels: Iterable[Level], fail_on: Level | None) -> bool:
    """Whether one of these weighs enough. None fails on nothing."""
    return fail_on is not None and any(level.weight >= fail_on.weight for level in levels)
