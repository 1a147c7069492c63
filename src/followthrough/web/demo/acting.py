"""Let the people of the invented company take the steps of an item's story, each through the operation a page would call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypedDict

from django.utils import timezone

from followthrough.web.demo.calendar import Calendar
from followthrough.web.demo.cast import Cast
from followthrough.web.demo.plan import PlannedIncident, PlannedItem
from followthrough.web.demo.stories import Timed, sentence
from followthrough.web.models import Item
from followthrough.web.operations import decisions, items
from followthrough.web.permissions import Actor

NIGHT = time(5, 0)
DECIDED = frozenset({"slip", "block", "risk", "decline"})
SOON_AFTER = timedelta(days=12)


class When(TypedDict):
    version: int
    at: datetime


class Acting:
    """Knows which row each planned item became. What is decided shortly after a review is decided in it."""

    def __init__(self, cast: Cast, calendar: Calendar, reviews: Sequence[datetime] = ()) -> None:
        self._cast = cast
        self._calendar = calendar
        self._ids: dict[str, int] = {}
        self._for_review: dict[datetime, dict[int, Timed]] = {at: {} for at in reviews}

    def id_of(self, key: str) -> int | None:
        """The row of a planned item; None where it never became one."""
        return self._ids.get(key)

    def live(self, item: PlannedItem, item_id: int, incident: PlannedIncident) -> None:
        """Put the rest of an item's life on the calendar."""
        self._ids[item.key] = item_id
        before = self._calendar.now
        for planned in item.steps:
            step = self._in_review(planned, item_id, before=before)
            before = step.at
            self._calendar.put(step.at, partial(self._take, step, item, incident))
            if step.verb == "risk":
                back = datetime.combine(step.until, NIGHT, tzinfo=step.at.tzinfo)
                if back < self._calendar.end:
                    self._calendar.put(back, partial(self._return_risks, back))

    def _in_review(self, step: Timed, item_id: int, *, before: datetime) -> Timed:
        """A decision of the days after a review belongs into it, where nothing that it follows on is later."""
        for at, steps in self._for_review.items():
            if step.verb in DECIDED and before < at <= step.at < at + SOON_AFTER:
                steps[item_id] = replace(step, at=at)
                return steps[item_id]
        return step

    def meant_for(self, review: datetime, item_id: int) -> Timed | None:
        """What a review decides of an item, if anything is decided at that moment: said once, and then done by the review."""
        return self._for_review[review].pop(item_id, None)

    def _return_risks(self, at: datetime) -> None:
        decisions.return_due_risks(on=timezone.localdate(at), at=at)

    def _take(self, step: Timed, item: PlannedItem, incident: PlannedIncident) -> None:
        row = Item.objects.only("version", "team_id", "tickets").get(pk=self._ids[item.key])
        if step.at in self._for_review and step.verb in DECIDED and self.meant_for(step.at, row.pk) is None:
            return  # the review has done it
        does = self._cast.doer(item.owner, incident.crew, at=step.at)
        heads = self._cast.decider(item.owner, incident.crew, private=incident.sketch.private)
        common: When = {"version": row.version, "at": step.at}
        match step.verb:
            case "start":
                items.start(row.pk, by=does, **common)
            case "slip":
                items.set_due(row.pk, by=does, due=step.until, reason=step.words, **common)
            case "ticket":
                items.set_tickets(row.pk, by=does, tickets=[item.ticket], **common)
            case "assign":
                items.assign(row.pk, by=heads, owner=self._cast.person(step.argument), **common)
            case "block":
                items.block(row.pk, by=does, blocked_by=step.words, until=step.until, **common)
            case "unblock":
                items.unblock(row.pk, by=does, **common)
            case "done":
                items.mark_done(row.pk, by=does, evidence=step.words, **common)
            case "verify":
                items.verify(row.pk, by=heads, evidence=step.words, **common)
            case "reopen" | "keep":
                items.reopen(row.pk, by=heads, reason=step.words, **common)
            case _:
                self._decide(step, row, item, incident, heads)

    def _decide(self, step: Timed, row: Item, item: PlannedItem, incident: PlannedIncident, by: Actor) -> None:
        reason, _, rest = step.words.partition(" | ")
        match step.verb:
            case "risk":
                decisions.accept_risk(
                    row.pk, by=by, version=row.version, reason=reason, impact=sentence(rest), review_on=step.until, at=step.at
                )
            case "decline":
                decisions.decline(row.pk, by=by, version=row.version, reason=reason, at=step.at)
            case "merge":
                decisions.merge_item(row.pk, by=by, version=row.version, into=self._ids[step.argument], reason=reason, at=step.at)
            case "split":
                self._split(step, row, item, incident, by, reason)

    def _split(self, step: Timed, row: Item, item: PlannedItem, incident: PlannedIncident, by: Actor, reason: str) -> None:
        parts = [
            decisions.Part(
                text=part.sketch.text, type=part.sketch.type, owner=self._cast.person(part.owner), due=part.due, tickets=(part.ticket,)
            )
            for part in item.parts
        ]
        made = decisions.split_item(row.pk, by=by, version=row.version, parts=parts, reason=reason, at=step.at)
        for part, new in zip(item.parts, made, strict=True):
            team = self._cast.team_of(part.owner, incident.crew)
            if new.team_id != team.pk:
                items.edit_item(new.pk, by=by, version=new.version, team=team, at=step.at)
            self.live(part, new.pk, incident)
