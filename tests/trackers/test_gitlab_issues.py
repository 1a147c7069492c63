"""What only GitLab does: issues closed without a reason, labels that say why, confidential ones, one assignee, lists by the millisecond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from followthrough.errors import TurnedDown
from followthrough.trackers.base import Edit, Meaning, Missing, Ref, Ticket
from followthrough.trackers.fake.dialect import Fault, Request, Response
from followthrough.trackers.gitlab_answers import OUR_LABEL, account_of, says_dropped, ticket_of
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.gitlab_worlds import gitlab, gitlab_world

ISSUE: dict[str, Any] = {
    "id": 5001,
    "iid": 2,
    "project_id": 101,
    "title": "Fence the cache",
    "description": None,
    "state": "closed",
    "created_at": "2026-06-10T09:00:00.123Z",
    "updated_at": "2026-06-10T09:00:00.123Z",
    "closed_at": None,
    "labels": ["plain", {"name": "object"}],
    "assignees": None,
    "web_url": "https://gitlab.example/acme/shop/-/issues/2",
    "references": {"full": "acme/shop#2"},
}


@pytest.fixture
def world() -> Iterator[World]:
    with gitlab_world() as made:
        yield made
        assert made.dialect.violations == []


def fetched(world: World, ref: Ref) -> Ticket:
    found = world.tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found


def edited(world: World, ref: Ref, edit: Edit) -> Ticket:
    found = world.tracker.edit(ref, edit)
    assert isinstance(found, Ticket), found
    return found


# --- states ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "meaning", "status"),
    [
        ((), Meaning.DONE, "closed"),
        (("bug", "won't you fix"), Meaning.DONE, "closed"),
        (("wontfix",), Meaning.DROPPED, "closed, labelled wontfix"),
        (("Won't fix",), Meaning.DROPPED, "closed, labelled Won't fix"),
        (("won’t do",), Meaning.DROPPED, "closed, labelled won’t do"),
        (("wont-fix",), Meaning.DROPPED, "closed, labelled wont-fix"),
        (("not planned",), Meaning.DROPPED, "closed, labelled not planned"),
        (("resolution::declined",), Meaning.DROPPED, "closed, labelled resolution::declined"),
        (("team::resolution::Not_Planned",), Meaning.DROPPED, "closed, labelled team::resolution::Not_Planned"),
    ],
)
def test_a_closed_issue_is_done_unless_a_label_says_otherwise(world: World, labels: tuple[str, ...], meaning: Meaning, status: str) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL, *labels))
    assert fetched(world, ref).meaning is Meaning.OPEN
    gitlab(world).close(gitlab(world).found(ref), by=gitlab(world).me)
    ticket = fetched(world, ref)
    assert (ticket.meaning, ticket.status) == (meaning, status)


def test_a_team_can_name_labels_of_its_own_that_mean_dropped(world: World) -> None:
    assert not says_dropped("Stale")
    ours = world.open_as(replace(world.settings, options={"dropped_labels": "stale, Out of Scope"}))
    for label in ("Stale", "out-of-scope", "wontfix"):
        ref = world.dialect.add("Ours", labels=(LABEL, label))
        gitlab(world).close(gitlab(world).found(ref), by=gitlab(world).me)
        found = ours.fetch(ref)
        assert isinstance(found, Ticket)
        assert found.meaning is Meaning.DROPPED
    done = ours.edit(ref, Edit(meaning=Meaning.DONE))
    assert isinstance(done, Ticket)
    assert (done.meaning, done.labels) == (Meaning.DONE, (LABEL,))


def test_a_duplicate_says_of_what_where_both_are_in_one_project(world: World) -> None:
    first, second = (world.dialect.add(f"Item {number}", labels=(LABEL,)) for number in range(2))
    world.dialect.drop(second, duplicate_of=first)
    ticket = fetched(world, second)
    assert (ticket.meaning, ticket.status, ticket.duplicate_of) == (Meaning.DROPPED, "closed as duplicate", first.key)
    elsewhere = world.dialect.move(first, "acme/ops")
    third = world.dialect.add("Item 3", labels=(LABEL,))
    world.dialect.drop(third, duplicate_of=elsewhere)
    assert (fetched(world, third).status, fetched(world, third).duplicate_of) == ("closed as duplicate", "")


def test_what_was_closed_as_a_duplicate_is_reopened_before_it_is_done(world: World) -> None:
    first, second = (world.dialect.add(f"Item {number}", labels=(LABEL,)) for number in range(2))
    world.dialect.drop(second, duplicate_of=first)
    ticket = edited(world, second, Edit(meaning=Meaning.DONE))
    assert (ticket.meaning, ticket.status) == (Meaning.DONE, "closed")
    seen = world.dialect.peek(second)
    assert seen is not None
    assert seen.meaning is Meaning.DONE


@pytest.mark.parametrize("state", ["locked", "archived"])
def test_a_state_that_nobody_knows_yet_is_a_question_to_a_person(state: str) -> None:
    ticket = ticket_of({**ISSUE, "state": state})
    assert (ticket.meaning, ticket.status, ticket.labels, ticket.assignees) == (Meaning.DROPPED, state, ("plain", "object"), ())


def test_dropping_puts_a_label_on_and_the_way_back_takes_it_off(world: World) -> None:
    ticket = world.tracker.create(draft())
    dropped = edited(world, ticket.ref, Edit(meaning=Meaning.DROPPED))
    assert (OUR_LABEL in dropped.labels, dropped.status) == (True, f"closed, labelled {OUR_LABEL}")
    for meaning in (Meaning.DONE, Meaning.DROPPED, Meaning.OPEN, Meaning.DROPPED, Meaning.STARTED):
        ticket = edited(world, ticket.ref, Edit(meaning=meaning))
        assert (OUR_LABEL in ticket.labels) == (meaning is Meaning.DROPPED)
        assert ticket.meaning is (Meaning.OPEN if meaning is Meaning.STARTED else meaning)


def test_dropping_what_people_labelled_already_adds_no_label(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL, "wontfix"))
    assert edited(world, ref, Edit(meaning=Meaning.DROPPED)).labels == (LABEL, "wontfix")
    assert edited(world, ref, Edit(meaning=Meaning.OPEN)).labels == (LABEL, "wontfix"), "a label of people stays"
    assert edited(world, ref, Edit(meaning=Meaning.DONE)).labels == (LABEL,)


def test_a_duplicate_is_dropped_and_linked_to_the_other(world: World) -> None:
    first, second = (world.tracker.create(draft(f"Item {number}")) for number in range(2))
    for _ in range(2):  # a link that is there already is fine
        ticket = edited(world, second.ref, Edit(meaning=Meaning.DROPPED, duplicate_of=first.key))
        assert ticket.meaning is Meaning.DROPPED
    assert gitlab(world).found(second.ref).links == [gitlab(world).found(first.ref).id]


@pytest.mark.parametrize("key", ["acme/secret#1", "acme/shop#99", "nothing", "OPS-12", ""])
def test_a_duplicate_of_what_can_not_be_seen_is_dropped_all_the_same(world: World, key: str) -> None:
    ticket = world.tracker.create(draft())
    assert edited(world, ticket.ref, Edit(meaning=Meaning.DROPPED, duplicate_of=key)).meaning is Meaning.DROPPED
    assert gitlab(world).found(ticket.ref).links == []


def test_an_edit_of_several_things_is_one_request(world: World) -> None:
    ticket = world.tracker.create(draft())
    world.dialect.hits.clear()
    everything = Edit(
        title="New", assignee=world.dialect.people()["ben"], due=date(2026, 8, 1), meaning=Meaning.DROPPED, add_label="postmortem"
    )
    changed = edited(world, ticket.ref, everything)
    assert [hit.request.method for hit in world.dialect.hits] == ["GET", "PUT"]
    assert set(changed.labels) == {LABEL, OUR_LABEL, "postmortem"}
    world.dialect.hits.clear()
    assert edited(world, ticket.ref, Edit(meaning=Meaning.DROPPED, add_label=LABEL)) == changed
    assert [hit.request.method for hit in world.dialect.hits] == ["GET"]


# --- people and privacy ---------------------------------------------------------------------------------------------------------


def test_a_private_item_becomes_a_confidential_issue(world: World) -> None:
    assert world.tracker.create(draft(private=True)).private
    assert not world.tracker.create(draft()).private
    assert [issue.confidential for issue in gitlab(world).projects[101].issues.values()] == [True, False]


def test_what_became_confidential_is_out_of_sight_for_a_guest(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    gitlab(world).projects[101].access = 10
    assert fetched(world, ref).title == "Ours"
    gitlab(world).hide(ref)
    assert isinstance(world.tracker.fetch(ref), Missing)
    assert world.listed() == []


def test_somebody_who_can_not_be_given_the_issue_is_left_out_and_the_ticket_says_so(world: World) -> None:
    assert world.tracker.create(draft(assignee="99999")).assignees == ()


@pytest.mark.parametrize("account", ["ada", "", "-5", "5.0"])
def test_an_account_that_is_none_is_said(world: World, account: str) -> None:
    with pytest.raises(TurnedDown, match="account"):
        world.tracker.create(draft(assignee=account))
    assert world.dialect.creations() == 0


@pytest.mark.parametrize(
    ("username", "bot"),
    [
        ("ada", False),
        ("project_101_bot", True),
        ("project_101_bot1", True),
        ("project_101_bot_5f2c9e", True),
        ("group_7_bot_5f2c9e", True),
        ("service_account_group_7_5f", True),
        ("project_manager", False),
        ("project_101_bottle", False),
    ],
)
def test_accounts_of_tokens_are_told_from_people(username: str, bot: bool) -> None:
    assert account_of({"id": 5, "username": username}).is_bot is bot


def test_members_who_are_blocked_or_only_invited_are_not_offered(world: World) -> None:
    rows = [
        {"id": 1, "username": "a", "state": "active", "access_level": 30, "membership_state": "active"},
        {"id": 2, "username": "b", "state": "blocked", "access_level": 30},
        {"id": 3, "username": "c", "state": "active", "access_level": 30, "membership_state": "awaiting"},
        {"id": 4, "username": "d", "state": "active", "access_level": 5},
        {"id": 1, "username": "a", "state": "active", "access_level": 20},
    ]
    world.dialect.faults.append(Fault(answer=Response.of(rows)))
    assert [(account.id, account.active) for account in world.tracker.accounts()] == [("1", True), ("2", False)]


# --- lists --------------------------------------------------------------------------------------------------------------------


def test_more_of_one_moment_than_a_page_holds_are_all_listed_once(world: World) -> None:
    old = world.dialect.add("Old", labels=(LABEL,))
    world.clock.advance(60)
    many = [world.dialect.add(f"Item {number}", labels=(LABEL,)) for number in range(250)]
    world.clock.advance(60)
    new = world.dialect.add("New", labels=(LABEL,))
    assert sorted(ticket.id for ticket in world.listed()) == sorted(ref.id for ref in (old, *many, new))


def test_two_moments_that_fill_whole_pages_are_both_listed(world: World) -> None:
    refs = []
    for _ in range(2):
        refs += [world.dialect.add(f"Item {number}", labels=(LABEL,)) for number in range(200)]
        world.clock.advance(60)
    assert sorted(ticket.id for ticket in world.listed()) == sorted(ref.id for ref in refs)


def test_nothing_is_missed_when_tickets_move_up_while_pages_are_turned(world: World) -> None:
    refs = []
    for number in range(250):
        world.clock.advance(1)
        refs.append(world.dialect.add(f"Item {number}", labels=(LABEL,)))
    seen: set[str] = set()
    for count, page in enumerate(world.pages()):
        seen |= {ticket.id for ticket in page.tickets}
        world.clock.advance(1)
        for ref in refs[count * 30 : count * 30 + 30]:  # those that were read move to the end
            world.dialect.retitle(ref, f"Edited {count}")
        assert count < 20
    assert seen == {ref.id for ref in refs}


def test_changes_within_one_millisecond_are_not_lost_between_pages(world: World) -> None:
    refs = []
    for number in range(150):
        world.clock.advance(timedelta(microseconds=7))
        refs.append(world.dialect.add(f"Item {number}", labels=(LABEL,)))
    assert sorted(ticket.id for ticket in world.listed()) == sorted(ref.id for ref in refs)
    last = fetched(world, refs[-1]).updated_at
    assert refs[-1].id in {ticket.id for ticket in world.listed(last)}, "told rounded down, kept exactly"


def test_a_long_list_does_not_say_how_many_there_are(world: World) -> None:
    for number in range(3):
        world.dialect.add(f"Item {number}", labels=(LABEL,))
    assert world.tracker.changed(None).expected == 3
    gitlab(world).totals = 2
    assert world.tracker.changed(None).expected is None


def test_incidents_and_tasks_of_gitlab_are_not_listed_as_tickets(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    for kind in ("incident", "task"):
        gitlab(world).add("Theirs", labels=(LABEL,), type=kind)
    assert [ticket.ref for ticket in world.listed()] == [ref]


def test_the_mark_of_an_unchanged_list_is_only_given_where_it_covers_all(world: World) -> None:
    for number in range(101):
        world.dialect.add(f"Item {number}", labels=(LABEL,))
    page = world.tracker.changed(None)
    assert (page.etag, bool(page.next)) == ("", True)


def test_a_marker_is_not_found_on_what_was_made_long_before_it_was_sent(world: World) -> None:
    wanted = draft()
    world.tracker.create(wanted)
    world.clock.advance(timedelta(days=2))
    assert world.tracker.find(replace(wanted, written_at=world.clock.now)) is None
    assert world.tracker.find(wanted) is not None


def test_of_two_tickets_with_one_marker_the_first_is_found(world: World) -> None:
    wanted = draft()
    first = world.tracker.create(wanted)
    for number in range(120):
        world.clock.advance(60)
        world.dialect.add(f"A copy {number}", body=fetched(world, first.ref).body)
    found = world.tracker.find(wanted)
    assert found is not None
    assert found.ref == first.ref


def test_a_marker_is_looked_for_where_gitlabs_search_would_not_find_it(world: World) -> None:
    wanted = draft()
    ticket = world.tracker.create(wanted)
    search = {"search": wanted.marker, "in": "description"}
    asked = f"/api/v4/projects/101/issues?search={search['search']}&in=description"
    answer = world.dialect.serve(Request("GET", asked, {"private-token": world.dialect.token}), sleep=lambda _: None)
    assert (answer.status, answer.body) == (200, b"[]")
    found = world.tracker.find(wanted)
    assert found is not None
    assert found.ref == ticket.ref
