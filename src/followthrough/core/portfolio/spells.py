"""From which day to which day each item stood how, and what spoke for it then: what the numbers of any day can be read from.

A spell is one item and one of the items that it counts through (itself, unless it was replaced), over days on which nothing
about either of them changed. The same numbers as from the events, without telling the events again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from followthrough.core.item import State, Type
from followthrough.core.portfolio.history import Change, Standing, timelines
from followthrough.core.portfolio.replacement import Outcome, Replacements, Survivor

FOREVER: Final = date.max  # the end of a spell that lasts

Timeline = Sequence[tuple[date, Standing]]


class Spell(NamedTuple):
    """From the day `since` to the day before `until`.

    `incident`, `team` and `type` are those of `item`; all that follows `end` is of the item that speaks for it, which most often is itself.
    """

    item: int
    incident: int
    team: int | None
    type: Type
    since: date
    until: date
    end: int
    end_incident: int
    end_type: Type
    state: State
    outcome: Outcome
    accepted_on: date
    original_due: date
    first_due: date
    due: date
    closed_on: date | None
    slips: int

    @property
    def is_own(self) -> bool:
        """Whether the item speaks for itself."""
        return self.item == self.end

    @property
    def is_open(self) -> bool:
        """Whether the item itself is open: one that another speaks for is not."""
        return self.item == self.end and self.state.is_open

    @property
    def own_state(self) -> State:
        return self.state if self.item == self.end else State.SUPERSEDED

    @property
    def lasted(self) -> int:
        """Days from acceptance to the end of one that is closed."""
        return 0 if self.closed_on is None else max((self.closed_on - self.accepted_on).days, 0)

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until


def spells(changes: Iterable[Change]) -> list[Spell]:
    """The spells of items, in order of item, day and end. What replaced one of them has to be among them, or counts as unknown."""
    return spells_of(timelines(changes))


def spells_of(lines: Mapping[int, Timeline]) -> list[Spell]:
    """The same, from how each item stood day by day."""
    found: list[Spell] = []
    for group in groups(lines):
        found.extend(spells_alone(*group.values()) if len(group) == 1 else _together(group))
    return sorted(found, key=lambda one: (one.item, one.since, one.end))


def groups(lines: Mapping[int, Timeline]) -> Iterator[dict[int, Timeline]]:
    """These items, together with those that ever stood in the place of each other; most stand alone."""
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for item, line in lines.items():
        for number, (_, one) in enumerate(line):
            until = line[number + 1][0] if number + 1 < len(line) else FOREVER
            for successor in one.replaced_by:
                if successor in lines and lines[successor][0][0] < until:  # one told late may be replaced by what was not there yet
                    beside[item].add(successor)
                    beside[successor].add(item)
    seen: set[int] = set()
    for item in lines:
        if item in seen:
            continue
        group, waiting = {item}, [item]
        while waiting:
            fresh = beside.get(waiting.pop(), set()) - group
            group |= fresh
            waiting.extend(fresh)
        seen |= group
        yield {one: lines[one] for one in sorted(group)}


def spells_alone(line: Timeline) -> Iterator[Spell]:
    """Of an item that replaces none of those that are known and is replaced by none of them."""
    last: Spell | None = None
    for on, standing in line:
        fresh = _spell(standing, Survivor(standing, standing.original_due), on)
        if last is None:
            last = fresh
        elif last._replace(since=on) != fresh:
            yield last._replace(until=on)
            last = fresh
    if last is not None:
        yield last


def _together(lines: Mapping[int, Timeline]) -> Iterator[Spell]:
    """Of items of which some replace others: what changes for one changes for those it speaks for."""
    changed: dict[date, dict[int, Standing]] = {}
    for item, line in lines.items():
        for on, standing in line:
            changed.setdefault(on, {})[item] = standing
    now: dict[int, Standing] = {}
    running: dict[tuple[int, int], Spell] = {}
    for on in sorted(changed):
        now |= changed[on]
        replacements = Replacements(now.values())
        fresh = {(item, end.standing.item): _spell(now[item], end, on) for item in now for end in replacements.survivors([item])}
        for pair, spell in list(running.items()):
            if pair not in fresh or spell._replace(since=on) != fresh[pair]:
                yield running.pop(pair)._replace(until=on)
        running = fresh | running
    yield from running.values()


def _spell(standing: Standing, survivor: Survivor, since: date) -> Spell:
    end = survivor.standing
    return Spell(
        item=standing.item,
        incident=standing.incident,
        team=standing.team,
        type=standing.type,
        since=since,
        until=FOREVER,
        end=end.item,
        end_incident=end.incident,
        end_type=end.type,
        state=end.state,
        outcome=survivor.outcome,
        accepted_on=end.accepted_on,
        original_due=end.original_due,
        first_due=survivor.original_due,
        due=end.due,
        closed_on=end.closed_on,
        slips=end.slips,
    )
