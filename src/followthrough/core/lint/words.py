"""The words of a text as stems, to see whether two texts speak of the same. Knows no grammar: a rough stem is enough to compare."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = r"[^\W_]+"
LONGEST = 2000  # characters that are looked at
_SUFFIXES = frozenset(
    {
        "izations", "isations", "ization", "isation", "ations", "ation", "ating", "ated", "ates", "ate", "ments", "ment", "ings", "ing",
        "ions", "ion", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "y", "e",
    }
)  # fmt: skip
_LONGEST_SUFFIX = 8
_SHORTEST_STEM = 3
# Words that say nothing of what a sentence is about.
EMPTY = frozenset(
    """
    a about after again all also although always am an and another any anyone anything are around as at away back be because been before
    being between both but by came can cannot come could did do does doing done down due during each either else enough even ever every
    everything few for from further gave get give go going gone good got had has have having he her here him his how however i if in
    instead into is it its itself just keep know last later least less let like long made make making many may me might more most much
    must my near need never new next no none nor not nothing now of off often old on once one only onto or other our ours out over own per
    please put quite rather really same see seen she should since so some something soon still such take taken than that the their them
    then there these they thing things this those though through thus to too took toward two under until up upon us use used using very
    via want was way we well went were what when where whether which while who whom whose why will with within without would yet you your
    others didn don doesn wasn weren isn aren couldn wouldn shouldn hadn hasn haven won t s re ve ll d m
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)


def words(text: str) -> list[str]:
    """The words that say what a text is about, in lower case."""
    return [word for word in re.findall(_WORD, text[:LONGEST].lower()) if word not in EMPTY]


def stems(text: str) -> frozenset[str]:
    """The stems of these."""
    return frozenset(stem(word) for word in words(text))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its ending: "retries" and "retry" have the same stem, "validate" and "validation" too."""
    if not word.isascii() or not word.isalpha():
        return word
    for length in range(min(_LONGEST_SUFFIX, len(word) - _SHORTEST_STEM), 0, -1):
        if word[-length:] in _SUFFIXES:
            if length == 1 and word[-2] in "aeou" and word[-1] == "y":
                return word  # "deploy" has no ending
            word = word[:-length]
            break
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiou" else word
