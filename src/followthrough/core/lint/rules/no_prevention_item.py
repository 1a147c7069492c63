"""No action item of a postmortem keeps the incident from happening again.

Off unless selected: much comes from outside and can't be prevented, only seen and survived. It pays where a team wants
each incident answered from every side, with `extend-select = ["FT204"]`.

Why:  Seeing it sooner and healing it faster make the next time shorter. Where nothing stops the cause, there will be
      a next time. That may be right, but then it is a risk that somebody accepts.
Bad:  - Alert when more than one request in a hundred gets no route.
Good: - Reject a routing table that is empty when it is loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.item import Stated, Type
from followthrough.core.level import Level
from followthrough.core.lint.rule import document_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading


@document_rule("FT204", "no-prevention-item", since="0.1", level=Level.INFO, default=False, yields_to=("one-type-only",))
def no_prevention_item(reading: Reading) -> Iterator[str]:
    types = [candidate.item.type for candidate in reading.candidates if candidate.item.state is not Stated.DROPPED]
    if types and Type.PREVENTION not in types:
        yield "no prevention item: what would have kept it from happening? Add it, or accept the risk openly"
