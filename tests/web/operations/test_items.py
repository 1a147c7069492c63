"""What people do to an item on its way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from followthrough.core.item import State, Type
from followthrough.errors import Conflict, InputError, MissingReason, NotFound, NotPermitted, WrongState
from followthrough.web.models import Item
from followthrough.web.models.event import Kind, Through
from followthrough.web.operations import decisions, items, people
from followthrough.web.permissions import Actor
from tests.web.making import Cast, at, day, make_incident, make_item


def last_kind(item: Item) -> str:
    return item.events.order_by("number").last().kind  # type: ignore[union-attr]


def test_alice_edits_the_words_and_the_event_says_from_what_to_what(cast: Cast) -> None:
    item = make_item(cast, text="Alert when the queue grows")
    edited = items.edit_item(item.pk, by=cast.by("alice"), version=1, text=" Page when the queue holds 500 ", type=Type.MITIGATION)
    event = edited.events.get(kind=Kind.EDITED)
    assert event.changes == {
        "text": ["Alert when the queue grows", "Page when the queue holds 500"],
        "type": ["detection", "mitigation"],
    }
    assert (event.actor, event.through, edited.version) == (cast.alice, Through.PERSON, 2)


def test_an_edit_that_changes_nothing_writes_nothing(cast: Cast) -> None:
    item = make_item(cast)
    items.edit_item(item.pk, by=cast.by("alice"), version=1, text=item.text)
    item.refresh_from_db()
    assert (item.version, item.events.count()) == (1, 1)


def test_words_keep_no_nul_and_no_half_characters(cast: Cast) -> None:
    item = items.edit_item(make_item(cast).pk, by=cast.by("alice"), version=1, text="Alert\x00 on \ud800 queues")
    item.refresh_from_db()
    assert item.text == "Alert on ? queues"


def test_an_item_can_not_lose_its_words(cast: Cast) -> None:
    with pytest.raises(MissingReason, match="needs words"):
        items.edit_item(make_item(cast).pk, by=cast.by("alice"), version=1, text="  ")


def test_a_team_is_taken_away_only_when_said_so(cast: Cast) -> None:
    item = make_item(cast)
    assert items.edit_item(item.pk, by=cast.by("alice"), version=1, done_criterion="The alert fired in a drill").team == cast.team
    assert items.edit_item(item.pk, by=cast.by("alice"), version=2, team=None).team is None


def test_alice_cannot_push_an_item_onto_a_team_she_is_not_in(cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        items.edit_item(make_item(cast).pk, by=cast.by("alice"), version=1, team=cast.other_team)


@pytest.mark.parametrize("name", ["charlie", "erin"])
def test_a_stranger_and_a_reader_can_change_nothing(cast: Cast, name: str) -> None:
    item, by = make_item(cast), cast.by(name)
    acts: tuple[Callable[[], object], ...] = (
        lambda: items.edit_item(item.pk, by=by, version=1, text="x"),
        lambda: items.assign(item.pk, by=by, version=1, owner=None),
        lambda: items.set_due(item.pk, by=by, version=1, due=day(40), reason="r"),
        lambda: items.set_tickets(item.pk, by=by, version=1, tickets=["A-1"]),
        lambda: items.start(item.pk, by=by, version=1),
        lambda: items.block(item.pk, by=by, version=1, blocked_by="b", until=day(400)),
        lambda: items.mark_done(item.pk, by=by, version=1),
        lambda: decisions.decline(item.pk, by=by, version=1, reason="r"),
        lambda: decisions.accept_risk(item.pk, by=by, version=1, reason="r", impact="i", review_on=day(400)),
    )
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    item.refresh_from_db()
    assert (item.version, item.events.count()) == (1, 1)


def test_an_item_of_a_private_incident_does_not_exist_for_bob(cast: Cast) -> None:
    item = make_item(cast, make_incident(cast, private=True, let_in=[cast.person("alice"), cast.person("dora")]))
    with pytest.raises(NotFound, match="There is no item"):
        items.start(item.pk, by=cast.by("bob"), version=1)
    assert items.start(item.pk, by=cast.by("alice"), version=1).state == State.IN_PROGRESS


def test_an_item_is_handed_to_bob(cast: Cast) -> None:
    item = items.assign(make_item(cast).pk, by=cast.by("alice"), version=1, owner=cast.person("bob"))
    assert item.events.get(kind=Kind.ASSIGNED).changes == {"owner": [cast.person("alice").pk, cast.person("bob").pk]}


def test_nothing_is_handed_to_somebody_who_has_left(cast: Cast) -> None:
    gone = people.deactivate_person(cast.person("bob"))
    with pytest.raises(InputError, match="no longer here"):
        items.assign(make_item(cast).pk, by=cast.by("alice"), version=1, owner=gone)


def test_a_later_date_is_a_slip_and_needs_a_reason_and_the_first_date_stays(cast: Cast) -> None:
    item = make_item(cast, due=10)
    with pytest.raises(MissingReason, match="needs a reason"):
        items.set_due(item.pk, by=cast.by("alice"), version=1, due=day(20))
    moved = items.set_due(item.pk, by=cast.by("alice"), version=1, due=day(20), reason="The vendor is late")
    assert (moved.due, moved.original_due, moved.slips) == (day(20), day(10), 1)


def test_an_earlier_date_is_no_slip(cast: Cast) -> None:
    moved = items.set_due(make_item(cast, due=10).pk, by=cast.by("alice"), version=1, due=day(5))
    assert (moved.due, moved.slips) == (day(5), 0)


def test_tickets_are_kept_once_each(cast: Cast) -> None:
    item = items.set_tickets(make_item(cast).pk, by=cast.by("alice"), version=1, tickets=["OPS-2", " OPS-2 ", "", "#7"])
    assert item.tickets == ["OPS-2", "#7"]


def test_a_blocked_item_says_by_what_and_returns_to_what_it_was(cast: Cast) -> None:
    item = make_item(cast)
    items.start(item.pk, by=cast.by("alice"), version=1, at=at(-10))
    with pytest.raises(InputError, match="Ask again after"):
        items.block(item.pk, by=cast.by("alice"), version=2, blocked_by="The vendor", until=day(-9), at=at(-9))
    items.block(item.pk, by=cast.by("alice"), version=2, blocked_by="The vendor", until=day(3), at=at(-9))
    blocked = items.block(item.pk, by=cast.by("alice"), version=3, blocked_by="The vendor's holidays", until=day(9), at=at(-8))
    assert (blocked.state, blocked.is_open) == (State.BLOCKED, True)
    with pytest.raises(WrongState, match="blocked"):
        items.start(item.pk, by=cast.by("alice"), version=4)
    free = items.unblock(item.pk, by=cast.by("alice"), version=4)
    assert (free.state, free.blocked_by, free.blocked_until) == (State.IN_PROGRESS, "", None)


def test_what_is_not_blocked_can_not_be_unblocked(cast: Cast) -> None:
    with pytest.raises(WrongState, match="not blocked"):
        items.unblock(make_item(cast).pk, by=cast.by("alice"), version=1)


def test_done_ends_a_block_and_can_be_verified_once(cast: Cast) -> None:
    item = make_item(cast)
    items.block(item.pk, by=cast.by("alice"), version=1, blocked_by="The vendor", until=day(400))
    done = items.mark_done(item.pk, by=cast.by("alice"), version=2, evidence="OPS-1 shipped")
    assert (done.state, done.blocked_by, done.evidence) == (State.DONE, "", "OPS-1 shipped")
    assert done.closed_at is not None
    with pytest.raises(MissingReason):
        items.verify(item.pk, by=cast.by("bob"), version=3, evidence="")
    seen = items.verify(item.pk, by=cast.by("bob"), version=3, evidence="It fired in the drill")
    assert seen.verified_at is not None
    with pytest.raises(WrongState, match="verified already"):
        items.verify(item.pk, by=cast.by("bob"), version=4, evidence="Again")


def test_only_what_is_done_can_be_verified(cast: Cast) -> None:
    with pytest.raises(WrongState, match="Only an item that is done"):
        items.verify(make_item(cast).pk, by=cast.by("alice"), version=1, evidence="e")


def test_a_closed_item_has_to_be_reopened_before_it_moves(cast: Cast) -> None:
    item = make_item(cast)
    items.mark_done(item.pk, by=cast.by("alice"), version=1)
    with pytest.raises(WrongState, match="is done: it has to be reopened"):
        items.set_due(item.pk, by=cast.by("alice"), version=2, due=day(50), reason="r")
    with pytest.raises(WrongState):
        items.mark_done(item.pk, by=cast.by("alice"), version=2)


def test_reopening_needs_a_reason_and_clears_what_closed_it(cast: Cast) -> None:
    item = make_item(cast)
    items.mark_done(item.pk, by=cast.by("alice"), version=1, evidence="shipped")
    items.verify(item.pk, by=cast.by("alice"), version=2, evidence="seen")
    with pytest.raises(MissingReason):
        items.reopen(item.pk, by=cast.by("bob"), version=3, reason="")
    back = items.reopen(item.pk, by=cast.by("bob"), version=3, reason="It fired too late")
    assert (back.state, back.closed_at, back.verified_at, back.evidence) == (State.OPEN, None, None, "")
    with pytest.raises(WrongState, match="This item is open"):
        items.reopen(item.pk, by=cast.by("bob"), version=4, reason="again")


@pytest.mark.parametrize("by", [Actor.policy(), Actor(None, Through.TRACKER)])
def test_no_rule_and_no_import_can_say_that_an_item_is_done(cast: Cast, by: Actor) -> None:
    item = make_item(cast)
    with pytest.raises(NotPermitted):
        items.mark_done(item.pk, by=by, version=1)
    with pytest.raises(NotPermitted, match="Only a person"):
        items.mark_done(item.pk, by=Actor.importing(cast.alice), version=1)


def test_undo_takes_back_the_last_change_and_both_stay_in_the_history(cast: Cast) -> None:
    item = make_item(cast)
    items.set_due(item.pk, by=cast.by("alice"), version=1, due=day(30), reason="late", at=at(0))
    back = items.undo(item.pk, by=cast.by("alice"), version=2, at=at(0, hour=15))
    assert (back.due, back.slips) == (day(10), 0)
    kinds = list(back.events.order_by("number").values_list("kind", flat=True))
    assert kinds == [Kind.ACCEPTED, Kind.DUE_SET, Kind.UNDONE]
    assert back.events.get(kind=Kind.UNDONE).undoes == back.events.get(kind=Kind.DUE_SET)


def test_undo_brings_dates_and_moments_back_as_they_were(cast: Cast) -> None:
    item = make_item(cast)
    done = items.mark_done(item.pk, by=cast.by("alice"), version=1, at=at(-3))
    items.reopen(item.pk, by=cast.by("bob"), version=2, reason="too early", at=at(0))
    back = items.undo(item.pk, by=cast.by("bob"), version=3, at=at(0, hour=10))
    back.refresh_from_db()
    assert (back.state, back.closed_at) == (State.DONE, done.closed_at)


def test_undo_is_for_ones_own_change_of_the_same_day(cast: Cast) -> None:
    item = make_item(cast)
    items.start(item.pk, by=cast.by("alice"), version=1, at=at(-1))
    with pytest.raises(WrongState, match="not yours"):
        items.undo(item.pk, by=cast.by("bob"), version=2, at=at(-1, hour=10))
    with pytest.raises(WrongState, match="not of today"):
        items.undo(item.pk, by=cast.by("alice"), version=2, at=at(0))


def test_accepting_and_undoing_can_not_be_undone(cast: Cast) -> None:
    item = make_item(cast, accepted=0)
    with pytest.raises(WrongState, match="can't be taken back"):
        items.undo(item.pk, by=cast.by("dora"), version=1, at=at(0, hour=10))
    items.start(item.pk, by=cast.by("dora"), version=1, at=at(0, hour=11))
    items.undo(item.pk, by=cast.by("dora"), version=2, at=at(0, hour=12))
    with pytest.raises(WrongState, match="can't be taken back"):
        items.undo(item.pk, by=cast.by("dora"), version=3, at=at(0, hour=13))


def test_the_second_of_two_is_told_what_the_first_did(cast: Cast) -> None:
    item = make_item(cast)
    decisions.decline(item.pk, by=cast.by("bob"), version=1, reason="The service is switched off in May.")
    with pytest.raises(Conflict) as refused:
        items.mark_done(item.pk, by=cast.by("alice"), version=1)
    assert str(refused.value).startswith("Bob declined this item a moment ago: “The service is switched off in May”. Your own change")


def test_an_events_time_never_runs_backwards(cast: Cast) -> None:
    item = make_item(cast, accepted=-5)
    with pytest.raises(WrongState, match="can't be earlier"):
        items.start(item.pk, by=cast.by("alice"), version=1, at=at(-6))


def test_without_a_time_it_happens_now(cast: Cast) -> None:
    before = timezone.now()
    item = items.start(make_item(cast).pk, by=cast.by("alice"), version=1)
    assert before <= item.events.get(kind=Kind.STARTED).at <= timezone.now()
