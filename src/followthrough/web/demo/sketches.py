"""The bank of invented incidents, read from the TOML files beside this one. Decides no date and no outcome.

A sketch tells an incident relative to the day the demo is made: `day` is how many days ago it began, a timeline entry
"14 …" is 14 minutes into it. An item's `story` is what became of it, each step "DAY VERB [ARGUMENT][: WORDS]" with DAY
counted from its acceptance; without one, `fate` ("on-time", "late", "open") or the balance of the whole decides.
`take` is who takes an item for which the document names no person.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from followthrough.core.item import Stated, Type

STEP = re.compile(r"(?P<day>\d+) (?P<verb>[a-z]+)(?: (?P<argument>[^:]+))?(?:: (?P<words>.+))?", re.DOTALL)
VERBS = frozenset(
    {"start", "slip", "assign", "block", "unblock", "done", "verify", "reopen", "risk", "decline", "keep", "ticket", "split", "merge"}
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that became of an item, `day` days after it was accepted."""

    day: int
    verb: str
    argument: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class ItemSketch:
    """One promise of a postmortem."""

    text: str
    type: Type
    owner: str = ""
    take: str = ""
    due: int | None = None  # days after the document was written; None: the document gives no date
    ticket: bool = True
    criterion: str = ""
    evidence: str = ""
    fate: str = ""
    story: tuple[Step, ...] = ()
    id: str = ""
    merge: str = ""  # the id of the earlier item it is merged into when the document is read
    dismiss: str = ""  # why it is dismissed when the document is read
    stated: Stated = Stated.OPEN  # what the document itself says became of it


@dataclass(frozen=True, slots=True)
class IncidentSketch:
    """One incident with everything its postmortem says."""

    key: str
    team: str
    day: int
    at: str
    minutes: int
    severity: int
    title: str
    services: tuple[str, ...]
    author: str
    summary: str
    impact: str
    timeline: tuple[tuple[int, str], ...]
    factors: tuple[str, ...]
    well: tuple[str, ...]
    items: tuple[ItemSketch, ...]
    repeats: str = ""
    private: bool = False
    load: bool = False  # came with the first load, in which what was listed became items at once
    waiting: str = ""  # "all" or "some" of its candidates still wait for a person
    document_days: int = 0  # of a waiting one: how many working days ago its document came in


def read() -> list[IncidentSketch]:
    """All incidents, the oldest first."""
    sketches: list[IncidentSketch] = []
    for file in sorted((resources.files(__package__) / "incidents").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            data = tomllib.loads(file.read_text(encoding="utf-8"))
            sketches += [_incident(entry, team=data["team"]) for entry in data["incident"]]
    return sorted(sketches, key=lambda s: (-s.day, s.key))


def _incident(entry: Mapping[str, Any], *, team: str) -> IncidentSketch:
    lists = {name: tuple(entry[name]) for name in ("services", "factors", "well")}
    timeline = tuple((int(minute), words) for minute, words in (line.split(" ", 1) for line in entry["timeline"]))
    items = tuple(_item(item) for item in entry["items"])
    return IncidentSketch(**{**entry, **lists, "team": team, "timeline": timeline, "items": items})


def _item(entry: Mapping[str, Any]) -> ItemSketch:
    story = tuple(_step(words) for words in entry.get("story", ()))
    return ItemSketch(**{**entry, "type": Type(entry["type"]), "story": story, "stated": Stated(entry.get("stated", "open"))})


def _step(words: str) -> Step:
    match = STEP.fullmatch(words)
    if match is None or match["verb"] not in VERBS:
        raise ValueError(f"no step of a story: {words!r}")
    return Step(int(match["day"]), match["verb"], match["argument"] or "", match["words"] or "")
