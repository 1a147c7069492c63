"""What holds a release up, and what never does."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from followthrough.core.gate import LONGEST_GRACE, Promise, Question, judge

ON = date(2026, 6, 10)
RANKS = st.one_of(st.none(), st.integers(1, 4))


def late(days: int, *, severity: int | None = 2, item: int = 1, private: bool = False) -> Promise:
    return Promise(item, "Alert on lag", "INC-1", severity, ON - timedelta(days=days), private=private)


def test_nothing_overdue_opens_the_gate() -> None:
    assert judge([], Question(), on=ON).is_open


def test_on_its_due_date_an_item_holds_nothing_up_and_a_day_later_it_does() -> None:
    assert judge([late(0)], Question(), on=ON).is_open
    assert not judge([late(1)], Question(), on=ON).is_open


def test_days_of_grace_end() -> None:
    verdict = judge([late(3), late(4, item=2)], Question(grace=3), on=ON)
    assert [one.item for one in verdict.blocking] == [2]
    assert [one.item for one in verdict.in_grace] == [1]


def test_an_incident_that_nobody_ranked_is_asked_for_unless_severities_are_chosen_and_then_it_is_said() -> None:
    assert not judge([late(5, severity=None)], Question(), on=ON).is_open
    verdict = judge([late(5, severity=None), late(5, severity=3, item=2)], Question(severities=(1, 2), unranked=False), on=ON)
    assert verdict.is_open
    assert verdict.unranked_left_out == 1
    assert not judge([late(5, severity=None)], Question(severities=(), unranked=True), on=ON).is_open


def test_the_worst_incident_comes_first_and_of_those_what_is_late_longest() -> None:
    promises = [late(1, severity=None, item=1), late(2, severity=1, item=2), late(9, severity=1, item=3), late(30, severity=4, item=4)]
    assert [one.item for one in judge(promises, Question(), on=ON).blocking] == [3, 2, 4, 1]


PROMISES = st.lists(st.builds(late, st.integers(-400, 400), severity=RANKS, item=st.integers(1, 99)), max_size=12)
QUESTIONS = st.builds(
    Question, severities=st.sets(st.integers(1, 4)).map(tuple), unranked=st.booleans(), grace=st.integers(0, LONGEST_GRACE)
)


@given(PROMISES, QUESTIONS)
def test_every_overdue_item_is_blocking_or_in_grace_or_was_not_asked_for(promises: list[Promise], question: Question) -> None:
    verdict = judge(promises, question, on=ON)
    overdue = [one for one in promises if one.due < ON]
    told = len(verdict.blocking) + len(verdict.in_grace)
    assert told + sum(not question.wants(one.severity) for one in overdue) == len(overdue)
    assert verdict.is_open is (not verdict.blocking)


@given(PROMISES, QUESTIONS, st.integers(1, 400))
def test_waiting_opens_no_gate(promises: list[Promise], question: Question, days: int) -> None:
    if not judge(promises, question, on=ON).is_open:
        assert not judge(promises, question, on=ON + timedelta(days=days)).is_open
