"""What is read from spells and from counts is what is told by the events, whatever happens to a portfolio."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.core.item import Type
from followthrough.core.portfolio.ages import buckets, oldest, open_now, overdue
from followthrough.core.portfolio.balance import balance
from followthrough.core.portfolio.cohorts import cohorts
from followthrough.core.portfolio.completion import completion, due_weeks, running
from followthrough.core.portfolio.counts import Counts
from followthrough.core.portfolio.flow import flow
from followthrough.core.portfolio.history import Change, Standing, stand
from followthrough.core.portfolio.loop import loops
from followthrough.core.portfolio.replacement import Replacements
from followthrough.core.portfolio.slips import slips
from followthrough.core.portfolio.spells import FOREVER, Spell, spells
from followthrough.core.portfolio.survival import curve, lasted
from followthrough.core.portfolio.tallies import Facts, Known, incident_spells, moves_of, sets_of, tally, tally_incident, tally_now
from tests.conftest import TODAY
from tests.core.portfolio.histories import INCIDENTS, Journal, histories

days = st.integers(-200, 40).map(lambda offset: TODAY + timedelta(days=offset))
quick = settings(deadline=None)
KNOWN: Known = {1: Facts(1), 2: Facts(2, (5,)), 3: Facts(None, (5, 6)), 4: Facts(2), 5: Facts(4)}
SETS: dict[str, Callable[[Standing], bool]] = {
    "all": lambda _: True,
    **{f"type:{kind}": lambda one, kind=kind: one.type is kind for kind in Type},  # type: ignore[misc]
    **{f"severity:{rank}": lambda one, rank=rank: KNOWN[one.incident].severity == rank for rank in (1, 2, 4)},  # type: ignore[misc]
    **{f"service:{pk}": lambda one, pk=pk: pk in KNOWN[one.incident].services for pk in (5, 6)},  # type: ignore[misc]
    **{f"team:{pk}": lambda one, pk=pk: one.team == pk for pk in (1, 2)},  # type: ignore[misc]
}


def counts(found: list[Spell], name: str, on: date) -> Counts:
    """Of the spells that hold on a day."""
    moves = {item: [one for one in moved if one[0] <= on] for item, moved in moves_of(found).items()}
    tallied = tally([spell for spell in found if spell.holds(on)], moves, KNOWN)
    return Counts({cell: number for (of, cell), number in tallied.items() if of == name}, on=on)


@quick
@given(histories(), days, st.sampled_from(sorted(SETS)))
def test_every_number_of_every_set_is_what_the_events_say(changes: list[Change], on: date, name: str) -> None:
    known = stand(changes, as_of=on)
    chosen = [one for one in known if SETS[name](one)]
    wanted = {one.item for one in chosen}
    survivors = Replacements(chosen, known).survivors()
    found = counts(spells(changes), name, on)
    assert found.open == len(open_now(chosen))
    assert found.overdue == len(overdue(chosen, on=on))
    first = oldest(chosen)
    assert found.first_accepted(1) == ([first.accepted_on] if first else [])
    assert found.first_due(3) == sorted({one.due for one in overdue(chosen, on=on)[:3]})
    assert found.buckets() == buckets(chosen, on=on)
    late = buckets(overdue(chosen, on=on), on=on)
    assert found.overdue_by_age() == [bucket.count for bucket in late]
    window = running(on)
    assert found.completion(window) == completion(chosen, first=window.first, last=window.last, known=known)
    assert found.due_weeks() == due_weeks(chosen, on=on, known=known)
    assert found.cohorts() == cohorts(survivors, on=on)
    assert found.curve() == curve(lasted(survivors, on=on))
    of_type = {kind: [one for one in survivors if one.standing.type is kind] for kind in Type}
    assert found.curves_by_type() == {kind: curve(lasted(some, on=on)) for kind, some in of_type.items() if some}
    of_rank = {rank: [one for one in survivors if KNOWN[one.standing.incident].severity == rank] for rank in (1, 2, 3, 4, None)}
    assert found.curves_by_severity() == {rank: curve(lasted(some, on=on)) for rank, some in of_rank.items() if some}
    assert found.flow() == flow((one for one in changes if one.item in wanted), on=on)
    assert found.slips() == slips(chosen)
    assert found.balances().overall == balance(chosen, known=known).overall


@quick
@given(histories(), days, st.sampled_from(["all", "severity:1", "severity:2"]))
def test_loops_and_what_incidents_lack_are_what_the_events_say(changes: list[Change], on: date, name: str) -> None:
    known = stand(changes, as_of=on)
    incidents = [one for one in INCIDENTS if name == "all" or name == f"severity:{KNOWN[one].severity}"]
    chosen = [one for one in known if SETS[name](one)]
    told = spells(changes)
    by_incident = {
        pk: [one for one in incident_spells(pk, [spell for spell in told if spell.incident == pk]) if one.since <= on < one.until]
        for pk in incidents
    }
    each = {pk: found[0] if found else None for pk, found in by_incident.items()}
    for one in loops(incidents, chosen, known=known):
        now = each[one.incident]
        assert (one.done, one.decided, one.open) == ((now.done, now.decided, now.open) if now else (0, 0, 0))
    found = Counts(
        [(cell, number) for pk in incidents for (of, cell), number in tally_incident(each[pk], KNOWN[pk]).items() if of == name], on=on
    )
    expected = balance(chosen, known=known)
    assert (found.balances().incidents, found.balances().lacking) == (expected.incidents, expected.lacking)
    of_loop = [one.loop for one in loops(incidents, chosen, known=known)]
    assert found.loops() == {loop: of_loop.count(loop) for loop in found.loops()}


@quick
@given(histories())
def test_spells_of_an_item_follow_each_other_without_a_gap(changes: list[Change]) -> None:
    found = spells(changes)
    assert len({(one.item, one.end, one.since) for one in found}) == len(found)
    for item in {one.item for one in found}:
        own = [one for one in found if one.item == item]
        starts, ends = sorted({one.since for one in own}), sorted({one.until for one in own})
        assert ends == [*starts[1:], FOREVER] or any(not one.is_own for one in own)
        assert all(any(one.holds(day) for one in own) for day in (*starts, *(end for end in ends if end != FOREVER)))


@quick
@given(histories())
def test_the_counts_of_now_are_those_of_a_day_after_everything(changes: list[Change]) -> None:
    found = spells(changes)
    later = TODAY + timedelta(days=400)
    assert tally_now(found, KNOWN) == tally([one for one in found if one.holds(later)], moves_of(found), KNOWN, sets=sets_of)


def test_naming_an_owner_opens_no_new_spell() -> None:
    journal = Journal()
    journal.accept(1, TODAY - timedelta(days=9))
    journal.write(1, TODAY - timedelta(days=5), "assigned", owner=7)
    assert [(one.since, one.until) for one in spells(journal.changes)] == [(TODAY - timedelta(days=9), FOREVER)]
