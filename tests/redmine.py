"""The real Redmine that tests run against, where one was started: `./run redmine start`. Starts none itself."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(os.environ.get("TEST_REDMINE") or Path(__file__).parents[1] / ".run" / "redmine.json")


@dataclass(frozen=True, slots=True)
class Redmine:
    """Where it is and who is there. `robot` is the account we work through, `reader` may only look, `admin` may everything."""

    url: str
    people: Mapping[str, int]
    keys: Mapping[str, str]
    statuses: Mapping[str, int]
    trackers: Mapping[str, int]
    projects: Mapping[str, int]


def is_running() -> bool:
    """Whether one was started and its process still lives."""
    try:
        os.killpg(int(json.loads(FILE.read_text(encoding="utf-8"))["pid"]), 0)
    except (OSError, ValueError, KeyError):
        return False
    return True


def running() -> Redmine:
    found = json.loads(FILE.read_text(encoding="utf-8"))
    people = found["people"]
    return Redmine(
        url=found["url"],
        people={login: int(person["id"]) for login, person in people.items()},
        keys={login: str(person["key"]) for login, person in people.items()},
        statuses=found["statuses"],
        trackers=found["trackers"],
        projects=found["projects"],
    )
