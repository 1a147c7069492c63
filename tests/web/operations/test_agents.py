"""A person decides: every operation that takes an actor refuses programs, trackers, rules and closed accounts, each as the table says.

The table names every operation there is; one that is added without a row fails here.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import pytest
from django.db import transaction

from followthrough.errors import NotPermitted
from followthrough.web import operations
from followthrough.web.models import Candidate, Decision, Document, Event, Incident, Item, Notice, Repeat, Review, ReviewEntry, Rhythm
from followthrough.web.models.event import Through
from followthrough.web.models.review import Outcome
from followthrough.web.operations import candidates, decisions, documents, handover, incidents, items, notices, policies, reviews, rhythms
from followthrough.web.operations.decisions import Part
from followthrough.web.permissions import Actor
from tests.web.making import MORNING, Cast, day, make_candidate, make_incident, make_item

pytestmark = pytest.mark.django_db

PERSON = "a signed-in person alone"
WRITES = "a person, and what a tracker, a rule or an import says has happened"
BEGINS = "a person, or an import that a person began"
WITHIN = "called inside another operation, which has asked"

WHO: dict[str, str] = {
    "accounts.confirm_account": PERSON,
    "adopting.let_go": PERSON,
    "adopting.go_on": PERSON,
    "asking.ask_for_edits": WITHIN,
    "asking.ask_for_edit": WITHIN,
    "candidates.accept_candidate": PERSON,
    "candidates.edit_candidate": PERSON,
    "candidates.dismiss_candidate": PERSON,
    "candidates.restore_candidate": PERSON,
    "candidates.merge_candidate": PERSON,
    "candidates.split_candidate": PERSON,
    "candidates.change_waiting": WITHIN,
    "candidates.accept_listed": BEGINS,
    "chain.append": WITHIN,
    "channels.add_channel": PERSON,
    "channels.remove_channel": PERSON,
    "channels.set_address": PERSON,
    "clashes.undo_clash": PERSON,
    "connections.require_administrator": PERSON,
    "connections.add_connection": PERSON,
    "connections.change_connection": PERSON,
    "connections.pause_connection": PERSON,
    "connections.resume_connection": PERSON,
    "connections.wake_connection": PERSON,
    "connections.remove_connection": PERSON,
    "decisions.accept_risk": PERSON,
    "decisions.decline": PERSON,
    "decisions.split_item": PERSON,
    "decisions.merge_item": PERSON,
    "decisions.confirm_repeat": PERSON,
    "directory.take_directory": BEGINS,
    "documents.import_document": WRITES,
    "feeds.make_feed": PERSON,
    "feeds.make_badge": PERSON,
    "feeds.revoke_feed": PERSON,
    "handover.hand_over": PERSON,
    "handover.take_over": PERSON,
    "handover.refuse": PERSON,
    "handover.snooze": PERSON,
    "incidents.record_incident": WRITES,
    "incidents.edit_incident": WRITES,
    "items.edit_item": WRITES,
    "items.assign": WRITES,
    "items.set_due": WRITES,
    "items.set_tickets": WRITES,
    "items.start": WRITES,
    "items.block": WRITES,
    "items.unblock": WRITES,
    "items.mark_done": WRITES,
    "items.verify": WRITES,
    "items.reopen": WRITES,
    "items.say_on_track": PERSON,
    "items.undo": PERSON,
    "lifecycle.change_open": WITHIN,
    "notices.send_minutes": PERSON,
    "nudges.decide_run": PERSON,
    "nudges.try_again": PERSON,
    "outbox.request_filing": PERSON,
    "outbox.retry_entry": PERSON,
    "outbox.park_entry": PERSON,
    "outbox.drop_entry": PERSON,
    "people.find_or_add_person": WRITES,
    "people.set_hours": PERSON,
    "placing.incident_of": WITHIN,
    "placing.place_item": PERSON,
    "policies.set_policy": PERSON,
    "record.create": WITHIN,
    "record.change_item": WITHIN,
    "record.change_candidate": WITHIN,
    "reviews.open_review": WRITES,
    "reviews.renew_agenda": WRITES,
    "reviews.record_outcome": PERSON,
    "reviews.take_back": PERSON,
    "reviews.put_into_words": WRITES,
    "reviews.finish_review": PERSON,
    "reviews.be_there": PERSON,
    "rhythms.set_rhythm": PERSON,
    "rhythms.stop_rhythm": PERSON,
    "tokens.make_token": PERSON,
    "tokens.revoke_token": PERSON,
    "versions.take_candidates": WITHIN,
}


def operations_with_an_actor() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.iter_modules(operations.__path__):
        loaded = importlib.import_module(f"{operations.__name__}.{module.name}")
        for name, function in vars(loaded).items():
            if name.startswith("_") or not inspect.isfunction(function) or function.__module__ != loaded.__name__:
                continue
            if "by" in inspect.signature(function).parameters:
                yield f"{module.name}.{name}", function


OPERATIONS = dict(operations_with_an_actor())


def not_persons(cast: Cast) -> dict[str, Actor]:
    closed = cast.bob
    closed.is_active = False
    return {
        "an agent": Actor.agent(cast.frank),
        "an import": Actor.importing(cast.frank),
        "a tracker": Actor.tracker(1),
        "a rule": Actor.policy(),
        "nobody": Actor(None, Through.PERSON),
        "a closed account": Actor.person(closed),
    }


def filled(function: Callable[..., Any], by: Actor) -> dict[str, Any]:
    """Something for every argument that has to be given: a refusal comes before anybody looks at it."""
    wanted = inspect.signature(function).parameters.values()
    given = {one.name: 0 for one in wanted if one.default is inspect.Parameter.empty and one.kind is not inspect.Parameter.VAR_KEYWORD}
    return given | {"by": by}


def lets_in(do: Callable[[Actor], object], by: Actor) -> bool:
    """Whether this actor is let in, by anything but a refusal."""
    try:
        do(by)
    except NotPermitted:
        return False
    return True


def test_the_table_names_every_operation() -> None:
    assert set(OPERATIONS) == set(WHO)


@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who is PERSON])
def test_what_a_person_decides_is_refused_to_all_others_before_anything_is_looked_at(cast: Cast, name: str) -> None:
    let_in = [what for what, by in not_persons(cast).items() if lets_in(lambda by: OPERATIONS[name](**filled(OPERATIONS[name], by)), by)]
    assert not let_in


class World:
    """One of everything, to decide about."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.open, self.other = make_item(cast, due=-9), make_item(cast)
        self.handed = make_item(cast)
        self.handed = handover.hand_over(self.handed.pk, by=cast.by("alice"), version=1, to=cast.person("dora"))
        self.blocked = items.block(make_item(cast).pk, by=cast.by("alice"), version=1, blocked_by="The vendor", until=day(300))
        self.done = items.mark_done(make_item(cast).pk, by=cast.by("alice"), version=1)
        self.candidate = make_candidate(cast)
        self.lists = make_candidate(cast).document
        self.dismissed = candidates.dismiss_candidate(make_candidate(cast).pk, by=cast.by("alice"), version=1, reason="No")
        self.incident, self.earlier = make_incident(cast), make_incident(cast)
        line = reviews.Line(self.open.pk, None, (("overdue", "9 days overdue"),))
        self.review = reviews.open_review(by=cast.by("dora"), team=cast.team, title="June", planned_for=MORNING, agenda=[line])
        self.ended = reviews.open_review(by=cast.by("dora"), team=cast.other_team, title="June", planned_for=MORNING, agenda=[])
        self.ended = reviews.finish_review(self.ended.pk, by=cast.by("dora"))

    def deeds(self) -> dict[str, Callable[[Actor], object]]:
        """What changes an item, a candidate, an incident or a review, each as it succeeds for Dora."""
        of: dict[str, Any] = {"item_id": self.open.pk, "version": 1}
        promise = candidates.promise_of(self.candidate, due=day(9), tickets=("OPS-1",))
        one: dict[str, Any] = {"candidate_id": self.candidate.pk, "version": 1}
        parts = [Part("Alert"), Part("Document")]
        return {
            "accept the risk": lambda by: decisions.accept_risk(**of, by=by, reason="Rare", impact="An hour", review_on=day(300)),
            "decline": lambda by: decisions.decline(**of, by=by, reason="No value"),
            "split": lambda by: decisions.split_item(**of, by=by, parts=parts, reason="Two things"),
            "merge": lambda by: decisions.merge_item(**of, by=by, into=self.other.pk, reason="The same"),
            "confirm a repeat": lambda by: decisions.confirm_repeat(incident=self.incident, earlier=self.earlier, by=by),
            "hand over": lambda by: handover.hand_over(**of, by=by, to=self.cast.person("charlie")),
            "take over": lambda by: handover.take_over(self.handed.pk, by=by, version=self.handed.version),
            "refuse": lambda by: handover.refuse(self.handed.pk, by=by, version=self.handed.version, reason="Away"),
            "say on track": lambda by: items.say_on_track(**of, by=by),
            "accept a candidate": lambda by: candidates.accept_candidate(**one, by=by, promise=promise, without="Follows"),
            "dismiss a candidate": lambda by: candidates.dismiss_candidate(**one, by=by, reason="No"),
            "restore a candidate": lambda by: candidates.restore_candidate(self.dismissed.pk, by=by, version=self.dismissed.version),
            "merge a candidate": lambda by: candidates.merge_candidate(**one, by=by, into=self.other.pk),
            "split a candidate": lambda by: candidates.split_candidate(**one, by=by, texts=["Alert", "Document"]),
            "give an outcome": lambda by: reviews.record_outcome(
                self.review.entries.get().pk, reviews.Answer(Outcome.ON_TRACK), by=by, version=1
            ),
            "change the policy": lambda by: policies.set_policy("snoozes = 1", by=by, reason="Fewer", seen=policies.newest_version()),
            "send the minutes": lambda by: notices.send_minutes(self.ended.pk, by=by, people=[self.cast.person("alice")]),
            "set a rhythm": lambda by: rhythms.set_rhythm(None, first_on=day(365), clock=time(9), by=by),
        }

    def writings(self) -> dict[str, Callable[[Actor], object]]:
        """What a tracker, a rule or an import may say too; a program with somebody's token may not."""
        of: dict[str, Any] = {"item_id": self.open.pk, "version": 1}
        return {
            "edit": lambda by: items.edit_item(**of, by=by, text="Alert sooner"),
            "assign": lambda by: items.assign(**of, by=by, owner=self.cast.person("charlie")),
            "a new date": lambda by: items.set_due(**of, by=by, due=day(300), reason="Later"),
            "other tickets": lambda by: items.set_tickets(**of, by=by, tickets=["OPS-9"]),
            "start": lambda by: items.start(**of, by=by),
            "block": lambda by: items.block(**of, by=by, blocked_by="The vendor", until=day(300)),
            "unblock": lambda by: items.unblock(self.blocked.pk, by=by, version=self.blocked.version),
            "done": lambda by: items.mark_done(**of, by=by),
            "verify": lambda by: items.verify(self.done.pk, by=by, version=self.done.version, evidence="A graph"),
            "reopen": lambda by: items.reopen(self.done.pk, by=by, version=self.done.version, reason="Not done"),
            "record an incident": lambda by: incidents.record_incident(reference="INC-9999", title="x", by=by),
            "edit an incident": lambda by: incidents.edit_incident(self.incident.pk, by=by, title="Other", severity=1),
            "import a document": lambda by: documents.import_document(content=b"# INC-9998\n", name="x.md", by=by),
            "accept a whole list": lambda by: candidates.accept_listed(self.lists.pk, by=by),
            "open a review": lambda by: reviews.open_review(by=by, team=None, title="All", planned_for=MORNING, agenda=[]),
            "renew an agenda": lambda by: reviews.renew_agenda(
                self.review.pk, by=by, agenda=[reviews.Line(self.other.pk, None, (("new", "new"),))]
            ),
            "keep what was said": lambda by: reviews.put_into_words(self.review.pk, by=by, said="Be quick"),
        }


