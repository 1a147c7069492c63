"""What a portfolio adds up to, as counts that can be added and taken away: of a set of items, so many of this measure under this key.

Each number of the pages is read from a few of these counts, so that it costs the same however many items there are. Sets are "all",
and those of one type, severity, team or service. Whatever replaces an item in a set counts in the set, and in each set once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from followthrough.core.item import State, Type
from followthrough.core.portfolio.flow import OUT
from followthrough.core.portfolio.loop import IncidentLoop, Loop
from followthrough.core.portfolio.replacement import DECIDED, Outcome
from followthrough.core.portfolio.replacement import DONE as DONE_OUTCOMES
from followthrough.core.portfolio.slips import MANY
from followthrough.core.portfolio.spells import FOREVER, Spell
from followthrough.core.portfolio.windows import EARLIEST

ALL: Final = "all"
STATE: Final = "state"  # all items; the part is the state
OPEN: Final = "open"  # open items by the day they were accepted
DUE: Final = "due"  # open items by the day they are due
AGED: Final = "aged"  # open items by the day they are due; the part is the day they were accepted
SLIPS: Final = "slips"  # open items by how often their date was moved, up to MANY
MOVED: Final = "moved"  # by how many days in all
OUTCOME: Final = "outcome"  # what became of what was first due on a day; the part is the outcome
DONE: Final = "done"  # by the days it took; the part is a type, or a severity
LEFT: Final = "left"  # decided, by the days it took; parts as before
WAITING: Final = "waiting"  # still open, by the day it was accepted; parts as before
FLOW: Final = "flow"  # movements by their day; the part says which
LOOP: Final = "loop"  # incidents that are there, by where their loop stands
BEGAN: Final = "began"  # incidents by the day they began
HAVING: Final = "having"  # incidents that have items
LACKING: Final = "lacking"  # incidents that have items and none of a type


class Cell(NamedTuple):
    """What is counted. `key` is a day (the number that Python's date.toordinal gives it), a number of days or of slips."""

    measure: str
    part: str
    key: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an incident today, and holds for all its past. `began`: the day from which on it is there."""

    severity: int | None = None
    services: tuple[int, ...] = ()
    private: bool = False
    began: date = EARLIEST


Tally = Counter[tuple[str, Cell]]  # by set and cell
Known = Mapping[int, Facts]
Moves = Mapping[int, list[tuple[date, str]]]


def severity_part(rank: int | None) -> str:
    return f"severity {rank or 'unstated'}"


def sets_of(spell: Spell, known: Known) -> list[str]:
    """The sets that its item belongs to."""
    facts = known[spell.incident]
    sets = [ALL, f"type:{spell.type}"]
    if facts.severity is not None:
        sets.append(f"severity:{facts.severity}")
    if spell.team is not None:
        sets.append(f"team:{spell.team}")
    return sets + [f"service:{service}" for service in facts.services]


def tally(
    spells: Iterable[Spell],
    moves: Moves,
    known: Known,
    *,
    sets: Callable[[Spell, Known], Collection[str]] = sets_of,
    into: Tally | None = None,
) -> Tally:
    """The counts of a day, added `into` others if there are any. `spells` are those that hold on it, `moves` what was moved up to it."""
    found: Tally = Counter() if into is None else into
    ends: dict[int, set[str]] = {}
    spoken: dict[int, Spell] = {}
    told: set[int] = set()
    for spell in spells:
        within = sets(spell, known)
        ends.setdefault(spell.end, set()).update(within)
        spoken[spell.end] = spell
        cells = list(_cells_of_item(spell))
        if spell.item not in told:  # one that several replaced has a spell with each
            told.add(spell.item)
            cells.append((Cell(STATE, spell.own_state.value, 0), 1))
            cells += [(Cell(FLOW, movement, on.toordinal()), 1) for on, movement in moves.get(spell.item, ())]
        for cell, number in cells:
            for name in within:
                found[name, cell] += number
    for end, spell in spoken.items():
        for cell in _cells_of_end(spell, known):
            for name in ends[end]:
                found[name, cell] += 1
    return found


def tally_open(spells: Iterable[Spell]) -> Counter[Cell]:
    """Of the counts of a day those that open items add to."""
    found: Counter[Cell] = Counter()
    for spell in spells:
        for cell, number in _cells_of_item(spell):
            found[cell] += number
    return found


def _cells_of_item(spell: Spell) -> Iterator[tuple[Cell, int]]:
    if not spell.is_open:
        return
    yield Cell(OPEN, "", spell.accepted_on.toordinal()), 1
    yield Cell(DUE, "", spell.due.toordinal()), 1
    yield Cell(AGED, spell.accepted_on.isoformat(), spell.due.toordinal()), 1
    yield Cell(SLIPS, "", min(spell.slips, MANY)), 1
    moved = (spell.due - spell.original_due).days
    if moved > 0:
        yield Cell(MOVED, "", 0), moved


def _cells_of_end(spell: Spell, known: Known) -> Iterator[Cell]:
    """What a survivor counts as, whichever items it speaks for."""
    yield Cell(OUTCOME, spell.outcome.value, spell.first_due.toordinal())
    if spell.outcome is Outcome.STILL_OPEN:
        measure, key = WAITING, spell.accepted_on.toordinal()
    else:
        measure, key = DONE if spell.state is State.DONE else LEFT, spell.lasted
    yield Cell(measure, spell.end_type.value, key)
    yield Cell(measure, severity_part(known[spell.end_incident].severity), key)


def moves_of(spells: Iterable[Spell]) -> dict[int, list[tuple[date, str]]]:
    """The movements into and out of the open items that spells tell of, by item and in order. As in `flow`."""
    states: defaultdict[int, dict[date, State]] = defaultdict(dict)
    for spell in spells:
        states[spell.item][spell.since] = spell.own_state
    found: dict[int, list[tuple[date, str]]] = {}
    for item, by_day in states.items():
        days = sorted(by_day)
        moved = [(days[0], "accepted")]
        if not by_day[days[0]].is_open:
            moved.append((days[0], OUT[by_day[days[0]]]))
        for before, on in pairwise(days):
            was, now = by_day[before], by_day[on]
            if was is not now:
                moved += [(on, "returned")] * (not was.is_open)
                moved += [(on, OUT[now])] if not now.is_open else []
        found[item] = moved
    return found


def tally_now(spells: Collection[Spell], known: Known, *, into: Tally | None = None) -> Tally:
    """The counts of the last day of which anything is told."""
    return tally((spell for spell in spells if spell.until == FOREVER), moves_of(spells), known, into=into)


class IncidentSpell(NamedTuple):
    """An incident with items: from the day `since` to the day before `until`, how much of what speaks for them was done, decided, open."""

    incident: int
    since: date
    until: date
    done: int
    decided: int
    open: int
    types: tuple[Type, ...]

    @property
    def loop(self) -> Loop:
        return IncidentLoop(self.incident, self.done, self.decided, self.open).loop


def incident_spells(incident: int, spells: Collection[Spell]) -> list[IncidentSpell]:
    """How the loop of an incident stood from which day to which. `spells` are all of its items."""
    found: list[IncidentSpell] = []
    days = sorted({spell.since for spell in spells} | {spell.until for spell in spells} - {FOREVER})
    for number, day in enumerate(days):
        until = days[number + 1] if number + 1 < len(days) else FOREVER
        ends = {spell.end: spell for spell in spells if spell.holds(day)}
        if not ends:
            continue
        fresh = _incident_spell(incident, day, until, ends.values())
        if found and found[-1].until == day and found[-1][3:] == fresh[3:]:
            found[-1] = found[-1]._replace(until=until)
        else:
            found.append(fresh)
    return found


def incident_on(day: date, incident: int, spells: Collection[Spell]) -> IncidentSpell | None:
    """How it stands on a day; None: it has no item then."""
    ends = {spell.end: spell for spell in spells if spell.holds(day)}
    return _incident_spell(incident, day, FOREVER, ends.values()) if ends else None


def _incident_spell(incident: int, since: date, until: date, ends: Collection[Spell]) -> IncidentSpell:
    outcomes = [end.outcome for end in ends]
    types = {end.end_type for end in ends}
    return IncidentSpell(
        incident,
        since,
        until,
        done=sum(one in DONE_OUTCOMES for one in outcomes),
        decided=sum(one in DECIDED for one in outcomes),
        open=sum(one is Outcome.STILL_OPEN for one in outcomes),
        types=tuple(kind for kind in Type if kind in types),
    )


def tally_incident(now: IncidentSpell | None, facts: Facts) -> Tally:
    """The counts that one incident adds to. `now` is where it stands; None: it has no item."""
    cells = [Cell(LOOP, now.loop.value if now else Loop.NONE_RECORDED.value, 0)]
    cells.append(Cell(BEGAN, "", facts.began.toordinal()))
    if now is not None:
        cells.append(Cell(HAVING, "", 0))
        cells += [Cell(LACKING, kind.value, 0) for kind in Type if kind not in now.types]
    sets = [ALL] if facts.severity is None else [ALL, f"severity:{facts.severity}"]
    return Counter((name, cell) for name in sets for cell in cells)
