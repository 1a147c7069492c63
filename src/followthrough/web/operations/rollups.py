"""Keep what the numbers are read from in step with the events, in the transaction that writes them; or make all of it anew.

Items that ever replaced each other are taken together: what they were told to be before is compared with what they are now, and the
difference is added to the counts. So an event told late mends what it touches, whichever day it is about, and nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from followthrough.core.portfolio.history import timelines
from followthrough.core.portfolio.spells import FOREVER, Spell, Timeline, groups, spells_alone, spells_of
from followthrough.core.portfolio.tallies import Facts, IncidentSpell, Tally, incident_spells, tally_incident, tally_now
from followthrough.web.insights.history import read_changes
from followthrough.web.insights.sight import SPELL, facts_of, linked, read_spells
from followthrough.web.models import ChainHead, Event, Incident, IncidentSpellRow, RollupHead, SpellRow, TallyRow, View
from followthrough.web.models.event import Kind
from followthrough.web.operations.bulk import insert_rows

RULES = 1  # goes up when what the roll-ups hold changes its meaning: the next start makes them anew
LOT, MANY = 500, 20_000
# Events that change nothing a spell holds: a third of all, which a rebuild need not read.
IDLE = (Kind.ASSIGNED, Kind.HANDED, Kind.TAKEN_OVER, Kind.REFUSED, Kind.ON_TRACK, Kind.SNOOZED, Kind.TICKETS_SET, Kind.VERIFIED)
REPLACING = (Kind.SPLIT, Kind.MERGED)  # the events by which one item comes to stand in the place of another

T = TypeVar("T")
Seen = set[tuple[View, Spell]]
TALLY = ("of", "view", "measure", "part", "key", "number")


@dataclass(slots=True)
class _Account:
    """What some items and incidents add up to: spells and loops by view, and the counts."""

    spells: Seen = field(default_factory=set)
    loops: set[tuple[View, IncidentSpell]] = field(default_factory=set)
    counts: dict[View, Tally] = field(default_factory=lambda: {view: Counter() for view in View})


def follow(events: Collection[Event]) -> None:
    """Bring the roll-ups up to date with events just written."""
    items = {event.item_id for event in events if event.item_id is not None}
    changed = _facts_before(events)
    if not items and not changed:
        return
    if changed:
        touched = Q(incident__in=changed) | Q(end_incident__in=changed) | Q(item__incident__in=changed)
        items.update(SpellRow.objects.filter(touched).values_list("item_id", flat=True))
    lines = timelines(read_changes(Event.objects.filter(item__in=_linked(items, events))))
    before = _stored(SpellRow.objects.filter(item__in=lines))
    places = {spell.incident for _, spell in before} | {one.incident for line in lines.values() for _, one in line} | set(changed)
    others = _stored(SpellRow.objects.filter(incident__in=places).exclude(item__in=lines))
    known = facts_of(places | {spell.end_incident for _, spell in (*before, *others)})
    then = known | {pk: facts for pk, facts in changed.items() if facts is not None}
    born = {pk for pk, facts in changed.items() if facts is None}
    was = _account(before, others, places - born, then)
    now = _account(_spells(lines, known), others, places, known)
    _write(was, now)


def rebuild() -> int:
    """Make all roll-ups anew from the events, while every writer waits; the number of spells."""
    with transaction.atomic():
        ChainHead.objects.select_for_update().get(pk=1)
        for model in (TallyRow, IncidentSpellRow, SpellRow):
            model.objects.all().delete()
        known = facts_of(None)
        total = _Account()
        _rebuild_items(total, known)
        _rebuild_incidents(total, known)
        insert_rows(TallyRow, TALLY, _rows_of(total.counts))
        RollupHead.objects.update_or_create(pk=1, defaults={"rules": RULES, "zone": settings.TIME_ZONE})
    return SpellRow.objects.count()


def are_current() -> bool:
    """Whether there are roll-ups, made by the rules of this version and in the time zone that is set."""
    return RollupHead.objects.filter(pk=1, rules=RULES, zone=settings.TIME_ZONE).exists()


def ensure() -> None:
    """Make the roll-ups anew unless they are current. Of several processes that start at once the first does."""
    if are_current():
        return
    with transaction.atomic():
        ChainHead.objects.select_for_update().get(pk=1)
        if not are_current():
            rebuild()


def _rebuild_items(total: _Account, known: Mapping[int, Facts]) -> None:
    linked = _ever_linked()
    waiting: list[tuple[View, Spell]] = []
    told = Event.objects.filter(item__isnull=False).exclude(kind__in=IDLE)
    together: dict[int, Timeline] = {}
    for item, changes in groupby(read_changes(told, by_item=True), key=lambda change: change.item):
        lines = timelines(changes)
        if item in linked:
            together |= lines
            continue
        line = lines[item]
        view = View.INSIDE if known[line[-1][1].incident].private else View.EVERYBODY
        alone = list(spells_alone(line))
        tally_now(alone, known, into=total.counts[view])
        waiting.extend((view, spell) for spell in alone)
        if len(waiting) > MANY:
            _insert_spells(waiting)
            waiting = []
    fresh = _spells(together, known)
    _count(total, fresh, known)
    _insert_spells([*waiting, *fresh])


def _rebuild_incidents(total: _Account, known: Mapping[int, Facts]) -> None:
    rows = read_spells(SpellRow.objects.order_by("incident_id"))
    without = set(known)
    for incident, found in groupby(rows, key=lambda pair: pair[1].incident):
        without.discard(incident)
        _count_incident(total, incident, list(found), known[incident])
        if len(total.loops) > MANY:
            _insert_loops(total.loops)
            total.loops = set()
    _insert_loops(total.loops)
    for incident in without:
        _count_incident(total, incident, [], known[incident])


def _account(seen: Seen, others: Seen, places: Iterable[int], known: Mapping[int, Facts]) -> _Account:
    """What `seen` adds up to, and the loops of the incidents, of which `others` are the items that did not change."""
    found = _Account(spells=seen)
    _count(found, seen, known)
    by_place: defaultdict[int, list[tuple[View, Spell]]] = defaultdict(list)
    for view, spell in (*seen, *others):
        by_place[spell.incident].append((view, spell))
    for place in places:
        _count_incident(found, place, by_place[place], known[place])
    return found


def _count(account: _Account, seen: Iterable[tuple[View, Spell]], known: Mapping[int, Facts]) -> None:
    by_view: defaultdict[View, list[Spell]] = defaultdict(list)
    for view, spell in seen:
        by_view[view].append(spell)
    for view, spells in by_view.items():
        tally_now(spells, known, into=account.counts[view])


def _count_incident(account: _Account, incident: int, seen: Collection[tuple[View, Spell]], facts: Facts) -> None:
    """A private incident is there for those alone who see it."""
    if facts.private:
        views = [View.INSIDE]
    else:
        views = [View.OUTSIDE, View.INSIDE] if any(view != View.EVERYBODY for view, _ in seen) else [View.EVERYBODY]
    for view in views:
        found = incident_spells(incident, [spell for one, spell in seen if one in {View.EVERYBODY, view}])
        account.loops.update((view, one) for one in found)
        last = found[-1] if found and found[-1].until == FOREVER else None
        account.counts[view].update(tally_incident(last, facts))


def _spells(lines: Mapping[int, Timeline], known: Mapping[int, Facts]) -> Seen:
    """The spells of these items for everybody, or, where something private is among what replaced each other, for each of two views."""
    found: Seen = set()
    for group in groups(lines):
        private = {item for item in group if known[group[item][-1][1].incident].private}
        if not private:
            found.update((View.EVERYBODY, spell) for spell in spells_of(group))
            continue
        found.update((View.INSIDE, spell) for spell in spells_of(group))
        rest = {item: line for item, line in group.items() if item not in private}
        found.update((View.OUTSIDE, spell) for spell in spells_of(rest))
    return found


def _linked(items: Iterable[int], events: Iterable[Event]) -> set[int]:
    """These items and all that ever replaced one of them or that one of them replaced, what events have just put in place included."""
    found = set(items)
    for event in events:
        if event.item_id is not None:
            for side in event.changes.get("replaced_by", ()):
                found.update(side or ())
    return linked(found)


def _ever_linked() -> set[int]:
    found: set[int] = set()
    for item, changes in Event.objects.filter(kind__in=REPLACING).values_list("item_id", "changes").iterator():
        found.update((item, *changes.get("replaced_by", [[], []])[1]))
    return found


def _facts_before(events: Collection[Event]) -> dict[int, Facts | None]:
    """Of each incident that events tell of, what was known of it before them; None: it was not there."""
    told: defaultdict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.incident_id is not None:
            told[event.incident_id].append(event)
    now = facts_of(told)
    return {pk: _facts_then(now[pk], pk, one) for pk, one in told.items()}


def _facts_then(facts: Facts, incident: int, events: Collection[Event]) -> Facts | None:
    if any(event.kind == Kind.RECORDED for event in events):
        return None
    was: dict[str, Any] = {}
    for event in reversed(list(events)):
        was |= {name: pair[0] for name, pair in event.changes.items()}
    if "began_on" in was:
        recorded = Incident.objects.values_list("recorded_at", flat=True).get(pk=incident)
        facts = replace(facts, began=date.fromisoformat(str(was["began_on"])) if was["began_on"] else timezone.localdate(recorded))
    if "services" in was:
        facts = replace(facts, services=tuple(sorted(was["services"])))
    return replace(facts, **{name: was[name] for name in ("severity", "private") if name in was})


def _stored(rows: QuerySet[SpellRow]) -> Seen:
    return set(read_spells(rows.order_by()))


def _write(was: _Account, now: _Account) -> None:
    for lot in _lots(was.spells - now.spells):
        ended = {(view.value, spell.item, spell.end, spell.since) for view, spell in lot}
        spells = SpellRow.objects.filter(item__in={item for _, item, _, _ in ended})
        found = spells.values_list("pk", "view", "item_id", "end_id", "since")
        SpellRow.objects.filter(pk__in=[pk for pk, *key in found if tuple(key) in ended]).delete()
    _insert_spells(now.spells - was.spells)
    for ended_loops in _lots(was.loops - now.loops):
        over = {(view.value, one.incident, one.since) for view, one in ended_loops}
        loops = IncidentSpellRow.objects.filter(incident__in={incident for _, incident, _ in over})
        of = loops.values_list("pk", "view", "incident_id", "since")
        IncidentSpellRow.objects.filter(pk__in=[pk for pk, *key in of if tuple(key) in over]).delete()
    _insert_loops(now.loops - was.loops)
    for view in View:
        now.counts[view].subtract(was.counts[view])
    _add(now.counts)


def _insert_spells(seen: Iterable[tuple[View, Spell]]) -> None:
    insert_rows(SpellRow, ("view", *SPELL), ((view.value, *spell) for view, spell in sorted(seen, key=lambda pair: pair[1][:6:5])))


def _insert_loops(loops: Iterable[tuple[View, IncidentSpell]]) -> None:
    columns = ("view", "incident_id", "since", "until", "done", "decided", "open", "types", "loop")
    insert_rows(IncidentSpellRow, columns, ((view.value, *one[:6], ",".join(one.types), one.loop.value) for view, one in loops))


def _add(counts: Mapping[View, Tally]) -> None:
    """Add to the counts; what comes to nought goes."""
    rows: list[tuple[Any, ...]] = _rows_of(counts)
    table = TallyRow._meta.db_table
    for lot in _lots(rows):
        values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(lot))
        sql = (
            f"INSERT INTO {table} ({', '.join(TALLY)}) VALUES {values} "  # noqa: S608  # names of ours
            f"ON CONFLICT ({', '.join(TALLY[:-1])}) DO UPDATE SET number = {table}.number + excluded.number"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for row in lot for value in row])
    if rows:
        TallyRow.objects.filter(number=0).delete()


def _rows_of(counts: Mapping[View, Tally]) -> list[tuple[Any, ...]]:
    return sorted((name, view.value, *cell, number) for view, tally in counts.items() for (name, cell), number in tally.items() if number)


def _lots(values: Iterable[T]) -> Iterator[list[T]]:
    rest = list(values)
    for start in range(0, len(rest), LOT):
        yield rest[start : start + LOT]
