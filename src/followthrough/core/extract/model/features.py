"""What the model sees of a found place or of an item's words: short names with a strength. The trainer and the program share it.

Learns nothing and weighs nothing. A change here needs the weights trained anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from followthrough.core.document import Kind
from followthrough.core.extract.found import Found
from followthrough.core.extract.headings import kind_of_heading

_WORD = re.compile(r"[a-z][a-z'’]*|[#@!]|\d+")
_LONGEST = 600  # characters of a text that are looked at
_FIRST_WORDS = 3
_HEADINGS = 2  # the nearest ones
_ENDINGS = ("ing", "ed", "es", "s", "e")
_LENGTHS = (4, 8, 14, 25, 45)  # words


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, cut to a stem; numbers and marks as one sign each."""
    return [stem(word) for word in _WORD.findall(text[:_LONGEST].lower())]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its ending, and any number as one; in lower case."""
    if word[0].isdigit():
        return "0"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def place_features(found: Found) -> dict[str, float]:
    """Of a place that may hold an item: where it stands, how it opens, what it says of work, what stands beside it."""
    features = dict.fromkeys(_place(found), 1.0)
    features["tasks beside"] = found.tasks_beside
    features["known"] = found.known
    return features


def _place(found: Found) -> Iterator[str]:
    block = found.block
    kind = "sentence" if found.block.kind is Kind.PARAGRAPH else str(block.kind)
    yield f"kind {kind}"
    yield f"section {found.section.value}"
    yield f"section {found.section.value} {kind}"
    yield f"where {found.where}"
    yield f"checked {block.checked}"
    for said in found.signals:
        yield f"says {said}"
        yield f"says {said} in {found.section.value}"
    if found.headings:
        yield f"last section {kind_of_heading(found.headings[-1]).value}"
        for heading in found.headings[-_HEADINGS:]:
            for word in words_of(heading):
                yield f"heading {word}"
    if block.struck:
        yield "struck"
    if block.links:
        yield "link"
    if found.details:
        yield "details"
    if kind != "sentence":
        yield f"beside {min(found.beside, 5)}"
    if block.parent is not None:
        yield "nested"
    words = words_of(found.text)
    yield f"length {sum(len(words) > limit for limit in _LENGTHS)}"
    for at, word in enumerate(words[:_FIRST_WORDS]):
        yield f"opens {at} {word}"
    for word in set(words):
        yield f"word {word}"
    for pair in pairwise(words):
        yield f"pair {pair[0]} {pair[1]}"
    if found.text.rstrip().endswith((".", "!")):
        yield "full stop"


def text_features(text: str) -> dict[str, float]:
    """Of an item's own words: which there are, and how it opens."""
    words = words_of(text)
    opening = {f"opens {at} {word}": 1.0 for at, word in enumerate(words[:_FIRST_WORDS])}
    return {**opening, **{f"word {word}": 1.0 for word in words}}
