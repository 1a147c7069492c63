"""Let the invented company's documents come in, and its people make of their candidates what the plan says.

A candidate is known by its words: what a document promises and was not found in it becomes no item, and is told in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from followthrough.core.item import Stated
from followthrough.web.demo.acting import Acting
from followthrough.web.demo.calendar import Calendar
from followthrough.web.demo.cast import Cast
from followthrough.web.demo.plan import PlannedIncident, PlannedItem
from followthrough.web.models import Candidate, Document, Incident
from followthrough.web.operations import candidates, decisions, documents, incidents
from followthrough.web.operations.candidates import Promise
from followthrough.web.permissions import Actor

log = logging.getLogger("followthrough.demo")

NOT_AN_ITEM = (
    "Tells what happened, not what is to be done.",
    "No promise: this is part of the analysis.",
    "Already covered by the action items below.",
)
SOME = 2  # of a paper that is half read


class Reading:
    """Documents by incident, and the people who read them."""

    def __init__(self, cast: Cast, calendar: Calendar, acting: Acting) -> None:
        self._cast = cast
        self._calendar = calendar
        self._acting = acting
        self._incidents: dict[str, Incident] = {}

    def expect(self, planned: PlannedIncident) -> None:
        """Put an incident, its document and its reading on the calendar."""
        self._calendar.put(planned.recorded, lambda: self._record(planned))
        self._calendar.put(planned.imported, lambda: self._bring_in(planned))

    def _record(self, planned: PlannedIncident) -> None:
        sketch = planned.sketch
        self._incidents[sketch.key] = incidents.record_incident(
            reference=planned.reference,
            title=sketch.title,
            by=self._cast.actor(sketch.author),
            severity=sketch.severity,
            severity_stated=f"SEV{sketch.severity}",
            began_on=planned.began.date(),
            team=self._cast.teams[planned.crew.slug],
            services=[self._cast.services[slug] for slug in sketch.services],
            private=sketch.private,
            people=self._cast.may_know(planned.crew, (item.owner for item in planned.items)) if sketch.private else (),
            at=planned.recorded,
        )

    def _bring_in(self, planned: PlannedIncident) -> None:
        load = planned.sketch.load
        by = Actor.importing(self._cast.users[planned.crew.head]) if load else self._cast.actor(planned.sketch.author)
        document = documents.import_document(
            content=planned.document.encode("utf-8"),
            name=planned.name,
            by=by,
            team=self._cast.teams[planned.crew.slug],
            incident=self._incidents[planned.sketch.key],
            at=planned.imported,
        ).document
        if load:
            self._load(document, planned, by)
        elif planned.sketch.waiting != "all":
            self._calendar.put(planned.reviewed, lambda: self._review(document, planned))

    def _load(self, document: Document, planned: PlannedIncident, by: Actor) -> None:
        """A first load: what was listed became items at once, closed where the document said so."""
        accepted = candidates.accept_listed(document.pk, by=by, at=planned.imported)
        for item in accepted.items:
            match = next((p for p in planned.items if says(item.text, p)), None)
            if match is not None and match.sketch.stated is Stated.OPEN:
                self._acting.live(match, item.pk, planned)

    def _review(self, document: Document, planned: PlannedIncident) -> None:
        """Somebody goes through what was found, top to bottom."""
        found = list(Candidate.objects.waiting().filter(document=document))
        promised = planned.items[:SOME] if planned.sketch.waiting else planned.items
        for n, candidate in enumerate(found):
            match = next((item for item in planned.items if says(candidate.quote, item)), None)
            if match is None:
                at = planned.reviewed + timedelta(minutes=40 + n)
                self._calendar.put(at, self._dismissing(candidate, planned, NOT_AN_ITEM[n % 3], at=at))
            elif match in promised:
                self._calendar.put(match.accepted, self._settling(candidate, match, planned))
        self._warn(found, planned)
        if planned.sketch.repeats:
            self._calendar.put(planned.reviewed + timedelta(minutes=35), lambda: self._confirm_repeat(planned))

    def _warn(self, found: Sequence[Candidate], planned: PlannedIncident) -> None:
        for item in planned.items:
            if not any(says(candidate.quote, item) for candidate in found):
                log.debug("%s promises %r, which was not found in it", planned.name, item.sketch.text)

    def _settling(self, candidate: Candidate, item: PlannedItem, planned: PlannedIncident) -> Callable[[], None]:
        if item.sketch.dismiss:
            return self._dismissing(candidate, planned, item.sketch.dismiss, at=item.accepted)
        return lambda: self._merge(candidate, item, planned) if item.sketch.merge else self._accept(candidate, item, planned)

    def _dismissing(self, candidate: Candidate, planned: PlannedIncident, reason: str, *, at: datetime) -> Callable[[], None]:
        by = self._cast.actor(planned.reviewer)

        def act() -> None:
            candidates.dismiss_candidate(candidate.pk, by=by, version=candidate.version, reason=reason, at=at)

        return act

    def _merge(self, candidate: Candidate, item: PlannedItem, planned: PlannedIncident) -> None:
        into = self._acting.id_of(item.sketch.merge)
        if into is not None:
            by = self._cast.actor(planned.reviewer)
            candidates.merge_candidate(candidate.pk, into=into, by=by, version=candidate.version, at=item.accepted)

    def _accept(self, candidate: Candidate, item: PlannedItem, planned: PlannedIncident) -> None:
        sketch = item.sketch
        promise = Promise(
            text=sketch.text,
            type=sketch.type,
            owner=self._cast.person(item.owner),
            team=self._cast.team_of(item.owner, planned.crew),
            due=item.stated,
            tickets=(item.ticket,) if sketch.ticket else (),
            done_criterion=sketch.criterion,
        )
        by = self._cast.actor(planned.reviewer)
        row = candidates.accept_candidate(
            candidate.pk, by=by, version=candidate.version, promise=promise, without=without(promise), at=item.accepted
        )
        self._acting.live(item, row.pk, planned)

    def _confirm_repeat(self, planned: PlannedIncident) -> None:
        decisions.confirm_repeat(
            incident=self._incidents[planned.sketch.key],
            earlier=self._incidents[planned.sketch.repeats],
            by=self._cast.actor(self._cast.company.lead),
            at=planned.reviewed + timedelta(minutes=35),
        )


def without(promise: Promise) -> str:
    """Why an item is accepted although it lacks something, as people put it."""
    reasons = []
    if promise.owner is None:
        reasons.append("nobody has taken it yet; to be settled in the next review")
    if not promise.tickets:
        reasons.append("ticket follows")
    if promise.due is None and not reasons:
        reasons.append("the policy's date is right for it")
    text = "; ".join(reasons)
    return text[:1].upper() + text[1:]


def says(quote: str, item: PlannedItem) -> bool:
    """Whether quoted words hold the words of a planned item, whatever the style made of their first letter."""
    return plain(item.sketch.text) in plain(quote)


def plain(text: str) -> str:
    return " ".join(text.replace("\\", "").replace("*", "").split()).casefold()
