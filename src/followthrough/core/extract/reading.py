"""A document with what was read out of it: the incident's facts and the candidates, in the document's order."""

from __future__ import annotations

from dataclasses import dataclass

from followthrough.core.document import Document
from followthrough.core.item import Candidate, IncidentFacts


@dataclass(frozen=True, slots=True)
class Reading:
    document: Document
    incident: IncidentFacts
    candidates: tuple[Candidate, ...]


def read(document: Document) -> Reading:
    """Read a document. The same document gives the same reading, whatever the day."""
    from followthrough.core.extract.buried import find_buried
    from followthrough.core.extract.complete import complete
    from followthrough.core.extract.incident import facts
    from followthrough.core.extract.listed import find_listed
    from followthrough.core.extract.merge import merge
    from followthrough.core.extract.template import is_template

    incident = facts(document)
    if is_template(document):
        return Reading(document, incident, ())
    found = merge([*find_listed(document), *find_buried(document)])
    return Reading(document, incident, tuple(complete(mention, document, incident) for mention in found))
