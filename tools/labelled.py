"""A corpus of postmortems with the items that people labelled in them, and how well what was read agrees. Trains nothing.

A corpus is a folder: `documents/`, `labels/` with one JSON file a document (the same stem, `{"items": [...]}`), and `index.jsonl`
with one line a document: `file`, `organisation`, `kind` (postmortem, example, template or negative). An item read counts as found
where it shares a line with a labelled one and half of their words agree (F1 of the two bags of words), or where 0.8 do wherever it
stands; one to one, best first.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from followthrough.core.document import Document
from followthrough.core.item import Candidate
from followthrough.core.lint.run import flags
from followthrough.core.parse import parse

TYPES = ("prevention", "detection", "mitigation", "process")
NEAR, ANYWHERE = 0.5, 0.8
# Each flag of ours, and when a label says that it is deserved.
FLAGS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "vague": lambda gold: bool(gold["vague"]),
    "too-large": lambda gold: bool(gold["too_large"]),
    "compound": lambda gold: bool(gold["compound"]),
}
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document of a corpus, as read by the program, with its labels."""

    organisation: str
    kind: str
    format: str
    document: Document
    gold: Sequence[dict[str, Any]]


def load(folder: Path) -> list[Labelled]:
    """The documents of a corpus, in the order of its index."""
    found = []
    for line in (folder / "index.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        path = folder / "documents" / Path(entry["file"]).name
        gold = json.loads((folder / "labels" / f"{path.stem}.json").read_text(encoding="utf-8"))["items"]
        organisation = str(entry.get("org") or entry.get("organisation") or "")
        found.append(Labelled(organisation, entry["kind"], path.suffix.lstrip("."), parse(path.read_bytes(), name=path.name), gold))
    return found


def pairs(gold: Sequence[dict[str, Any]], found: Sequence[Candidate]) -> list[tuple[int, int]]:
    """Which labelled item (index) is which of those read (index)."""
    bags = [_bag(each.item.text) for each in found]
    scored = []
    for i, label in enumerate(gold):
        words = _bag(label["text"])
        for j, candidate in enumerate(found):
            shared = sum((words & bags[j]).values())
            score = 2 * shared / ((sum(words.values()) + sum(bags[j].values())) or 1)
            near = label["lines"][0] <= candidate.span.last and candidate.span.first <= label["lines"][1]
            if score >= (NEAR if near else ANYWHERE):
                scored.append((score + near, i, j))
    taken: tuple[set[int], set[int]] = (set(), set())
    kept = []
    for _, i, j in sorted(scored, reverse=True):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            kept.append((i, j))
    return kept


def _bag(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


@dataclass(slots=True)
class Tally:
    """Counts of one group of documents, and the shares that come of them; None where there was nothing to count."""

    counts: Counter[str] = field(default_factory=Counter)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    flags: Counter[tuple[str, bool, bool]] = field(default_factory=Counter)

    def add(self, labelled: Labelled, found: Sequence[Candidate]) -> None:
        counts, gold = self.counts, labelled.gold
        matched = pairs(gold, found)
        counts.update({"documents": 1, "gold": len(gold), "found": len(found), "hit": len(matched)})
        counts.update(f"gold {label['where']}" for label in gold)
        counts.update(f"hit {gold[i]['where']}" for i, _ in matched)
        if labelled.kind in {"negative", "template"}:
            counts.update({"clean": 1, "false": len(found)})
        for i, j in matched:
            self._compare(gold[i], found[j])

    def _compare(self, label: dict[str, Any], candidate: Candidate) -> None:
        item = candidate.item
        said = {
            "owners": (set(map(_name, label["owners"])), set(map(_name, item.owners))),
            "due": (label["due"], item.due.isoformat() if item.due else None),
            "tracking": (set(map(_reference, label["tracking"])), set(map(_reference, item.tracking))),
        }
        for fact, (wanted, given) in said.items():
            if wanted:
                self.counts.update({f"given {fact}": 1, f"right {fact}": wanted == given})
        self.counts.update({"pairs": 1, "right state": label["state"] == item.state.value})
        self.types[label["type"], item.type.value] += 1
        shown = flags(item)
        for flag, deserved in FLAGS.items():
            self.flags[flag, deserved(label), flag in shown] += 1

    def share(self, right: str, of: str) -> float | None:
        return self.counts[right] / self.counts[of] if self.counts[of] else None

    @property
    def items(self) -> float | None:
        """F1 of the items."""
        total = self.counts["gold"] + self.counts["found"]
        return 2 * self.counts["hit"] / total if total else None

    @property
    def type(self) -> float | None:
        """F1 of each type, averaged over the types that are there."""
        values = [
            _f1(self.types[kind, kind], sum(self.types[each, kind] for each in TYPES), sum(self.types[kind, each] for each in TYPES))
            for kind in TYPES
        ]
        there = [value for value in values if value is not None]
        return sum(there) / len(there) if there else None

    def flag(self, name: str) -> float | None:
        """F1 of a flag."""
        right = self.flags[name, True, True]
        return _f1(right, right + self.flags[name, False, True], right + self.flags[name, True, False])


def tallied(
    documents: Iterable[Labelled], read: Callable[[Labelled], Sequence[Candidate]], by: Callable[[Labelled], str]
) -> dict[str, Tally]:
    """A tally for each group of documents, and one of all, which comes last."""
    groups: dict[str, Tally] = {}
    every = Tally()
    for labelled in documents:
        found = read(labelled)
        for tally in (groups.setdefault(by(labelled), Tally()), every):
            tally.add(labelled, found)
    return {**dict(sorted(groups.items())), "all": every}


def _f1(right: int, said: int, true: int) -> float | None:
    return 2 * right / (said + true) if said and true else None


def _name(owner: str) -> str:
    return " ".join(_WORD.findall(owner.lower()))


def _reference(tracking: str) -> str:
    return tracking.strip().rstrip("/").lower()
