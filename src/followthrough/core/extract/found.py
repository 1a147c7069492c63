"""A place in a document that may hold an item, with what can be seen of it. Neither finds places nor judges them."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.core.document import Block, Link
from followthrough.core.extract.headings import Section
from followthrough.core.item import Where


@dataclass(frozen=True, slots=True)
class Found:
    """A block that may hold an item, its words, and the rest of what is said with it."""

    block: Block
    text: str
    where: Where
    section: Section
    # Whether the plain rules take it for an item: one voice among the others that the model hears.
    by_rule: bool
    signals: frozenset[str]  # what its wording says of work (signals.py)
    details: str = ""  # the words of paragraphs and entries below that only detail it
    links: tuple[Link, ...] = ()  # of these
    headings: tuple[str, ...] = ()  # with the groups it stands in
    beside: int = 0  # entries of the same list or rows of the same table
    tasks_beside: float = 0.0  # the share of these that read like a task
    known: float = 0.0  # of the words of a sentence, the share that one listed item has as well
    confidence: float = 1.0
    covers: frozenset[int] = frozenset()  # where blocks begin of which the words are told by now
