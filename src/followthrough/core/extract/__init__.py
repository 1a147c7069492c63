"""A document to what it says: the incident, and the candidates for action items in it. Decides nothing for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, islice

from followthrough.core.document import Document
from followthrough.core.extract.assemble import Context, assemble
from followthrough.core.extract.buried import find_buried
from followthrough.core.extract.found import Found
from followthrough.core.extract.incident import read_incident
from followthrough.core.extract.listed import find_listed
from followthrough.core.extract.loose import find_loose
from followthrough.core.extract.merge import merge
from followthrough.core.extract.model.features import place_features
from followthrough.core.extract.model.linear import Linear, shipped
from followthrough.core.extract.people import people_of
from followthrough.core.extract.placeholders import is_template
from followthrough.core.extract.reading import Reading
from followthrough.core.extract.titled import find_titled
from followthrough.core.item import Candidate, IncidentFacts, Where
from followthrough.errors import InputError

__all__ = ["MOST_ITEMS", "Reading", "offered", "read"]

MOST_ITEMS = 10_000
# What stands in a list that the document presents as follow-up work is an item: there the model has nothing to add.
_ANNOUNCED = 0.95
# Elsewhere the rules decide, unless the model is this sure of the opposite.
_DOUBTFUL = 0.1
# A list that the document does not present as follow-up work has to be more likely than a sentence.
_LIKELY = {Where.LISTED: 0.6, Where.BURIED: 0.45}


def read(document: Document, models: Mapping[str, Linear] | None = None) -> Reading:
    """Everything that is found in a document, by the rules and the models that come with the program, or by those given.

    Raises InputError for a list of more than MOST_ITEMS: no postmortem has one, and a file made to keep us busy does.
    """
    incident = read_incident(document)
    if is_template(document):
        return Reading(document, incident, ())
    models = shipped() if models is None else models
    context = _context(document, incident, models)
    kept = _kept(_offers(document, incident.title), models.get("item"))
    return Reading(document, incident, tuple(merge([assemble(found, context) for found in kept])))


def offered(document: Document) -> list[tuple[Found, Candidate]]:
    """Every place that may hold an item, with what it would be: what the model is trained on."""
    incident = read_incident(document)
    if is_template(document):
        return []
    context = _context(document, incident, {})
    return [(found, assemble(found, context)) for found in _offers(document, incident.title)]


def _context(document: Document, incident: IncidentFacts, models: Mapping[str, Linear]) -> Context:
    return Context(document, incident.date, incident.reference, people_of(document), models.get("type"))


def _offers(document: Document, title: str | None) -> list[Found]:
    listed = list(
        islice(_once(chain(find_listed(document, title), find_loose(document, title), find_titled(document, title))), MOST_ITEMS + 1)
    )
    if len(listed) > MOST_ITEMS:
        raise InputError(
            f"lists more than {MOST_ITEMS:,} action items, which is no postmortem: name the postmortems one by one", source=document.name
        )
    taken = frozenset().union(*(found.covers | {found.block.span.start} for found in listed if found.by_rule))
    return [*listed, *find_buried(document, title, taken)]


def _once(offers: Iterator[Found]) -> Iterator[Found]:
    """Without those that repeat an earlier one to the letter: a machine's log in place of a postmortem has thousands."""
    seen: set[tuple[str, str]] = set()
    for found in offers:
        key = (found.block.text, found.details)
        if key not in seen or found.covers:
            seen.add(key)
            yield found


def _kept(offers: list[Found], model: Linear | None) -> Iterator[Found]:
    for found in offers:
        if found.by_rule and found.where is Where.LISTED:
            yield replace(found, confidence=_ANNOUNCED)
            continue
        likely = float(found.by_rule) if model is None else model.probability(place_features(found))
        if likely >= (_DOUBTFUL if found.by_rule else _LIKELY[found.where]):
            yield replace(found, confidence=round((1 + likely) / 2 if found.by_rule else likely, 2))
