"""The values of mending: what is proposed for a line, what came of it, and what was left with its reason. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.core.item import Candidate


@dataclass(frozen=True, slots=True)
class Patch:
    """Other text for a place in the canonical text. It adds and takes away no line."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be written for one candidate, in the order of preference, and why."""

    candidate: Candidate
    ways: tuple[Patch, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line as it was and as it is now."""

    line: int
    before: str
    after: str
    whys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """What was not mended, and why not."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The canonical text after mending, with what changed in it, by line, and what was left."""

    text: str
    changes: tuple[Change, ...] = ()
    left: tuple[Left, ...] = ()


def apply(text: str, patches: list[Patch]) -> str:
    """The text with the patches in it; their places are those of the text given, and no two overlap."""
    pieces: list[str] = []
    done = 0
    for patch in sorted(patches, key=lambda one: one.start):
        pieces += [text[done : patch.start], patch.text]
        done = patch.end
    return "".join([*pieces, text[done:]])
