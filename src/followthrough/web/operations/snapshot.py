"""A row as plain values, the difference of two, and the row that a history adds up to. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from followthrough.web.models import Candidate, Event, Incident, Item, Review
from followthrough.web.operations.chain import Changes

Values = dict[str, object]
Row = Item | Candidate | Incident | Review

TEXT = ""
FIELDS: dict[type[Row], dict[str, object]] = {
    # Each field of the row that events tell of, with what it is before anything happened.
    Item: {
        "incident": None,
        "text": TEXT,
        "done_criterion": TEXT,
        "type": None,
        "state": None,
        "owner": None,
        "team": None,
        "tickets": [],
        "accepted_at": None,
        "original_due": None,
        "due": None,
        "due_source": None,
        "slips": 0,
        "accepted_without": TEXT,
        "handed_to": None,
        "snoozed_until": None,
        "snoozes": 0,
        "blocked_by": TEXT,
        "blocked_until": None,
        "needs_decision": TEXT,
        "closed_at": None,
        "reason": TEXT,
        "impact": TEXT,
        "review_on": None,
        "verified_at": None,
        "evidence": TEXT,
        "split_from": None,
        "replaced_by": [],
    },
    Candidate: {
        "document": None,
        "position": None,
        "start": None,
        "end": None,
        "first_line": None,
        "last_line": None,
        "quote": TEXT,
        "where": None,
        "confidence": None,
        "text": TEXT,
        "type": None,
        "owners": [],
        "owner_kind": None,
        "due": None,
        "due_raw": TEXT,
        "tracking": [],
        "stated": None,
        "status": None,
        "item": None,
        "part_of": None,
        "reason": TEXT,
        "decided_by": None,
        "decided_at": None,
    },
    Incident: {
        "reference": None,
        "title": TEXT,
        "severity": None,
        "severity_stated": TEXT,
        "began_on": None,
        "team": None,
        "services": [],
        "private": None,
        "people": [],
        "recorded_at": None,
    },
    Review: {
        "team": None,
        "title": TEXT,
        "planned_for": None,
        "opened_at": None,
        "finished_at": None,
        "words": TEXT,
    },
}
LISTS_OF_ROWS = {"replaced_by", "services", "people"}


def blank(model: type[Row]) -> Values:
    """What a row is before its first event."""
    return dict(FIELDS[model])


def take(row: Row) -> Values:
    """The row as plain values: ids for relations, ISO strings for times."""
    return {name: _rows(row, name) if name in LISTS_OF_ROWS else _plain(row, name) for name in FIELDS[type(row)]}


def _plain(row: Row, name: str) -> object:
    value: object = getattr(row, row._meta.get_field(name).attname)  # type: ignore[union-attr]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, (list, tuple)) else str(value) if isinstance(value, str) else value


def _rows(row: Row, name: str) -> list[int]:
    if isinstance(row, Item) and row.state != "superseded":
        return []  # nothing stands in its place: spares a query a change
    return sorted(getattr(row, name).order_by().values_list("pk", flat=True))


def difference(before: Values, after: Values) -> Changes:
    """Each field that is not what it was, as [from, to]."""
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}


def fold(model: type[Row], events: Iterable[Event]) -> Values:
    """The values that a row's events, in order, add up to."""
    values = blank(model)
    for event in events:
        apply(values, event.changes)
    return values


def apply(values: Values, changes: Mapping[str, list[object]]) -> None:
    """Carry one event's changes into the values; refuse a history that contradicts itself."""
    for name, (was, now) in changes.items():
        if values[name] != was:
            raise ValueError(f"{name} was {values[name]!r} but the next event changes it from {was!r}")
        values[name] = now
