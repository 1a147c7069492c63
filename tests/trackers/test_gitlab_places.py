"""Where GitLab's issues go: moved ones, renamed projects, paths before the API; what tokens may do, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import httpx2
import pytest

from followthrough.errors import AddressRefused, Drifted, Forbidden, RateLimited, TurnedDown
from followthrough.trackers.base import Absence, Edit, Meaning, Missing, Settings, Ticket
from followthrough.trackers.fake.dialect import Fault, Request, Response
from followthrough.trackers.fake.gitlab import GitLab
from followthrough.trackers.fake.transport import InProcess
from followthrough.trackers.gitlab import open_tracker
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.gitlab_worlds import gitlab, gitlab_world
from tests.trackers.test_gitlab_issues import edited, fetched


@pytest.fixture
def world() -> Iterator[World]:
    with gitlab_world() as made:
        yield made
        assert made.dialect.violations == []


def asks_graphql(request: Request) -> bool:
    return request.path == "/api/graphql"


# --- moved ----------------------------------------------------------------------------------------------------------------------


def test_an_issue_that_was_moved_twice_is_followed_and_keeps_its_former_names(world: World) -> None:
    ticket = world.tracker.create(draft())
    between = world.dialect.move(ticket.ref, "acme/ops")
    moved = world.dialect.move(between, "acme/shop")
    found = fetched(world, ticket.ref)
    assert (found.ref, found.aliases) == (moved, (ticket.id, ticket.key, between.id, between.key))
    changed = edited(world, ticket.ref, Edit(meaning=Meaning.DONE))
    assert (changed.ref, changed.aliases, changed.meaning) == (moved, found.aliases, Meaning.DONE)


def test_an_issue_that_is_moved_on_and_on_is_given_up(world: World) -> None:
    ref = world.tracker.create(draft()).ref
    first = ref
    for number in range(6):
        ref = world.dialect.move(ref, ("acme/ops", "acme/shop")[number % 2])
    found = world.tracker.fetch(first)
    assert isinstance(found, Missing)
    assert (found.why, "too often" in found.words) == (Absence.MOVED_AWAY, True)


@pytest.mark.parametrize(
    "answer", [{"data": {"issue": None}}, {"errors": [{"message": "Field does not exist"}]}, {"data": None, "errors": [{"message": "no"}]}]
)
def test_an_issue_that_graphql_does_not_show_has_moved_away_and_is_not_closed(world: World, answer: object) -> None:
    ticket = world.tracker.create(draft())
    world.dialect.move(ticket.ref, "acme/ops")
    world.dialect.faults.append(Fault(asks_graphql, answer=Response.of(answer)))
    found = world.tracker.fetch(ticket.ref)
    assert isinstance(found, Missing)
    assert (found.why, ticket.key in found.words) == (Absence.MOVED_AWAY, True)


def test_where_graphql_answers_otherwise_than_described_it_is_said(world: World) -> None:
    ticket = world.tracker.create(draft())
    world.dialect.move(ticket.ref, "acme/ops")
    answers: list[object] = [
        [],
        {},
        {"data": {"issue": {"iid": "1"}}},
        {"data": {"issue": {"iid": 1, "projectId": 102}}},
        {"data": {"issue": 7}},
    ]
    for odd in answers:
        world.dialect.faults[:] = [Fault(asks_graphql, answer=Response.of(odd))]
        with pytest.raises(Drifted):
            world.tracker.fetch(ticket.ref)


def test_a_list_shows_a_moved_issue_as_what_it_became_and_never_as_closed(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    world.dialect.add("So that the label is there", labels=())
    gitlab(world).projects[102].labels[LABEL] = 1
    moved = world.dialect.move(ref, "acme/ops")
    (ticket,) = world.listed()
    assert (ticket.ref, ticket.meaning, ticket.aliases) == (moved, Meaning.OPEN, (ref.id, ref.key))


@pytest.mark.parametrize("place", ["acme/ops", "acme/secret"])
def test_a_list_leaves_out_what_was_moved_out_of_sight_or_lost_its_label(world: World, place: str) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    world.dialect.move(ref, place)
    assert world.listed() == []


def test_a_marker_is_found_where_its_ticket_was_moved_to(world: World) -> None:
    wanted = draft()
    ticket = world.tracker.create(wanted)
    moved = world.dialect.move(ticket.ref, "acme/ops")
    found = world.tracker.find(wanted)
    assert found is not None
    assert found.ref == moved


def test_a_marker_whose_ticket_went_out_of_sight_is_still_found_so_that_no_second_one_is_made(world: World) -> None:
    wanted = draft()
    ticket = world.tracker.create(wanted)
    world.dialect.move(ticket.ref, "acme/secret")
    found = world.tracker.find(wanted)
    assert found is not None
    assert (found.ref, found.meaning) == (ticket.ref, Meaning.DROPPED)


def test_what_was_left_behind_by_a_move_and_is_reopened_is_a_ticket_again(world: World) -> None:
    ticket = world.tracker.create(draft())
    left = gitlab(world).found(ticket.ref)
    world.dialect.move(ticket.ref, "acme/ops")
    gitlab(world).open_again(left, by=gitlab(world).me)
    assert fetched(world, ticket.ref).ref == ticket.ref


def test_an_open_issue_is_a_ticket_whatever_it_says_of_a_move(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    gitlab(world).found(ref).moved_to = 999
    issue = gitlab(world).projects[101].issues[1]
    assert (issue.closed, issue.moved_to) == (None, 999)
    assert fetched(world, ref).meaning is Meaning.OPEN
    assert [ticket.ref for ticket in world.listed()] == [ref]


# --- renamed --------------------------------------------------------------------------------------------------------------------


def test_a_renamed_project_is_followed_for_every_verb(world: World) -> None:
    ticket = world.tracker.create(draft())
    gitlab(world).rename("acme/shop", "acme/sub/store")
    another = world.tracker.create(draft("Another"))
    assert another.key == "acme/sub/store#2"
    assert world.dialect.creations() == 2
    found = fetched(world, ticket.ref)
    assert (found.id, found.key, found.aliases) == (ticket.id, "acme/sub/store#1", ())
    assert edited(world, ticket.ref, Edit(title="Other words")).title == "Other words"
    assert {listed.id for listed in world.listed()} == {ticket.id, another.id}
    assert world.tracker.accounts()
    place = world.tracker.check().place
    assert place is not None
    assert place.name == "acme/sub/store"


def test_the_number_of_a_renamed_project_is_asked_for_only_once(world: World) -> None:
    world.dialect.add("Ours", labels=(LABEL,))
    gitlab(world).rename("acme/shop", "acme/store")
    world.listed()
    world.dialect.hits.clear()
    world.listed()
    world.tracker.create(draft())
    assert [(hit.request.method, hit.status) for hit in world.dialect.hits] == [("GET", 200), ("POST", 201)]


def test_a_project_can_be_named_by_its_number(world: World) -> None:
    tracker = world.open_as(replace(world.settings, place="101"))
    assert tracker.create(draft()).key == "acme/shop#1"
    place = tracker.check().place
    assert place is not None
    assert (place.id, place.name) == ("101", "acme/shop")


@pytest.mark.parametrize("location", ["", "https://gitlab.example/users/sign_in", "https://elsewhere.example/api/v4/groups/7"])
def test_an_answer_that_sends_us_to_no_project_is_not_followed(world: World, location: str) -> None:
    world.dialect.faults.append(Fault(answer=Response(302, b"", {"Location": location}), times=9))
    with pytest.raises(TurnedDown, match="no project"):
        world.tracker.changed(None)


def test_the_token_is_not_carried_to_another_host_that_an_answer_names(world: World) -> None:
    location = {"Location": "https://elsewhere.example/api/v4/projects/101/issues"}
    world.dialect.faults.append(Fault(answer=Response(301, b"", location)))
    assert world.listed() == []
    assert all(hit.request.base == "https://gitlab.example" for hit in world.dialect.hits)


def test_answers_that_send_us_round_in_circles_are_left(world: World) -> None:
    location = {"Location": "https://gitlab.example/api/v4/projects/101"}
    world.dialect.faults.append(Fault(answer=Response(301, b"", location), times=99))
    with pytest.raises(TurnedDown, match="too often"):
        world.tracker.changed(None)
    assert len(world.dialect.hits) == 2


class _UnderAPath(InProcess):
    """A GitLab whose address has a path."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        assert request.url.raw_path.startswith(b"/git/")
        request.url = request.url.copy_with(raw_path=request.url.raw_path.removeprefix(b"/git"))
        return super().handle_request(request)


