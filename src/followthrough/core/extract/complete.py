"""Read out of a mention all that an item should have: owner, date, ticket, state, type. What is not said stays empty."""

from __future__ import annotations

from followthrough.core.document import Document, Link
from followthrough.core.extract.dates import due_in_cell, find_due
from followthrough.core.extract.headings import parts_below_work
from followthrough.core.extract.mention import Mention
from followthrough.core.extract.owners import find_owners
from followthrough.core.extract.references import find_references, without_references
from followthrough.core.extract.states import find_state
from followthrough.core.extract.types import find_type
from followthrough.core.item import ActionItem, Candidate, IncidentFacts, Where


def complete(mention: Mention, document: Document, incident: IncidentFacts) -> Candidate:
    """The candidate a mention amounts to."""
    block = mention.block
    parts = parts_below_work(block.headings)
    nearest = parts[-1] if parts else ""
    links = _links(mention)
    tracking = find_references(mention.words, links, cell=mention.ticket_cell) or find_references(nearest, ())
    owners, words = find_owners(mention.words, cell=mention.owner_cell, headings=parts if mention.where is Where.LISTED else ())
    due, words = (due_in_cell(mention.due_cell, base=incident.date), words) if mention.due_cell else find_due(words, base=incident.date)
    state = find_state(mention.words, checked=block.checked, struck=block.struck, cell=mention.state_cell, heading=nearest)
    kind = find_type(mention.words, cell=mention.type_cell, heading=nearest)
    text = without_references(words) or mention.words
    item = ActionItem(
        text=text,
        owners=owners.names,
        owner_kind=owners.kind,
        due=due.day,
        due_raw=due.words,
        tracking=tracking,
        state=state,
        type=kind,
    )
    return Candidate(item=item, span=mention.span, quote=document.quote(mention.span), where=mention.where, confidence=mention.confidence)


def _links(mention: Mention) -> tuple[Link, ...]:
    """The links that stand in the mention's own words (of a block of several sentences, only theirs)."""
    if mention.where is Where.LISTED:
        return mention.block.links
    return tuple(link for link in mention.block.links if link.text and link.text in mention.words)