def state() -> tuple[object, ...]:
    """Everything that a decision could leave behind."""
    return (
        Event.objects.count(),
        Decision.objects.count(),
        sorted(Item.objects.values_list("pk", "version", "state", "due", "owner")),
        sorted(Candidate.objects.values_list("pk", "version", "status")),
        sorted(Review.objects.values_list("pk", "words", "finished_at")),
        sorted(Incident.objects.values_list("pk", "title")),
        policies.newest_version(),
        [model.objects.count() for model in (Repeat, Notice, Rhythm, ReviewEntry, Document)],
    )


def test_no_decision_is_taken_by_anything_but_a_person(cast: Cast) -> None:
    world = World(cast)
    before = state()
    let_in = [(what, deed) for deed, do in world.deeds().items() for what, by in not_persons(cast).items() if lets_in(do, by)]
    assert not let_in
    assert state() == before


def test_a_program_with_somebodys_token_changes_nothing(cast: Cast) -> None:
    world, others = World(cast), not_persons(cast)
    before = state()
    programs = [Actor.agent(cast.frank), Actor.agent(cast.alice), others["nobody"], others["a closed account"]]
    let_in = [(by, deed) for deed, do in world.writings().items() for by in programs if lets_in(do, by)]
    assert not let_in
    assert state() == before


def test_each_of_them_works_for_the_person_who_may(cast: Cast) -> None:
    """Else the refusals above would prove nothing."""
    world = World(cast)
    for name, do in {**world.deeds(), **world.writings()}.items():
        before = state()
        with transaction.atomic():
            do(cast.by("dora"))
            assert state() != before, name
            transaction.set_rollback(True)
        assert state() == before
