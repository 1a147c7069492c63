"""One ticket in trouble holds up no other: rights to it alone, a stamp of the future. Over a tracker in memory."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest

from followthrough.errors import Drifted, Forbidden, TurnedDown
from followthrough.trackers.base import Delivery as Hint
from followthrough.trackers.base import Draft, Edit, Meaning, Missing, Ref, Ticket
from followthrough.web.models import Connection, Delivery, Item, Link, Outbox, SyncNote
from followthrough.web.models.outbox import Stage
from followthrough.web.operations import connections, deliveries, items, outbox
from followthrough.web.sync.cycle import Round, run_round
from tests.simulation.memory import CHARACTERS, MemoryTracker, Site, Weather
from tests.web.making import MORNING, Cast, make_item

pytestmark = pytest.mark.django_db
WORDS = "This account may not change issues here."


class Place:
    """A tracker in memory in which some tickets, or all, may be read and not written."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.now = cast, MORNING
        self.site = Site(CHARACTERS[0], lambda: self.now)
        self.closed: set[str] = set()
        self.unreadable: dict[str, Exception] = {}
        self.no_new_ones = False
        self.writes = 0
        made = connections.add_connection(
            kind="github", name="Tracker", place="a/b", credentials={"token": "x"}, read_only=False, team=cast.team, by=cast.by("frank")
        )
        self.pk = made.pk

    @property
    def connection(self) -> Connection:
        return Connection.objects.get(pk=self.pk)

    def round(self) -> Round:
        place = self

        class Guarded(MemoryTracker):
            def fetch(self, ref: Ref) -> Ticket | Missing:
                if ref.id in place.unreadable:
                    raise place.unreadable[ref.id]
                return super().fetch(ref)

            def edit(self, ref: Ref, edit: Edit, *, until: float | None = None) -> Ticket | Missing:
                place.writes += 1
                if ref.id in place.closed:
                    raise Forbidden(WORDS, expired=False)
                return super().edit(ref, edit, until=until)

            def create(self, draft: Draft, *, until: float | None = None) -> Ticket:
                place.writes += 1
                if place.no_new_ones:
                    raise Forbidden(WORDS, expired=False)
                return super().create(draft, until=until)

        self.now += timedelta(minutes=2)
        return run_round(self.pk, now=lambda: self.now, opened=lambda _: Guarded(self.site, Weather(random.Random(0))))

    def adopted(self, count: int) -> list[Link]:
        for number in range(count):
            self.site.add(f"Fence the cache {number}")
        assert self.round().failure == ""
        return list(Link.objects.select_related("item").order_by("pk"))

    def rename(self, links: Iterable[Link]) -> None:
        for link in links:
            item = Item.objects.get(pk=link.item_id)
            with patch("django.utils.timezone.now", lambda: self.now):
                items.edit_item(item.pk, by=self.cast.by("dora"), version=item.version, text=f"{item.text}, renamed")


@pytest.fixture
def place(cast: Cast) -> Place:
    return Place(cast)


def test_a_ticket_that_we_may_not_change_waits_for_a_person_and_the_others_go_on(place: Place) -> None:
    first, second = place.adopted(2)
    place.closed.add(first.ticket_id)
    place.rename([first, second])
    place.site.set_meaning(second.ticket_id, Meaning.DONE)
    assert place.round() == Round(ran=True)
    assert (Outbox.objects.get(link=first).stage, Outbox.objects.get(link=first).words) == (Stage.PARKED, WORDS)
    assert Outbox.objects.get(link=second).stage == Stage.DONE
    assert Item.objects.get(pk=second.item_id).state == "done"
    assert place.site.tickets[second.ticket_id].title.endswith("renamed")


def test_an_item_that_may_not_be_filed_waits_for_a_person_and_what_is_there_is_read(place: Place) -> None:
    link = place.adopted(1)[0]
    place.no_new_ones = True
    item = make_item(place.cast, tickets=(), without="follows")
    outbox.request_filing(item.pk, connection_id=place.pk, by=place.cast.by("dora"), at=place.now)
    place.site.set_meaning(link.ticket_id, Meaning.DONE)
    assert place.round() == Round(ran=True)
    assert Outbox.objects.get(item=item).stage == Stage.PARKED
    assert Item.objects.get(pk=link.item_id).state == "done"


