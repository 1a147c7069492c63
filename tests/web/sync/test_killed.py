"""A worker is killed (SIGKILL) at each named point of its work; the next one ends that work: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection as database

from followthrough.core.item import State
from followthrough.trackers.base import Delivery as Hint
from followthrough.web.models import Delivery, Item, Link, Outbox
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import deliveries, items, outbox
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.record import verify_chain
from followthrough.web.sync import points
from followthrough.web.sync.cycle import run_round
from tests.web.making import Cast, make_cast, make_item
from tests.web.sync.places import KINDS, Site, connected

LABEL = ("incident-action",)
ROOT = Path(__file__).parents[3]
# An attempt that is repeated looks the ticket up first: reached only by the second worker, which is killed there too.
SECOND = {"looked up"}
CASES = [
    (kind, point)
    for kind in (KINDS if database.vendor == "sqlite" else ["github"])
    for point in points.NAMES
    if point not in SECOND or KINDS[kind].looks_up
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "point"), CASES)
def test_a_worker_killed_at_any_point_leaves_nothing_lost_and_nothing_twice(kind: str, point: str) -> None:
    cast = make_cast()
    with connected(kind, cast) as site:
        story = _Story(site, cast)
        story.prepare()
        if point in SECOND:
            assert _killed_at("created", site) == -signal.SIGKILL
            story.let_the_lease_end()
        assert _killed_at(point, site, later=story.later) == -signal.SIGKILL, f"{point} was never reached"
        story.let_the_lease_end()
        story.end()


class _Story:
    """Work of every kind waits: tickets to make, one to change, changes there, a ticket that is new, a hint, a comparison."""

    def __init__(self, site: Site, cast: Cast) -> None:
        self.site, self.cast = site, cast
        self.now = datetime.now(UTC)

    def prepare(self) -> None:
        dialect = self.site.dialect
        self.finished = dialect.add("Fence the cache", labels=LABEL)
        self.edited = dialect.add("Drill the failover", labels=LABEL, assignee=dialect.people()["ada"])
        self.round()
        self.filed = [make_item(self.cast, text=f"Cap the retries {number}", tickets=(), without="follows") for number in range(2)]
        for item in self.filed:
            outbox.request_filing(item.pk, connection_id=self.site.connection.pk, by=self.cast.by("dora"))
        item = Link.objects.get(ticket_id=self.edited.id).item
        items.edit_item(item.pk, by=self.cast.by("dora"), version=item.version, text="Drill the failover twice")
        dialect.finish(self.finished)
        self.new = dialect.add("Rotate the key", labels=LABEL)
        hint = Hint("delivery-1", "changed", (self.finished,))
        deliveries.keep(self.site.connection, hint, at=self.now)

    def let_the_lease_end(self) -> None:
        self.now += timedelta(minutes=10)

    @property
    def later(self) -> int:
        return int((self.now - datetime.now(UTC)).total_seconds()) + 1

    def round(self) -> None:
        done = run_round(self.site.connection.pk, now=lambda: self.now, everything=True)
        assert done.ran
        assert done.failure == ""

    def end(self) -> None:
        for _ in range(3):
            self.round()
            self.now += timedelta(hours=1)
        assert not Outbox.objects.exclude(stage=Stage.DONE).exists(), list(Outbox.objects.values("job", "stage", "words"))
        for item in self.filed:
            entry = Outbox.objects.get(item=item, job=Job.FILE)
            made = [seen for seen in self.site.dialect.all() if seen.title == item.text]
            assert len(made) == 1, f"{item.text}: {len(made)} tickets"
            assert Link.objects.get(item=item).ticket_id == made[0].ref.id
            assert Item.objects.get(pk=item.pk).tickets, entry
        assert self.site.dialect.creations() == len(self.filed)
        seen = self.site.dialect.peek(self.edited)
        assert seen is not None
        assert seen.title == "Drill the failover twice"
        assert Link.objects.get(ticket_id=self.finished.id).item.state == State.DONE
        assert Link.objects.filter(ticket_id=self.new.id).count() == 1
        assert Item.objects.count() == 5
        assert not Delivery.objects.filter(state=Delivery.State.WAITING).exists()
        assert verify_chain().sound
        assert list(verify_rows()) == []
        assert self.site.dialect.violations == []


def _killed_at(point: str, site: Site, *, later: int = 0) -> int:
    command = [sys.executable, "-m", "tests.web.sync.victim", str(site.connection.pk), point, str(later)]
    environment = {**os.environ, "DATABASE_URL": _address(), "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()
    return done.returncode


def _address() -> str:
    """The database that this very test uses."""
    settings = database.settings_dict
    if database.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    return f"postgres://{settings['USER']}@{quote(str(settings['HOST']), safe='')}/{settings['NAME']}"
