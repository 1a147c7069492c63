"""What only GitHub does: pull requests among issues, reasons of closing, transfers, renamed repositories, apps, two kinds of limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.errors import ConfigError, Drifted, Forbidden, RateLimited, TurnedDown
from followthrough.trackers.base import Absence, Edit, Meaning, Missing, Ref, Ticket
from followthrough.trackers.fake.dialect import Clock, Fault, Response
from followthrough.trackers.fake.github_app import App
from followthrough.trackers.github_answers import ticket_of
from followthrough.trackers.shape import ask_again
from tests.trackers.contract import LABEL, World, draft
from tests.trackers.github_worlds import github, github_world


@pytest.fixture
def world() -> Iterator[World]:
    with github_world() as made:
        yield made
        assert made.dialect.violations == []


@pytest.fixture(scope="module")
def key() -> App:
    """Making a key takes a while: one for all tests here."""
    return App()


@pytest.fixture
def app_world(key: App) -> Iterator[World]:
    key.tokens.clear()
    key.removed, key.issued, key.permissions = False, 0, {"issues": "write", "metadata": "read"}
    with github_world(app=key) as made:
        yield made
        assert made.dialect.violations == []


def fetched(world: World, ref: Ref) -> Ticket:
    found = world.tracker.fetch(ref)
    assert isinstance(found, Ticket), found
    return found


# --- states ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "meaning", "status"),
    [
        ("completed", Meaning.DONE, "closed as completed"),
        ("not_planned", Meaning.DROPPED, "closed as not planned"),
        ("duplicate", Meaning.DROPPED, "closed as duplicate"),
    ],
)
def test_only_completed_is_done(world: World, reason: str, meaning: Meaning, status: str) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    github(world).end(ref, reason)
    ticket = fetched(world, ref)
    assert (ticket.meaning, ticket.status) == (meaning, status)


@pytest.mark.parametrize(
    ("reason", "status"),
    [(None, "closed, no reason given"), ("", "closed, no reason given"), ("stale_by_policy", "closed as stale by policy")],
)
def test_no_reason_and_one_that_nobody_knows_yet_are_a_question_to_a_person(reason: str | None, status: str) -> None:
    issue = {
        "id": 1,
        "number": 2,
        "state": "closed",
        "state_reason": reason,
        "title": "Fence the cache",
        "html_url": "https://github.example/acme/shop/issues/2",
        "repository_url": "https://api.github.example/repos/acme/shop",
        "created_at": "2026-06-10T09:00:00Z",
        "updated_at": "2026-06-10T09:00:00Z",
        "closed_at": None,
        "body": None,
        "user": None,
        "labels": ["plain", {"name": "object"}],
        "assignees": None,
    }
    ticket = ticket_of(issue)
    assert (ticket.meaning, ticket.status, ticket.labels, ticket.assignees) == (Meaning.DROPPED, status, ("plain", "object"), ())


def test_another_reason_takes_a_reopening_as_github_ignores_one_that_comes_alone(world: World) -> None:
    ticket = world.tracker.create(draft())
    world.tracker.edit(ticket.ref, Edit(meaning=Meaning.DONE))
    edited = world.tracker.edit(ticket.ref, Edit(meaning=Meaning.DROPPED))
    assert isinstance(edited, Ticket)
    assert edited.status == "closed as not planned"


def test_a_duplicate_is_closed_as_one_where_the_other_can_be_seen(world: World) -> None:
    first, second, third = (world.tracker.create(draft(f"Item {number}")) for number in range(3))
    for ticket, of, status in ((second, first.key, "closed as duplicate"), (third, "acme/secret#1", "closed as not planned")):
        edited = world.tracker.edit(ticket.ref, Edit(meaning=Meaning.DROPPED, duplicate_of=of))
        assert isinstance(edited, Ticket)
        assert edited.status == status


# --- lists --------------------------------------------------------------------------------------------------------------------


def test_pull_requests_are_no_tickets(world: World) -> None:
    github(world).add_pull("Fence the cache", labels=(LABEL,))
    ref = world.dialect.add("Ours", labels=(LABEL,))
    assert [ticket.ref for ticket in world.listed()] == [ref]


def test_more_of_one_second_than_a_page_holds_are_all_listed_once(world: World) -> None:
    old = world.dialect.add("Old", labels=(LABEL,))
    world.clock.advance(60)
    many = [world.dialect.add(f"Item {number}", labels=(LABEL,)) for number in range(250)]
    world.clock.advance(60)
    new = world.dialect.add("New", labels=(LABEL,))
    assert sorted(ticket.id for ticket in world.listed()) == sorted(ref.id for ref in (old, *many, new))


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


def test_a_marker_is_not_found_on_what_was_made_long_before_it_was_sent(world: World) -> None:
    wanted = draft()
    world.tracker.create(wanted)
    world.clock.advance(timedelta(days=2))
    assert world.tracker.find(replace(wanted, written_at=world.clock.now)) is None
    assert world.tracker.find(wanted) is not None


def test_of_two_tickets_with_one_marker_the_first_is_found(world: World) -> None:
    wanted = draft()
    first = world.tracker.create(wanted)
    world.clock.advance(60)
    world.dialect.add("A copy", body=fetched(world, first.ref).body)
    found = world.tracker.find(wanted)
    assert found is not None
    assert found.ref == first.ref


# --- where tickets go -----------------------------------------------------------------------------------------------------------


def test_a_deleted_issue_is_said_to_be_deleted(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    world.dialect.delete(ref)
    found = world.tracker.fetch(ref)
    assert isinstance(found, Missing)
    assert (found.why, "deleted" in found.words) == (Absence.DELETED, True)


def test_an_issue_that_was_transferred_twice_is_followed(world: World) -> None:
    ticket = world.tracker.create(draft())
    moved = world.dialect.move(world.dialect.move(ticket.ref, "acme/ops"), "acme/shop")
    found = fetched(world, ticket.ref)
    assert (found.ref, found.aliases) == (moved, (ticket.id, ticket.key))


def test_a_renamed_repository_is_followed_for_every_verb(world: World) -> None:
    ticket = world.tracker.create(draft())
    github(world).rename("acme/shop", "acme/store")
    found = fetched(world, ticket.ref)
    assert (found.id, found.key) == (ticket.id, "acme/store#1")
    edited = world.tracker.edit(ticket.ref, Edit(title="Other words", meaning=Meaning.DONE))
    assert isinstance(edited, Ticket)
    assert (edited.title, edited.meaning) == ("Other words", Meaning.DONE)
    assert [listed.id for listed in world.listed()] == [ticket.id]
    another = world.tracker.create(draft("Another"))
    assert another.key == "acme/store#2"
    assert world.dialect.creations() == 2
    assert world.tracker.check().place is not None


def test_another_issue_under_the_same_address_is_not_taken_for_ours(world: World) -> None:
    """A repository was deleted, and one of the same name has an issue of the same number."""
    ref = world.dialect.add("Ours", labels=(LABEL,))
    found = world.tracker.fetch(Ref("1", ref.key))
    assert isinstance(found, Missing)
    assert (found.why, "another issue" in found.words) == (Absence.HIDDEN, True)


def test_issues_that_were_switched_off_are_no_deletion(world: World) -> None:
    ref = world.dialect.add("Ours", labels=(LABEL,))
    github(world).repositories[101].has_issues = False
    with pytest.raises(TurnedDown, match="disabled"):
        world.tracker.fetch(ref)
    assert "Issues are off" in world.tracker.check().missing[0]


# --- rights -------------------------------------------------------------------------------------------------------------------


def test_a_token_that_only_reads_is_told_by_the_first_ticket_and_reads_on(world: World) -> None:
    github(world).read_only = True
    ref = world.dialect.add("Ours", labels=(LABEL,))
    with pytest.raises(Forbidden, match="Resource not accessible") as caught:
        world.tracker.create(draft())
    assert not caught.value.expired
    assert fetched(world, ref).title == "Ours"


def test_who_may_not_set_labels_is_told_before_tickets_are_made_without_any(world: World) -> None:
    github(world).repositories[101].permission = "read"
    checked = world.tracker.check()
    assert not checked.may_write
    assert "Labels and assignees can't be set" in checked.missing[0]


@pytest.mark.parametrize(
    ("scopes", "words"), [(None, "fine-grained"), ("gist, user", "no scope repo"), ("repo", "classic token"), ("", "no scope repo")]
)
def test_the_kind_of_token_is_told(world: World, scopes: str | None, words: str) -> None:
    github(world).scopes = scopes
    assert words in world.tracker.check().notes[0]


def test_an_account_that_changed_its_name_is_still_given_tickets(world: World) -> None:
    ben = world.dialect.people()["ben"]
    ticket = world.tracker.create(draft(assignee=ben))
    assert [account.id for account in ticket.assignees] == [ben]


@pytest.mark.parametrize("account", ["ada", "99999"])
def test_an_account_that_is_none_is_said(world: World, account: str) -> None:
    with pytest.raises(TurnedDown, match="account"):
        world.tracker.create(draft(assignee=account))


@pytest.mark.parametrize(
    "place", ["shop", "acme/shop/more", "acme/", "/shop", "../user", "acme/shop?x", "acme/sh op", "https://github.com/acme/shop"]
)
def test_a_place_that_is_no_repository_is_refused(world: World, place: str) -> None:
    with pytest.raises(ConfigError, match="owner/name"):
        world.open_as(replace(world.settings, place=place))


def test_a_label_that_no_list_can_be_asked_for_is_refused(world: World) -> None:
    with pytest.raises(ConfigError, match="label"):
        world.open_as(replace(world.settings, label="incident, action"))


@pytest.mark.parametrize("key", ["../../user#1", "acme/shop#0", "acme/shop#1?x=1", "acme/shop#1/comments", "", "#1", "acme/shop#one"])
def test_a_key_that_is_none_asks_nothing(world: World, key: str) -> None:
    assert isinstance(world.tracker.fetch(Ref("1", key)), Missing)
    assert world.dialect.hits == []


# --- apps ---------------------------------------------------------------------------------------------------------------------


def test_an_app_works_with_one_token_until_shortly_before_it_ends(app_world: World, key: App) -> None:
    ref = app_world.tracker.create(draft()).ref
    for _ in range(5):
        app_world.clock.advance(timedelta(minutes=10))
        fetched(app_world, ref)
    assert key.issued == 1
    app_world.clock.advance(timedelta(minutes=6))
    fetched(app_world, ref)
    assert key.issued == 2


def test_the_check_of_an_app_knows_its_rights(app_world: World, key: App) -> None:
    checked = app_world.tracker.check()
    assert (checked.account.is_bot, checked.may_write, checked.missing) == (True, True, ())
    assert [place.id for place in app_world.tracker.places()] == ["acme/shop", "acme/ops"]
    key.permissions = {"issues": "read"}
    again = app_world.open_as(app_world.settings).check()
    assert (again.may_write, len(again.missing)) == (False, 1)


def test_an_app_that_was_uninstalled_is_a_dead_credential(app_world: World, key: App) -> None:
    key.removed = True
    with pytest.raises(Forbidden, match="not installed") as caught:
        app_world.tracker.changed(None)
    assert caught.value.expired


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"])
def test_a_private_key_that_is_none_is_said(app_world: World, pem: str) -> None:
    credentials = {**app_world.settings.credentials, "private_key": pem}
    with pytest.raises(ConfigError, match="private key") as caught:
        app_world.open_as(replace(app_world.settings, credentials=credentials)).changed(None)
    assert not pem or pem not in str(caught.value)


def test_another_apps_key_is_refused_by_github(app_world: World) -> None:
    other = App()
    credentials = {**app_world.settings.credentials, "private_key": other.private_key}
    with pytest.raises(Forbidden) as caught:
        app_world.open_as(replace(app_world.settings, credentials=credentials)).changed(None)
    assert caught.value.expired


def test_a_clock_that_is_a_little_ahead_of_githubs_is_no_harm(key: App) -> None:
    key.removed = False
    with github_world(app=key) as world:
        ahead = Clock(world.clock.now + timedelta(seconds=45))
        world.tracker._credential._now = ahead  # type: ignore[attr-defined]
        assert world.listed() == []


# --- limits -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1781083800"}, 1800),
        ({"retry_after": "90"}, 90),
        ({"retry_after": "90", "x_ratelimit_remaining": "0", "x_ratelimit_reset": "1781083800"}, 1800),
        ({}, 60),
        ({"x_ratelimit_remaining": "12", "x_ratelimit_reset": "1781083800"}, 60),
    ],
)
def test_a_limit_says_when_to_go_on(world: World, headers: dict[str, str], seconds: int) -> None:
    words = {"message": "You have exceeded a secondary rate limit."}
    world.dialect.faults.append(Fault(answer=Response.of(words, 403, **headers)))
    with pytest.raises(RateLimited) as caught:
        world.tracker.changed(None)
    assert caught.value.until == world.clock.now + timedelta(seconds=seconds)


def test_a_refusal_is_not_taken_for_a_limit(world: World) -> None:
    answer = Response.of({"message": "Resource not accessible by personal access token"}, 403, x_ratelimit_remaining="4999")
    world.dialect.faults.append(Fault(answer=answer))
    with pytest.raises(Forbidden):
        world.tracker.changed(None)


def test_what_is_left_of_the_hour_is_known(world: World) -> None:
    world.tracker.changed(None)
    assert (world.tracker.limits.limit, world.tracker.limits.remaining) == (5000, 4999)


@pytest.mark.parametrize("text", ["-5", "99999999999999999999", "1e9", "NaN", "", "soon", "Thu, 32 Foo 2026"])
def test_no_header_makes_us_wait_longer_than_a_day_or_go_on_at_once(text: str) -> None:
    now = Clock().now
    until = ask_again({"retry-after": text, "reset": text}, now=now, reset="reset")
    assert now < until <= now + timedelta(days=1)


def test_an_answer_without_its_parts_names_the_part(world: World) -> None:
    world.dialect.faults.append(Fault(answer=Response.of([{"id": 5, "number": 1, "state": "open"}])))
    with pytest.raises(Drifted, match=r"GitHub's answer has no \w+ as its description promises"):
        world.tracker.changed(None)
