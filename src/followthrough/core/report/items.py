"""What was read out of documents, as the JSON that other programs take. The format is a contract: additions only."""

from __future__ import annotations

import json
from collections.abc import Iterable

from followthrough.core.extract import Reading
from followthrough.core.item import Candidate
from followthrough.core.lint.run import flags


def render(readings: Iterable[Reading]) -> str:
    """One object a document, in the order given."""
    return json.dumps([_document(reading) for reading in readings], indent=1, ensure_ascii=False)


def _document(reading: Reading) -> dict[str, object]:
    facts = reading.incident
    return {
        "file": reading.document.name,
        "incident": {
            "reference": facts.reference,
            "title": facts.title,
            "date": facts.date.isoformat() if facts.date else None,
            "severity": facts.severity,
        },
        "items": [_item(candidate) for candidate in reading.candidates],
    }


def _item(candidate: Candidate) -> dict[str, object]:
    item = candidate.item
    return {
        "text": item.text,
        "lines": [candidate.span.first, candidate.span.last],
        "where": candidate.where.value,
        "owners": list(item.owners),
        "owner_kind": item.owner_kind.value,
        "due": item.due.isoformat() if item.due else None,
        "due_raw": item.due_raw,
        "tracking": list(item.tracking),
        "state": item.state.value,
        "type": item.type.value,
        "confidence": round(candidate.confidence, 3),
        "flags": list(flags(item)),
    }
