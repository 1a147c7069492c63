"""Play one seed: people on both sides, bad weather, processes that die, lost and repeated hooks; then calm, and count.

The same seed plays the same story: `Story.trace` holds it, line by line. After each step the invariants are checked; a breach says
seed and step. Needs Django set up and a database; leaves nothing in it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from unittest.mock import patch

from django.db import transaction

from followthrough.core.plan import Field, Unsayable
from followthrough.errors import FollowthroughError
from followthrough.trackers.base import Account, Meaning
from followthrough.web.models import Connection, Event, Item, Link, Outbox, Person, SyncNote
from followthrough.web.models.event import Kind, Through
from followthrough.web.models.link import FOLLOWED, Standing
from followthrough.web.models.outbox import Stage
from followthrough.web.operations import accounts, adopting, connections, decisions, deliveries, items, outbox
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.record import verify_chain
from followthrough.web.operations.sides import ASKED, DECIDED, People, ours, theirs, want
from followthrough.web.sync import points
from followthrough.web.sync.cycle import run_round
from tests.simulation.memory import CHARACTERS, LABEL, Dead, MemoryTracker, Site, Weather
from tests.web.making import Cast, make_cast, make_incident, make_item

START = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
STEPS = 60
WORDS = ["Fence the cache", "Alert on queue depth", "Drill the failover", "Rotate the key", "Cap the retries", "Page the owner"]


class Breach(AssertionError):
    """An invariant does not hold."""


@dataclass
class Story:
    """One seed, played."""

    seed: int
    trace: list[str] = field(default_factory=list)
    deaths: int = 0
    rounds: int = 0
    writes: int = 0
    clashes: int = 0
    filed: int = 0
    adopted: int = 0

    @property
    def digest(self) -> str:
        return sha256("\n".join(self.trace).encode()).hexdigest()


def play(seed: int, *, steps: int = STEPS) -> Story:
    """Play a seed to its end. Raises Breach."""
    random.seed(seed)  # what is spread at random in the engine is spread alike each time
    told: list[datetime] = [START]
    whole = transaction.atomic()
    setattr(whole, "_from_testcase", True)  # noqa: B010 (as Django marks its own: it is around the story, not of it)
    with whole, patch("django.utils.timezone.now", lambda: told[0]):
        try:
            return _Play(seed, told).run(steps)
        finally:
            transaction.set_rollback(True)


class _Play:
    def __init__(self, seed: int, told: list[datetime]) -> None:
        self._told = told  # the one clock: the product's idea of now is this one too
        self.rng = random.Random(f"story {seed}")
        self.story = Story(seed)
        self.character = CHARACTERS[seed % len(CHARACTERS)]
        self.site = Site(self.character, lambda: self.now)
        self.weather = Weather(random.Random(f"weather {seed}"))
        self.cast: Cast = make_cast()
        self.incident = make_incident(self.cast)
        self.connection = connections.add_connection(
            kind="github",
            name="Tracker",
            place="acme/shop",
            credentials={"token": "x"},
            read_only=False,
            team=self.cast.team,
            by=self.cast.by("frank"),
            at=START,
        )
        Connection.objects.filter(pk=self.connection.pk).update(uid=uuid.UUID(int=seed + 1, version=4))
        self.items = 0
        self.events = 0
        self._map_people()

    def _map_people(self) -> None:
        accounts.take_accounts(self.connection, MemoryTracker(self.site, Weather(self.rng)).accounts())
        for row in self.connection.accounts.filter(handle__in=["ada", "ben"]):
            person = Person.objects.get(name={"ada": "Alice", "ben": "Bob"}[row.handle])
            accounts.confirm_account(row.pk, person=person, by=self.cast.by("frank"), at=START)

    @property
    def now(self) -> datetime:
        return self._told[0]

    @now.setter
    def now(self, moment: datetime) -> None:
        self._told[0] = moment

    # --- the play -----------------------------------------------------------------------------------------------------

    def run(self, steps: int) -> Story:
        acts: list[tuple[int, Callable[[], str]]] = [
            (5, self.accept_and_file),
            (8, self.edit_here),
            (4, self.decide_here),
            (3, self.open_there),
            (10, self.edit_there),
            (4, self.end_there),
            (2, self.displace_there),
            (6, self.deliver_hook),
            (6, self.pass_time),
            (14, self.work),
            (1, self.pause_or_resume),
            (1, self.look_after_the_outbox),
        ]
        weights = [weight for weight, _ in acts]
        for number in range(steps):
            act = self.rng.choices([act for _, act in acts], weights)[0]
            line = f"{number} {self.now:%d %H:%M:%S} {act.__name__}: {act()}"
            self.story.trace.append(line)
            self.check()
        self.calm()
        return self.story

    def fail(self, words: str) -> None:
        told = "\n".join(self.story.trace[-25:])
        raise Breach(f"seed {self.story.seed} ({self.character.name}): {words}\n{told}")

    # --- people here --------------------------------------------------------------------------------------------------

    def accept_and_file(self) -> str:
        owner = self.rng.choice(["alice", "bob", "dora", None])
        item = make_item(self.cast, self.incident, text=self.rng.choice(WORDS), owner=owner, tickets=(), without="the ticket follows")
        return self.attempt(lambda: outbox.request_filing(item.pk, connection_id=self.connection.pk, by=self.cast.by("dora"), at=self.now))

    def some_item(self) -> Item | None:
        ids = list(Item.objects.order_by("pk").values_list("pk", flat=True))
        return Item.objects.get(pk=self.rng.choice(ids)) if ids else None

    def edit_here(self) -> str:
        item = self.some_item()
        if item is None:
            return "nothing to edit"
        given = {"by": self.cast.by("dora"), "version": item.version, "at": self.now}
        who = self.rng.choice(["alice", "bob", "dora", None])
        person = self.cast.person(who) if who else None
        day = item.due + timedelta(days=self.rng.randint(-9, 20))
        return self.attempt(
            self.rng.choice(
                [
                    lambda: items.edit_item(item.pk, text=f"{self.rng.choice(WORDS)} {self.rng.randint(1, 9)}", **given),  # type: ignore[arg-type]
                    lambda: items.assign(item.pk, owner=person, **given),  # type: ignore[arg-type]
                    lambda: items.set_due(item.pk, due=day, reason="vendor", **given),  # type: ignore[arg-type]
                    lambda: items.start(item.pk, **given),  # type: ignore[arg-type]
                    lambda: items.block(item.pk, blocked_by="vendor", until=self.now.date() + timedelta(days=9), **given),  # type: ignore[arg-type]
                    lambda: items.unblock(item.pk, **given),  # type: ignore[arg-type]
                    lambda: items.undo(item.pk, **given),  # type: ignore[arg-type]
                ]
            )
        )

    def decide_here(self) -> str:
        item = self.some_item()
        if item is None:
            return "nothing to decide"
        given = {"by": self.cast.by("dora"), "version": item.version, "at": self.now}
        later = self.now.date() + timedelta(days=30)
        return self.attempt(
            self.rng.choice(
                [
                    lambda: items.mark_done(item.pk, **given),  # type: ignore[arg-type]
                    lambda: items.reopen(item.pk, reason="again", **given),  # type: ignore[arg-type]
                    lambda: decisions.decline(item.pk, reason="no value", **given),  # type: ignore[arg-type]
                    lambda: decisions.accept_risk(item.pk, reason="costly", impact="small", review_on=later, **given),  # type: ignore[arg-type]
                ]
            )
        )

    def attempt(self, act: Callable[[], object]) -> str:
        """What somebody tries; the product may say no, in words."""
        try:
            with transaction.atomic():
                act()
        except FollowthroughError as error:
            return f"refused: {str(error)[:60]}"
        return "done"

    # --- people there -------------------------------------------------------------------------------------------------

    def some_ticket(self) -> str:
        return self.rng.choice(sorted(self.site.tickets)) if self.site.tickets else ""

    def open_there(self) -> str:
        labels = (LABEL,) if self.rng.random() < 0.8 else ()
        assignees = tuple(self.rng.sample(["ada", "ben", "stranger"], self.rng.randint(0, 2)))
        due = self.now.date() + timedelta(days=self.rng.randint(0, 40)) if self.rng.random() < 0.5 else None
        return self.site.add(f"{self.rng.choice(WORDS)} for INC-{self.rng.randint(1, 3)}", labels=labels, assignees=assignees, due=due).key

    def edit_there(self) -> str:
        ident = self.some_ticket()
        kind = self.rng.choice(["title", "assignee", "due", "start", "label off", "label on"])
        match kind:
            case "title":
                self.site.change(ident, title=f"{self.rng.choice(WORDS)} there {self.rng.randint(1, 9)}")
            case "assignee":
                names = self.rng.sample(["ada", "ben", "cleo", "stranger"], self.rng.randint(0, 2))
                self.site.change(ident, assignees=tuple(Account(name) for name in names))
            case "due":
                if self.character.can.due:
                    self.site.change(ident, due=self.rng.choice([None, self.now.date() + timedelta(days=self.rng.randint(-5, 40))]))
            case "start":
                self.site.set_meaning(ident, Meaning.STARTED)
            case "label off":
                self.site.change(ident, labels=())
            case "label on":
                self.site.change(ident, labels=(LABEL,))
        return f"{ident} {kind}"

    def end_there(self) -> str:
        ident = self.some_ticket()
        meaning = self.rng.choice([Meaning.DONE, Meaning.DROPPED, Meaning.OPEN])
        self.site.set_meaning(ident, meaning)
        return f"{ident} {meaning}"

    def displace_there(self) -> str:
        ident = self.some_ticket()
        kind = self.rng.choice(["move", "move", "hide", "show", "show", "delete"])
        match kind:
            case "move":
                self.site.move(ident)
            case "hide":
                self.site.hidden.add(ident)
            case "show":
                self.site.hidden.clear()
            case "delete":
                self.site.delete(ident)
        return f"{ident} {kind}"

    # --- the world between --------------------------------------------------------------------------------------------

    def deliver_hook(self) -> str:
        if not self.site.hooks:
            return "none waits"
        at = self.rng.randrange(len(self.site.hooks))
        hint = self.site.hooks[at]
        fate = self.rng.choice(["deliver", "deliver", "deliver and keep", "lose"])
        if fate != "deliver and keep":
            del self.site.hooks[at]
        if fate != "lose":
            deliveries.keep(Connection.objects.get(pk=self.connection.pk), hint, at=self.now)
        return f"{hint.id} {fate}"

    def pass_time(self) -> str:
        passed = timedelta(seconds=self.rng.choice([1, 20, 61, 200, 700, 4000, 90_000]))
        self.now += passed
        return str(passed)

    def pause_or_resume(self) -> str:
        connection = Connection.objects.get(pk=self.connection.pk)
        if connection.paused_at:
            connections.resume_connection(connection.pk, by=self.cast.by("frank"))
            return "resumed"
        if self.rng.random() < 0.5:
            connections.pause_connection(connection.pk, because="maintenance", by=self.cast.by("frank"), at=self.now)
            return "paused"
        connections.change_connection(connection.pk, read_only=not connection.read_only, by=self.cast.by("frank"))
        return f"read only: {not connection.read_only}"

    def look_after_the_outbox(self) -> str:
        parked = list(Outbox.objects.filter(stage=Stage.PARKED))
        for entry in parked:
            self.attempt(lambda entry=entry: outbox.retry_entry(entry.pk, by=self.cast.by("frank"), at=self.now))  # type: ignore[misc]
        halted = list(Link.objects.filter(standing=Standing.HALTED))
        for link in halted:
            self.attempt(lambda link=link: adopting.go_on(link.pk, by=self.cast.by("frank"), at=self.now))  # type: ignore[misc]
        return f"{len(parked)} tried again, {len(halted)} let go on"

    def work(self) -> str:
        """One round of a worker, which may die at any of its named moments."""
        self.weather.chance = self.rng.choice([0.0, 0.1, 0.3])
        dies_at = self.rng.choice(points.NAMES) if self.rng.random() < 0.6 else ""
        count = self.rng.randint(1, 2)

        def listen(name: str) -> None:
            nonlocal count
            if name == dies_at:
                count -= 1
                if count == 0:
                    raise Dead(name)

        may_write = Connection.objects.get(pk=self.connection.pk).may_write()
        before = len(self.site.writes)
        done = "died"
        with (
            suppress(Dead),
            patch.object(points, "listener", listen),
            patch("followthrough.web.sync.follow.SCAN_EVERY", timedelta(hours=24)),
        ):
            done = str(run_round(self.connection.pk, now=lambda: self.now, opened=lambda _: MemoryTracker(self.site, self.weather)))
        if done == "died":
            self.story.deaths += 1
            self._as_if_the_process_were_gone()
        if not may_write and len(self.site.writes) > before:
            self.fail("I11: a connection that only reads, or is paused, wrote")
        self.story.rounds += 1
        return f"weather {self.weather.chance}, dies at {dies_at or 'no point'}: {done}"

    def _as_if_the_process_were_gone(self) -> None:
        """A dead process gives nothing back: its lease runs until it ends by itself."""
        Connection.objects.filter(pk=self.connection.pk).update(leased_until=self.now + timedelta(seconds=90))

    # --- what must hold -----------------------------------------------------------------------------------------------

    def check(self) -> None:
        # One that was deleted before anybody knew of it does not count: nobody can find it, and its item still wants a ticket.
        there = [ticket.marker for ticket in self.site.tickets.values() if ticket.marker and ticket.id not in self.site.deleted]
        doubled = sorted({marker for marker in there if there.count(marker) > 1})
        if doubled:
            self.fail(f"I2: made twice: {doubled}")
        count = Item.objects.count()
        if count < self.items:
            self.fail("I6: an item is gone")
        events = Event.objects.count()
        if events < self.events:
            self.fail("I1: an event is gone")
        self.items, self.events = count, events
        for link in Link.objects.exclude(standing__in=FOLLOWED).filter(let_go_at=None):
            ended = link.item.events.filter(through=Through.TRACKER, recorded_at__gt=link.standing_since).exclude(kind=Kind.ASKED)
            if ended.filter(kind__in=[Kind.DONE, Kind.DECLINED]).exists() and link.standing != Standing.HALTED:
                self.fail(f"I6: {link} is {link.standing} and ended its item")
        for item in Item.objects.closed():
            last = item.events.filter(kind__in=[Kind.DONE, Kind.DECLINED, Kind.RISK_ACCEPTED, Kind.UNDONE]).last()
            if last is None or (last.through == Through.TRACKER and item.state != "done"):
                self.fail(f"I6: item {item.pk} was closed as {item.state} by nobody")

    def calm(self) -> None:
        """The weather clears, every hook is lost, and a day passes: then both sides agree, and nothing more is written."""
        self.weather.chance = 0.0
        self.site.hooks.clear()
        connection = Connection.objects.get(pk=self.connection.pk)
        if connection.paused_at:
            connections.resume_connection(connection.pk, by=self.cast.by("frank"))
        connections.change_connection(connection.pk, read_only=False, by=self.cast.by("frank"))
        for _ in range(6):
            self.look_after_the_outbox()
            self.now += timedelta(hours=25)
            self.round()
        writes = len(self.site.writes)
        for _ in range(3):
            self.now += timedelta(hours=25)
            self.round()
        if len(self.site.writes) != writes:
            self.fail(f"I4: still writing to {self.site.writes[writes:]}")
        self.check()
        self.check_agreement()
        self.check_books()
        self.story.writes = len(self.site.writes)
        self.story.clashes = sum(link.clashes.count() for link in Link.objects.all())
        self.story.filed = Link.objects.filter(filed=True).count()
        self.story.adopted = Link.objects.filter(filed=False).count()

    def round(self) -> None:
        result = run_round(
            self.connection.pk, now=lambda: self.now, opened=lambda _: MemoryTracker(self.site, self.weather), everything=True
        )
        if not result.ran or result.failure:
            self.fail(f"a round in calm weather: {result}")

    def check_agreement(self) -> None:
        """I3: every field is as the rule of ownership says."""
        connection = Connection.objects.get(pk=self.connection.pk)
        people = People.of(connection)
        for ticket in self.site.tickets.values():
            seen = ticket.id not in self.site.deleted and ticket.id not in self.site.hidden
            if seen and LABEL in ticket.labels and not Link.objects.filter(ticket_id=ticket.id, let_go_at=None).exists():
                self.fail(f"I3: {ticket.key} carries the label and was not adopted")
        for entry in Outbox.objects.filter(stage__in=[Stage.WAITING, Stage.SENDING, Stage.UNCLEAR]):
            self.fail(f"I3: the outbox still holds {entry} of item {entry.item_id}: {entry.words}")
        for link in Link.objects.filter(let_go_at=None, standing__in=FOLLOWED).select_related("item"):
            ident = self.site.newest(link.ticket_id)
            there_ticket = self.site.tickets.get(ident)
            if there_ticket is None or ident in self.site.deleted or ident in self.site.hidden:
                self.fail(f"I3: {link} is followed and not there")
                continue
            here, wanted, there = ours(link.item), want(link.item, people, self.character.can), theirs(there_ticket, link.base)
            for name in Field:
                if name.value not in link.base:
                    continue
                asked = wanted[name]
                if isinstance(asked, Unsayable) or asked == there[name]:
                    continue
                if not self._may_differ(name, link, here[name], there[name]):
                    told = f"{here[name]!r} here, {there[name]!r} there, base {link.base[name.value]}"
                    self.fail(f"I3: {link} {name.value}: {told}\n{self._history(link)}")

    def _history(self, link: Link) -> str:
        events = [f"{event.at:%d %H:%M:%S} {event.through} {event.kind} {event.changes}" for event in link.item.events.all()]
        notes = [f"{row.at:%d %H:%M:%S} {row.direction} {row.words}" for row in SyncNote.objects.filter(item=link.item).order_by("pk")]
        return "\n".join([*events, *notes])

    def _may_differ(self, name: Field, link: Link, here: object, there: object) -> bool:
        """Where the rule itself lets the two differ."""
        if link.base[name.value] != [here, there]:
            return False
        if name is Field.DUE:
            return there is None
        if name is Field.ASSIGNEE:
            return here is None and there is not None
        if name is Field.STATE:
            return here == ASKED or here in DECIDED or (here == "blocked")
        return False

    def check_books(self) -> None:
        """I9: the chain verifies, and every row is what its events add up to."""
        verdict = verify_chain()
        if not verdict.sound:
            self.fail(f"I9: {verdict.fault}")
        wrong = list(verify_rows())
        if wrong:
            self.fail(f"I9: {wrong[0]}")
