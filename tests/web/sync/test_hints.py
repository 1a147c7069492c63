"""Where hints lead: any order of them, late, twice or never, ends in the same rows as none and one comparison."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection as database
from django.db import transaction

from followthrough.trackers.base import Account, Delivery, Meaning, Ref
from followthrough.web.models import Connection, Item, Link
from followthrough.web.models import Delivery as Kept
from followthrough.web.operations import accounts, connections, deliveries
from followthrough.web.sync.cycle import run_round
from tests.simulation.memory import CHARACTERS, MemoryTracker, Site, Weather
from tests.web.making import MORNING, Cast

pytestmark = pytest.mark.django_db
ORDERS = list(permutations(range(5)))
# The orders are the same on both databases, and each statement of PostgreSQL takes thrice as long.
SOME = ORDERS if database.vendor == "sqlite" else ORDERS[::10]
CHARACTER = {character.name: character for character in CHARACTERS}


class World:
    """A tracker in memory, its connection, a clock of ours, and what its webhooks said."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.cast, self.now = cast, MORNING
        self.site = Site(CHARACTER[name], lambda: self.now)
        made = connections.add_connection(
            kind="github", name="Tracker", place="a/b", credentials={"token": "x"}, read_only=False, team=cast.team, by=cast.by("frank")
        )
        self.pk = made.pk
        self.asked: list[str] = []
        accounts.take_accounts(made, [Account(name, handle=name) for name in ("ada", "ben")])
        for row, person in zip(made.accounts.order_by("handle"), ("alice", "bob"), strict=True):
            accounts.confirm_account(row.pk, person=cast.person(person), by=cast.by("frank"))

    def round(self, *, everything: bool = False) -> None:
        world = self

        class Watched(MemoryTracker):
            def fetch(self, ref: Ref) -> Any:
                world.asked.append(ref.id)
                return super().fetch(ref)

        done = run_round(
            self.pk, now=lambda: self.now, opened=lambda _: Watched(self.site, Weather(random.Random(0))), everything=everything
        )
        assert (done.ran, done.failure) == (True, "")

    def hear(self, hint: Delivery) -> bool:
        return deliveries.keep(Connection.objects.get(pk=self.pk), hint, at=self.now)

    def pass_time(self, **passed: int) -> None:
        self.now += timedelta(**passed)


def edits(site: Site, first: str, second: str) -> list[Callable[[], object]]:
    """What people do to one ticket, and once to another: the last word on each field stands."""
    return [
        lambda: site.change(first, title="Fence the cache twice", assignees=(Account("ben"),)),
        lambda: site.set_meaning(first, Meaning.DONE),
        lambda: site.set_meaning(second, Meaning.DROPPED),
        lambda: site.set_meaning(first, Meaning.OPEN),
        lambda: site.change(first, due=(MORNING + timedelta(days=9)).date(), title="Fence the cache thrice"),
    ]


def fates(site: Site, first: str, second: str) -> list[Callable[[], object]]:
    """Opened, moved, let out of the label, deleted, closed."""
    return [
        lambda: site.move(first),
        lambda: site.add("Rotate the key", assignees=("ada",)),
        lambda: site.change(site.newest(first), labels=()),
        lambda: site.delete(second),
        lambda: site.set_meaning(site.newest(first), Meaning.DONE),
    ]


SCRIPTS: dict[str, tuple[str, Callable[[Site, str, str], list[Callable[[], object]]]]] = {
    "edits in line": ("line", edits),
    "edits in hub": ("hub", edits),
    "fates in lab": ("lab", fates),
    "fates in line": ("line", fates),
}


def rows() -> dict[str, object]:
    """What stands in the end: items and links, without numbers and times."""
    items = Item.objects.order_by("text").values_list(
        "text", "state", "owner__name", "due", "slips", "needs_decision", "incident__reference"
    )
    links = Link.objects.order_by("title", "key")
    seen = [(link.key, link.title, link.status, link.assignee, link.standing, sorted(link.aliases), link.let_go_at) for link in links]
    return {"items": list(items), "links": seen}


@contextmanager
def forgotten() -> Iterator[None]:
    whole = transaction.atomic()
    setattr(whole, "_from_testcase", True)  # noqa: B010 (as Django marks its own: it is around the telling, not of it)
    with whole, patch("django.utils.timezone.now", lambda: MORNING):
        try:
            yield
        finally:
            transaction.set_rollback(True)


def play(cast: Cast, script: str, hear: Callable[[World, list[Callable[[], object]], list[Delivery]], None]) -> dict[str, object]:
    """One telling of a script; its rows after one comparison at the end."""
    name, acts = SCRIPTS[script]
    with forgotten():
        world = World(cast, name)
        first, second = world.site.add("Fence the cache"), world.site.add("Drill the failover", assignees=("ada",))
        world.round()
        world.site.hooks.clear()
        hear(world, acts(world.site, first.id, second.id), world.site.hooks)
        world.pass_time(hours=1)
        world.round(everything=True)
        assert not Kept.objects.filter(state=Kept.State.WAITING).exists()
        return rows()


