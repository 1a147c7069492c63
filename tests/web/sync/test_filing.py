"""Filing in bulk, through the outbox and over an adapter to its fake: within a vendor's limits, and never twice when answers are lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection as database

from followthrough.trackers.fake.dialect import Fault
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.github import GitHub as Adapter
from followthrough.web.models import Connection, Item, Link, Outbox
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import connections, outbox
from followthrough.web.sync.cycle import run_round
from followthrough.web.sync.file import forecast
from tests.trackers.contract import World
from tests.trackers.github_worlds import github_world
from tests.trackers.worlds import WORLDS
from tests.web.making import Cast, make_cast, make_incident, make_item

# The books and the rows are the same on both databases; a thousand answers a tracker are lost on the quicker one.
LOST = 1000 if database.vendor == "sqlite" else 50


class Filing:
    """Items that wait to be filed to one tracker, and a worker that comes by every ten seconds of a clock of ours."""

    def __init__(self, kind: str, world: World) -> None:
        self.world = world
        self.cast: Cast = make_cast()
        self.incident = make_incident(self.cast)
        self.connection = connections.add_connection(
            kind=kind,
            name="Tracker",
            place=world.settings.place,
            base_url=world.settings.base_url,
            credentials=world.settings.credentials,
            read_only=False,
            team=self.cast.team,
            by=self.cast.by("frank"),
            at=self.now,
        )
        self.asked = 0

    @property
    def now(self) -> datetime:
        return self.world.clock.now

    def ask(self, count: int) -> None:
        for _ in range(count):
            self.asked += 1
            item = make_item(self.cast, self.incident, text=f"Cap the retries {self.asked}", tickets=(), without="follows")
            outbox.request_filing(item.pk, connection_id=self.connection.pk, by=self.cast.by("dora"), at=self.now)

    def work(self, *, steps: float = 10.0, rounds: int = 2000) -> int:
        """Rounds until all is filed; how many it took."""
        for number in range(rounds):
            with patch("django.utils.timezone.now", lambda: self.now):
                done = run_round(self.connection.pk, now=self.world.clock, opened=lambda _: self.world.open_as(self.world.settings))
            if not Outbox.objects.exclude(stage=Stage.DONE).exists():
                return number + 1
            self.world.clock.advance(steps)
            until = None if done.ran else Connection.objects.get(pk=self.connection.pk).wait_until
            self.world.clock.now = max(self.now, until or self.now)  # a worker asks again and again until then: nothing happens
        pytest.fail(f"still waiting: {list(Outbox.objects.exclude(stage=Stage.DONE).values('stage', 'words')[:3])}")

    def check_that_each_item_has_one_ticket(self) -> None:
        made = [seen.title for seen in self.world.dialect.all()]
        assert len(made) == len(set(made)) == self.world.dialect.creations() == self.asked
        assert Link.objects.filter(filed=True).count() == self.asked
        assert not Item.objects.filter(links__isnull=True).exists()


@contextmanager
def filing(kind: str) -> Iterator[Filing]:
    """Without the vendor's description watching: that has tests of its own, and takes longer than all the rest."""
    with WORLDS[kind][0]() as world:
        world.dialect.validate = world.dialect.check_answer = None
        yield Filing(kind, world)


@pytest.mark.django_db
def test_six_hundred_items_are_filed_within_githubs_limits_and_in_the_time_that_was_forecast() -> None:
    with github_world() as world:
        github = world.dialect
        assert isinstance(github, GitHub)
        github.meter.on, github.check_answer = True, None
        work = Filing("github", world)
        work.ask(600)
        expected = forecast(600, Adapter.can)
        began = work.now
        work.work()
        took = work.now - began
        work.check_that_each_item_has_one_ticket()
        assert github.meter.secondary_hits == 0
        assert abs(took - expected) <= expected / 10, f"{took} where {expected} was forecast"


@pytest.mark.django_db
def test_a_limit_that_is_hit_all_the_same_is_waited_out() -> None:
    """Somebody else works with the same account."""
    with github_world() as world:
        github = world.dialect
        assert isinstance(github, GitHub)
        github.meter.on = True
        github.meter.per_hour = 60
        work = Filing("github", world)
        work.ask(60)
        work.work(steps=30)
        work.check_that_each_item_has_one_ticket()
        failure = Connection.objects.get(pk=work.connection.pk)
        assert failure.failures == 0


@pytest.mark.django_db
@pytest.mark.parametrize("kind", WORLDS)
def test_an_answer_that_is_lost_a_thousand_times_makes_no_second_ticket(kind: str) -> None:
    creates = WORLDS[kind][1]
    with filing(kind) as work:
        lost = 0
        for _ in range(LOST // 25):
            work.ask(25)
            first: set[str] = set()

            def is_first(request: object, first: set[str] = first) -> bool:
                """The first try of each item; whatever else there is passes."""
                if not creates(request) or len(first) >= 25:  # type: ignore[arg-type]
                    return False
                first.add(str(len(first)))
                return True

            work.world.dialect.faults[:] = [Fault(is_first, times=25, lose=True)]
            work.work(steps=30)
            lost += len(first)
            work.world.clock.advance(timedelta(hours=3))
        assert lost == LOST
        work.check_that_each_item_has_one_ticket()
        assert Outbox.objects.filter(job=Job.FILE, stage=Stage.DONE).count() == LOST
