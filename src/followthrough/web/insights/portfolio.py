"""The portfolio as of a day: of what a person may see, of a team, severity, type or service. Read from the roll-ups; core counts.

As of a day after which nothing happened, all of it and the sets of one team, severity, type or service are read from counts that are
kept; anything else is counted here from the spells that hold on the day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from followthrough.core.item import Type
from followthrough.core.portfolio.completion import Completion, last_full_quarter, running
from followthrough.core.portfolio.counts import Counts
from followthrough.core.portfolio.loop import IncidentLoop, Loop
from followthrough.core.portfolio.replacement import DECIDED, Outcome
from followthrough.core.portfolio.replacement import DONE as DONE_OUTCOMES
from followthrough.core.portfolio.spells import Spell
from followthrough.core.portfolio.summary import Oldest, Summary
from followthrough.core.portfolio.tallies import (
    AGED,
    ALL,
    BEGAN,
    DONE,
    DUE,
    FLOW,
    HAVING,
    LACKING,
    LEFT,
    LOOP,
    MOVED,
    OPEN,
    OUTCOME,
    SLIPS,
    STATE,
    WAITING,
    Cell,
    Facts,
    IncidentSpell,
    Known,
    Tally,
    incident_on,
    moves_of,
    tally,
    tally_incident,
    tally_now,
    tally_open,
)
from followthrough.core.portfolio.windows import DAY, Window
from followthrough.web.insights.history import end_of
from followthrough.web.insights.sight import Sight, facts_of, read_spells, severities_of, sight_of
from followthrough.web.models import Event, Incident, IncidentSpellRow, Item, Service, SpellRow, TallyRow, Team, User
from followthrough.web.models.item import OPEN as OPEN_STATES

OF_INCIDENTS = frozenset({LOOP, BEGAN, HAVING, LACKING})
OF_OPEN = frozenset({OPEN, DUE, AGED, SLIPS, MOVED})
OF_ENDS = frozenset({STATE, OUTCOME, DONE, LEFT, WAITING, FLOW})
OWN = Q(end=F("item"), state__in=OPEN_STATES)  # rows of items that are open
CHOSEN = ["chosen"]
FEW = 500  # incidents that may be named in a query


@dataclass(frozen=True, slots=True)
class Selection:
    """Which items: of a team and of a type on the day that is asked for; of incidents of a severity and a service as known now."""

    team: Team | None = None
    severity: int | None = None
    type: Type | None = None
    service: Service | None = None

    @property
    def name(self) -> str | None:
        """The set of counts that is kept of it; None where more than one thing is asked for."""
        names = [f"team:{self.team.pk}"] if self.team else []
        names += [f"severity:{self.severity}"] if self.severity is not None else []
        names += [f"type:{self.type.value}"] if self.type else []
        names += [f"service:{self.service.pk}"] if self.service else []
        return None if len(names) > 1 else (names or [ALL])[0]

    def of(self, rows: QuerySet[SpellRow]) -> QuerySet[SpellRow]:
        rows = rows.filter(team=self.team.pk) if self.team else rows
        rows = rows.filter(type=self.type.value) if self.type else rows
        rows = rows.filter(incident__severity=self.severity) if self.severity is not None else rows
        return rows.filter(incident__services=self.service) if self.service else rows

    def holds(self, spell: Spell, known: Known) -> bool:
        facts = known[spell.incident]
        return (
            (self.team is None or spell.team == self.team.pk)
            and (self.type is None or spell.type is self.type)
            and (self.severity is None or facts.severity == self.severity)
            and (self.service is None or self.service.pk in facts.services)
        )


class Portfolio:
    """What a person may see of the portfolio at the end of a day. `user=None` is the system itself, which sees everything."""

    def __init__(
        self,
        *,
        as_of: date,
        user: User | None,
        team: Team | None = None,
        severity: int | None = None,
        type: Type | None = None,  # noqa: A002
        service: Service | None = None,
    ) -> None:
        self.as_of, self.user = as_of, user
        self.selection = Selection(team, severity, type, service)

    @cached_property
    def sight(self) -> Sight:
        return sight_of(self.user)

    @cached_property
    def is_last(self) -> bool:
        """Whether nothing happened after the day."""
        return not Event.objects.filter(at__gte=end_of(self.as_of)).exists()

    @cached_property
    def is_complete(self) -> bool:
        """Whether no incident that is known of is still to begin."""
        return not Incident.objects.filter(began_on__gt=self.as_of).exists()

    def summary(self) -> Summary:
        """The four answers."""
        quarter, last_days = last_full_quarter(self.as_of), running(self.as_of)
        found = self.counts(OPEN, DUE, OUTCOME, since=min(quarter.first, last_days.first))
        return Summary(
            as_of=self.as_of,
            open=found.open,
            overdue=found.overdue,
            oldest=next(iter(self._oldest(found, 1)), None),
            buckets=found.buckets(),
            last_quarter=found.completion(quarter),
            running=found.completion(last_days),
            weeks=tuple(found.due_weeks()),
            loops=self.loops(),
        )

    def counts(self, *measures: str, since: date | None = None) -> Counts:
        """What the selection adds up to. `since` may leave out what was due, moved or began before that day."""
        name = self.selection.name
        incidents = OF_INCIDENTS.intersection(measures)
        whole = name == ALL or (name or "").startswith("severity:")
        kept = name if self.is_last and (not incidents or (whole and self.is_complete)) else None
        cells = self._kept(kept, measures, since) if kept else self._counted(measures, since)
        return Counts(cells, on=self.as_of)

    def loops(self) -> dict[Loop, int]:
        """How many of the incidents stand where."""
        return self.counts(LOOP).loops()

    def incidents(self) -> QuerySet[Incident]:
        """The incidents of the selection: of a team those that are its own or have an item of it, of a type those with such an item."""
        chosen = self.selection
        rows = Incident.objects.all() if self.user is None else Incident.objects.visible_to(self.user)
        rows = rows.filter(Q(began_on__lte=self.as_of) | Q(began_on=None, recorded_at__lt=end_of(self.as_of)))
        rows = rows.filter(severity=chosen.severity) if chosen.severity is not None else rows
        rows = rows.filter(services=chosen.service) if chosen.service else rows
        if chosen.team is None and chosen.type is None:
            return rows
        having = Q(Exists(self._of_selection().filter(incident=OuterRef("pk"))))
        having |= Q(pk__in=[spell.incident for spell in self._own()])
        return rows.filter(having | Q(team=chosen.team)) if chosen.team is not None and chosen.type is None else rows.filter(having)

    def loops_of(self, incidents: Iterable[int]) -> dict[int, IncidentLoop]:
        """Where each of these incidents stands, by the items of the selection."""
        ends: dict[int, dict[int, Outcome]] = {incident: {} for incident in incidents}
        rows = self._of_selection()
        rows = rows.filter(incident__in=ends) if len(ends) <= FEW else rows
        for spell in self.spells(rows, among=ends.keys()):
            if spell.incident in ends:
                ends[spell.incident][spell.end] = spell.outcome
        return {incident: _loop(incident, of.values()) for incident, of in ends.items()}

    def incidents_at(self, loop: Loop) -> QuerySet[Incident]:
        """The incidents whose loop stands there."""
        rows = self.incidents()
        if self.selection.team is not None or self.selection.type is not None:
            each = self.loops_of(rows.values_list("pk", flat=True))
            return rows.filter(pk__in=[pk for pk, one in each.items() if one.loop is loop])
        held = self._held()
        there = Exists(held.filter(incident=OuterRef("pk"), loop=loop.value))
        at = Q(~Exists(held.filter(incident=OuterRef("pk")))) if loop is Loop.NONE_RECORDED else Q(there)
        places = self.loops_of(self.sight.places)
        own = [pk for pk, one in places.items() if one.loop is loop]
        return rows.filter((at & ~Q(pk__in=places.keys())) | Q(pk__in=own)) if places else rows.filter(at)

    def completion_of_teams(self, window: Window) -> dict[int | None, Completion]:
        """The completion of a window, of each team that had something due in it; None: of what has no team."""
        rows = self._of_selection().filter(first_due__range=window).values_list("team", "outcome")
        found: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
        for team, outcome, number in rows.annotate(number=Count("end", distinct=True)):
            found[team][outcome] += number
        for team, _, outcome in {(one.team, one.end, one.outcome.value) for one in self._own() if window.holds(one.first_due)}:
            found[team][outcome] += 1
        return {team: Completion(*window, *(counts[outcome.value] for outcome in Outcome)) for team, counts in found.items()}

    def items_due(self, first: date, last: date, outcomes: Collection[Outcome]) -> QuerySet[Item]:
        """The very items that `Counts.completion` counts under these outcomes."""
        rows = self._of_selection().filter(first_due__range=(first, last), outcome__in=outcomes)
        own = [one.end for one in self._own() if first <= one.first_due <= last and one.outcome in outcomes]
        items = Item.objects.all() if self.user is None else Item.objects.visible_to(self.user)
        return items.filter(Q(pk__in=rows.values("end")) | Q(pk__in=own))

    def spells(self, rows: QuerySet[SpellRow] | None = None, *, among: Collection[int] | None = None) -> list[Spell]:
        """The spells that hold on the day, of the selection or, of that, of these rows and of the incidents `among`."""
        own = [spell for spell in self._own() if among is None or spell.incident in among]
        return [spell for _, spell in read_spells(self._of_selection() if rows is None else rows)] + own

    def overdue(self, count: int) -> list[tuple[int, date]]:
        """The items that are overdue the longest, with their dates."""
        days = self.counts(DUE).first_due(count)
        if self.is_last:
            pairs = list(self._open_items().filter(due__in=days).values_list("due", "pk"))
        else:
            rows = self._of_selection().filter(OWN, due__in=days).values_list("due", "item_id")
            pairs = [*rows, *((one.due, one.item) for one in self._own() if one.is_open and one.due in days)]
        return [(item, due) for due, item in sorted(pairs)[:count]]

    def oldest(self, count: int) -> list[Oldest]:
        """The open items that were accepted first."""
        return self._oldest(self.counts(OPEN), count)

    def _oldest(self, found: Counts, count: int) -> list[Oldest]:
        days = found.first_accepted(count)
        if not days:
            return []
        if self.is_last:
            near = Q(accepted_at__gte=end_of(days[0] - DAY), accepted_at__lt=end_of(days[-1]))
            rows = self._open_items().filter(near).values_list("accepted_at", "pk")
            pairs = [(timezone.localdate(at), pk) for at, pk in rows]
        else:
            held = self._of_selection().filter(OWN, accepted_on__in=days).values_list("accepted_on", "item_id")
            pairs = [*held, *((one.accepted_on, one.item) for one in self._own() if one.is_open and one.accepted_on in days)]
        return [Oldest(item, day) for day, item in sorted(pairs)[:count]]

    def _open_items(self) -> QuerySet[Item]:
        """The open items of the selection as they are now: the same as by spells, by the indexes of the items."""
        chosen = self.selection
        rows = (Item.objects.all() if self.user is None else Item.objects.visible_to(self.user)).open().order_by()
        rows = rows.filter(team=chosen.team) if chosen.team else rows
        rows = rows.filter(type=chosen.type.value) if chosen.type else rows
        rows = rows.filter(incident__severity=chosen.severity) if chosen.severity is not None else rows
        return rows.filter(incident__services=chosen.service) if chosen.service else rows

    def _of_selection(self) -> QuerySet[SpellRow]:
        """The rows that hold on the day, without what is this account's own."""
        rows = SpellRow.objects.filter(since__lte=self.as_of, until__gt=self.as_of)
        return self.selection.of(self.sight.of(rows)).order_by()

    def _own(self) -> list[Spell]:
        held = [spell for spell in self.sight.own if spell.holds(self.as_of)]
        known = facts_of({spell.incident for spell in held}) if held else {}
        return [spell for spell in held if self.selection.holds(spell, known)]

    def _kept(self, name: str, measures: Collection[str], since: date | None) -> Iterator[tuple[Cell, int]]:
        rows = TallyRow.objects.filter(of=name, view__in=self.sight.views, measure__in=measures)
        rows = rows.exclude(measure__in=[OUTCOME, FLOW, BEGAN], key__lt=since.toordinal()) if since else rows
        for measure, part, key, number in rows.values_list("measure", "part", "key", "number").iterator():
            yield Cell(measure, part, key), number
        if self.sight.apart or self.sight.hidden:
            yield from self._beside(name, measures)

    def _beside(self, name: str, measures: Collection[str]) -> Iterator[tuple[Cell, int]]:
        """What to add to the counts of others for an account that was let into private incidents."""
        sight = self.sight
        rows = SpellRow.objects.filter(view__in=sight.views)
        public = [spell for _, spell in read_spells(rows.filter(item__in=sight.apart).order_by())]
        others = [spell for _, spell in read_spells(rows.filter(incident__in=sight.places).exclude(item__in=sight.apart).order_by())]
        both = (*public, *others, *sight.own)
        known = facts_of({spell.incident for spell in both} | {spell.end_incident for spell in both} | sight.places)
        seen: Tally = tally_now(sight.own, known)
        seen.subtract(tally_now(public, known))
        for place in sight.places:
            before, after = ([spell for spell in (*of, *others) if spell.incident == place] for of in (public, sight.own))
            seen.update(tally_incident(_last(place, after), known[place]))
            if place not in sight.hidden:
                seen.subtract(tally_incident(_last(place, before), known[place]))
        for (of, cell), number in seen.items():
            if of == name and cell.measure in measures and number:
                yield cell, number

    def _counted(self, measures: Collection[str], since: date | None) -> Iterator[tuple[Cell, int]]:
        """The same counts from the spells that hold on the day; of what is closed no more of them than the measures need."""
        wanted = set(measures)
        if wanted & OF_OPEN:
            yield from ((cell, number) for cell, number in self._opened.items() if cell.measure in wanted)
        if wanted & OF_ENDS == {OUTCOME}:
            yield from self._outcomes(since)
        elif wanted & OF_ENDS:
            yield from self._tallied(self.spells(), wanted & OF_ENDS)
        whole = self.selection.team is None and self.selection.type is None
        if whole and wanted & OF_INCIDENTS == {LOOP}:
            yield from self._loops()
        elif wanted & OF_INCIDENTS:
            yield from self._counted_incidents(wanted)

    @cached_property
    def _opened(self) -> Counter[Cell]:
        return tally_open(self.spells(self._of_selection().filter(OWN)))

    def _tallied(self, spells: Collection[Spell], measures: Collection[str]) -> Iterator[tuple[Cell, int]]:
        moves = self._moves() if FLOW in measures else {}
        known = severities_of({spell.end_incident for spell in spells} | {spell.incident for spell in spells})
        counted = tally(spells, moves, known, sets=lambda *_: CHOSEN)
        yield from ((cell, number) for (_, cell), number in counted.items() if cell.measure in measures)

    def _outcomes(self, since: date | None) -> Iterator[tuple[Cell, int]]:
        rows = self._of_selection()
        rows = rows.filter(first_due__gte=since) if since else rows
        for due, outcome, number in rows.values_list("first_due", "outcome").annotate(number=Count("end", distinct=True)):
            yield Cell(OUTCOME, outcome, due.toordinal()), number
        for _, due, outcome in {(one.end, one.first_due, one.outcome.value) for one in self._own()}:
            yield Cell(OUTCOME, outcome, due.toordinal()), 1

    def _loops(self) -> Iterator[tuple[Cell, int]]:
        """Of whole incidents: from how each stood on the day."""
        apart = self.sight.places
        rows = self.incidents().exclude(pk__in=apart)
        held = self._held().filter(incident__in=rows.order_by().values("pk"))
        counted = dict(held.order_by().values_list("loop").annotate(number=Count("pk")))
        own = self.incidents().filter(pk__in=apart).values_list("pk", flat=True)
        counted[Loop.NONE_RECORDED.value] = rows.count() - sum(counted.values())
        for one in self.loops_of(own).values():
            counted[one.loop.value] = counted.get(one.loop.value, 0) + 1
        yield from ((Cell(LOOP, loop, 0), number) for loop, number in counted.items())

    def _held(self) -> QuerySet[IncidentSpellRow]:
        return IncidentSpellRow.objects.filter(view__in=self.sight.views, since__lte=self.as_of, until__gt=self.as_of)

    def _counted_incidents(self, measures: Collection[str]) -> Iterator[tuple[Cell, int]]:
        places: defaultdict[int, list[Spell]] = defaultdict(list)
        for spell in self.spells():
            places[spell.incident].append(spell)
        rows = self.incidents().values_list("pk", "began_on", "recorded_at")
        there = {pk: began or timezone.localdate(recorded) for pk, began, recorded in rows.iterator()}
        for place in places.keys() | there:
            now = incident_on(self.as_of, place, places.get(place, ()))
            for (_, cell), number in tally_incident(now, Facts(began=there.get(place, self.as_of))).items():
                if cell.measure in measures and (place in there or cell.measure in {HAVING, LACKING}):
                    yield cell, number

    def _moves(self) -> dict[int, list[tuple[date, str]]]:
        """What moved into and out of the open items of the selection, up to the day."""
        items = self._of_selection().values("item")
        rows = self.sight.of(SpellRow.objects.filter(item__in=items, since__lte=self.as_of)).order_by()
        wanted = {spell.item for spell in self._own()}
        own = [spell for spell in self.sight.own if spell.item in wanted and spell.since <= self.as_of]
        return moves_of([*(spell for _, spell in read_spells(rows)), *own])


def _last(incident: int, spells: Collection[Spell]) -> IncidentSpell | None:
    return incident_on(date.max - timedelta(days=1), incident, spells)


def _loop(incident: int, outcomes: Collection[Outcome]) -> IncidentLoop:
    return IncidentLoop(
        incident,
        done=sum(one in DONE_OUTCOMES for one in outcomes),
        decided=sum(one in DECIDED for one in outcomes),
        open=sum(one is Outcome.STILL_OPEN for one in outcomes),
    )