def nothing_heard(world: World, acts: list[Callable[[], object]], hooks: list[Delivery]) -> None:
    for act in acts:
        world.pass_time(seconds=5)
        act()


@pytest.mark.parametrize("script", SCRIPTS)
def test_any_order_of_deliveries_each_of_them_twice_ends_in_the_same_rows(cast: Cast, script: str) -> None:
    expected = play(cast, script, nothing_heard)
    for order in SOME if script == "fates in lab" else SOME[::7]:

        def all_at_the_end(world: World, acts: list[Callable[[], object]], hooks: list[Delivery], order: tuple[int, ...] = order) -> None:
            nothing_heard(world, acts, hooks)
            for number in order:
                assert world.hear(hooks[number])
                world.round()
                assert not world.hear(hooks[number])
            for hint in hooks:
                world.hear(replace(hint, id=f"{hint.id} again"))
            world.round()

        assert play(cast, script, all_at_the_end) == expected, order


@pytest.mark.parametrize("script", ["fates in lab", "fates in line"])
def test_hints_that_come_late_while_more_happens_end_in_the_same_rows(cast: Cast, script: str) -> None:
    """The k-th hint comes after the k-th act or as much later as the order says; some never."""
    expected = play(cast, script, nothing_heard)
    for order in SOME[::5]:

        def as_it_goes(world: World, acts: list[Callable[[], object]], hooks: list[Delivery], order: tuple[int, ...] = order) -> None:
            for done, act in enumerate(acts):
                world.pass_time(seconds=5)
                act()
                for number, hint in enumerate(hooks):
                    if max(number, order[number]) == done and order[number] != 3:
                        world.hear(hint)
                        world.round()

        assert play(cast, script, as_it_goes) == expected, order


def test_a_ticket_that_many_hints_name_is_looked_at_once(cast: Cast) -> None:
    world = World(cast, "line")
    ticket = world.site.add("Fence the cache")
    world.round()
    for number in range(30):
        world.hear(Delivery(f"d{number}", "changed", (ticket.ref,)))
    world.asked.clear()
    world.round()
    assert world.asked == [ticket.id]


def test_a_hint_that_names_nothing_has_the_list_read(cast: Cast) -> None:
    world = World(cast, "line")
    world.round()
    ticket = world.site.add("Rotate the key")
    world.round()
    assert not Link.objects.filter(ticket_id=ticket.id).exists()
    world.hear(Delivery("d", "changed"))
    world.round()
    assert Link.objects.filter(ticket_id=ticket.id).exists()


def test_a_hint_about_a_ticket_that_is_not_there_changes_nothing(cast: Cast) -> None:
    world = World(cast, "line")
    world.site.add("Fence the cache")
    world.round()
    before = rows()
    for number, ref in enumerate([Ref("nobody", "X-1"), Ref("", ""), Ref("0", "' or 1=1 --"), Ref("../..", "<script>")]):
        world.hear(Delivery(f"d{number}", "deleted", (ref,)))
    world.round()
    assert rows() == before


def test_a_hint_about_a_ticket_without_the_label_adopts_nothing(cast: Cast) -> None:
    world = World(cast, "line")
    world.round()
    ticket = world.site.add("Nobody's business", labels=("other",))
    world.hear(Delivery("d", "opened", (ticket.ref,)))
    world.round()
    assert not Item.objects.exists()


def test_hints_wait_while_the_connection_is_paused(cast: Cast) -> None:
    world = World(cast, "line")
    ticket = world.site.add("Fence the cache")
    world.round()
    connections.pause_connection(world.pk, by=cast.by("frank"), because="maintenance")
    world.site.set_meaning(ticket.id, Meaning.DONE)
    world.hear(Delivery("d", "closed", (ticket.ref,)))
    assert not run_round(world.pk, now=lambda: world.now).ran
    connections.resume_connection(world.pk, by=cast.by("frank"))
    world.round()
    assert Item.objects.get().state == "done"


def test_a_hint_is_kept_until_its_ticket_could_be_looked_at(cast: Cast) -> None:
    world = World(cast, "line")
    ticket = world.site.add("Fence the cache")
    world.round()
    world.site.set_meaning(ticket.id, Meaning.DONE)
    world.hear(Delivery("d", "closed", (ticket.ref,)))
    stormy = Weather(random.Random(1), chance=1.0)
    failed = run_round(world.pk, now=lambda: world.now, opened=lambda _: MemoryTracker(world.site, stormy))
    assert failed.failure
    assert Kept.objects.get().state == Kept.State.WAITING
    world.now = later(world.now)
    world.round()
    assert Kept.objects.get().state == Kept.State.DONE
    assert Item.objects.get().state == "done"


def later(moment: datetime) -> datetime:
    return moment + timedelta(hours=2)
