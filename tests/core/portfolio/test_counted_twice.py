"""Whatever happens to a portfolio, a second and simpler count of it comes to the same numbers."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.core.portfolio.balance import balance
from followthrough.core.portfolio.completion import completion, counted, due_weeks, running
from followthrough.core.portfolio.flow import flow
from followthrough.core.portfolio.history import Change, fold, stand
from followthrough.core.portfolio.loop import loops
from followthrough.core.portfolio.replacement import Outcome
from followthrough.core.portfolio.summary import summarise
from tests.conftest import TODAY
from tests.core.portfolio import recount
from tests.core.portfolio.histories import INCIDENTS, histories

days = st.integers(-150, 30).map(lambda offset: TODAY + timedelta(days=offset))
quick = settings(deadline=None, max_examples=60)


@quick
@given(histories(), days)
def test_where_every_item_stands_is_what_a_day_by_day_replay_says(changes: list[Change], on: date) -> None:
    rows = recount.replay(changes, on)
    standings = stand(changes, as_of=on)
    assert [standing.item for standing in standings] == sorted(rows)
    for standing in standings:
        row = rows[standing.item]
        assert (standing.state, standing.type, standing.incident) == (row.state, row.fields["type"], row.fields["incident"])
        assert (standing.due.isoformat(), standing.original_due.isoformat()) == (row.due, row.original_due)
        assert (standing.accepted_on, standing.closed_on, standing.slips) == (row.born, row.closed_on, max(row.slips, 0))
        assert standing.done_on == (row.closed_on if row.state == "done" else None)
        assert standing.owner_named == (row.fields["owner"] is not None)


@quick
@given(histories(), days)
def test_the_summary_is_what_a_second_count_says(changes: list[Change], on: date) -> None:
    rows = recount.replay(changes, on)
    summary = summarise(stand(changes, as_of=on), INCIDENTS, as_of=on)
    still_open = recount.open_items(rows)
    assert summary.open == len(still_open)
    assert summary.overdue == sum(rows[item].due < on.isoformat() for item in still_open)
    assert (summary.oldest.accepted_on if summary.oldest else None) == min((rows[item].born for item in still_open), default=None)
    for completed in (summary.running, summary.last_quarter):
        assert Counter({str(word): count for word, count in completed.counts.items()}) == recount.outcomes(
            rows, completed.first, completed.last
        )
    for one in loops(INCIDENTS, stand(changes, as_of=on)):
        assert (one.done, one.decided, one.open) == recount.loop(rows, one.incident)


@quick
@given(histories(), days)
def test_the_flow_of_each_week_is_what_its_days_add_up_to(changes: list[Change], on: date) -> None:
    for week in flow(changes, on=on, count=4):
        before = recount.replay(changes, week.first - timedelta(days=1))
        assert week.open_before == len(recount.open_items(before))
        seen: Counter[str] = Counter()
        day = week.first
        while day <= min(week.last, on):
            after = recount.replay(changes, day)
            for item, row in after.items():
                was = before[item].state if item in before else None
                if row.state != was:
                    seen["accepted"] += was is None
                    seen["returned"] += was in recount.CLOSED
                    seen[row.state] += 1
            before, day = after, day + timedelta(days=1)
        assert week.open_end == len(recount.open_items(before))
        assert (week.accepted, week.returned, week.done) == (seen["accepted"], seen["returned"], seen["done"])
        assert (week.decided, week.replaced) == (seen["risk_accepted"] + seen["declined"], seen["superseded"])


@quick
@given(histories(), days)
def test_parts_add_up_to_their_whole(changes: list[Change], on: date) -> None:
    standings = stand(changes, as_of=on)
    summary = summarise(standings, INCIDENTS, as_of=on)
    closed = [standing for standing in standings if standing.closed_on is not None]
    assert summary.open + len(closed) == len(standings)
    assert sum(bucket.count for bucket in summary.buckets) == summary.open
    assert sum(summary.loops.values()) == len(INCIDENTS)
    assert all(week.total == completion(standings, first=week.first, last=week.last).total for week in summary.weeks)
    everything = counted(standings, first=date.min, last=date.max)
    assert sorted(one.item for items in everything.values() for one in items) == sorted(recount.survivors(recount.replay(changes, on)))
    percentages = summary.running.percentages
    assert percentages is None or sum(percentages.values()) == 100


@quick
@given(histories())
def test_every_item_accepted_is_in_exactly_one_window_of_a_partition(changes: list[Change]) -> None:
    standings = stand(changes, as_of=TODAY)
    whole = completion(standings, first=TODAY - timedelta(days=400), last=TODAY + timedelta(days=399))
    hundreds = [TODAY + timedelta(days=offset) for offset in range(-400, 400, 100)]
    parts = [completion(standings, first=first, last=first + timedelta(days=99)) for first in hundreds]
    assert sum(part.total for part in parts) == whole.total
    assert {outcome: sum(part.counts[outcome] for part in parts) for outcome in Outcome} == whole.counts


@quick
@given(histories(), days)
def test_what_happens_later_changes_nothing_about_a_past_day(changes: list[Change], on: date) -> None:
    births = {change.item: change.on for change in changes if change.sequence == 1}
    past = [change for change in changes if change.on <= on and births[change.item] <= on]
    assert stand(changes, as_of=on) == stand(past, as_of=on)
    assert flow(changes, on=on) == flow(past, on=on)


@quick
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_handed_over_does_not_matter(changes: list[Change], chance: random.Random) -> None:
    shuffled = chance.sample(changes, len(changes))
    standings = stand(changes, as_of=TODAY)
    assert stand(shuffled, as_of=TODAY) == standings
    assert flow(shuffled, on=TODAY) == flow(changes, on=TODAY)
    mixed = chance.sample(standings, len(standings))
    assert summarise(mixed, INCIDENTS, as_of=TODAY) == summarise(standings, INCIDENTS, as_of=TODAY)
    assert balance(mixed) == balance(standings)


@quick
@given(histories(), days, st.integers(1, 200))
def test_moving_due_dates_moves_nothing_out_of_its_window(changes: list[Change], on: date, later: int) -> None:
    moved = [
        Change(standing.item, 10_000, on, "due_set", {"due": (None, (standing.due + timedelta(days=later)).isoformat())})
        for standing in stand(changes, as_of=on)
    ]
    standings, after = stand(changes, as_of=on), stand(changes + moved, as_of=on)
    assert due_weeks(after, on=on) == due_weeks(standings, on=on)
    for week in due_weeks(standings, on=on):
        assert completion(after, first=week.first, last=week.last) == completion(standings, first=week.first, last=week.last)
    assert [standing.slips for standing in after] == [standing.slips + 1 for standing in standings]


@quick
@given(histories(), days)
def test_splitting_every_open_item_leaves_all_work_in_its_window_and_open(changes: list[Change], on: date) -> None:
    standings = stand(changes, as_of=on)
    still_open = [standing for standing in standings if standing.state.is_open]
    split = list(changes)
    for standing in still_open:
        part, far = standing.item + 100_000, (on + timedelta(days=300)).isoformat()
        born = {"incident": (None, standing.incident), "due": (None, far), "original_due": (None, far), "type": (None, standing.type.value)}
        split.append(Change(part, 1, on, "added", born))
        split.append(Change(standing.item, 10_000, on, "split", {"state": (None, "superseded"), "replaced_by": (None, [part])}))
    after = stand(split, as_of=on)
    window = running(on)
    assert completion(after, first=window.first, last=window.last) == completion(standings, first=window.first, last=window.last)
    assert [one.loop for one in loops(INCIDENTS, after)] == [one.loop for one in loops(INCIDENTS, standings)]


@quick
@given(histories())
def test_a_selection_counts_through_items_outside_it(changes: list[Change]) -> None:
    """An incident's loop is the same whether one asks for it alone or among all."""
    standings = stand(changes, as_of=TODAY)
    among_all = {one.incident: one for one in loops(INCIDENTS, standings)}
    for incident in INCIDENTS:
        own = [standing for standing in standings if standing.incident == incident]
        assert loops([incident], own, known=standings) == [among_all[incident]]
        assert sum(balance(own, known=standings).overall.counts.values()) == among_all[incident].total


@quick
@given(histories())
def test_the_row_is_what_its_events_add_up_to(changes: list[Change]) -> None:
    rows = recount.replay(changes, TODAY + timedelta(days=100))
    for item, row in rows.items():
        folded = fold(change for change in changes if change.item == item)
        assert row.fields == folded
