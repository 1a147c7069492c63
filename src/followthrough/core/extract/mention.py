"""A place in a document that asks for work, before its owner, date, ticket, state and type are read."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.core.document import Block
from followthrough.core.item import Span, Where


@dataclass(frozen=True, slots=True)
class Mention:
    """`words` are the work itself, still with owner and date marks in them; `block` is where it stands."""

    block: Block
    words: str
    span: Span
    where: Where
    confidence: float
    owner_cell: str = ""  # of a table row: the cells that say who, when, where it is tracked, how far it is, of which type
    due_cell: str = ""
    ticket_cell: str = ""
    state_cell: str = ""
    type_cell: str = ""
