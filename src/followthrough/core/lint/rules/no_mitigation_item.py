"""No action item of a postmortem would make such an incident hurt less or heal faster.

Off unless selected: many incidents need none, so that it would speak of most postmortems. It pays where a team wants
each incident answered from every side, with `extend-select = ["FT205"]`.

Why:  The next incident will have another cause, and what limits the damage or shortens the way back helps there too:
      a fallback, a switch, a rollback that takes a minute.
Bad:  - Alert when more than one request in a hundred gets no route.
Good: - Add a fallback to the last routing table that worked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.item import Stated, Type
from followthrough.core.level import Level
from followthrough.core.lint.rule import document_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading


@document_rule("FT205", "no-mitigation-item", since="0.1", level=Level.INFO, default=False, yields_to=("one-type-only",))
def no_mitigation_item(reading: Reading) -> Iterator[str]:
    types = [candidate.item.type for candidate in reading.candidates if candidate.item.state is not Stated.DROPPED]
    if types and Type.MITIGATION not in types:
        yield "no mitigation item: what would have limited the damage or shortened the way back? Add it"
