"""A document to what it says: the incident, and the candidates for action items in it. By rules; decides nothing for a person."""

from __future__ import annotations

from followthrough.core.document import Document
from followthrough.core.extract.assemble import Context, assemble
from followthrough.core.extract.buried import find_buried
from followthrough.core.extract.incident import read_incident
from followthrough.core.extract.listed import find_listed
from followthrough.core.extract.merge import merge
from followthrough.core.extract.people import people_of
from followthrough.core.extract.placeholders import is_template
from followthrough.core.extract.reading import Reading
from followthrough.core.item import Where

__all__ = ["Reading", "read"]


def read(document: Document) -> Reading:
    """Everything that the rules find in a document."""
    incident = read_incident(document)
    if is_template(document):
        return Reading(document, incident, ())
    context = Context(document, incident.date, incident.reference, people_of(document))
    listed = [assemble(found, Where.LISTED, context) for found in find_listed(document, incident.title)]
    buried = [assemble(found, Where.BURIED, context) for found in find_buried(document, incident.title)]
    return Reading(document, incident, tuple(merge([*listed, *buried])))
