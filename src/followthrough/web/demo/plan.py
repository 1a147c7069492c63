"""Set the invented year on real days: when each incident struck, its document came in and each step was taken.

Pure: the same seed, day and zone give the same plan. Writes nothing; `company.build` plays it through the operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

from followthrough.core.item import Stated, Type
from followthrough.core.policy import policy_due
from followthrough.web.demo import sketches, stories
from followthrough.web.demo.balance import Entry, balance
from followthrough.web.demo.days import shift, some_time, working
from followthrough.web.demo.papers import STYLES, Paper, Promise
from followthrough.web.demo.sketches import IncidentSketch, ItemSketch
from followthrough.web.demo.staff import Company, Crew
from followthrough.web.demo.stories import Setting, Timed

FIRST_REFERENCE = 301


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item with its days. `owner` is who takes it, "" if nobody; `parts` are what it is split into."""

    key: str
    sketch: ItemSketch
    owner: str
    stated: date | None
    ticket: str
    accepted: datetime
    due: date
    steps: tuple[Timed, ...] = ()
    parts: tuple[PlannedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedIncident:
    sketch: IncidentSketch
    crew: Crew
    reference: str
    began: datetime
    recorded: datetime
    imported: datetime
    reviewed: datetime
    reviewer: str
    name: str
    document: str
    items: tuple[PlannedItem, ...]


def make(company: Company, *, seed: int, today: date, zone: tzinfo) -> list[PlannedIncident]:
    """The whole year, the oldest incident first."""
    return _Planner(company, Random(seed), today, zone).plan()


@dataclass(frozen=True)
class _Planner:
    company: Company
    rng: Random
    today: date
    zone: tzinfo

    def plan(self) -> list[PlannedIncident]:
        incidents: list[PlannedIncident] = []
        counters = {crew.slug: self.rng.randint(110, 190) for crew in self.company.crews}
        number = FIRST_REFERENCE
        days = sorted(((self._days(sketch), sketch) for sketch in sketches.read()), key=lambda pair: (pair[0][0], pair[1].key))
        for (began, imported), sketch in days:
            incidents.append(self._incident(sketch, f"INC-{number}", began, imported, counters))
            number += self.rng.randint(1, 7)
        return self._fill(incidents)

    def _days(self, sketch: IncidentSketch) -> tuple[datetime, date]:
        """When it struck, and the day its document came in."""
        clock = time.fromisoformat(sketch.at)
        if sketch.waiting:
            imported = shift(self.today, -sketch.document_days)
            day = imported - timedelta(days=max(1, sketch.day - sketch.document_days))
        else:
            day = self.today - timedelta(days=sketch.day + self.rng.randint(-1, 1))
            imported = shift(day, self.rng.randint(2, 4))
        return datetime.combine(day, clock, tzinfo=self.zone), imported

    def _incident(self, sketch: IncidentSketch, reference: str, began: datetime, day: date, counters: dict[str, int]) -> PlannedIncident:
        crew = self.company.crew_named[sketch.team]
        imported = some_time(day, rng=self.rng, zone=self.zone)
        reviewed = some_time(shift(day, self.rng.randint(1, 2)), rng=self.rng, zone=self.zone)
        items = tuple(self._item(sketch, n, imported, reviewed, counters) for n in range(len(sketch.items)))
        return PlannedIncident(
            sketch=sketch,
            crew=crew,
            reference=reference,
            began=began,
            recorded=min(began + timedelta(minutes=self.rng.randint(5, 90)), imported - timedelta(minutes=90)),
            imported=imported,
            reviewed=reviewed,
            reviewer=crew.head if self._crosses(sketch) else self.rng.choice(crew.people[:2]),
            name=f"{reference.lower()}-{sketch.key}.md",
            document=STYLES[crew.paper](self._paper(sketch, crew, reference, began, day, items)),
            items=items,
        )

    def _crosses(self, sketch: IncidentSketch) -> bool:
        """Whether its items ask something of people outside its team: then the team's head reads it."""
        people = self.company.crew_named[sketch.team].people
        return any(owner and owner not in people for item in sketch.items for owner in (self._owner(item),))

    def _owner(self, sketch: ItemSketch) -> str:
        return sketch.take or (sketch.owner if sketch.owner in self.company.everybody() else "")

    def _item(self, incident: IncidentSketch, n: int, imported: datetime, reviewed: datetime, counters: dict[str, int]) -> PlannedItem:
        sketch = incident.items[n]
        accepted = reviewed + timedelta(minutes=3 * n + self.rng.randint(1, 3))
        if incident.load:
            accepted = imported
        stated = None
        if sketch.due is not None:
            stated = max(working(imported.date() + timedelta(days=sketch.due)), shift(reviewed.date(), 1))
        counters[incident.team] += self.rng.randint(1, 6)
        ticket = f"{self.company.crew_named[incident.team].prefix}-{counters[incident.team]}"
        return PlannedItem(
            key=sketch.id or f"{incident.key}/{n}",
            sketch=sketch,
            owner=self._owner(sketch),
            stated=stated,
            ticket=ticket,
            accepted=accepted,
            due=stated or policy_due(incident.severity, accepted.date()),
        )

    def _paper(
        self, sketch: IncidentSketch, crew: Crew, reference: str, began: datetime, written: date, items: Sequence[PlannedItem]
    ) -> Paper:
        return Paper(
            reference=reference,
            title=sketch.title,
            began=began,
            ended=began + timedelta(minutes=sketch.minutes),
            written=written,
            severity=sketch.severity,
            services=sketch.services,
            team=crew.name,
            author=sketch.author,
            summary=sketch.summary,
            impact=sketch.impact,
            timeline=sketch.timeline,
            factors=sketch.factors,
            well=sketch.well,
            promises=tuple(_promise(item) for item in items),
        )

    def _fill(self, incidents: list[PlannedIncident]) -> list[PlannedIncident]:
        """Tell every item's story: the told ones first, then the others by what the whole still lacks."""
        told = {item.key: self._tell(item, incident) for incident in incidents for item in incident.items}
        alive = [told[item.key] for incident in incidents for item in _alive(incident)]
        entries = [Entry(item.key, item.due, self._fixed(item)) for item in alive if item.due < self.today]
        ends = balance(entries, today=self.today, rng=self.rng)
        return [replace(i, items=tuple(self._end(told[item.key], ends) for item in i.items)) for i in incidents]

    def _tell(self, item: PlannedItem, incident: PlannedIncident) -> PlannedItem:
        if not item.sketch.story:
            return item
        steps = stories.told(item.sketch.story, self._setting(item), rng=self.rng)
        parts = tuple(self._parts(item, incident, steps[-1])) if steps and steps[-1].verb == "split" else ()
        return replace(item, steps=tuple(steps), parts=parts)

    def _parts(self, item: PlannedItem, incident: PlannedIncident, split: Timed) -> Iterator[PlannedItem]:
        """The reason stands before the first bar; each part names its owner behind an @."""
        for n, words in enumerate(split.words.split(" | ")[1:]):
            text, _, owner = words.partition(" @")
            sketch = ItemSketch(text=text, type=item.sketch.type, owner=owner)
            due = policy_due(incident.sketch.severity, split.at.date())
            yield PlannedItem(f"{item.key}/{n}", sketch, owner, due, f"{item.ticket}{'abc'[n]}", split.at, due)

    def _fixed(self, item: PlannedItem) -> str:
        if item.sketch.story:
            return stories.ended(item.steps, item.due)
        return item.sketch.fate

    def _end(self, item: PlannedItem, ends: dict[str, str]) -> PlannedItem:
        if item.parts:
            return replace(item, parts=tuple(self._end(part, ends) for part in item.parts))
        if item.sketch.story or item.sketch.stated is not Stated.OPEN:
            return item
        end = ends.get(item.key) or item.sketch.fate or self.rng.choice([stories.ON_TIME, stories.OTHER])
        steps = stories.plain(end, self._setting(item), rng=self.rng, evidence=item.sketch.evidence)
        return replace(item, steps=tuple(steps))

    def _setting(self, item: PlannedItem) -> Setting:
        return Setting(item.accepted, item.due, self.today, self.zone)


def _promise(item: PlannedItem) -> Promise:
    sketch = item.sketch
    return Promise(
        text=sketch.text,
        type=Type(sketch.type),
        owner=sketch.owner,
        due=item.stated,
        ticket=item.ticket if sketch.ticket else "",
        criterion=sketch.criterion,
        stated=sketch.stated,
    )


def _alive(incident: PlannedIncident) -> Iterable[PlannedItem]:
    """The items that get a life of their own: neither merged nor dismissed, nor closed by the document itself."""
    if incident.sketch.waiting:
        return ()
    return (i for i in incident.items if not i.sketch.merge and not i.sketch.dismiss and i.sketch.stated is Stated.OPEN)