def test_a_gitlab_under_a_path_is_reached_by_every_verb() -> None:
    fake = GitLab()
    settings = Settings("https://tools.example/git/", "acme/shop", LABEL, {"token": fake.token})
    tracker = open_tracker(settings, private=True, now=fake.clock, sleep=lambda _: None, transport=_UnderAPath(fake))
    ticket = tracker.create(draft())
    fake.move(ticket.ref, "acme/ops")
    found = tracker.fetch(ticket.ref)
    assert isinstance(found, Ticket)
    assert found.key == "acme/ops#1"
    fake.rename("acme/shop", "acme/store")
    assert tracker.changed(None).tickets == ()
    tracker.close()


def test_an_address_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(AddressRefused):
        world.open_as(replace(world.settings, base_url="gitlab.example"))


# --- rights -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scopes", "access", "writes", "hooks", "missing"),
    [
        (["api"], 50, True, True, ""),
        (["api"], 40, True, True, ""),
        (["api"], 30, True, False, ""),
        (["api"], 20, True, False, ""),
        (["api"], 15, True, False, ""),
        (["api"], 10, False, False, "role Reporter"),
        (["api", "read_user"], 5, False, False, "role Reporter"),
        (["read_api"], 40, False, False, "scope api"),
        (["read_api", "read_repository"], 20, False, False, "scope api"),
    ],
)
def test_the_check_says_what_the_token_may_do(
    world: World, scopes: list[str], access: int, writes: bool, hooks: bool, missing: str
) -> None:
    gitlab(world).scopes, gitlab(world).projects[101].access = scopes, access
    checked = world.tracker.check()
    assert (checked.may_write, checked.may_hook) == (writes, hooks)
    assert missing in " ".join(checked.missing)
    assert (checked.missing == ()) == writes
    assert any("maintainer" in note for note in checked.notes) != hooks


