"""The four ends an incident's loop can have."""

from __future__ import annotations

import pytest

from followthrough.core.item import State
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.loop import IncidentLoop, Loop, loop_counts, loops
from tests.core.portfolio.histories import make_standing


def standings(*states: State, incident: int = 1) -> list[Standing]:
    return [make_standing(100 * incident + number, incident=incident, state=state) for number, state in enumerate(states)]


def one_loop(*states: State) -> IncidentLoop:
    (found,) = loops([1], standings(*states))
    return found


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], Loop.NONE_RECORDED),
        ([State.OPEN, State.BLOCKED], Loop.NONE_CLOSED),
        ([State.OPEN, State.DONE], Loop.PARTLY_CLOSED),
        ([State.IN_PROGRESS, State.DECLINED], Loop.PARTLY_CLOSED),
        ([State.DONE, State.DONE], Loop.CLOSED),
        ([State.RISK_ACCEPTED, State.DECLINED], Loop.CLOSED),
    ],
)
def test_each_incident_has_one_of_four(states: list[State], expected: Loop) -> None:
    assert one_loop(*states).loop is expected


def test_a_closed_loop_says_how_much_of_it_was_decided_away() -> None:
    found = one_loop(State.DONE, State.DONE, State.DONE, State.RISK_ACCEPTED)
    assert (found.loop, found.decided_share) == (Loop.CLOSED, 0.25)


def test_nothing_recorded_has_no_share() -> None:
    assert one_loop().decided_share is None


def test_only_the_asked_incidents_are_told_each_once_and_in_order() -> None:
    found = loops([3, 1, 3], [*standings(State.OPEN), *standings(State.DONE, incident=2)])
    assert [(one.incident, one.total) for one in found] == [(3, 0), (1, 1)]


def test_counts_name_all_four_even_where_there_are_none() -> None:
    found = loop_counts(loops([1, 2, 3], standings(State.OPEN)))
    assert found == {Loop.NONE_RECORDED: 2, Loop.NONE_CLOSED: 1, Loop.PARTLY_CLOSED: 0, Loop.CLOSED: 0}


def test_a_split_item_counts_through_its_parts() -> None:
    whole = make_standing(1, state=State.SUPERSEDED, replaced_by=(2, 3))
    (found,) = loops([1], [whole, make_standing(2, state=State.DONE), make_standing(3)])
    assert found == IncidentLoop(1, done=1, open=1)


def test_an_item_merged_into_another_incidents_is_closed_when_that_one_is() -> None:
    merged = make_standing(1, incident=1, state=State.SUPERSEDED, replaced_by=(2,))
    still_open = make_standing(2, incident=2)
    assert [one.loop for one in loops([1, 2], [merged, still_open])] == [Loop.NONE_CLOSED, Loop.NONE_CLOSED]
    shipped = make_standing(2, incident=2, state=State.DONE)
    assert [one.loop for one in loops([1, 2], [merged, shipped])] == [Loop.CLOSED, Loop.CLOSED]
    assert loops([1], [merged], known=[shipped]) == [IncidentLoop(1, done=1)]


def test_an_item_whose_successor_is_unknown_counts_as_decided_away() -> None:
    assert loops([1], [make_standing(1, state=State.SUPERSEDED, replaced_by=(404,))]) == [IncidentLoop(1, decided=1)]
