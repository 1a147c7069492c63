"""What becomes of tickets in Jira: statuses, resolutions, and the transitions that lead there. Looks at the Cloud's dialect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from followthrough.errors import TurnedDown
from followthrough.trackers.base import Edit, Meaning, Ref, Status, Ticket
from followthrough.trackers.fake.jira import JiraCloud
from followthrough.trackers.fake.jira_state import Status as JiraStatus
from followthrough.trackers.fake.jira_state import Step
from followthrough.trackers.jira_cloud import open_tracker
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.jira_worlds import jira, world_of


@pytest.fixture
def cloud() -> Iterator[World]:
    with world_of(JiraCloud, open_tracker) as made:
        yield made


@pytest.mark.parametrize(
    ("resolution", "meaning", "words"),
    [
        ("Done", Meaning.DONE, "Done"),
        ("Won't Do", Meaning.DROPPED, "Done (Won't Do)"),
        ("Duplicate", Meaning.DROPPED, "Done (Duplicate)"),
        ("Cannot Reproduce", Meaning.DROPPED, "Done (Cannot Reproduce)"),
        ("", Meaning.DONE, "Done"),
    ],
)
def test_a_closed_ticket_is_done_only_where_its_resolution_says_so(cloud: World, resolution: str, meaning: Meaning, words: str) -> None:
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    jira(cloud).put(ref, "Done", resolution)
    ticket = fetched(cloud, ref)
    assert (ticket.meaning, ticket.status) == (meaning, words)
    assert ticket.closed_at == cloud.clock.now


def test_a_dropped_duplicate_names_the_other(cloud: World) -> None:
    first, second = (cloud.dialect.add(title, labels=(LABEL,)) for title in ("First", "Second"))
    cloud.dialect.drop(second, duplicate_of=first)
    assert fetched(cloud, second).duplicate_of == first.key


def test_dropping_as_a_duplicate_takes_that_resolution_and_links_the_two(cloud: World) -> None:
    first, second = cloud.tracker.create(draft("First")), cloud.tracker.create(draft("Second"))
    edited = cloud.tracker.edit(second.ref, Edit(meaning=Meaning.DROPPED, duplicate_of=first.key))
    assert isinstance(edited, Ticket)
    assert (edited.status, edited.duplicate_of) == ("Done (Duplicate)", first.key)


def test_a_duplicate_of_what_is_not_there_is_dropped_all_the_same(cloud: World) -> None:
    ticket = cloud.tracker.create(draft())
    edited = cloud.tracker.edit(ticket.ref, Edit(meaning=Meaning.DROPPED, duplicate_of="NONE-1"))
    assert isinstance(edited, Ticket)
    assert edited.meaning is Meaning.DROPPED


def with_steps(world: World, *steps: Step, statuses: tuple[JiraStatus, ...] = ()) -> None:
    workflow = jira(world).workflow
    jira(world).workflow = replace(workflow, steps=steps, statuses=(*workflow.statuses, *statuses))


def test_where_no_step_can_drop_it_the_refusal_names_what_there_is(cloud: World) -> None:
    with_steps(cloud, Step("21", "Begin", "In Progress"), Step("31", "Done", "Done", gives="Done"))
    ticket = cloud.tracker.create(draft())
    with pytest.raises(TurnedDown, match=r"Begin \(to In Progress\), Done\b.*Say in the connection"):
        cloud.tracker.edit(ticket.ref, Edit(meaning=Meaning.DROPPED))
    assert fetched(cloud, ticket.ref).meaning is Meaning.OPEN


def test_a_status_that_is_mapped_to_dropped_is_what_dropping_leads_to(cloud: World) -> None:
    parked = JiraStatus("10177", "Parked", "new")
    with_steps(cloud, Step("31", "Done", "Done", gives="Done"), Step("41", "Park", "Parked"), statuses=(parked,))
    tracker = cloud.open_as(replace(cloud.settings, statuses={"10177": Meaning.DROPPED}))
    edited = tracker.edit(tracker.create(draft()).ref, Edit(meaning=Meaning.DROPPED))
    assert isinstance(edited, Ticket)
    assert (edited.meaning, edited.status) == (Meaning.DROPPED, "Parked")


def test_a_status_called_cancelled_is_dropped_although_jira_counts_it_as_done(cloud: World) -> None:
    with_steps(cloud, Step("41", "Cancel", "Cancelled"), statuses=(JiraStatus("10188", "Cancelled", "done"),))
    edited = cloud.tracker.edit(cloud.tracker.create(draft()).ref, Edit(meaning=Meaning.DROPPED))
    assert isinstance(edited, Ticket)
    assert (edited.meaning, edited.status) == (Meaning.DROPPED, "Cancelled")


def test_a_closed_status_of_somebodys_own_making_is_dropped_until_it_is_mapped(cloud: World) -> None:
    with_steps(cloud, Step("41", "Archive", "Archived"), statuses=(JiraStatus("10199", "Archived", "done"),))
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    jira(cloud).put(ref, "Archived")
    assert fetched(cloud, ref).meaning is Meaning.DROPPED
    tracker = cloud.open_as(replace(cloud.settings, statuses={"10199": Meaning.DONE}))
    found = tracker.fetch(ref)
    assert isinstance(found, Ticket)
    assert found.meaning is Meaning.DONE


def test_a_map_never_turns_a_ticket_that_was_not_done_into_a_done_one(cloud: World) -> None:
    tracker = cloud.open_as(replace(cloud.settings, statuses={"10102": Meaning.DONE}))
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    cloud.dialect.drop(ref)
    found = tracker.fetch(ref)
    assert isinstance(found, Ticket)
    assert found.meaning is Meaning.DROPPED


def test_a_category_that_nobody_has_heard_of_breaks_nothing(cloud: World) -> None:
    cloud.dialect.check_answer = None  # the description has not heard of it either
    with_steps(cloud, statuses=(JiraStatus("10166", "Elsewhere", "paused"),))
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    jira(cloud).put(ref, "Elsewhere")
    assert fetched(cloud, ref).meaning is Meaning.OPEN
    jira(cloud).put(ref, "Elsewhere", "Won't Do")
    assert fetched(cloud, ref).meaning is Meaning.DROPPED


def test_a_step_that_asks_for_more_than_we_know_is_refused_with_the_names_of_the_fields(cloud: World) -> None:
    with_steps(cloud, Step("31", "Done", "Done", gives="Done", fields={"customfield_10060": "Cost in hours"}))
    ticket = cloud.tracker.create(draft())
    with pytest.raises(TurnedDown, match=r"Done asks for Cost in hours"):
        cloud.tracker.edit(ticket.ref, Edit(meaning=Meaning.DONE))


def test_of_several_steps_the_one_that_asks_for_nothing_more_is_taken(cloud: World) -> None:
    asking = Step("31", "Done with form", "Done", gives="Done", fields={"customfield_10060": "Cost in hours"})
    with_steps(cloud, asking, Step("32", "Quick done", "Done", gives="Done"))
    edited = cloud.tracker.edit(cloud.tracker.create(draft()).ref, Edit(meaning=Meaning.DONE))
    assert isinstance(edited, Ticket)
    assert edited.meaning is Meaning.DONE


def test_a_closed_ticket_that_its_workflow_locks_is_opened_before_it_is_changed(cloud: World) -> None:
    jira(cloud).locks_closed = True
    ticket = cloud.tracker.create(draft())
    cloud.tracker.edit(ticket.ref, Edit(title="Changed, then closed", meaning=Meaning.DONE))
    edited = cloud.tracker.edit(ticket.ref, Edit(title="Opened, then changed", meaning=Meaning.OPEN))
    assert isinstance(edited, Ticket)
    assert (edited.title, edited.meaning) == ("Opened, then changed", Meaning.OPEN)


def test_the_statuses_to_map_are_those_of_the_project_and_its_resolutions(cloud: World) -> None:
    found = cloud.tracker.statuses()
    assert Status("10101", "In Progress", Meaning.STARTED) in found
    assert Status("resolution:10001", "Resolution Won't Do", Meaning.DROPPED) in found
    assert len({status.id for status in found}) == len(found)


def test_a_resolution_can_be_mapped_like_a_status(cloud: World) -> None:
    tracker = cloud.open_as(replace(cloud.settings, statuses={"resolution:10003": Meaning.DONE}))
    ref = cloud.dialect.add("Ours", labels=(LABEL,))
    jira(cloud).put(ref, "Done", "Cannot Reproduce")
    found = tracker.fetch(ref)
    assert isinstance(found, Ticket)
    assert found.meaning is Meaning.DONE


def fetched(world: World, ref: Ref) -> Ticket:
    found = world.tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found