def test_a_token_that_only_reads_reads_on_and_is_told_when_it_writes(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    gitlab(world).scopes = ["read_api"]
    with pytest.raises(Forbidden, match="higher privileges") as caught:
        world.tracker.create(draft())
    assert not caught.value.expired
    assert fetched(world, ref).title == "Ours"


def test_a_token_that_only_reads_follows_moves_as_well(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    moved = world.dialect.move(ref, "acme/ops")
    gitlab(world).scopes = ["read_api"]
    assert fetched(world, ref).ref == moved


def test_the_end_of_a_token_is_told_in_advance(world: World) -> None:
    gitlab(world).token_ends = date(2026, 12, 31)
    assert any("2026-12-31" in note for note in world.tracker.check().notes)


def test_a_gitlab_that_does_not_tell_what_a_token_may_do_is_no_obstacle(world: World) -> None:
    gitlab(world).tells_scopes = False
    checked = world.tracker.check()
    assert checked.may_write
    assert any("does not tell" in note for note in checked.notes)


def test_issues_that_were_switched_off_are_no_deletion(world: World) -> None:
    world.dialect.add("Ours", labels=(LABEL,))
    gitlab(world).projects[101].issues_enabled = False
    with pytest.raises(Forbidden):
        world.tracker.changed(None)
    assert "Issues are off" in world.tracker.check().missing[0]


def test_an_archived_project_is_told(world: World) -> None:
    gitlab(world).projects[101].archived = True
    assert "archived" in world.tracker.check().missing[0]
    with pytest.raises(Forbidden):
        world.tracker.create(draft())


def test_a_role_from_the_group_counts_as_much(world: World) -> None:
    project = {"id": 101, "path_with_namespace": "acme/shop", "web_url": "https://gitlab.example/acme/shop"}
    rights = {"project_access": None, "group_access": {"access_level": 40}}
    answer = Response.of({**project, "permissions": rights})
    world.dialect.faults.append(Fault(lambda request: request.path.endswith("acme%2Fshop"), answer=answer))
    assert world.tracker.check().may_hook


# --- limits -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "90"}, 90),
        ({"ratelimit_remaining": "0", "ratelimit_reset": "1781082030"}, 30),
        ({"retry_after": "10", "ratelimit_remaining": "0", "ratelimit_reset": "1781082030"}, 30),
        ({"ratelimit_remaining": "12", "ratelimit_reset": "1781085600"}, 60),
        ({"ratelimit_reset": "1781082030"}, 30),
        ({}, 60),
    ],
)
def test_a_limit_says_when_to_go_on(world: World, headers: dict[str, str], seconds: int) -> None:
    world.dialect.faults.append(Fault(answer=Response.of({"message": "Too many"}, 429, **headers)))
    with pytest.raises(RateLimited) as caught:
        world.tracker.changed(None)
    assert caught.value.until == world.clock.now + timedelta(seconds=seconds)


def test_what_is_left_of_the_minute_is_known(world: World) -> None:
    world.tracker.changed(None)
    limits = world.tracker.limits
    assert (limits.limit, limits.remaining, limits.resets_at) == (2000, 1999, world.clock.now + timedelta(minutes=1))


def test_a_gitlab_without_limits_tells_none(world: World) -> None:
    world.dialect.faults.append(Fault(answer=Response.of([])))
    world.tracker.changed(None)
    assert world.tracker.limits.limit is None


def test_at_the_pace_that_is_promised_no_limit_is_ever_reached(world: World) -> None:
    gitlab(world).meter.on = True
    for number in range(250):
        world.clock.advance(60 / world.tracker.can.per_minute)
        world.tracker.create(draft(f"Item {number}"))
    assert gitlab(world).meter.turned_away == 0


def test_the_limit_on_new_issues_is_told_and_ends(world: World) -> None:
    gitlab(world).meter.on = True
    for number in range(200):
        world.tracker.create(draft(f"Item {number}"))
    with pytest.raises(RateLimited) as caught:
        world.tracker.create(draft())
    world.clock.advance(caught.value.until - world.clock.now)
    world.tracker.create(draft())
    assert world.dialect.creations() == 201


def test_the_limit_on_all_requests_is_told_and_ends(world: World) -> None:
    gitlab(world).meter.on, gitlab(world).meter.per_minute = True, 20
    for _ in range(20):
        world.tracker.changed(None)
    with pytest.raises(RateLimited) as caught:
        world.tracker.changed(None)
    world.clock.advance(caught.value.until - world.clock.now)
    world.tracker.changed(None)
