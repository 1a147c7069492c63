"""All action items of a postmortem, three or more, are of one type.

Why:  An incident has a cause, a time until it was seen, and a time until it was over. Items that all pull at one of these leave
      the other two as they were: only prevention is a bet that nothing new breaks, only process a bet on people's memory.
Bad:  - Update the runbook for the payment queue.
      - Document whom to call when the bank does not answer.
      - Train the people on call in reading the queue's dashboard.
Good: - Update the runbook for the payment queue.
      - Alert when the payment queue holds more than 500 messages.
      - Stop the import job from writing to the payment queue twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.item import Stated
from followthrough.core.level import Level
from followthrough.core.lint.rule import document_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading

# Of two items nobody can expect a balance.
ENOUGH = 3


@document_rule("FT203", "one-type-only", since="0.1", level=Level.WARNING)
def one_type_only(reading: Reading) -> Iterator[str]:
    types = [candidate.item.type for candidate in reading.candidates if candidate.item.state is not Stated.DROPPED]
    if len(types) >= ENOUGH and len(set(types)) == 1:
        yield f"all {len(types)} items are {types[0].value}: ask what would stop it, show it sooner, and make it hurt less"
