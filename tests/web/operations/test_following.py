"""What becomes of an item when its ticket changes: each meaning on each state, what is gone, what only reads, and who goes in circles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.core.item import State
from followthrough.core.plan import Field
from followthrough.errors import WrongState
from followthrough.trackers.base import Absence, Account, Meaning, Missing, Ticket
from followthrough.web.models import Clash, Event, Item, Link, Outbox, SyncNote
from followthrough.web.models.link import Standing
from followthrough.web.operations import adopting, connections, following, handover, items
from followthrough.web.operations.decisions import accept_risk, decline
from followthrough.web.operations.record import verify_chain
from followthrough.web.operations.sides import People, edit_of
from tests.web.making import Cast, day
from tests.web.operations.sync_cast import CAN, Desk, closed, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def as_it_is(desk: Desk, state: str) -> tuple[Link, Ticket]:
    """An item in this state that agrees with its ticket as far as it can."""
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    here = {"by": desk.cast.by("dora"), "version": link.item.version, "at": desk.now}
    match state:
        case State.IN_PROGRESS:
            items.start(link.item_id, **here)  # type: ignore[arg-type]
        case State.BLOCKED:
            items.block(link.item_id, blocked_by="vendor", until=day(9), **here)  # type: ignore[arg-type]
        case State.DONE:
            items.mark_done(link.item_id, **here)  # type: ignore[arg-type]
        case State.DECLINED:
            decline(link.item_id, reason="no value", **here)  # type: ignore[arg-type]
        case State.RISK_ACCEPTED:
            accept_risk(link.item_id, reason="costly", impact="small", review_on=day(90), **here)  # type: ignore[arg-type]
    agreed = {
        State.IN_PROGRESS: Meaning.STARTED,
        State.DONE: Meaning.DONE,
        State.DECLINED: Meaning.DROPPED,
        State.RISK_ACCEPTED: Meaning.DROPPED,
    }
    meaning = agreed.get(State(state), Meaning.OPEN)
    ticket = replace(ticket, meaning=meaning, status=meaning.value, updated_at=desk.now)
    desk.follow(link, ticket)
    Outbox.objects.all().delete()
    SyncNote.objects.all().delete()
    return link, ticket


OPEN, STARTED, BLOCKED, DONE = State.OPEN, State.IN_PROGRESS, State.BLOCKED, State.DONE
# (state here, what the ticket now says) -> (state here, whether a person is asked)
MEANINGS = {
    (OPEN, Meaning.STARTED): (STARTED, False),
    (OPEN, Meaning.DONE): (DONE, False),
    (OPEN, Meaning.DROPPED): (OPEN, True),
    (STARTED, Meaning.OPEN): (OPEN, False),
    (STARTED, Meaning.DONE): (DONE, False),
    (STARTED, Meaning.DROPPED): (STARTED, True),
    (BLOCKED, Meaning.STARTED): (BLOCKED, False),
    (BLOCKED, Meaning.DONE): (DONE, False),
    (BLOCKED, Meaning.DROPPED): (BLOCKED, True),
    (DONE, Meaning.OPEN): (OPEN, False),
    (DONE, Meaning.STARTED): (STARTED, False),
    (DONE, Meaning.DROPPED): (OPEN, True),
    (State.DECLINED, Meaning.DONE): (State.DECLINED, False),
    (State.RISK_ACCEPTED, Meaning.DONE): (State.RISK_ACCEPTED, False),
    (State.DECLINED, Meaning.OPEN): (OPEN, False),
    (State.RISK_ACCEPTED, Meaning.STARTED): (STARTED, False),
}


@pytest.mark.parametrize(("state", "meaning"), MEANINGS)
def test_what_a_status_there_means_here(desk: Desk, state: State, meaning: Meaning) -> None:
    link, ticket = as_it_is(desk, state)
    desk.now += timedelta(hours=1)
    desk.follow(link, replace(ticket, meaning=meaning, status=f"now {meaning}", updated_at=desk.now))
    item = item_of(link)
    expected, asked = MEANINGS[state, meaning]
    assert (item.state, bool(item.needs_decision)) == (expected, asked)
    assert verify_chain().sound


@pytest.mark.parametrize("meaning", [Meaning.DONE, Meaning.DROPPED])
def test_an_end_without_a_stamp_or_with_an_odd_one_ends_all_the_same(desk: Desk, meaning: Meaning) -> None:
    link, ticket = as_it_is(desk, OPEN)
    desk.follow(link, replace(ticket, meaning=meaning, status="x", closed_at=None))
    assert item_of(link).needs_decision or item_of(link).state == DONE


def test_reopened_there_a_question_that_its_end_had_raised_is_withdrawn(desk: Desk) -> None:
    link, ticket = as_it_is(desk, STARTED)
    desk.follow(link, closed(ticket, Meaning.DROPPED))
    assert item_of(link).needs_decision
    desk.follow(link, replace(ticket, meaning=Meaning.OPEN, status="open"))
    assert (item_of(link).needs_decision, item_of(link).state) == ("", OPEN)


def test_the_same_ticket_again_changes_nothing_and_writes_nothing(desk: Desk) -> None:
    link, ticket = as_it_is(desk, OPEN)
    version, notes = item_of(link).version, SyncNote.objects.count()
    for _ in range(3):
        assert desk.follow(link, ticket).edit.empty
    assert (item_of(link).version, SyncNote.objects.count()) == (version, notes)
    row = Link.objects.select_related("item", "connection").get()
    assert following.in_step(row, ticket, people=People.of(desk.connection), can=CAN, read_only=False)


@pytest.mark.parametrize("title", ["", "   "])
def test_a_title_that_was_emptied_there_leaves_ours(desk: Desk, title: str) -> None:
    link, ticket = as_it_is(desk, OPEN)
    desk.follow(link, replace(ticket, title=title))
    assert item_of(link).text.strip() == "Fence the cache"


def test_a_due_date_that_was_taken_off_there_stands_here(desk: Desk) -> None:
    ticket = desk.ticket(due=day(9))
    link = desk.adopted(ticket)
    desk.follow(link, replace(ticket, due=None))
    assert item_of(link).due == day(9)
    assert "no way out of the clock" in SyncNote.objects.filter(item=link.item).latest("pk").words


@pytest.mark.parametrize(("there", "slips"), [(20, 1), (5, 0)])
def test_a_due_date_that_moves_later_there_is_a_slip(desk: Desk, there: int, slips: int) -> None:
    ticket = desk.ticket(due=day(9))
    link = desk.adopted(ticket)
    desk.follow(link, replace(ticket, due=day(there)))
    item = item_of(link)
    assert (item.due, item.slips, item.original_due) == (day(there), slips, day(9))


# --- what is gone -----------------------------------------------------------------------------------------------------


def miss(desk: Desk, link: Link, why: Absence, *, later: timedelta = timedelta()) -> Link:
    return following.miss(link.pk, Missing(why, "<b>Not Found</b>"), at=desk.now + later)


@pytest.mark.parametrize(
    ("why", "standing", "asked"),
    [
        (Absence.DELETED, Standing.DELETED, True),
        (Absence.HIDDEN, Standing.HIDDEN, False),
        (Absence.MOVED_AWAY, Standing.MOVED_AWAY, False),
    ],
)
def test_what_is_gone_ends_nothing(desk: Desk, why: Absence, standing: Standing, asked: bool) -> None:
    link, _ = as_it_is(desk, OPEN)
    for _ in range(3):
        link = miss(desk, link, why)
    item = item_of(link)
    assert (link.standing, item.state, bool(item.needs_decision)) == (standing, OPEN, asked)
    assert SyncNote.objects.filter(item=item, direction="trouble").count() == 1


@pytest.mark.parametrize("why", [Absence.HIDDEN, Absence.MOVED_AWAY])
def test_what_stays_out_of_sight_for_a_week_is_asked_about_once(desk: Desk, why: Absence) -> None:
    link, _ = as_it_is(desk, OPEN)
    miss(desk, link, why)
    miss(desk, link, why, later=timedelta(days=6, hours=23))
    assert not item_of(link).needs_decision
    miss(desk, link, why, later=timedelta(days=7))
    version = item_of(link).version
    miss(desk, link, why, later=timedelta(days=8))
    assert item_of(link).needs_decision
    assert item_of(link).version == version


def test_a_closed_item_whose_ticket_is_gone_asks_nobody(desk: Desk) -> None:
    link, _ = as_it_is(desk, DONE)
    miss(desk, link, Absence.DELETED)
    assert (item_of(link).state, item_of(link).needs_decision) == (DONE, "")


def test_a_ticket_that_comes_back_is_followed_again(desk: Desk) -> None:
    link, ticket = as_it_is(desk, OPEN)
    miss(desk, link, Absence.HIDDEN)
    desk.follow(link, replace(ticket, title="Renamed meanwhile"))
    link.refresh_from_db()
    assert (link.standing, link.standing_words, item_of(link).text) == (Standing.LINKED, "", "Renamed meanwhile")


def test_a_ticket_that_was_let_go_is_followed_no_more(desk: Desk) -> None:
    link, ticket = as_it_is(desk, OPEN)
    adopting.let_go(link.pk, by=desk.cast.by("alice"), reason="filed elsewhere")
    desk.follow(link, closed(ticket, Meaning.DONE))
    miss(desk, link, Absence.DELETED)
    assert (item_of(link).state, item_of(link).needs_decision) == (OPEN, "")


# --- only reading -----------------------------------------------------------------------------------------------------


def edited_here(desk: Desk, link: Link) -> Item:
    item = item_of(link)
    return items.edit_item(item.pk, by=desk.cast.by("dora"), version=item.version, text="Edited here", at=desk.now)


@pytest.mark.parametrize("how", ["read only", "paused"])
def test_where_it_may_not_write_nothing_is_to_be_written_and_everything_is_read(desk: Desk, how: str) -> None:
    link, ticket = as_it_is(desk, OPEN)
    by = desk.cast.by("frank")
    if how == "paused":
        connections.pause_connection(desk.pk, by=by, because="maintenance")
    else:
        connections.change_connection(desk.pk, by=by, read_only=True)
    edited_here(desk, link)
    Outbox.objects.all().delete()
    followed = desk.follow(link, closed(ticket, Meaning.DONE))
    assert (followed.edit.empty, dict(followed.pushed)) == (True, {})
    assert not Outbox.objects.exists()
    assert (item_of(link).state, item_of(link).text) == (DONE, "Edited here")


def test_what_was_held_back_is_written_once_it_may_be(desk: Desk) -> None:
    link, ticket = as_it_is(desk, OPEN)
    connections.change_connection(desk.pk, by=desk.cast.by("frank"), read_only=True)
    edited_here(desk, link)
    desk.follow(link, ticket)
    connections.change_connection(desk.pk, by=desk.cast.by("frank"), read_only=False)
    followed = desk.follow(link, ticket)
    assert dict(followed.pushed) == {Field.TITLE: "Edited here"}
    assert Outbox.objects.get().job == "edit"


# --- in circles -------------------------------------------------------------------------------------------------------


def back_and_forth(desk: Desk, link: Link, ticket: Ticket, times: int) -> None:
    """What we write is undone there by another tool each time."""
    for _ in range(times):
        desk.now += timedelta(seconds=1)
        written = following.Followed(pushed={Field.DUE: str(day(20))}, edit=edit_of({Field.DUE: str(day(20))}))
        people = People.of(desk.connection)
        following.follow(link.pk, ticket, people=people, can=CAN, at=desk.now, written=written)


def test_a_ticket_that_another_tool_changes_back_each_time_is_halted(desk: Desk) -> None:
    link, ticket = as_it_is(desk, OPEN)
    back_and_forth(desk, link, ticket, following.BREAKER)
    link.refresh_from_db()
    assert link.standing == Standing.LINKED
    back_and_forth(desk, link, ticket, 1)
    link.refresh_from_db()
    assert link.standing == Standing.HALTED
    desk.follow(link, closed(ticket, Meaning.DONE))
    assert item_of(link).state == OPEN
    adopting.go_on(link.pk, by=desk.cast.by("alice"))
    desk.follow(link, closed(ticket, Meaning.DONE))
    assert item_of(link).state == DONE
    with pytest.raises(WrongState, match="not halted"):
        adopting.go_on(link.pk, by=desk.cast.by("alice"))


def test_a_halted_ticket_that_is_let_go_on_is_not_halted_again_for_what_was(desk: Desk) -> None:
    link, ticket = as_it_is(desk, OPEN)
    back_and_forth(desk, link, ticket, following.BREAKER + 1)
    adopting.go_on(link.pk, by=desk.cast.by("alice"), at=desk.now)
    desk.now += timedelta(seconds=30)
    back_and_forth(desk, link, ticket, 1)
    link.refresh_from_db()
    assert link.standing == Standing.LINKED


def test_who_was_asked_here_and_is_assigned_there_owns_it_and_is_not_asked_any_more(desk: Desk) -> None:
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    desk.know("u-bob", "bob")
    handover.hand_over(link.item_id, by=desk.cast.by("dora"), version=item_of(link).version, to=desk.cast.person("bob"), at=desk.now)
    given = replace(ticket, assignees=(Account("u-bob", handle="u-bob"),), updated_at=desk.now)
    assert desk.follow(link, given).changed
    assert (item_of(link).owner, item_of(link).handed_to) == (desk.cast.person("bob"), None)


def test_a_ticket_that_is_made_private_there_renames_no_item_that_everybody_reads(desk: Desk) -> None:
    ticket = desk.ticket("Fence the cache")
    link = desk.adopted(ticket)
    secret = replace(ticket, title="Fence the cache of Acme's leaked keys", private=True, updated_at=desk.now)
    for _ in range(2):
        assert desk.follow(link, replace(secret, meaning=Meaning.STARTED)).edit.empty
    link.refresh_from_db()
    assert (item_of(link).text, link.title, item_of(link).state) == ("Fence the cache", "Fence the cache", "in_progress")
    assert not SyncNote.objects.filter(words__contains="leaked").exists()
    assert "leaked" not in str(list(Event.objects.values_list("changes", "reason")))
    desk.follow(link, replace(secret, title="Fence the cache twice", private=False))
    assert item_of(link).text == "Fence the cache twice"


def test_an_item_that_is_renamed_here_overwrites_no_title_that_is_private_there(desk: Desk) -> None:
    ticket = desk.ticket("Fence the cache")
    link = desk.adopted(ticket)
    secret = replace(ticket, title="Fence the cache of Acme", private=True)
    items.edit_item(link.item_id, text="Fence it here", by=desk.cast.by("dora"), version=item_of(link).version)
    assert desk.follow(link, secret).edit.empty
    assert not Clash.objects.exists()
    desk.follow(link, replace(secret, private=False))
    assert (Clash.objects.get().ours, item_of(link).text) == ("Fence it here", "Fence the cache of Acme")
