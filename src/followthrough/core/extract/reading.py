"""What was read from one document: the values that `read` hands on. Judges nothing and keeps no state."""

from __future__ import annotations

from typing import NamedTuple

from followthrough.core.document import Document
from followthrough.core.item import Candidate, IncidentFacts


class Reading(NamedTuple):
    """A document with what it says of its incident and the candidates found in it, in the order of the document."""

    document: Document
    incident: IncidentFacts
    candidates: tuple[Candidate, ...]
