"""The year as it stands in the database: rich, honest and in order. Made once for all; no test here changes it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from followthrough.core.item import State
from followthrough.errors import ConfigError
from followthrough.web.demo import company, sketches
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Candidate, Decision, Event, Incident, Item, Person, Repeat, Review, ReviewEntry, Team, User
from followthrough.web.operations.record import verify_chain
from followthrough.web.operations.snapshot import fold, take
from followthrough.web.permissions import may_see

TODAY = date(2024, 2, 29)  # a day that most years do not have; what other days do to the year is tested without a database
History = list[tuple[Any, ...]]


class Told(logging.Handler):
    """What the demo's log said while the year was made."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module")
def _database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A transaction around this module, taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def same_year(_database: None) -> History:
    """The history of the same year, made once before and taken back."""
    with transaction.atomic():
        company.build(seed=company.SEED, today=TODAY)
        found = history()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def year(same_year: History) -> list[str]:
    """The year itself; what its making said."""
    told, log = Told(), logging.getLogger("followthrough.demo")
    log.addHandler(told)
    log.setLevel(logging.DEBUG)
    company.build(seed=company.SEED, today=TODAY)
    log.setLevel(logging.NOTSET)
    log.removeHandler(told)
    return told.lines


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("year")]


def first_due(item: Item) -> date:
    """When an item, or the first of those it stands in the place of, was due in the beginning."""
    return min([item.original_due, *(first_due(link.item) for link in item.predecessor_links.select_related("item"))])


def history() -> History:
    """Every event in words: row numbers and the moment of writing differ between two databases, nothing else does."""
    relations = {
        "incident",
        "owner",
        "team",
        "item",
        "document",
        "decided_by",
        "services",
        "people",
        "split_from",
        "replaced_by",
        "part_of",
        "handed_to",
    }
    events = Event.objects.select_related("actor", "item", "candidate", "incident").order_by("number")
    return [
        (
            event.number,
            event.kind,
            event.at,
            event.through,
            event.actor.username if event.actor else "",
            event.reason,
            str(event.item or event.candidate or event.incident),
            {name: change for name, change in event.changes.items() if name not in relations},
        )
        for event in events
    ]


def test_the_same_seed_and_day_make_identical_events(same_year: History) -> None:
    assert history() == same_year


def test_what_the_documents_promise_was_found_in_them(year: list[str]) -> None:
    promised = sum(len(sketch.items) for sketch in sketches.read())
    assert len(year) <= 0.05 * promised, "\n".join(year)


def test_there_is_enough_to_look_at() -> None:
    assert Incident.objects.count() >= 42
    assert Item.objects.count() >= 185
    assert 5 <= Team.objects.count() <= 6
    assert Person.objects.count() >= 24
    assert Incident.objects.filter(private=True).count() == 1
    assert Incident.objects.annotate(n=Count("items")).filter(n=0).count() >= 3


def test_every_state_an_item_can_be_in_is_there() -> None:
    assert set(Item.objects.values_list("state", flat=True)) == {state.value for state in State}


def test_every_age_is_there_and_every_loop() -> None:
    answers = Portfolio(as_of=TODAY, user=None).summary()
    assert all(bucket.count > 0 for bucket in answers.buckets)
    assert all(count > 0 for count in answers.loops.values())
    assert answers.overdue > 0


def test_the_five_shares_of_the_last_quarter_add_up_to_its_items() -> None:
    shares = Portfolio(as_of=TODAY, user=None).summary().last_quarter
    five = (shares.done_on_time, shares.done_late, shares.risk_accepted, shares.declined, shares.still_open)
    due = sum(shares.first <= first_due(item) <= shares.last for item in Item.objects.exclude(state=State.SUPERSEDED))
    assert sum(five) == due
    assert 0.50 <= (shares.done_on_time + shares.done_late) / due <= 0.70
    assert 0.33 <= shares.done_on_time / due <= 0.50


def test_no_event_lies_in_the_future_and_none_is_told_out_of_order() -> None:
    end = datetime.combine(TODAY, time.min, tzinfo=timezone.get_default_timezone())
    assert not Event.objects.filter(at__gte=end).exists()
    moments = list(Event.objects.order_by("number").values_list("at", flat=True))
    assert moments == sorted(moments)


def test_each_row_is_what_its_events_add_up_to() -> None:
    for model in (Item, Candidate, Incident):
        for row in model.objects.prefetch_related("events"):
            assert fold(model, row.events.all()) == take(row)


