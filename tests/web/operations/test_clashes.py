"""What gave way when both sides had changed a field can be taken back: each field, by whom, and only once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.core.item import State
from followthrough.errors import Conflict, FollowthroughError, NotFound, NotPermitted, WrongState
from followthrough.trackers.base import Account, Meaning, Ticket
from followthrough.web.models import Clash, Event, Item, Link, Outbox
from followthrough.web.operations import clashes, items
from followthrough.web.operations.decisions import decline
from tests.web.making import Cast, day, make_private
from tests.web.operations.sync_cast import Desk, closed, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast) -> Desk:
    desk = Desk(cast)
    desk.know("a", "alice")
    desk.know("b", "bob")
    return desk


def given(desk: Desk, item: Item) -> dict[str, object]:
    return {"by": desk.cast.by("dora"), "version": item.version, "at": desk.now}


def clash(desk: Desk, link: Link, ticket: Ticket) -> Clash:
    """The ticket was edited after the item was: the clash that comes of it."""
    desk.follow(link, replace(ticket, updated_at=desk.now + timedelta(minutes=1)))
    return Clash.objects.get(link=link)


def take_back(desk: Desk, found: Clash, *, by: str = "dora") -> Item:
    return clashes.undo_clash(found.pk, by=desk.cast.by(by), at=desk.now)


def test_a_title_that_gave_way_stands_again_and_is_written(desk: Desk) -> None:
    ticket = desk.ticket("Fence the cache")
    link = desk.adopted(ticket)
    items.edit_item(link.item_id, text="Fence it here", **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, replace(ticket, title="Fence it there"))
    assert (found.ours, found.theirs, found.winner, item_of(link).text) == ("Fence it here", "Fence it there", "theirs", "Fence it there")
    Outbox.objects.all().delete()
    assert take_back(desk, found).text == "Fence it here"
    assert Outbox.objects.get().job == "edit"
    found.refresh_from_db()
    assert (found.undone_by, found.undone_at) == (desk.cast.dora, desk.now)


def test_a_due_date_of_theirs_that_gave_way_stands_again(desk: Desk) -> None:
    ticket = desk.ticket(due=day(10))
    link = desk.adopted(ticket)
    items.set_due(link.item_id, due=day(20), reason="vendor", **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, replace(ticket, due=day(30)))
    assert (found.winner, item_of(link).due) == ("ours", day(20))
    assert take_back(desk, found).due == day(30)


def test_no_due_date_is_not_taken_back(desk: Desk) -> None:
    ticket = desk.ticket(due=day(10))
    link = desk.adopted(ticket)
    items.set_due(link.item_id, due=day(20), reason="vendor", **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, replace(ticket, due=None))
    with pytest.raises(WrongState, match="always has one"):
        take_back(desk, found)
    found.refresh_from_db()
    assert (found.undone_at, item_of(link).due) == (None, day(20))


@pytest.mark.parametrize(("here", "expected"), [("dora", "dora"), (None, None)])
def test_an_owner_that_gave_way_stands_again(desk: Desk, here: str | None, expected: str | None) -> None:
    desk.know("d", "dora")
    ticket = desk.ticket(assignees=(Account("a"),))
    link = desk.adopted(ticket)
    items.assign(link.item_id, owner=desk.cast.person(here) if here else None, **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, replace(ticket, assignees=(Account("b"),)))
    assert item_of(link).owner == desk.cast.person("bob")
    assert take_back(desk, found).owner == (desk.cast.person(expected) if expected else None)


def test_an_owner_who_left_meanwhile_is_not_taken_back(desk: Desk) -> None:
    desk.know("d", "dora")
    ticket = desk.ticket(assignees=(Account("a"),))
    link = desk.adopted(ticket)
    items.assign(link.item_id, owner=desk.cast.person("dora"), **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, replace(ticket, assignees=(Account("b"),)))
    type(desk.cast.person("dora")).objects.filter(user=desk.cast.dora).update(is_active=False)
    with pytest.raises(FollowthroughError, match="no longer here"):
        take_back(desk, found)
    found.refresh_from_db()
    assert found.undone_at is None


def test_a_status_that_gave_way_stands_again(desk: Desk) -> None:
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    items.start(link.item_id, **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, closed(ticket, Meaning.DONE))
    assert item_of(link).state == State.DONE
    assert take_back(desk, found).state == State.IN_PROGRESS


def test_done_here_against_dropped_there_is_done_again(desk: Desk) -> None:
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    items.mark_done(link.item_id, **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, closed(ticket, Meaning.DROPPED))
    assert item_of(link).needs_decision
    assert take_back(desk, found).state == State.DONE


def test_a_decision_of_ours_against_done_there_is_taken_back_on_the_items_own_page(desk: Desk) -> None:
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    decline(link.item_id, reason="no value", **given(desk, link.item))  # type: ignore[arg-type]
    found = clash(desk, link, closed(ticket, Meaning.DONE))
    assert (found.winner, item_of(link).state) == ("ours", State.DECLINED)
    with pytest.raises(WrongState, match="on its own page"):
        take_back(desk, found)
    assert item_of(link).state == State.DECLINED


def test_it_is_taken_back_once(desk: Desk) -> None:
    found = title_clash(desk)
    take_back(desk, found)
    events = Event.objects.count()
    with pytest.raises(WrongState, match="taken back already"):
        take_back(desk, found)
    assert Event.objects.count() == events


@pytest.mark.parametrize("name", ["erin", "charlie"])
def test_only_who_may_change_the_item_takes_it_back(desk: Desk, name: str) -> None:
    found = title_clash(desk)
    with pytest.raises(NotPermitted):
        take_back(desk, found, by=name)
    found.refresh_from_db()
    assert (found.undone_at, found.link.item.text) == (None, "Fence it there")


def test_who_may_not_know_of_the_item_is_told_that_there_is_nothing(desk: Desk) -> None:
    found = title_clash(desk)
    incident = found.link.item.incident
    make_private(incident)
    with pytest.raises(NotFound):
        take_back(desk, found)
    with pytest.raises(NotFound):
        clashes.undo_clash(999, by=desk.cast.by("frank"))


def test_a_value_that_somebody_changed_since_then_is_taken_back_all_the_same(desk: Desk) -> None:
    found = title_clash(desk)
    item = item_of(found.link)
    items.edit_item(item.pk, text="A third title", **given(desk, item))  # type: ignore[arg-type]
    try:
        assert take_back(desk, found).text == "Fence it here"
    except Conflict:
        pytest.fail("what stands now is what was looked at")


def title_clash(desk: Desk) -> Clash:
    ticket = desk.ticket("Fence the cache")
    link = desk.adopted(ticket)
    items.edit_item(link.item_id, text="Fence it here", **given(desk, link.item))  # type: ignore[arg-type]
    return clash(desk, link, replace(ticket, title="Fence it there"))
