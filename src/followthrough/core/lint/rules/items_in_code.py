"""Action items stand in a block of code, where they are shown and not promised.

Why:  Code is read as an example, so nothing in it becomes an action item. Whoever pasted the list from a ticket or a chat
      meant it, and would wait for items that nobody has.
Bad:  ~~~
      ## Action items
      - Warm the cache before a new node takes traffic. @priya
      ~~~
Good: ## Action items
      - Warm the cache before a new node takes traffic. @priya
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from followthrough.core.document import Block, Kind
from followthrough.core.level import Level
from followthrough.core.lint.rule import placed_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading
    from followthrough.core.item import Span

LONGEST = 10_000  # characters of a block that are looked at
ANNOUNCED = ("action item", "follow-up", "follow up", "next steps", "remediation", "to do", "todo")
MARKS = ("- ", "* ", "+ ", "1.", "•", "|", "[")


@placed_rule("FT208", "items-in-code", since="0.1", level=Level.WARNING)
def items_in_code(reading: Reading) -> Iterator[tuple[Span | None, str]]:
    for block in reading.document.blocks:
        if block.kind is Kind.CODE and lists_items(block):
            yield block.span, "action items in a block of code are not read: take them out of it, or say that they are an example"


def lists_items(block: Block) -> bool:
    """Whether a line of it announces action items, and the next with words is an entry of a list."""
    lines = [line.strip() for line in block.text[:LONGEST].split("\n") if line.strip()]
    return any(
        len(line) < 60 and line.lower().lstrip("#*= ").startswith(ANNOUNCED) and below.startswith(MARKS) for line, below in pairwise(lines)
    )
