"""Compare every row with what its events add up to. The chain of the events themselves is checked in `chain.py`."""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.web.models import Candidate, Event, Incident, Item, Review
from followthrough.web.operations.snapshot import Row, Values, apply, blank, difference, take

SUBJECTS: tuple[tuple[type[Row], str], ...] = (
    (Item, "item_id"),
    (Candidate, "candidate_id"),
    (Incident, "incident_id"),
    (Review, "review_id"),
)


def verify_rows() -> Iterator[str]:
    """Each row that is not what its events add up to, in a sentence."""
    for model, column in SUBJECTS:
        yield from _verify(model, column)


def _verify(model: type[Row], column: str) -> Iterator[str]:
    name = model._meta.verbose_name
    expected: dict[int, Values] = {}
    counts: dict[int, int] = {}
    for pk, number, changes in Event.objects.exclude(**{column: None}).order_by("number").values_list(column, "number", "changes"):
        counts[pk] = counts.get(pk, 0) + 1
        try:
            apply(expected.setdefault(pk, blank(model)), changes)
        except ValueError as error:
            yield f"{name} {pk}: event {number} contradicts those before it ({error})"
    for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
        found = difference(expected.get(row.pk, blank(model)), take(row))
        if found:
            yield f"{name} {row.pk}: {', '.join(found)} not as the events say"
        elif isinstance(row, (Item, Candidate)) and row.version != counts[row.pk]:
            yield f"{name} {row.pk}: version {row.version} after {counts[row.pk]} events"
