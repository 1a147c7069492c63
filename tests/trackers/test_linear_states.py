"""States of Linear's teams: what each kind means, which one is set, and what becomes of them when an issue goes to another team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from followthrough.errors import TurnedDown
from followthrough.trackers.base import Edit, Meaning, Ref, Ticket, Tracker
from followthrough.trackers.fake.linear_state import MEANS, State, named_id
from followthrough.trackers.linear_states import State as ReadState
from followthrough.trackers.linear_states import choose, meaning
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.linear_worlds import linear, linear_world


@pytest.fixture
def world() -> Iterator[World]:
    with linear_world() as made:
        yield made
        assert made.dialect.violations == []


def fetched(tracker: Tracker, ref: Ref) -> Ticket:
    found = tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found


def edited(tracker: Tracker, ref: Ref, edit: Edit) -> Ticket:
    found = tracker.edit(ref, edit)
    assert isinstance(found, Ticket), found
    return found


@pytest.mark.parametrize(
    ("state", "means"),
    [
        ("Backlog", Meaning.OPEN),
        ("Todo", Meaning.OPEN),
        ("In Progress", Meaning.STARTED),
        ("In Review", Meaning.STARTED),
        ("Done", Meaning.DONE),
        ("Canceled", Meaning.DROPPED),
        ("Duplicate", Meaning.DROPPED),
    ],
)
def test_what_a_state_means_follows_from_its_kind(world: World, state: str, means: Meaning) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    linear(world).put(ref, state)
    ticket = fetched(world.tracker, ref)
    assert (ticket.meaning, ticket.status) == (means, state)
    assert ticket.closed_at == (world.clock.now if means.ended else None)


def test_the_statuses_are_the_teams_own_in_their_order_with_what_they_mean(world: World) -> None:
    assert [(status.name, status.proposal) for status in world.tracker.statuses()] == [
        (state.name, MEANS[state.type]) for state in linear(world).teams["OPS"].states
    ]


@pytest.mark.parametrize(
    ("wanted", "name"),
    [(Meaning.STARTED, "In Progress"), (Meaning.DONE, "Done"), (Meaning.DROPPED, "Canceled"), (Meaning.OPEN, "Todo")],
)
def test_the_first_state_of_the_kind_is_set(world: World, wanted: Meaning, name: str) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    linear(world).put(ref, "In Progress" if wanted is not Meaning.STARTED else "Backlog")
    assert edited(world.tracker, ref, Edit(meaning=wanted)).status == name


def test_what_has_the_meaning_already_stays_where_it_is(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    linear(world).put(ref, "In Review")
    assert edited(world.tracker, ref, Edit(meaning=Meaning.STARTED)).status == "In Review"


def test_the_connections_map_decides_before_the_kind_does(world: World) -> None:
    review = linear(world).teams["OPS"].states[3]
    tracker = world.open_as(replace(world.settings, statuses={review.id: Meaning.DONE}))
    ref = world.dialect.add("Ours", labels=(LABEL,))
    linear(world).put(ref, "In Review")
    ticket = fetched(tracker, ref)
    assert (ticket.meaning, ticket.closed_at) == (Meaning.DONE, ticket.updated_at)
    assert edited(tracker, ref, Edit(meaning=Meaning.OPEN)).status == "Todo"
    assert edited(tracker, ref, Edit(meaning=Meaning.DONE)).status == "Done"


def test_a_mapped_state_is_set_where_the_team_has_none_of_the_kind(world: World) -> None:
    team = linear(world).teams["OPS"]
    team.states = [state for state in team.states if state.type not in {"canceled", "duplicate"}]
    ref = world.dialect.add("Ours", labels=(LABEL,))
    with pytest.raises(TurnedDown, match=r"No status of the team OPS.*say in the connection.*Canceled"):
        world.tracker.edit(ref, Edit(meaning=Meaning.DROPPED))
    backlog = team.states[0]
    tracker = world.open_as(replace(world.settings, statuses={backlog.id: Meaning.DROPPED}))
    ticket = edited(tracker, ref, Edit(meaning=Meaning.DROPPED))
    assert (ticket.meaning, ticket.status) == (Meaning.DROPPED, "Backlog")


def test_an_issue_that_goes_to_another_team_is_moved_among_that_teams_states(world: World) -> None:
    shop = linear(world).teams["SHOP"]
    shop.states = [State(named_id("shipped"), "Shipped", "completed", 9.0), *(it for it in shop.states if it.type != "completed")]
    ticket = world.tracker.create(draft())
    world.dialect.move(ticket.ref, "SHOP")
    assert edited(world.tracker, ticket.ref, Edit(meaning=Meaning.DONE)).status == "Shipped"


def test_a_new_issue_in_a_team_with_triage_is_open_and_opened_again_into_the_teams_work(world: World) -> None:
    team = linear(world).teams["OPS"]
    team.states.insert(0, State(named_id("triage"), "Triage", "triage", -1.0))
    team.triage = True
    ticket = world.tracker.create(draft())
    assert (ticket.status, ticket.meaning) == ("Triage", Meaning.OPEN)
    edited(world.tracker, ticket.ref, Edit(meaning=Meaning.DONE))
    assert edited(world.tracker, ticket.ref, Edit(meaning=Meaning.OPEN)).status == "Todo"


def test_a_kind_that_nobody_has_heard_of_breaks_nothing() -> None:
    new = ReadState("1", "Elsewhere", "paused", 1.0)
    assert meaning(new, {}) is Meaning.OPEN
    assert meaning(new, {}, {"completedAt": "2026-06-10T09:00:00.000Z"}) is Meaning.DONE
    assert meaning(new, {}, {"canceledAt": "2026-06-10T09:00:00.000Z"}) is Meaning.DROPPED


def test_the_teams_own_state_for_new_issues_is_what_opening_leads_to() -> None:
    states = [ReadState("1", "Backlog", "backlog", 0.0), ReadState("2", "Todo", "unstarted", 1.0), ReadState("3", "Next", "unstarted", 2.0)]
    assert choose(Meaning.OPEN, states, {}, team="OPS").name == "Todo"
    assert choose(Meaning.OPEN, states, {}, team="OPS", default="3").name == "Next"
    assert choose(Meaning.OPEN, states, {"1": Meaning.OPEN, "3": Meaning.DROPPED}, team="OPS", default="3").name == "Todo"


# --- duplicates ---------------------------------------------------------------------------------------------------------------


def test_a_dropped_duplicate_names_the_other(world: World) -> None:
    first, second = (world.dialect.add(title, labels=(LABEL,)) for title in ("First", "Second"))
    world.dialect.drop(second, duplicate_of=first)
    ticket = fetched(world.tracker, second)
    assert (ticket.meaning, ticket.duplicate_of) == (Meaning.DROPPED, first.key)
    assert fetched(world.tracker, first).duplicate_of == ""


def test_a_duplicate_that_was_opened_again_is_none(world: World) -> None:
    first, second = (world.dialect.add(title, labels=(LABEL,)) for title in ("First", "Second"))
    world.dialect.drop(second, duplicate_of=first)
    world.dialect.reopen(second)
    assert fetched(world.tracker, second).duplicate_of == ""


def test_dropping_as_a_duplicate_links_the_two_once(world: World) -> None:
    first, second = world.tracker.create(draft("First")), world.tracker.create(draft("Second"))
    edit = Edit(meaning=Meaning.DROPPED, duplicate_of=first.key)
    for _ in range(2):
        ticket = edited(world.tracker, second.ref, edit)
        assert (ticket.meaning, ticket.duplicate_of) == (Meaning.DROPPED, first.key)
    assert len(linear(world).relations) == 1


def test_a_duplicate_of_what_is_not_there_is_dropped_all_the_same(world: World) -> None:
    ticket = world.tracker.create(draft())
    assert edited(world.tracker, ticket.ref, Edit(meaning=Meaning.DROPPED, duplicate_of="NONE-1")).meaning is Meaning.DROPPED
