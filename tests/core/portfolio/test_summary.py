"""The four answers together, and that each of them has its definition."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

from followthrough.core.item import State
from followthrough.core.portfolio.completion import completion, due_weeks
from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.loop import Loop
from followthrough.core.portfolio.replacement import Outcome
from followthrough.core.portfolio.summary import Summary, summarise
from tests.conftest import TODAY
from tests.core.portfolio.histories import make_standing


def test_one_call_answers_the_four_questions() -> None:
    february = date(2026, 2, 10)
    standings = [
        make_standing(1, accepted_on=TODAY - timedelta(days=120), original_due=february),
        make_standing(2, state=State.DONE, closed_on=february, done_on=february, original_due=february),
        make_standing(3, incident=2, state=State.DECLINED, original_due=TODAY - timedelta(days=9)),
        make_standing(4, incident=3, due=TODAY - timedelta(days=1)),
    ]
    found = summarise(standings, [1, 2, 3, 4], as_of=TODAY)
    assert (found.open, found.overdue, found.oldest_age) == (2, 2, 120)
    assert found.oldest == (1, standings[0].accepted_on)
    assert [bucket.count for bucket in found.buckets] == [0, 1, 0, 0, 1]
    assert found.last_quarter == completion(standings, first=date(2026, 1, 1), last=date(2026, 3, 31))
    assert found.last_quarter.rate == 0.5
    assert (found.running.declined, found.running.still_open, found.running.total) == (1, 1, 2)
    assert found.weeks == tuple(due_weeks(standings, on=TODAY))
    assert found.loops == {Loop.NONE_RECORDED: 1, Loop.NONE_CLOSED: 1, Loop.PARTLY_CLOSED: 1, Loop.CLOSED: 1}
    assert found.incidents == 4


def test_an_empty_portfolio_has_answers_too() -> None:
    found = summarise([], [], as_of=TODAY)
    assert (found.open, found.overdue, found.oldest, found.oldest_age) == (0, 0, None, None)
    assert found.running.rate is None
    assert set(found.loops.values()) == {0}
    assert len(found.weeks) == 8


def test_a_filtered_summary_counts_through_what_the_filter_left_out() -> None:
    handed_over = make_standing(1, state=State.SUPERSEDED, replaced_by=(2,), original_due=TODAY)
    theirs = make_standing(2, incident=2, state=State.DONE, closed_on=TODAY, done_on=TODAY, original_due=TODAY)
    found = summarise([handed_over], [1], as_of=TODAY, known=[handed_over, theirs])
    assert (found.open, found.running.done_on_time, found.loops[Loop.CLOSED]) == (0, 1, 1)


def test_every_number_of_the_summary_has_its_definition() -> None:
    numbers = {field.name for field in fields(Summary)} - {"as_of", "loops", "incidents"}
    assert numbers | set(Loop) | set(Outcome) | {"completion", "loop", "flow", "slips", "balance"} <= set(DEFINITIONS)


def test_a_definition_is_a_sentence() -> None:
    assert all(text[0].isupper() and text.endswith(".") and "  " not in text for text in DEFINITIONS.values())
