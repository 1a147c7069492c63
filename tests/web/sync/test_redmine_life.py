"""An item's life against a real Redmine, through the whole sync: filed, changed by people there, moved, deleted, locked out and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from followthrough.trackers.base import Ref
from followthrough.trackers.fake.transport import InProcess
from followthrough.web.models import Connection, Item, Link
from followthrough.web.models.link import Standing
from followthrough.web.operations import connections, items, outbox
from followthrough.web.sync import opening
from followthrough.web.sync.cycle import Round, run_round
from tests.redmine import Redmine
from tests.trackers.real_redmine import RealRedmine, grounds_of
from tests.web.making import Cast, make_cast, make_item
from tests.web.sync.places import match_people

pytestmark = [pytest.mark.redmine, pytest.mark.django_db(transaction=True)]


class Life:
    """One connection to one project of the real Redmine, and a worker that looks when it is told to."""

    def __init__(self, real: RealRedmine) -> None:
        self.real, self.cast = real, make_cast()
        self.connection: Connection = connections.add_connection(
            kind="redmine",
            name="Redmine",
            place=real.place,
            credentials={"token": real.token},
            base_url=real.grounds.at.url,
            read_only=False,
            team=self.cast.team,
            by=self.cast.by("frank"),
        )
        match_people(self.connection, real, self.cast)

    def work(self) -> Round:
        return run_round(self.connection.pk, everything=True)

    def filed(self) -> tuple[Item, Ref]:
        cast: Cast = self.cast
        item = make_item(cast, text="Cap the retries of the payment client", owner="alice", tickets=(), without="follows")
        outbox.request_filing(item.pk, connection_id=self.connection.pk, by=cast.by("dora"))
        assert self.work() == Round(ran=True)
        link = Link.objects.get(item=item)
        return item, Ref(link.ticket_id, link.key)

    def owner(self, item: Item) -> str:
        item.refresh_from_db()
        return item.owner.name if item.owner else ""


@pytest.fixture
def life(redmine: Redmine) -> Iterator[Life]:
    with grounds_of(redmine) as grounds:
        real = RealRedmine(grounds)
        opening.transports[grounds.at.url] = InProcess(real)
        try:
            yield Life(real)
            assert real.violations == []
        finally:
            opening.transports.pop(grounds.at.url)
            real.clear_away()


def test_what_people_do_to_its_ticket_becomes_of_the_item(life: Life) -> None:
    real, people = life.real, life.real.people()
    item, ref = life.filed()
    seen = real.peek(ref)
    assert seen is not None
    assert (seen.title, seen.assignees, seen.due) == (item.text, (people["ada"],), item.due)

    real.assign(ref, people["ben"])
    real.set_due(ref, item.due + timedelta(days=30))
    real.retitle(ref, "Cap the retries, all of them")
    assert life.work() == Round(ran=True)
    assert (life.owner(item), item.due, item.slips) == ("Bob", seen.due + timedelta(days=30) if seen.due else None, 1)
    assert item.text == "Cap the retries, all of them"

    real.finish(ref)
    assert life.work() == Round(ran=True)
    item.refresh_from_db()
    assert item.state == "done"
    real.reopen(ref)
    assert life.work() == Round(ran=True)
    item.refresh_from_db()
    assert item.is_open
    real.drop(ref)
    assert life.work() == Round(ran=True)
    item.refresh_from_db()
    assert item.is_open
    assert "Rejected" in item.needs_decision
    real.reopen(ref)
    real.move(ref, real.other_place)
    assert life.work() == Round(ran=True)
    item.refresh_from_db()
    assert (item.is_open, item.needs_decision, Link.objects.get(item=item).ticket_id) == (True, "", ref.id)
    real.delete(ref)
    assert life.work() == Round(ran=True)
    item.refresh_from_db()
    assert (item.is_open, Link.objects.get(item=item).standing) == (True, Standing.HIDDEN)


def test_what_people_do_to_the_item_becomes_of_its_ticket_and_nothing_comes_back(life: Life) -> None:
    real, people, dora = life.real, life.real.people(), life.cast.by("dora")
    item, ref = life.filed()
    due = timezone.localdate() + timedelta(days=90)
    item = items.assign(item.pk, by=dora, version=Item.objects.get(pk=item.pk).version, owner=life.cast.person("bob"))
    item = items.set_due(item.pk, by=dora, version=item.version, due=due, reason="the vendor is late")
    item = items.mark_done(item.pk, by=dora, version=item.version)
    for _ in range(3):
        assert life.work() == Round(ran=True)
    seen = real.peek(ref)
    assert seen is not None
    assert (seen.status, seen.assignees, seen.due) == ("Closed", (people["ben"],), due)
    history = real.ask("admin", "GET", f"/issues/{ref.id}.json?include=journals")["issue"]["journals"]
    assert len(history) == 1
    items.reopen(item.pk, by=dora, version=Item.objects.get(pk=item.pk).version, reason="it came back")
    assert life.work() == Round(ran=True)
    seen = real.peek(ref)
    assert seen is not None
    assert seen.status == "New"


def test_locked_out_nothing_is_lost_or_ended_and_let_in_again_all_is_made_up_for(life: Life) -> None:
    real = life.real
    item, ref = life.filed()
    real.finish(ref)
    real.revoke()
    done = life.work()
    assert "no longer accepts this API key" in done.failure
    assert Connection.objects.get().failure_kind == "credentials"
    item.refresh_from_db()
    assert (item.is_open, Link.objects.get(item=item).standing) == (True, Standing.LINKED)
    real.grounds.lock(locked=False)
    assert life.work() == Round(ran=True)
    item.refresh_from_db()
    assert item.state == "done"
