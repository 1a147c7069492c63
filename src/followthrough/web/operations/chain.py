"""Append events, each sealed with the digest of the one before, and check the whole chain. Decides nothing about items."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from followthrough.web.models import Candidate, ChainHead, Event, Incident, Item, Review
from followthrough.web.models.event import Kind
from followthrough.web.operations.rollups import follow
from followthrough.web.permissions import Actor

ORIGIN = "0" * 64
Changes = dict[str, list[object]]


@contextmanager
def writing() -> Iterator[ChainHead]:
    """One transaction with the head of the chain locked before anything else.

    Every writer takes the same lock first, so writers wait for each other and never for each other's rows: no deadlock.
    Nothing slow belongs inside: read and parse before. At the end what the numbers are read from is brought up to date.
    """
    with transaction.atomic():
        head = ChainHead.objects.select_for_update().get(pk=1)
        head.written = []
        yield head
        follow(head.written)


def append(
    head: ChainHead,
    subject: Item | Candidate | Incident | Review,
    *,
    kind: Kind,
    by: Actor,
    at: datetime,
    changes: Changes,
    reason: str = "",
    undoes: Event | None = None,
) -> Event:
    """Write down what happened to a row, after all that happened before."""
    event = Event(
        number=head.number + 1,
        kind=kind,
        at=at,
        recorded_at=timezone.now(),
        actor=by.user,
        through=by.through,
        changes=changes,
        reason=reason,
        undoes=undoes,
        **{_subject_name(subject): subject},
    )
    event.digest = digest(event, previous=head.digest)
    event.save(force_insert=True)
    head.number, head.digest = event.number, event.digest
    head.save(update_fields=["number", "digest"])
    head.written.append(event)
    return event


def _subject_name(subject: Model) -> str:
    return {Item: "item", Candidate: "candidate", Incident: "incident", Review: "review"}[type(subject)]


def digest(event: Event, *, previous: str) -> str:
    """SHA-256 over the digest before and every field of the event, written in one canonical way."""
    content = {
        "previous": previous,
        "number": event.number,
        "item": event.item_id,
        "candidate": event.candidate_id,
        "incident": event.incident_id,
        "kind": str(event.kind),
        "at": event.at.astimezone(UTC).isoformat(),
        "recorded_at": event.recorded_at.astimezone(UTC).isoformat(),
        "actor": event.actor_id,
        "through": str(event.through),
        "changes": event.changes,
        "reason": event.reason,
        "undoes": event.undoes_id,
    }
    if event.review_id is not None:  # only then: the digests of events from before there were reviews stay what they are
        content["review"] = event.review_id
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the chain found: how many events are in order, and the first fault, empty where there is none."""

    events: int
    fault: str = ""

    @property
    def sound(self) -> bool:
        return not self.fault


def verify_chain() -> Verdict:
    """Whether every event is there, in order and as it was written. What was cut off after a published head shows only against that."""
    previous, number = ORIGIN, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=500):
        if event.number != number + 1:
            return Verdict(number, f"event {number + 1} is missing")
        if event.digest != digest(event, previous=previous):
            return Verdict(number, f"event {event.number} is not as it was written, or the one before it was replaced")
        previous, number = event.digest, event.number
    head = ChainHead.objects.get(pk=1)
    if (head.number, head.digest) != (number, previous):
        return Verdict(
            number, f"the last event should be number {head.number}, but is {number}: the end of the chain was cut off or replaced"
        )
    return Verdict(number)
