"""The same piece of work stated twice is one candidate: the listed one, else the fuller. Compares words, not meanings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from followthrough.core.extract.model.features import stem
from followthrough.core.item import Candidate, Where
from followthrough.core.pattern import Pattern

_WORD = Pattern(r"[^\W_]+")
_EMPTY = frozenset(
    """
    a an and are as at be been by can could do for from had has have if in into is it its more not of on or our should so
    some that the their them then there these they this to up us was we were when which will with would need needs also
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
_ALIKE = 0.45  # of the words of the shorter
_COMMON = 40  # a word that this many candidates share tells none apart
_SHORTEST = 3
_STEM = 6  # letters: "alerting" and "alerts" are one word here


def merge(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in order of the document, each piece of work once."""
    order = sorted(candidates, key=lambda each: (each.where is not Where.LISTED, -len(each.item.text), each.span.start))
    kept: list[Candidate] = []
    keys: set[tuple[str, ...]] = set()
    words_of: list[frozenset[str]] = []
    holders: dict[str, list[int]] = defaultdict(list)
    for candidate in order:
        key = tuple(_WORD.findall(candidate.item.text.lower()))
        words = frozenset(stem(word)[:_STEM] for word in key if word not in _EMPTY)
        if key in keys or (candidate.where is Where.BURIED and _known(words, words_of, holders)):
            continue
        keys.add(key)
        for word in words:
            if len(holders[word]) < _COMMON:
                holders[word].append(len(kept))
        kept.append(candidate)
        words_of.append(words)
    return sorted(kept, key=lambda each: (each.span.start, each.span.end))


def _known(words: frozenset[str], words_of: list[frozenset[str]], holders: dict[str, list[int]]) -> bool:
    shared = Counter(index for word in words for index in holders.get(word, ()))
    for index, count in shared.most_common(5):
        shorter = min(len(words), len(words_of[index]))
        if count >= _SHORTEST and count >= _ALIKE * shorter:
            return True
    return False
