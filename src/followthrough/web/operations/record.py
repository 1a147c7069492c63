"""Change one row and write its event, in one step: lock, check, compare versions, save, append.

The changes of the event are computed here from the row before and after, so that row and history can't disagree.
What may be changed, and to what, is decided by the operation that calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.utils import timezone

from followthrough.errors import Conflict, NotFound, WrongState
from followthrough.web.models import Candidate, ChainHead, Event, Incident, Item, Replacement, Review
from followthrough.web.models.event import Kind
from followthrough.web.operations.asking import ask_for_edits
from followthrough.web.operations.chain import Verdict, append, verify_chain, writing
from followthrough.web.operations.snapshot import LISTS_OF_ROWS, Values, blank, difference, take
from followthrough.web.operations.telling import tell
from followthrough.web.permissions import Actor, may_see, require_change, require_change_of_item

__all__ = ["Step", "Verdict", "change_candidate", "change_item", "create", "set_successors", "verify_chain", "writing"]

R = TypeVar("R", Item, Candidate, Incident, Review)


@dataclass(slots=True)
class Step(Generic[R]):
    """A locked row that is about to change, by whom and when."""

    row: R
    by: Actor
    at: datetime
    head: ChainHead
    before: Values

    @property
    def on(self) -> date:
        """The day of the change, in the organisation's time zone."""
        return timezone.localdate(self.at)

    def record(self, kind: Kind, *, reason: str = "", undoes: Event | None = None) -> Event | None:
        """Save what changed and append its event; None, and nothing written, where nothing changed."""
        changes = difference(self.before, take(self.row))
        if not changes:
            return None
        columns = [name for name in changes if name not in LISTS_OF_ROWS]
        if isinstance(self.row, (Item, Candidate)):
            self.row.version += 1
            columns.append("version")
        self.row.save(update_fields=columns)
        self.before = take(self.row)
        if isinstance(self.row, Item):
            ask_for_edits(self.row, changed=changes, by=self.by, at=timezone.now())
        return append(self.head, self.row, kind=kind, by=self.by, at=self.at, changes=changes, reason=reason, undoes=undoes)

    def say(self: Step[Item], kind: Kind, *, reason: str = "", undoes: Event | None = None) -> Event:
        """Append an event that changes nothing but that something was said. Whoever decides at the same time is told of it."""
        self.row.version += 1
        self.row.save(update_fields=["version"])
        return append(self.head, self.row, kind=kind, by=self.by, at=self.at, changes={}, reason=reason, undoes=undoes)


def create(head: ChainHead, row: R, *, kind: Kind, by: Actor, at: datetime, reason: str = "") -> Event:
    """Write a new row with its first event; one whose lists of other rows had to be set first is inserted already."""
    if row._state.adding:
        row.save(force_insert=True)
    row.refresh_from_db()  # as the database keeps it: dates for strings, numbers for text
    return append(head, row, kind=kind, by=by, at=at, changes=difference(blank(type(row)), take(row)), reason=reason)


@contextmanager
def change_item(item_id: int, *, by: Actor, version: int | None, at: datetime | None) -> Iterator[Step[Item]]:
    """The item, locked and unchanged since `version`. A rule's own step passes None: it acts on what is there."""
    with writing() as head:
        item = Item.objects.select_for_update(of=("self",)).select_related("incident").filter(pk=item_id).first()
        if item is None or not _sees(by, item.incident):
            raise NotFound(f"There is no item {item_id}, or it belongs to a private incident that you are not part of.")
        require_change_of_item(by, item)
        step = Step(item, by, at or timezone.now(), head, take(item))
        _compare(step, version)
        _in_order(step, given=at is not None)
        yield step


@contextmanager
def change_candidate(candidate_id: int, *, by: Actor, version: int, at: datetime | None = None) -> Iterator[Step[Candidate]]:
    """The candidate, locked and unchanged since `version`."""
    with writing() as head:
        found = Candidate.objects.select_for_update(of=("self",)).select_related("document__incident")
        candidate = found.filter(pk=candidate_id).first()
        if candidate is None or not _sees(by, candidate.document.incident):
            raise NotFound(f"There is no candidate {candidate_id}, or it belongs to a private incident that you are not part of.")
        require_change(by, team_id=candidate.document.incident.team_id)
        step = Step(candidate, by, at or timezone.now(), head, take(candidate))
        _compare(step, version)
        yield step


def set_successors(item: Item, successors: Iterable[Item]) -> None:
    """Say which items stand in the place of this one, instead of those before."""
    item.successor_links.all().delete()
    Replacement.objects.bulk_create(Replacement(item=item, successor=successor) for successor in successors)


def _sees(by: Actor, incident: Incident) -> bool:
    return by.user is None or may_see(by.user, incident)


def _compare(step: Step[Item] | Step[Candidate], version: int | None) -> None:
    if version is None or version == step.row.version:
        return
    last = step.row.events.select_related("actor").last()
    told = f"{tell(last, to=step.by.user, now=timezone.now())} " if last else ""
    raise Conflict(f"{told}Your own change was not saved: look at what is there now, then decide again.")


def _in_order(step: Step[Item], *, given: bool) -> None:
    """An item's events follow each other in time, so that its state on a past day has one answer."""
    last = step.row.events.order_by("number").values_list("at", flat=True).last()
    if last is None or step.at >= last:
        return
    if given:
        raise WrongState(
            f"Something is already recorded of this item for {timezone.localtime(last):%Y-%m-%d %H:%M}; this can't be earlier."
        )
    step.at = last  # the clocks of two machines differ a little
