"""The outbox: who may ask for a ticket, how an entry is claimed, sent, lost, parked, tried again and dropped, and how many at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from followthrough.errors import InputError, MissingReason, NotFound, NotPermitted, WrongState
from followthrough.trackers.base import Capabilities
from followthrough.web.models import Connection, Delivery, Item, Link, Outbox, SyncNote
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import adopting, connections, items, leases, outbox
from followthrough.web.operations.decisions import decline
from followthrough.web.permissions import Actor
from followthrough.web.sync.file import allowed_now, forecast, pause
from tests.web.making import MORNING, Cast, make_incident, make_private
from tests.web.operations.sync_cast import CAN, Desk

pytestmark = pytest.mark.django_db
NOW = MORNING


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def fresh(entry: Outbox) -> Outbox:
    return Outbox.objects.select_related("connection", "item", "link").get(pk=entry.pk)


def claimed(desk: Desk, entry: Outbox, *, later: timedelta = timedelta()) -> outbox.Claim:
    """By a worker that takes the lease now."""
    taken = leases.take_lease(desk.pk, now=NOW + later)
    assert taken is not None
    found = outbox.claim(entry.pk, lease=taken.lease, at=NOW + later)
    assert found is not None
    return found


def put(entry: Outbox, stage: Stage, **columns: Any) -> Outbox:
    Outbox.objects.filter(pk=entry.pk).update(stage=stage, **columns)
    return fresh(entry)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_asked_twice_it_is_one_entry(desk: Desk) -> None:
    item = desk.item()
    assert desk.ask(item) == desk.ask(item, by="alice")
    assert Outbox.objects.count() == 1


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.SENDING, Stage.UNCLEAR, Stage.PARKED])
def test_while_one_is_on_its_way_no_other_is_made(desk: Desk, stage: Stage) -> None:
    entry = put(desk.ask(), stage)
    assert desk.ask(entry.item) == entry


@pytest.mark.parametrize(("name", "error"), [("erin", NotPermitted), ("charlie", NotPermitted)])
def test_who_may_not_change_an_item_can_not_have_it_filed(desk: Desk, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.ask(by=name)
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("by", [Actor.policy(), Actor.tracker(1)])
def test_no_program_asks_for_a_ticket(desk: Desk, by: Actor) -> None:
    with pytest.raises(NotPermitted):
        outbox.request_filing(desk.item().pk, connection_id=desk.pk, by=by)


def test_what_can_not_be_filed_is_said(desk: Desk, cast: Cast) -> None:
    item = desk.item()
    with pytest.raises(NotFound):
        outbox.request_filing(999, connection_id=desk.pk, by=cast.by("dora"))
    with pytest.raises(NotFound):
        outbox.request_filing(item.pk, connection_id=999, by=cast.by("dora"))
    ended = decline(desk.item().pk, by=cast.by("dora"), version=1, reason="no value")
    with pytest.raises(WrongState, match="closed"):
        desk.ask(ended)
    connections.change_connection(desk.pk, by=cast.by("frank"), read_only=True)
    with pytest.raises(WrongState, match="only reads"):
        desk.ask(item)
    connections.remove_connection(desk.pk, by=cast.by("frank"))
    with pytest.raises(NotFound):
        desk.ask(item)
    assert not Outbox.objects.exists()


def test_an_item_that_has_its_ticket_gets_no_second_one(desk: Desk) -> None:
    link = desk.adopted(desk.ticket())
    with pytest.raises(WrongState, match="has a ticket"):
        desk.ask(link.item)


def test_an_item_of_a_private_incident_is_unknown_to_others_and_filed_only_on_purpose(desk: Desk, cast: Cast) -> None:
    incident = make_incident(cast)
    item = desk.item(incident=incident)
    make_private(incident)
    with pytest.raises(NotFound):
        desk.ask(item, publish=True)
    incident.people.add(cast.person("alice"))
    with pytest.raises(InputError, match="is private"):
        desk.ask(item, by="alice")
    assert desk.ask(item, by="alice", publish=True).stage == Stage.WAITING


def test_the_marker_is_the_same_whenever_it_is_worked_out_and_another_for_the_next_ticket(desk: Desk, cast: Cast) -> None:
    entry = desk.ask()
    assert entry.marker == outbox.marker_of(desk.connection, entry.item_id, 0)
    outbox.drop_entry(entry.pk, by=cast.by("dora"), reason="not now")
    again = desk.ask(entry.item)
    assert again.marker == outbox.marker_of(desk.connection, entry.item_id, 1) != entry.marker


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.PARKED])
def test_the_database_itself_keeps_an_item_from_waiting_twice(desk: Desk, stage: Stage) -> None:
    entry = put(desk.ask(), stage)
    entry.pk, entry.marker = None, outbox.marker_of(desk.connection, 999, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_a_change_of_an_item_waits_once_however_often_it_changes(desk: Desk, cast: Cast) -> None:
    item = desk.adopted(desk.ticket()).item
    for number in range(4):
        item = items.edit_item(item.pk, by=cast.by("dora"), version=item.version, text=f"Fence it {number}")
    assert [entry.job for entry in Outbox.objects.all()] == [Job.EDIT]


def test_what_a_ticket_does_not_have_asks_for_nothing(desk: Desk, cast: Cast) -> None:
    item = desk.adopted(desk.ticket()).item
    items.edit_item(item.pk, by=cast.by("dora"), version=item.version, done_criterion="It fires in the drill")
    assert not Outbox.objects.exists()


# --- claiming and sending ---------------------------------------------------------------------------------------------


def test_a_claim_says_whether_the_tracker_has_to_be_searched_first(desk: Desk) -> None:
    entry = desk.ask()
    first = claimed(desk, entry)
    assert (first.look_first, first.entry.stage, first.entry.attempts) == (False, Stage.SENDING, 1)
    outbox.sending(first.entry, sent={}, at=NOW)
    second = claimed(desk, entry, later=2 * leases.FOR)
    assert (second.look_first, second.entry.attempts) == (True, 2)


def test_what_was_claimed_and_never_sent_needs_no_search(desk: Desk) -> None:
    entry = desk.ask()
    claimed(desk, entry)
    assert not claimed(desk, entry, later=2 * leases.FOR).look_first


def test_one_worker_claims_an_entry_once(desk: Desk) -> None:
    entry = desk.ask()
    held = claimed(desk, entry).entry.lease
    assert outbox.claim(entry.pk, lease=held, at=NOW) is None


def test_what_is_not_there_not_due_or_not_ours_is_not_claimed(desk: Desk, cast: Cast) -> None:
    entry = desk.ask()
    lease = desk.connection.lease
    assert outbox.claim(999, lease=lease, at=NOW) is None
    assert outbox.claim(entry.pk, lease=lease, at=NOW - timedelta(seconds=1)) is None
    assert outbox.claim(entry.pk, lease=lease + 1, at=NOW) is None
    for stage in (Stage.DONE, Stage.PARKED, Stage.DROPPED):
        put(entry, stage)
        assert outbox.claim(entry.pk, lease=lease, at=NOW) is None
    put(entry, Stage.WAITING)
    connections.pause_connection(desk.pk, by=cast.by("frank"), because="maintenance")
    assert outbox.claim(entry.pk, lease=lease, at=NOW) is None
    connections.resume_connection(desk.pk, by=cast.by("frank"))
    connections.change_connection(desk.pk, by=cast.by("frank"), read_only=True)
    assert outbox.claim(entry.pk, lease=lease, at=NOW) is None


def test_one_whose_claim_was_taken_over_sends_nothing_and_writes_nothing(desk: Desk) -> None:
    entry = desk.ask()
    stopped = claimed(desk, entry).entry
    current = claimed(desk, entry, later=2 * leases.FOR).entry
    before = Outbox.objects.values().get()
    with pytest.raises(WrongState, match="took this entry over"):
        outbox.sending(stopped, sent={"title": ["a", "b"]}, at=NOW)
    outbox.postpone(stopped, until=NOW, words="late")
    outbox.park(stopped, words="late", at=NOW)
    outbox.end(stopped, at=NOW)
    assert Outbox.objects.values().get() == before
    assert not SyncNote.objects.filter(direction="trouble").exists()
    outbox.sending(current, sent={}, at=NOW)


def test_what_was_dropped_meanwhile_is_not_revived(desk: Desk) -> None:
    entry = claimed(desk, desk.ask()).entry
    put(entry, Stage.DROPPED)
    outbox.postpone(entry, until=NOW, words="again")
    outbox.park(entry, words="refused", at=NOW)
    assert fresh(entry).stage == Stage.DROPPED
    with pytest.raises(WrongState):
        outbox.sending(entry, sent={}, at=NOW)


def test_what_is_postponed_waits_and_says_why(desk: Desk) -> None:
    entry = claimed(desk, desk.ask()).entry
    outbox.sending(entry, sent={}, at=NOW)
    until = NOW + timedelta(minutes=5)
    outbox.postpone(entry, until=until, words="no answer\x00 " + "x" * 5000, unclear=True)
    seen = fresh(entry)
    assert (seen.stage, seen.next_at, seen.sent_at) == (Stage.UNCLEAR, until, NOW)
    assert len(seen.words) == 2000
    assert "\x00" not in seen.words
    outbox.postpone(entry, until=until, words="never left", unsent=True)
    assert (fresh(entry).stage, fresh(entry).sent_at, fresh(entry).first_sent_at) == (Stage.WAITING, None, None)


def test_the_first_time_it_was_sent_is_kept(desk: Desk) -> None:
    entry = claimed(desk, desk.ask()).entry
    outbox.sending(entry, sent={}, at=NOW)
    outbox.sending(entry, sent={}, at=NOW + timedelta(hours=2))
    assert (fresh(entry).first_sent_at, fresh(entry).sent_at) == (NOW, NOW + timedelta(hours=2))


# --- filed ------------------------------------------------------------------------------------------------------------


def test_a_ticket_that_is_found_by_several_is_linked_once(desk: Desk) -> None:
    entry = claimed(desk, desk.ask()).entry
    ticket = desk.ticket(entry.item.text, marker=str(entry.marker))
    links = {outbox.filed(entry, ticket, can=CAN, at=NOW).pk for _ in range(3)}
    assert len(links) == 1
    assert (fresh(entry).stage, fresh(entry).link_id) == (Stage.DONE, links.pop())
    item = Item.objects.get(pk=entry.item_id)
    assert item.tickets == [ticket.url]
    assert item.events.filter(kind="tickets_set").count() == 1


def test_an_item_that_has_another_ticket_by_then_keeps_it(desk: Desk) -> None:
    entry = claimed(desk, desk.ask()).entry
    first = outbox.filed(entry, desk.ticket(), can=CAN, at=NOW)
    assert outbox.filed(entry, desk.ticket(), can=CAN, at=NOW) == first
    assert Link.objects.count() == 1


# --- what a person does to what is stuck --------------------------------------------------------------------------------


def test_what_the_tracker_refused_waits_for_a_person_and_is_told(desk: Desk, cast: Cast) -> None:
    entry = claimed(desk, desk.ask()).entry
    outbox.sending(entry, sent={}, at=NOW)
    outbox.park(entry, words="the field Team is required", at=NOW)
    assert fresh(entry).stage == Stage.PARKED
    assert "the field Team is required" in SyncNote.objects.get(direction="trouble").words
    tried = outbox.retry_entry(entry.pk, by=cast.by("dora"), at=NOW)
    assert (tried.stage, tried.attempts) == (Stage.UNCLEAR, 0)
    assert claimed(desk, entry, later=2 * leases.FOR).look_first


def test_what_was_never_sent_is_tried_again_without_a_search(desk: Desk, cast: Cast) -> None:
    entry = put(desk.ask(), Stage.PARKED)
    assert outbox.retry_entry(entry.pk, by=cast.by("dora"), at=NOW).stage == Stage.WAITING


@pytest.mark.parametrize("name", ["alice", "charlie", "erin"])
@pytest.mark.parametrize("act", [outbox.retry_entry, outbox.park_entry, outbox.drop_entry])
def test_only_leads_tend_what_is_stuck(desk: Desk, cast: Cast, act: Any, name: str) -> None:
    entry = desk.ask()
    given = {} if act is outbox.retry_entry else {"reason": "because"}
    with pytest.raises(NotPermitted):
        act(entry.pk, by=cast.by(name), **given)
    assert fresh(entry).stage == Stage.WAITING


@pytest.mark.parametrize("stage", [Stage.SENDING, Stage.DONE, Stage.DROPPED])
@pytest.mark.parametrize("act", [outbox.retry_entry, outbox.park_entry, outbox.drop_entry])
def test_what_is_under_way_or_ended_is_left_alone(desk: Desk, cast: Cast, act: Any, stage: Stage) -> None:
    entry = put(desk.ask(), stage)
    given = {} if act is outbox.retry_entry else {"reason": "because"}
    with pytest.raises(WrongState):
        act(entry.pk, by=cast.by("frank"), **given)
    assert fresh(entry).stage == stage


@pytest.mark.parametrize("act", [outbox.park_entry, outbox.drop_entry])
def test_it_takes_a_reason_which_the_story_keeps(desk: Desk, cast: Cast, act: Any) -> None:
    entry = desk.ask()
    with pytest.raises(MissingReason):
        act(entry.pk, by=cast.by("dora"), reason="  ")
    act(entry.pk, by=cast.by("dora"), reason="the team is dissolved")
    assert "the team is dissolved" in SyncNote.objects.get(item=entry.item).words
    assert fresh(entry).words == "the team is dissolved"


def test_a_ticket_that_may_exist_is_neither_dropped_nor_held_back_and_then_dropped(desk: Desk, cast: Cast) -> None:
    """Else the item could be filed anew while its first ticket stands in the tracker."""
    entry = put(desk.ask(), Stage.UNCLEAR, sent_at=NOW)
    with pytest.raises(WrongState, match="Nobody knows yet"):
        outbox.drop_entry(entry.pk, by=cast.by("frank"), reason="enough")
    with pytest.raises(WrongState, match="Nobody knows yet"):
        outbox.park_entry(entry.pk, by=cast.by("frank"), reason="enough")
    assert fresh(entry).stage == Stage.UNCLEAR


def test_an_edit_that_may_have_arrived_is_dropped_without_harm(desk: Desk, cast: Cast) -> None:
    item = desk.adopted(desk.ticket()).item
    items.edit_item(item.pk, by=cast.by("dora"), version=item.version, text="Fence it twice")
    entry = put(Outbox.objects.get(), Stage.UNCLEAR)
    assert outbox.drop_entry(entry.pk, by=cast.by("dora"), reason="no").stage == Stage.DROPPED


def test_a_newer_change_overtakes_one_that_has_to_wait(desk: Desk, cast: Cast) -> None:
    item = desk.adopted(desk.ticket()).item
    item = items.edit_item(item.pk, by=cast.by("dora"), version=item.version, text="Fence it twice", at=NOW)
    entry = claimed(desk, Outbox.objects.get(), later=timedelta(days=999 * 9)).entry
    items.edit_item(item.pk, by=cast.by("dora"), version=item.version, text="Fence it thrice", at=NOW)
    outbox.postpone(entry, until=NOW, words="no answer")
    assert fresh(entry).stage == Stage.DONE
    assert Outbox.objects.filter(stage=Stage.WAITING).count() == 1


def test_letting_a_ticket_go_drops_what_waits_for_it(desk: Desk, cast: Cast) -> None:
    link = desk.adopted(desk.ticket())
    items.edit_item(link.item_id, by=cast.by("dora"), version=link.item.version, text="Fence it twice")
    adopting.let_go(link.pk, by=cast.by("alice"), reason="the ticket was deleted")
    assert Outbox.objects.get().stage == Stage.DROPPED
    assert desk.ask(link.item).stage == Stage.WAITING


def test_what_ended_long_ago_is_forgotten_and_filings_are_not(desk: Desk, cast: Cast) -> None:
    long_ago = NOW - timedelta(days=91)
    filed = put(desk.ask(), Stage.DONE, ended_at=long_ago)
    link = desk.adopted(desk.ticket())
    for number in range(3):
        item = Item.objects.get(pk=link.item_id)
        items.edit_item(item.pk, by=cast.by("dora"), version=item.version, text=f"Fence it {number}")
        put(Outbox.objects.get(stage=Stage.WAITING), Stage.DONE, ended_at=long_ago if number else NOW)
    for state in Delivery.State:
        Delivery.objects.create(connection=desk.connection, delivery_id=f"old {state}", received_at=long_ago, state=state)
    assert outbox.forget_old_entries(now=NOW) == 3
    assert fresh(filed).stage == Stage.DONE
    assert Delivery.objects.get().state == Delivery.State.WAITING


# --- pacing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ages", "left"), [([], 3), ([5], 2), ([5, 10, 15], 0), ([70, 80, 90], 2), ([70, 80, 90, 100, 110], 0), ([4000], 3)]
)
def test_no_more_are_made_than_a_vendor_tolerates_a_minute_and_an_hour(desk: Desk, ages: list[int], left: int) -> None:
    can = Capabilities(due=True, started=True, settle=timedelta(), per_minute=3, per_hour=5)
    for age in ages:
        put(desk.ask(), Stage.DONE, sent_at=NOW - timedelta(seconds=age))
    assert allowed_now(desk.connection, can, now=NOW) == left


def test_each_try_waits_longer_up_to_a_quarter_of_an_hour() -> None:
    waits = [pause(number).total_seconds() for number in range(20)]
    assert all(2.5 * 2**number <= wait <= 5 * 2**number for number, wait in enumerate(waits[:7]))
    assert all(450 <= wait <= 900 for wait in waits[8:])


@pytest.mark.parametrize(
    ("count", "minutes"), [(0, 0), (1, 0), (60, 0), (61, 1), (120, 1), (1000, 16), (1001, 60), (2000, 60 + 16), (2001, 120)]
)
def test_the_time_that_a_filing_takes_is_foretold(count: int, minutes: int) -> None:
    assert forecast(count, Capabilities(due=True, started=True, settle=timedelta())) == timedelta(minutes=minutes)


def test_what_waits_for_a_connection_that_is_taken_away_is_dropped_and_told(desk: Desk, cast: Cast) -> None:
    entry = desk.ask()
    unclear = put(desk.ask(), Stage.UNCLEAR, sent_at=NOW)
    connections.remove_connection(desk.pk, by=cast.by("frank"))
    assert {fresh(entry).stage, fresh(unclear).stage} == {Stage.DROPPED}
    assert "taken away" in SyncNote.objects.filter(item=entry.item).get().words
    assert Connection.objects.get().removed_at is not None
