"""The same piece of work said twice is one candidate: the listed one, else the fuller statement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from followthrough.core.extract.mention import Mention
from followthrough.core.item import Where

WORD = re.compile(r"[a-z0-9]+")
SAME = 0.75
COMMON = frozenset(
    """
    the a an of to and or in on for we will should be is are that this it with as by at from our
    """.split()  # noqa: SIM905 - a list to read, not to scroll
)
MOST_COMPARED = 400  # against each other; a document with more is a list of lists, and the same words there are meant


def merge(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions in the order of the document, without those that only repeat another."""
    ordered = sorted(mentions, key=lambda mention: (mention.where is Where.BURIED, -len(mention.words)))
    if len(ordered) > MOST_COMPARED:
        return sorted(mentions, key=lambda mention: mention.span.start)
    kept: list[tuple[Mention, Counter[str]]] = []
    for mention in ordered:
        words = Counter(word for word in WORD.findall(mention.words.lower()) if word not in COMMON)
        if not any(_same(mention, words, other, theirs) for other, theirs in kept):
            kept.append((mention, words))
    return sorted((mention for mention, _ in kept), key=lambda mention: mention.span.start)


def _same(mention: Mention, words: Counter[str], other: Mention, theirs: Counter[str]) -> bool:
    if mention.where is Where.LISTED and other.where is Where.LISTED:
        return False  # a list that repeats itself does so on purpose
    size = sum(words.values()) + sum(theirs.values())
    return size > 0 and 2 * sum((words & theirs).values()) / size >= SAME
