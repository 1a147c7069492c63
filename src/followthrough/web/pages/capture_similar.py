"""Find open items that may already ask for what a candidate asks for, by the words that both share.

A plain count of shared, rare-enough words. Decides nothing: a person merges.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[a-z0-9][a-z0-9_.-]+")
COMMON = """
    the and for with that this from into when then than have has had are was were will would should could must our your their its not
    but all any each every more most some such also only over under about after before during make makes sure add adds adding new use
    uses using can may one two who what which while been being there here them they does did done get gets out per via
"""
IGNORED = frozenset(COMMON.split())
ENDINGS = ("ing", "ed", "es", "s", "e")
ENOUGH = 0.18


@dataclass(frozen=True, slots=True)
class Similar:
    """One of the texts that were compared: where it stood among them, how alike it is (0 to 1), the words shared."""

    index: int
    score: float
    shared: tuple[str, ...]


def find_similar(text: str, others: Sequence[str], *, most: int = 6, enough: float = ENOUGH) -> list[Similar]:
    """The most alike of `others`, best first. A word that all of them use weighs little."""
    mine = stems(text)
    theirs = [stems(other) for other in others]
    spread = Counter(stem for stemmed in theirs for stem in stemmed)
    weights = {stem: math.log(1 + (len(others) + 1) / (1 + spread[stem])) for stem in {*mine, *spread}}
    found = []
    for index, other in enumerate(theirs):
        shared = mine.keys() & other.keys()
        if not shared:
            continue
        score = _weigh(shared, weights) / (_weigh(mine, weights) + _weigh(other, weights) - _weigh(shared, weights))
        if score >= enough:
            found.append(Similar(index, score, tuple(sorted(mine[stem] for stem in shared))))
    return sorted(found, key=lambda similar: (-similar.score, similar.index))[:most]


def stems(text: str) -> dict[str, str]:
    """The telling words of a text by their stem: {"alert": "alerts"}."""
    return {_stem(word): word for word in WORD.findall(text.lower()) if len(word) > 2 and word not in IGNORED}


def _stem(word: str) -> str:
    word = word.strip(".-_")
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def _weigh(words: Iterable[str], weights: dict[str, float]) -> float:
    return sum(weights[word] for word in words)