def test_without_the_right_to_write_at_all_few_are_tried_the_rest_waits_and_what_is_there_is_read(place: Place) -> None:
    links = place.adopted(8)
    place.closed = {link.ticket_id for link in links}
    place.rename(links)
    place.site.set_meaning(links[7].ticket_id, Meaning.DONE)
    assert place.round().failure == WORDS
    assert (place.writes, place.connection.failure_kind) == (3, "rights")
    assert Outbox.objects.filter(stage=Stage.WAITING).count() == 6
    assert Item.objects.get(pk=links[7].item_id).state == "done"


def test_a_stamp_of_the_future_hides_no_change_that_comes_after_it(place: Place) -> None:
    odd, plain = place.adopted(2)
    later: datetime = place.now + timedelta(days=400)
    place.site.tickets[odd.ticket_id] = replace(place.site.tickets[odd.ticket_id], updated_at=later)
    assert place.round().failure == ""
    place.now += timedelta(minutes=30)
    place.site.set_meaning(plain.ticket_id, Meaning.DONE)
    assert place.round().failure == ""
    assert Item.objects.get(pk=plain.item_id).state == "done"


def test_what_was_refused_is_not_tried_again_until_one_of_the_sides_changes(place: Place) -> None:
    link = place.adopted(1)[0]
    place.closed.add(link.ticket_id)
    place.rename([link])
    for _ in range(20):
        assert place.round() == Round(ran=True)
    assert place.writes == 1
    place.site.change(link.ticket_id, due=MORNING.date())
    for _ in range(20):
        assert place.round() == Round(ran=True)
    assert place.writes == 2
    place.rename([link])
    for _ in range(20):
        assert place.round() == Round(ran=True)
    assert (place.writes, Outbox.objects.get(link=link).stage) == (3, Stage.PARKED)


def test_what_a_person_holds_back_stays_held_back(place: Place) -> None:
    link = place.adopted(1)[0]
    place.rename([link])
    entry = outbox.park_entry(Outbox.objects.get(link=link).pk, by=place.cast.by("dora"), reason="they are moving house", at=place.now)
    for _ in range(20):
        assert place.round() == Round(ran=True)
    entry.refresh_from_db()
    assert (place.writes, entry.stage, entry.words) == (0, Stage.PARKED, "they are moving house")


def test_what_a_person_says_not_to_send_is_not_sent_by_the_next_look(place: Place) -> None:
    link = place.adopted(1)[0]
    place.rename([link])
    outbox.drop_entry(Outbox.objects.get(link=link).pk, by=place.cast.by("dora"), reason="the old name is known", at=place.now)
    for _ in range(20):
        assert place.round() == Round(ran=True)
    assert (place.writes, Outbox.objects.get(link=link).stage) == (0, Stage.DROPPED)
    place.rename([link])
    assert place.round() == Round(ran=True)
    assert place.writes == 1


@pytest.mark.parametrize("trouble", [TurnedDown("Unavailable for legal reasons"), Drifted("the ticket has no title")])
def test_a_ticket_that_can_t_be_looked_at_is_noted_and_its_hint_blocks_no_other(place: Place, trouble: Exception) -> None:
    odd, plain = place.adopted(2)
    place.unreadable[odd.ticket_id] = trouble
    place.site.set_meaning(plain.ticket_id, Meaning.DONE)
    for number, link in enumerate((odd, plain)):
        hint = Hint(id=f"d{number}", event="issues", refs=(Ref(link.ticket_id, link.key),))
        deliveries.keep(place.connection, hint, at=place.now)
    assert place.round() == Round(ran=True)
    assert Item.objects.get(pk=plain.item_id).state == "done"
    assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()
    (told,) = SyncNote.objects.filter(direction=SyncNote.Direction.TROUBLE)
    assert (told.item_id, str(trouble) in told.words) == (odd.item_id, True)


def test_a_ticket_that_can_t_be_looked_at_ends_no_daily_comparison(place: Place) -> None:
    odd, plain = place.adopted(2)
    for link in (odd, plain):
        place.site.tickets[link.ticket_id] = replace(place.site.tickets[link.ticket_id], labels=())
    place.unreadable[odd.ticket_id] = TurnedDown("Unavailable for legal reasons")
    place.now += timedelta(hours=25)
    for _ in range(3):
        assert place.round().failure == ""
    assert place.connection.scanned_at is not None
    assert place.connection.scanned_at > MORNING + timedelta(hours=24)