def test_the_chain_of_events_is_sound() -> None:
    verdict = verify_chain()
    assert verdict.sound, verdict.fault
    assert verdict.events == Event.objects.count()


def test_every_decision_was_made_by_a_person_with_a_reason() -> None:
    assert Decision.objects.count() >= 15
    assert not Event.objects.filter(kind__in=["risk_accepted", "declined", "split", "merged"]).exclude(through="person").exists()


def test_histories_tell_of_slips_blocks_reopening_and_proof() -> None:
    kinds = Counter(Event.objects.filter(item__isnull=False).values_list("kind", flat=True))
    for kind in ("due_set", "blocked", "unblocked", "reopened", "verified", "returned", "assigned", "tickets_set", "split", "merged"):
        assert kinds[kind] > 0, kind
    assert Item.objects.filter(slips__gte=3).exists()
    assert Item.objects.open().filter(version=1).exists()  # nobody ever touched it


def test_some_items_lack_something_and_say_why() -> None:
    assert Item.objects.open().filter(owner=None).exists()
    assert Item.objects.filter(tickets=[], accepted_without__icontains="ticket follows").exists()
    assert Item.objects.open().filter(owner__is_active=False).exists()
    assert Item.objects.needing_decision().count() >= 3


def test_at_least_three_incidents_repeat_one_whose_items_had_not_been_done() -> None:
    repeats = Repeat.objects.select_related("incident", "earlier")
    assert len(repeats) >= 3
    for repeat in repeats:
        struck = repeat.incident.began_on
        assert struck is not None
        undone = [
            item
            for item in repeat.earlier.items.filter(accepted_at__date__lt=struck)
            if not Event.objects.filter(item=item, kind="done", at__date__lt=struck).exists()
        ]
        assert undone, f"{repeat} had nothing to warn of"


def test_candidates_wait_in_some_recent_documents_and_were_dismissed_and_merged_in_others() -> None:
    statuses = Counter(Candidate.objects.values_list("status", flat=True))
    assert statuses["waiting"] >= 8
    assert statuses["dismissed"] >= 3
    assert statuses["merged"] >= 2
    half_read = Candidate.objects.filter(status="waiting", document__candidates__status="accepted")
    assert half_read.exists()


def test_accounts_for_looking_around_are_there_and_none_has_a_password() -> None:
    roles = dict(User.objects.filter(username__startswith="demo-").values_list("username", "role"))
    assert roles == {"demo-lead": "lead", "demo-member": "member", "demo-viewer": "viewer"}
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_the_lead_sees_the_private_incident_and_the_viewer_does_not() -> None:
    private = Incident.objects.get(private=True)
    assert may_see(User.objects.get(username="demo-lead"), private)
    assert not may_see(User.objects.get(username="demo-viewer"), private)
    assert private.items.count() >= 3


def test_due_dates_moved_as_often_as_their_slips_say() -> None:
    for item in Item.objects.filter(slips__gt=0, split_from=None).prefetch_related("events"):
        later = [e for e in item.events.all() if e.kind == "due_set" and e.changes["due"][1] > e.changes["due"][0]]
        assert len(later) == item.slips
        assert all(event.reason for event in later)
    assert Item.objects.filter(due__gt=F("original_due")).count() >= 20


def test_a_portfolio_that_is_not_empty_is_left_alone() -> None:
    before = Event.objects.count()
    with pytest.raises(ConfigError, match="not empty"):
        company.build(today=TODAY)
    assert Event.objects.count() == before


def test_a_review_is_open_with_much_to_decide_and_others_are_finished_with_minutes() -> None:
    newest, *finished = Review.objects.order_by("-opened_at")
    assert newest.finished_at is None
    assert newest.entries.filter(outcome="").count() >= 12
    assert newest.entries.exclude(outcome="").count() >= 3
    assert len(finished) >= 3
    for review in finished:
        assert review.finished_at is not None
        assert not review.entries.filter(must=True, outcome="", item__state__in=["open", "in_progress", "blocked"]).exists()
    outcomes = Counter(ReviewEntry.objects.exclude(outcome="").values_list("outcome", flat=True))
    assert {"on_track", "new_date"} <= set(outcomes), outcomes
    assert len(outcomes) >= 4, outcomes


def test_the_register_has_decisions_of_which_one_came_back() -> None:
    assert Decision.objects.filter(ended_at=None).count() >= 8
    assert Decision.objects.filter(kind="risk_accepted", item__events__kind="returned", ended_at__isnull=False).exists()
