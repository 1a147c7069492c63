"""A document to what it says: the incident, and the candidates for action items in it. By rules; decides nothing for a person."""

from __future__ import annotations

from followthrough.core.document import Document
from followthrough.core.extract.assemble import Context, assemble
from followthrough.core.extract.buried import find_buried
from followthrough.core.extract.found import Found
from followthrough.core.extract.incident import read_incident
from followthrough.core.extract.listed import find_listed
from followthrough.core.extract.merge import merge
from followthrough.core.extract.people import people_of
from followthrough.core.extract.placeholders import is_template
from followthrough.core.extract.reading import Reading

__all__ = ["Reading", "read"]


def read(document: Document) -> Reading:
    """Everything that the rules find in a document."""
    incident = read_incident(document)
    if is_template(document):
        return Reading(document, incident, ())
    context = Context(document, incident.date, incident.reference, people_of(document))
    kept = [found for found in offers(document, incident.title) if found.by_rule]
    return Reading(document, incident, tuple(merge([assemble(found, context) for found in kept])))


def offers(document: Document, title: str | None) -> list[Found]:
    """Everything that may be an item."""
    listed = list(find_listed(document, title))
    taken = frozenset(found.block.span.start for found in listed if found.by_rule)
    return [*listed, *find_buried(document, title, taken)]
