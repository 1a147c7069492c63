"""Whatever people do, in whatever order: events and rows agree, and every past day has one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from followthrough.core.item import Type
from followthrough.core.portfolio.history import Standing
from followthrough.errors import FollowthroughError
from followthrough.web.models import Decision, Event, Item
from followthrough.web.models.event import Kind
from followthrough.web.operations import candidates, decisions, handover, items
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.chain import verify_chain
from followthrough.web.operations.decisions import Part
from tests.web.making import Cast, at, day, make_cast, make_incident, make_item
from tests.web.told import Told, assert_same

NAMES = st.sampled_from(["alice", "bob", "charlie", "dora", "erin"])
WORDS = st.sampled_from(["", "Because", "Später – “warum nicht” 🚒"])
DAYS = st.integers(-60, 60)
WHICH = st.integers(0, 7)


class Portfolio(RuleBasedStateMachine):
    """Several people at a few items, each day a little later; most of what they try is allowed, some is refused."""

    @initialize()
    def begin(self) -> None:
        self.cast: Cast = make_cast()
        self.hours = 0
        self.snapshots: dict[int, list[Standing]] = {}
        incident = make_incident(self.cast)
        for number in range(3):
            make_item(self.cast, incident, text=f"Item {number}", accepted=-40, due=-10 * number)

    def act(self, which: int, name: str, do: Callable[[Item, dict[str, object]], object]) -> None:
        rows = list(Item.objects.order_by("pk"))
        item = rows[which % len(rows)]
        events = Event.objects.count()
        common: dict[str, object] = {"by": self.cast.by(name), "version": item.version, "at": at(-39) + timedelta(hours=self.hours)}
        try:
            with transaction.atomic():
                do(item, common)
        except FollowthroughError:
            assert Event.objects.count() == events
            fresh = Item.objects.get(pk=item.pk)
            assert fresh.version == item.version

    @rule(hours=st.sampled_from([1, 5, 24, 24 * 7]))
    def time_passes(self, hours: int) -> None:
        today = (self.hours // 24) - 39
        if hours >= 24:
            self.snapshots[today] = Told(as_of=day(today), user=None).known
        self.hours += hours

    @rule(which=WHICH, name=NAMES, text=WORDS, kind=st.sampled_from(list(Type)))
    def edit(self, which: int, name: str, text: str, kind: Type) -> None:
        self.act(which, name, lambda item, given: items.edit_item(item.pk, text=text, type=kind, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, owner=st.sampled_from([None, "alice", "bob"]))
    def assign(self, which: int, name: str, owner: str | None) -> None:
        person = self.cast.person(owner) if owner else None
        self.act(which, name, lambda item, given: items.assign(item.pk, owner=person, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, due=DAYS, reason=WORDS)
    def set_due(self, which: int, name: str, due: int, reason: str) -> None:
        self.act(which, name, lambda item, given: items.set_due(item.pk, due=day(due), reason=reason, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, tickets=st.lists(st.sampled_from(["A-1", "#2", ""]), max_size=3))
    def set_tickets(self, which: int, name: str, tickets: list[str]) -> None:
        self.act(which, name, lambda item, given: items.set_tickets(item.pk, tickets=tickets, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES)
    def start(self, which: int, name: str) -> None:
        self.act(which, name, lambda item, given: items.start(item.pk, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, words=WORDS, until=DAYS)
    def block(self, which: int, name: str, words: str, until: int) -> None:
        self.act(which, name, lambda item, given: items.block(item.pk, blocked_by=words, until=day(until), **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES)
    def unblock(self, which: int, name: str) -> None:
        self.act(which, name, lambda item, given: items.unblock(item.pk, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, evidence=WORDS)
    def mark_done(self, which: int, name: str, evidence: str) -> None:
        self.act(which, name, lambda item, given: items.mark_done(item.pk, evidence=evidence, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, evidence=WORDS)
    def verify(self, which: int, name: str, evidence: str) -> None:
        self.act(which, name, lambda item, given: items.verify(item.pk, evidence=evidence, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, reason=WORDS)
    def reopen(self, which: int, name: str, reason: str) -> None:
        self.act(which, name, lambda item, given: items.reopen(item.pk, reason=reason, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, reason=WORDS)
    def say_on_track(self, which: int, name: str, reason: str) -> None:
        self.act(which, name, lambda item, given: items.say_on_track(item.pk, reason=reason, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, to=st.sampled_from(["alice", "bob", "charlie"]))
    def hand_over(self, which: int, name: str, to: str) -> None:
        person = self.cast.person(to)
        self.act(which, name, lambda item, given: handover.hand_over(item.pk, to=person, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, takes=st.booleans(), reason=WORDS)
    def answer(self, which: int, name: str, takes: bool, reason: str) -> None:
        if takes:
            self.act(which, name, lambda item, given: handover.take_over(item.pk, **given))  # type: ignore[arg-type]
        else:
            self.act(which, name, lambda item, given: handover.refuse(item.pk, reason=reason, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, until=DAYS, reason=WORDS)
    def snooze(self, which: int, name: str, until: int, reason: str) -> None:
        self.act(which, name, lambda item, given: handover.snooze(item.pk, until=day(until), reason=reason, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES)
    def undo(self, which: int, name: str) -> None:
        self.act(which, name, lambda item, given: items.undo(item.pk, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, reason=WORDS)
    def decline(self, which: int, name: str, reason: str) -> None:
        self.act(which, name, lambda item, given: decisions.decline(item.pk, reason=reason, **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, reason=WORDS, until=DAYS)
    def accept_risk(self, which: int, name: str, reason: str, until: int) -> None:
        self.act(
            which,
            name,
            lambda item, given: decisions.accept_risk(item.pk, reason=reason, impact="An hour", review_on=day(until), **given),  # type: ignore[arg-type]
        )

    @rule(which=WHICH, into=WHICH, name=NAMES)
    def merge(self, which: int, into: int, name: str) -> None:
        rows = list(Item.objects.order_by("pk"))
        other = rows[into % len(rows)].pk
        self.act(which, name, lambda item, given: decisions.merge_item(item.pk, into=other, reason="The same", **given))  # type: ignore[arg-type]

    @rule(which=WHICH, name=NAMES, due=DAYS)
    def split(self, which: int, name: str, due: int) -> None:
        parts = [Part("One", due=day(due)), Part("Two")]
        self.act(which, name, lambda item, given: decisions.split_item(item.pk, parts=parts, reason="Two", **given))  # type: ignore[arg-type]

    @rule()
    def the_policy_looks(self) -> None:
        moment = at(-39) + timedelta(hours=self.hours)
        decisions.return_due_risks(on=moment.date(), at=moment)

    @invariant()
    def rows_are_what_the_events_add_up_to(self) -> None:
        assert list(verify_rows()) == []

    @invariant()
    def the_chain_is_sound(self) -> None:
        assert verify_chain().sound

    @invariant()
    def a_decision_is_in_force_exactly_while_its_item_is_closed_by_it(self) -> None:
        decided = {item.pk for item in Item.objects.filter(state__in=["risk_accepted", "declined", "superseded"])}
        assert set(Decision.objects.filter(ended_at=None).values_list("item_id", flat=True)) == decided

    @invariant()
    def what_stood_on_a_day_stays_what_stood_on_it(self) -> None:
        for when, seen in self.snapshots.items():
            assert Told(as_of=day(when), user=None).known == seen

    @invariant()
    def the_numbers_are_those_that_the_events_tell(self) -> None:
        for when in [*self.snapshots, 4000]:
            assert_same(as_of=day(when), user=None)

    @invariant()
    def no_item_stands_in_its_own_place(self) -> None:
        after = {item.pk: set(item.replaced_by.values_list("pk", flat=True)) for item in Item.objects.all()}
        for first in after:
            reached, waiting = set[int](), list(after[first])
            while waiting:
                one = waiting.pop()
                if one not in reached:
                    reached.add(one)
                    waiting += after[one]
            assert first not in reached


class _Undone(Exception):
    """Ends one run of the machine without a trace in the database."""


@pytest.mark.django_db
def test_rows_and_events_agree_after_any_sequence_of_changes() -> None:
    class InATransaction(Portfolio):
        def __init__(self) -> None:
            super().__init__()
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def teardown(self) -> None:
            undone = _Undone()
            self.atomic.__exit__(_Undone, undone, None)

    run_state_machine_as_test(
        InATransaction,
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)),
    )


def test_the_first_event_of_an_item_tells_all_that_it_began_with(cast: Cast) -> None:
    item = make_item(cast)
    first = item.events.get()
    assert first.kind == Kind.ACCEPTED
    assert first.changes["state"] == [None, "open"]
    assert first.changes["owner"] == [None, cast.person("alice").pk]
    assert "blocked_by" not in first.changes
    assert candidates.promise_of(item.candidates.get()).text == item.text
