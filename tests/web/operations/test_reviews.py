"""A review: opened with its agenda, one outcome an entry, nothing overdue left without one, taken back, finished."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from followthrough.core.item import State
from followthrough.errors import Conflict, FollowthroughError, InputError, MissingReason, NotFound, NotPermitted, WrongState
from followthrough.web.models import Decision, Event, Item, Presence, Review, ReviewEntry
from followthrough.web.models.event import Kind, Through
from followthrough.web.models.review import Outcome
from followthrough.web.operations import handover, items, reviews
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.chain import verify_chain
from followthrough.web.operations.decisions import Part
from followthrough.web.operations.reviews import Answer, Line
from followthrough.web.permissions import Actor
from tests.web.making import Cast, at, day, make_incident, make_item

NOON = at(0, 12)


def line(item: Item, *, must: bool = False) -> Line:
    return Line(item.pk, None, (("overdue", "9 days overdue"),) if must else (("new", "new since the last review"),), must=must)


def open_one(cast: Cast, *lines: Line, on: int = 0, name: str = "dora") -> Review:
    return reviews.open_review(by=cast.by(name), team=cast.team, title="Checkout", planned_for=at(on), agenda=lines, at=at(on))


def decide(cast: Cast, entry: ReviewEntry, answer: Answer, *, name: str = "dora", hour: int = 12) -> ReviewEntry:
    version = Item.objects.get(pk=entry.item_id).version if entry.item_id else 0
    return reviews.record_outcome(entry.pk, answer, by=cast.by(name), version=version, at=at(0, hour))


def test_a_review_is_opened_with_its_agenda_in_order(cast: Cast) -> None:
    late, new = make_item(cast, due=-9), make_item(cast)
    review = open_one(cast, line(late, must=True), line(new))
    entries = list(review.entries.all())
    assert [(entry.position, entry.item, entry.must, entry.outcome) for entry in entries] == [(1, late, True, ""), (2, new, False, "")]
    assert entries[0].reasons == [["overdue", "9 days overdue"]]
    assert [event.kind for event in review.events.all()] == ["opened"]
    assert verify_chain().sound
    assert list(verify_rows()) == []


def test_the_next_review_of_a_team_waits_until_the_last_is_finished(cast: Cast) -> None:
    open_one(cast)
    with pytest.raises(WrongState, match="“Checkout” is still open"):
        open_one(cast)
    reviews.open_review(by=cast.by("frank"), team=cast.other_team, title="Search", planned_for=NOON, agenda=())
    reviews.open_review(by=cast.by("frank"), team=None, title="All", planned_for=NOON, agenda=())
    with pytest.raises(WrongState, match="“All” is still open"):
        reviews.open_review(by=cast.by("frank"), team=None, title="All again", planned_for=NOON, agenda=())


def test_a_review_needs_a_title_and_somebody_of_the_team(cast: Cast) -> None:
    with pytest.raises(MissingReason, match="needs a title"):
        reviews.open_review(by=cast.by("dora"), team=cast.team, title=" ", planned_for=NOON, agenda=())
    for name in ("charlie", "erin"):
        with pytest.raises(NotPermitted):
            open_one(cast, name=name)


FIRED = "The alert fired in the drill"
BY_CLUSTER = "The new cluster"
OUTCOMES: dict[Outcome, tuple[Answer, Callable[[Item], object], object]] = {
    Outcome.ON_TRACK: (Answer(Outcome.ON_TRACK, "Half of it is live"), lambda item: item.state, State.OPEN),
    Outcome.DONE: (Answer(Outcome.DONE, FIRED), lambda item: (item.state, item.evidence), (State.DONE, FIRED)),
    Outcome.NEW_DATE: (Answer(Outcome.NEW_DATE, "The vendor is late", day(30)), lambda item: (item.due, item.slips), (day(30), 1)),
    Outcome.NEW_OWNER: (Answer(Outcome.NEW_OWNER, "Alice moves on"), lambda item: (str(item.owner), str(item.handed_to)), ("Alice", "Bob")),
    Outcome.BLOCKED: (Answer(Outcome.BLOCKED, BY_CLUSTER, day(9)), lambda item: (item.state, item.blocked_by), (State.BLOCKED, BY_CLUSTER)),
    Outcome.SPLIT: (Answer(Outcome.SPLIT, "Two things", parts=(Part("One"), Part("Two"))), lambda item: item.parts.count(), 2),
    Outcome.RISK_ACCEPTED: (Answer(Outcome.RISK_ACCEPTED, "Rare", day(90), impact="An hour"), lambda item: item.impact, "An hour"),
    Outcome.DECLINED: (Answer(Outcome.DECLINED, "The service goes away"), lambda item: item.state, State.DECLINED),
}  # fmt: skip


def answer_for(cast: Cast, outcome: Outcome) -> Answer:
    answer = OUTCOMES[outcome][0]
    return Answer(outcome, answer.words, person=cast.person("bob")) if outcome == Outcome.NEW_OWNER else answer


def test_every_outcome_of_an_item_is_tried_here() -> None:
    assert set(OUTCOMES) == set(Outcome) - {Outcome.NO_ITEM}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_the_items_own_operation_and_is_kept_with_its_words(cast: Cast, outcome: Outcome) -> None:
    item = make_item(cast, due=-9)
    entry = open_one(cast, line(item, must=True)).entries.get()
    _, seen, expected = OUTCOMES[outcome]
    done = decide(cast, entry, answer_for(cast, outcome))
    item.refresh_from_db()
    assert seen(item) == expected
    assert (done.outcome, done.by, done.at) == (outcome, cast.dora, NOON)
    assert done.event is not None
    assert done.event.item == item
    assert done.event.through == Through.PERSON
    reviews.finish_review(entry.review_id, by=cast.by("dora"), at=at(0, 13))
    assert list(verify_rows()) == []


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("agent", [Actor.policy(), Actor(None, Through.TRACKER, 1), Actor(None, Through.PERSON)])
def test_only_a_person_gives_an_outcome(cast: Cast, outcome: Outcome, agent: Actor) -> None:
    item = make_item(cast)
    entry = open_one(cast, line(item)).entries.get()
    with pytest.raises(NotPermitted):
        reviews.record_outcome(entry.pk, answer_for(cast, outcome), by=agent, version=1)
    entry.refresh_from_db()
    assert entry.outcome == ""


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(Outcome.NEW_DATE, "The vendor is late"), "Say the new date, as in 2026-05-31."),
        (Answer(Outcome.NEW_OWNER), "Say who is to own it: one person."),
        (Answer(Outcome.BLOCKED, "The cluster"), "Say when it is to be asked again"),
        (Answer(Outcome.RISK_ACCEPTED, "Rare", impact="An hour"), "Say the day on which it comes back"),
        (Answer(Outcome.DECLINED), "reason"),
        (Answer(Outcome.NO_ITEM), "for an incident without items"),
    ],
)
def test_an_outcome_that_lacks_something_says_what_and_changes_nothing(cast: Cast, answer: Answer, says: str) -> None:
    item = make_item(cast)
    entry = open_one(cast, line(item)).entries.get()
    with pytest.raises(FollowthroughError, match=says):
        decide(cast, entry, answer)
    entry.refresh_from_db()
    assert (entry.outcome, Item.objects.get(pk=item.pk).version) == ("", item.version)


def test_the_second_of_two_who_decide_is_shown_what_the_first_decided(cast: Cast) -> None:
    entry = open_one(cast, line(make_item(cast))).entries.get()
    reviews.record_outcome(entry.pk, Answer(Outcome.DECLINED, "The service goes away"), by=cast.by("alice"), version=1)
    with pytest.raises(Conflict, match=r"Alice decided “declined” a moment ago: “The service goes away”\. Your own outcome was not saved"):
        reviews.record_outcome(entry.pk, Answer(Outcome.ON_TRACK), by=cast.by("dora"), version=1)
    assert Event.objects.filter(item=entry.item).count() == 2


def test_an_outcome_for_an_item_that_changed_since_it_was_shown_is_not_saved(cast: Cast) -> None:
    item = make_item(cast)
    entry = open_one(cast, line(item)).entries.get()
    items.set_due(item.pk, by=cast.by("alice"), version=1, due=day(50), reason="Vendor", at=NOON)
    with pytest.raises(Conflict, match="Alice changed the due date"):
        reviews.record_outcome(entry.pk, Answer(Outcome.ON_TRACK), by=cast.by("dora"), version=1)


def test_a_review_can_t_be_finished_while_an_overdue_item_has_no_outcome(cast: Cast) -> None:
    late, new = make_item(cast, text="Alert on lag", due=-9), make_item(cast)
    review = open_one(cast, line(late, must=True), line(new))
    with pytest.raises(WrongState, match="overdue item needs an outcome before the review can be finished: “Alert on lag”"):
        reviews.finish_review(review.pk, by=cast.by("dora"))
    decide(cast, review.entries.get(item=late), Answer(Outcome.NEW_DATE, "Vendor", day(9)))
    finished = reviews.finish_review(review.pk, by=cast.by("dora"), at=at(0, 13))
    assert finished.finished_at == at(0, 13)
    assert [event.kind for event in review.events.order_by("number")] == ["opened", "finished"]


def test_an_overdue_item_that_was_closed_elsewhere_meanwhile_keeps_nobody(cast: Cast) -> None:
    late = make_item(cast, due=-9)
    review = open_one(cast, line(late, must=True))
    items.mark_done(late.pk, by=cast.by("alice"), version=1, evidence="Merged")
    reviews.finish_review(review.pk, by=cast.by("dora"))


def test_what_had_no_outcome_is_carried_over(cast: Cast) -> None:
    item, other = make_item(cast), make_item(cast)
    first = open_one(cast, line(item), line(other), on=-1)
    decide(cast, first.entries.get(item=other), Answer(Outcome.ON_TRACK))
    reviews.finish_review(first.pk, by=cast.by("dora"), at=at(0, 13))
    second = reviews.open_review(
        by=cast.by("dora"), team=cast.team, title="Next", planned_for=at(14), agenda=[line(item), line(other)], at=at(14)
    )
    assert second.previous == first
    assert second.entries.get(item=item).carried_from == first.entries.get(item=item)
    assert second.entries.get(item=other).carried_from is None


def test_nothing_changes_in_a_finished_review(cast: Cast) -> None:
    item = make_item(cast)
    review = open_one(cast, line(item))
    reviews.finish_review(review.pk, by=cast.by("dora"))
    entry = review.entries.get()
    acts: list[Callable[[], object]] = [
        lambda: decide(cast, entry, Answer(Outcome.ON_TRACK)),
        lambda: reviews.take_back(entry.pk, by=cast.by("dora")),
        lambda: reviews.finish_review(review.pk, by=cast.by("dora")),
        lambda: reviews.put_into_words(review.pk, by=cast.by("dora"), said="Late"),
        lambda: reviews.renew_agenda(review.pk, by=cast.by("dora"), agenda=[]),
    ]
    for act in acts:
        with pytest.raises(WrongState, match="This review is finished"):
            act()


def test_an_outcome_is_taken_back_on_the_same_day_and_both_stay_in_the_history(cast: Cast) -> None:
    item = make_item(cast)
    entry = open_one(cast, line(item)).entries.get()
    decide(cast, entry, Answer(Outcome.RISK_ACCEPTED, "Rare", day(90), impact="An hour"))
    back = reviews.take_back(entry.pk, by=cast.by("dora"), at=at(0, 13))
    item.refresh_from_db()
    assert (back.outcome, back.words, back.event, item.state) == ("", "", None, State.OPEN)
    assert [event.kind for event in item.events.order_by("number")] == ["accepted", "risk_accepted", "undone"]
    assert Decision.objects.get().ended_at == at(0, 13)
    assert decide(cast, entry, Answer(Outcome.ON_TRACK), hour=14).outcome == "on_track"


def test_that_an_item_is_on_track_can_be_taken_back_too(cast: Cast) -> None:
    item = make_item(cast)
    entry = open_one(cast, line(item)).entries.get()
    decide(cast, entry, Answer(Outcome.ON_TRACK))
    assert reviews.take_back(entry.pk, by=cast.by("dora"), at=at(0, 13)).outcome == ""
    assert [event.kind for event in item.events.order_by("number")] == ["accepted", "on_track", "undone"]
    assert list(verify_rows()) == []


def test_an_outcome_of_somebody_else_or_one_that_others_built_on_is_not_taken_back(cast: Cast) -> None:
    item = make_item(cast)
    entry = open_one(cast, line(item)).entries.get()
    decide(cast, entry, Answer(Outcome.NEW_DATE, "Vendor", day(30)))
    with pytest.raises(WrongState, match="not yours"):
        reviews.take_back(entry.pk, by=cast.by("alice"), at=at(0, 13))
    items.edit_item(item.pk, by=cast.by("dora"), version=Item.objects.get(pk=item.pk).version, text="Alert earlier", at=at(0, 13))
    with pytest.raises(WrongState, match="has changed since this outcome was given"):
        reviews.take_back(entry.pk, by=cast.by("dora"), at=at(0, 14))
    assert Item.objects.get(pk=item.pk).text == "Alert earlier"


def test_an_incident_can_be_looked_at_and_get_no_item(cast: Cast) -> None:
    incident = make_incident(cast)
    review = open_one(cast, Line(None, incident.pk, (("no items", "no item was recorded"),)))
    entry = review.entries.get()
    with pytest.raises(InputError, match="This incident has no item"):
        decide(cast, entry, Answer(Outcome.DONE))
    done = decide(cast, entry, Answer(Outcome.NO_ITEM, "The vendor's power failed; nothing of ours to mend"))
    assert done.event is not None
    assert (done.outcome, done.event.kind, done.event.reason) == (
        "no_item",
        Kind.LOOKED_AT,
        "The vendor's power failed; nothing of ours to mend",
    )
    assert reviews.take_back(entry.pk, by=cast.by("dora")).outcome == ""
    assert list(verify_rows()) == []


def test_what_came_up_since_is_added_and_what_is_there_stays(cast: Cast) -> None:
    first, late = make_item(cast), make_item(cast)
    review = open_one(cast, line(first))
    assert reviews.renew_agenda(review.pk, by=cast.by("dora"), agenda=[line(late), line(first)]) == 1
    assert [entry.item for entry in review.entries.all()] == [first, late]
    assert reviews.renew_agenda(review.pk, by=cast.by("dora"), agenda=[line(late), line(first)]) == 0


def test_an_entry_of_a_private_incident_is_there_for_its_people_only(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("dora"), cast.person("alice")])
    item = make_item(cast, hidden)
    entry = open_one(cast, line(item)).entries.get()
    assert list(ReviewEntry.objects.visible_to(cast.bob)) == []
    assert list(ReviewEntry.objects.visible_to(cast.alice)) == [entry]
    assert list(ReviewEntry.objects.visible_to(cast.frank)) == [entry]
    with pytest.raises(NotFound):
        decide(cast, entry, Answer(Outcome.ON_TRACK), name="bob")


def test_who_decided_took_part_and_who_looked_on_is_seen(cast: Cast) -> None:
    review = open_one(cast, line(make_item(cast)))
    entry = review.entries.get()
    reviews.be_there(review.pk, by=cast.by("erin"), entry_id=entry.pk, at=NOON)
    decide(cast, entry, Answer(Outcome.ON_TRACK), name="alice")
    assert dict(Presence.objects.values_list("user__username", "took_part")) == {"erin": False, "alice": True}


def test_words_that_belong_to_no_item_are_kept(cast: Cast) -> None:
    review = open_one(cast)
    reviews.put_into_words(review.pk, by=cast.by("dora"), said="Two drills went well")
    assert Review.objects.get().words == "Two drills went well"
    assert list(verify_rows()) == []


class TestHandingOver:
    def asked(self, cast: Cast, to: str = "bob") -> Item:
        item = make_item(cast)
        return handover.hand_over(item.pk, by=cast.by("alice"), version=1, to=cast.person(to), reason="On leave", at=NOON)

    def test_until_the_one_who_is_asked_answers_it_stays_with_its_owner(self, cast: Cast) -> None:
        item = self.asked(cast)
        assert (str(item.owner), str(item.handed_to), item.events.last().kind) == ("Alice", "Bob", "handed")  # type: ignore[union-attr]

    def test_who_takes_it_over_owns_it(self, cast: Cast) -> None:
        item = handover.take_over(self.asked(cast).pk, by=cast.by("bob"), version=2, at=NOON)
        assert (str(item.owner), item.handed_to) == ("Bob", None)

    def test_who_refuses_says_why_and_it_stays_where_it_was(self, cast: Cast) -> None:
        item = self.asked(cast)
        with pytest.raises(MissingReason):
            handover.refuse(item.pk, by=cast.by("bob"), version=2, reason="")
        item = handover.refuse(item.pk, by=cast.by("bob"), version=2, reason="I am leaving too", at=NOON)
        assert (str(item.owner), item.handed_to) == ("Alice", None)

    def test_nobody_answers_for_somebody_who_can_answer(self, cast: Cast) -> None:
        item = self.asked(cast)
        with pytest.raises(NotPermitted, match="Bob was asked"):
            handover.take_over(item.pk, by=cast.by("dora"), version=2)

    def test_who_takes_an_item_for_themselves_is_not_asked(self, cast: Cast) -> None:
        item = handover.hand_over(make_item(cast).pk, by=cast.by("bob"), version=1, to=cast.person("bob"))
        assert (str(item.owner), item.handed_to) == ("Bob", None)

    def test_it_can_t_be_handed_to_its_owner_or_to_one_who_is_gone(self, cast: Cast) -> None:
        gone = cast.person("bob")
        gone.is_active = False
        for person, says in ((cast.person("alice"), "owns this item already"), (gone, "no longer here")):
            with pytest.raises(InputError, match=says):
                handover.hand_over(make_item(cast).pk, by=cast.by("dora"), version=1, to=person)

    def test_closing_ends_the_request(self, cast: Cast) -> None:
        item = self.asked(cast)
        closed = items.mark_done(item.pk, by=cast.by("alice"), version=2, evidence="Merged", at=at(0, 13))
        assert closed.handed_to is None
        assert list(verify_rows()) == []


class TestSnoozing:
    def snooze(self, cast: Cast, item: Item, until: date) -> Item:
        return handover.snooze(item.pk, by=cast.by("alice"), version=item.version, until=until, reason="Freeze", at=NOON)

    def test_it_is_counted_and_the_due_date_stays(self, cast: Cast) -> None:
        item = self.snooze(cast, make_item(cast, due=-9), day(7))
        item = self.snooze(cast, item, day(9))
        assert (item.snoozed_until, item.snoozes, item.due) == (day(9), 2, day(-9))

    @pytest.mark.parametrize("until", [-1, 0, 31])
    def test_not_into_the_past_and_not_for_more_than_a_month(self, cast: Cast, until: int) -> None:
        with pytest.raises(InputError, match="nothing may age into silence"):
            self.snooze(cast, make_item(cast), day(until))

    def test_it_says_why(self, cast: Cast) -> None:
        with pytest.raises(MissingReason):
            handover.snooze(make_item(cast).pk, by=cast.by("alice"), version=1, until=day(7), reason="")
