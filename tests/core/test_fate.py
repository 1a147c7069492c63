"""What has become of an outcome of an earlier review."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.fate import CLOSES, Fate, Standing, fate
from followthrough.core.item import State
from tests.conftest import TODAY


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("outcome", "now", "became", "says"),
    [
        ("on_track", Standing(State.DONE, day(-5), day(-5)), Fate.KEPT, "done on 2026-06-05"),
        ("new_date", Standing(State.DONE, day(-5), day(-2)), Fate.LATE, "done on 2026-06-08, 3 days after its date"),
        ("on_track", Standing(State.DONE, day(9), day(-2)), Fate.LATE, "done on 2026-06-08, 3 days after its date"),
        ("on_track", Standing(State.OPEN, day(-5)), Fate.LATE, "due 2026-06-05, 5 days overdue"),
        ("new_owner", Standing(State.IN_PROGRESS, day(-1)), Fate.SLIPPED, "due 2026-06-09 instead of 2026-06-05, 1 day overdue"),
        ("blocked", Standing(State.BLOCKED, day(9)), Fate.SLIPPED, "blocked, due 2026-06-19 instead of 2026-06-05"),
        ("on_track", Standing(State.DECLINED, day(-5), day(-3)), Fate.DROPPED, "declined on 2026-06-07"),
        ("on_track", Standing(State.RISK_ACCEPTED, day(-5), day(-3)), Fate.DROPPED, "risk accepted on 2026-06-07"),
        ("on_track", Standing(State.SUPERSEDED, day(-5), day(-3)), Fate.SUPERSEDED, "superseded on 2026-06-07"),
        ("done", Standing(State.DONE, day(-5), day(-3)), Fate.KEPT, "still done"),
        ("done", Standing(State.OPEN, day(-5)), Fate.BACK, "open, due 2026-06-05"),
        ("risk_accepted", Standing(State.IN_PROGRESS, day(-5)), Fate.BACK, "open, due 2026-06-05"),
        ("declined", Standing(State.DONE, day(-5), day(-1)), Fate.BACK, "now done"),
        ("split", Standing(State.SUPERSEDED, day(-5), day(-9)), Fate.KEPT, "still superseded"),
    ],
)
def test_each_fate_is_told_in_words(outcome: str, now: Standing, became: Fate, says: str) -> None:
    assert fate(outcome, due=day(-5), now=now, on=TODAY) == (became, says)


def test_what_is_not_due_yet_is_neither_kept_nor_late() -> None:
    assert fate("on_track", due=TODAY, now=Standing(State.OPEN, TODAY), on=TODAY) == (Fate.RUNNING, "due 2026-06-10")
    assert fate("new_date", due=day(3), now=Standing(State.BLOCKED, day(3)), on=TODAY) == (Fate.RUNNING, "blocked, due 2026-06-13")


def test_a_date_that_was_moved_forward_is_no_slip() -> None:
    assert fate("new_date", due=day(30), now=Standing(State.OPEN, day(3)), on=TODAY)[0] is Fate.RUNNING


NOW = st.builds(Standing, state=st.sampled_from(State), due=st.dates(day(-60), day(60)), closed_on=st.none() | st.dates(day(-60), TODAY))
OUTCOMES = st.sampled_from(["on_track", "new_date", "new_owner", "blocked", *CLOSES])


@given(OUTCOMES, st.dates(day(-60), day(60)), NOW)
def test_only_work_or_a_decision_that_holds_is_kept(outcome: str, due: date, now: Standing) -> None:
    became, says = fate(outcome, due=due, now=now, on=TODAY)
    assert says
    if became is Fate.KEPT:
        assert now.state is CLOSES.get(outcome, State.DONE)


@given(OUTCOMES, st.dates(day(-60), day(60)), NOW)
def test_an_item_that_is_open_and_overdue_is_never_told_as_going_well(outcome: str, due: date, now: Standing) -> None:
    became, _ = fate(outcome, due=due, now=now, on=TODAY)
    if now.state.is_open and now.due < TODAY:
        assert became in {Fate.LATE, Fate.SLIPPED, Fate.BACK}
