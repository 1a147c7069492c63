"""What only a person decides, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from followthrough.core.item import State, Type
from followthrough.errors import InputError, MissingReason, NotFound, NotPermitted, WrongState
from followthrough.web.models import Decision, Item, Person
from followthrough.web.models.event import Kind, Through
from followthrough.web.operations import decisions, handover, items
from followthrough.web.operations.decisions import Part
from followthrough.web.permissions import Actor
from tests.web.making import Cast, at, day, make_incident, make_item

FOREVER = 4000


def risk(cast: Cast, item: Item, *, until: int = FOREVER, on: int = -10) -> Item:
    return decisions.accept_risk(
        item.pk, by=cast.by("dora"), version=item.version, reason="Rare", impact="An hour a year", review_on=day(until), at=at(on)
    )


def test_an_accepted_risk_carries_reason_impact_and_date_and_stands_in_the_register(cast: Cast) -> None:
    item = risk(cast, make_item(cast))
    decision = Decision.objects.get(item=item)
    assert (item.state, item.reason, item.impact, item.review_on) == (State.RISK_ACCEPTED, "Rare", "An hour a year", day(FOREVER))
    assert (decision.by, decision.kind, decision.impact, decision.ended_at) == (cast.dora, "risk_accepted", "An hour a year", None)
    assert decision.event == item.events.get(kind=Kind.RISK_ACCEPTED)


@pytest.mark.parametrize(("reason", "impact"), [("", "An hour"), ("Rare", "  ")])
def test_a_risk_without_reason_or_impact_is_refused(cast: Cast, reason: str, impact: str) -> None:
    item = make_item(cast)
    with pytest.raises(MissingReason):
        decisions.accept_risk(item.pk, by=cast.by("dora"), version=1, reason=reason, impact=impact, review_on=day(FOREVER))


def test_a_review_date_that_has_come_is_refused(cast: Cast) -> None:
    with pytest.raises(InputError, match="review date has to be after"):
        risk(cast, make_item(cast), until=-10, on=-10)


def test_declining_needs_a_reason(cast: Cast) -> None:
    item = make_item(cast)
    with pytest.raises(MissingReason):
        decisions.decline(item.pk, by=cast.by("alice"), version=1, reason="")
    declined = decisions.decline(item.pk, by=cast.by("alice"), version=1, reason="No value left")
    assert (declined.state, declined.reason) == (State.DECLINED, "No value left")


ACTORS: list[Callable[[Cast], Actor]] = [
    lambda _: Actor.policy(),
    lambda cast: Actor.importing(cast.dora),
    lambda cast: Actor(cast.dora, Through.TRACKER),
    lambda _: Actor(None, Through.TRACKER),
]
DECISIONS: list[Callable[[Item, Actor], object]] = [
    lambda item, by: decisions.accept_risk(item.pk, by=by, version=1, reason="r", impact="i", review_on=day(FOREVER)),
    lambda item, by: decisions.decline(item.pk, by=by, version=1, reason="r"),
    lambda item, by: decisions.split_item(item.pk, by=by, version=1, parts=[Part("a"), Part("b")], reason="r"),
    lambda item, by: decisions.merge_item(item.pk, by=by, version=1, into=item.pk, reason="r"),
    lambda item, by: decisions.confirm_repeat(incident=item.incident, earlier=item.incident, by=by),
    lambda item, by: items.undo(item.pk, by=by, version=1),
    lambda item, by: items.say_on_track(item.pk, by=by, version=1),
    lambda item, by: handover.hand_over(item.pk, by=by, version=1, to=Person.objects.get(name="Bob")),
    lambda item, by: handover.take_over(item.pk, by=by, version=1),
    lambda item, by: handover.refuse(item.pk, by=by, version=1, reason="r"),
    lambda item, by: handover.snooze(item.pk, by=by, version=1, until=day(1), reason="r"),
]


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("decide", DECISIONS)
def test_only_a_signed_in_person_decides(cast: Cast, actor: Callable[[Cast], Actor], decide: Callable[[Item, Actor], object]) -> None:
    item = make_item(cast)
    with pytest.raises(NotPermitted, match="a signed-in person has to make it"):
        decide(item, actor(cast))
    item.refresh_from_db()
    assert (item.state, item.version, Decision.objects.count()) == (State.OPEN, 1, 0)


def test_a_person_whose_account_is_closed_decides_nothing(cast: Cast) -> None:
    item = make_item(cast)
    cast.dora.is_active = False
    with pytest.raises(NotPermitted):
        decisions.decline(item.pk, by=cast.by("dora"), version=1, reason="r")


def test_a_decided_item_has_to_be_reopened_before_it_is_decided_again(cast: Cast) -> None:
    item = risk(cast, make_item(cast))
    with pytest.raises(WrongState, match="closed by accepting its risk"):
        decisions.decline(item.pk, by=cast.by("dora"), version=item.version, reason="r")


def test_a_reopened_decision_stays_in_the_register_with_its_end(cast: Cast) -> None:
    item = risk(cast, make_item(cast), on=-10)
    items.reopen(item.pk, by=cast.by("alice"), version=item.version, reason="It happened", at=at(-2))
    assert Decision.objects.get(item=item).ended_at == at(-2)


def test_undoing_a_reopening_puts_the_decision_back_in_force(cast: Cast) -> None:
    item = risk(cast, make_item(cast), on=-10)
    item = items.reopen(item.pk, by=cast.by("alice"), version=item.version, reason="It happened", at=at(-2))
    item = items.undo(item.pk, by=cast.by("alice"), version=item.version, at=at(-2, hour=10))
    assert item.state == State.RISK_ACCEPTED
    assert Decision.objects.get(item=item).ended_at is None


def test_undoing_a_decision_ends_it(cast: Cast) -> None:
    item = risk(cast, make_item(cast), on=-2)
    item = items.undo(item.pk, by=cast.by("dora"), version=item.version, at=at(-2, hour=10))
    assert (item.state, item.reason, item.review_on) == (State.OPEN, "", None)
    assert Decision.objects.get(item=item).ended_at == at(-2, hour=10)


def test_the_parts_of_a_split_keep_the_clock_of_the_whole(cast: Cast) -> None:
    item = make_item(cast, accepted=-20, due=10)
    parts = [
        Part("Alert on depth", owner=cast.person("bob"), type=Type.MITIGATION),
        Part("Write the runbook", due=day(30), tickets=("OPS-9",)),
    ]
    made = decisions.split_item(item.pk, by=cast.by("alice"), version=1, parts=parts, reason="Two pieces of work", at=at(-1))
    item.refresh_from_db()
    assert (item.state, item.reason) == (State.SUPERSEDED, "Two pieces of work")
    assert list(item.replaced_by.order_by("pk")) == made
    assert item.events.get(kind=Kind.SPLIT).changes["replaced_by"] == [[], [part.pk for part in made]]
    assert [part.accepted_at for part in made] == [item.accepted_at] * 2
    assert [part.original_due for part in made] == [day(10)] * 2
    assert [(part.owner, part.type, part.due) for part in made] == [
        (cast.person("bob"), "mitigation", day(10)),
        (cast.person("alice"), "detection", day(30)),
    ]
    assert [part.split_from for part in made] == [item, item]


def test_one_part_is_no_split(cast: Cast) -> None:
    item = make_item(cast)
    for parts in ([Part("One")], [Part("One"), Part(" ")]):
        with pytest.raises(InputError, match="at least two parts"):
            decisions.split_item(item.pk, by=cast.by("alice"), version=1, parts=parts, reason="r")


def test_a_split_can_not_be_undone_for_its_parts_would_be_left_behind(cast: Cast) -> None:
    item = make_item(cast)
    decisions.split_item(item.pk, by=cast.by("alice"), version=1, parts=[Part("a"), Part("b")], reason="r", at=at(0))
    with pytest.raises(WrongState, match="can't be taken back"):
        items.undo(item.pk, by=cast.by("alice"), version=2, at=at(0, hour=10))


def test_a_merged_item_names_the_one_in_its_place_and_can_be_taken_back(cast: Cast) -> None:
    one, other = make_item(cast), make_item(cast)
    merged = decisions.merge_item(one.pk, by=cast.by("alice"), version=1, into=other.pk, reason="The same alert", at=at(0))
    assert (merged.state, list(merged.replaced_by.all())) == (State.SUPERSEDED, [other])
    back = items.undo(one.pk, by=cast.by("alice"), version=2, at=at(0, hour=10))
    assert (back.state, list(back.replaced_by.all())) == (State.OPEN, [])


def test_a_reopened_merge_can_not_make_a_circle(cast: Cast) -> None:
    one, other = make_item(cast), make_item(cast)
    decisions.merge_item(one.pk, by=cast.by("alice"), version=1, into=other.pk, reason="The same", at=at(0))
    items.reopen(one.pk, by=cast.by("alice"), version=2, reason="Not the same", at=at(0, hour=10))
    decisions.merge_item(other.pk, by=cast.by("alice"), version=1, into=one.pk, reason="The other way", at=at(0, hour=11))
    with pytest.raises(WrongState, match="merge it again"):
        items.undo(one.pk, by=cast.by("alice"), version=3, at=at(0, hour=12))


def test_an_item_merges_into_no_ghost_no_superseded_one_and_not_itself(cast: Cast) -> None:
    one, other, third = make_item(cast), make_item(cast), make_item(cast)
    decisions.merge_item(other.pk, by=cast.by("alice"), version=1, into=third.pk, reason="same")
    hidden = make_item(cast, make_incident(cast, private=True, let_in=[cast.person("dora")]))
    for into, error in ((one.pk, InputError), (other.pk, WrongState), (hidden.pk, NotFound), (10**9, NotFound)):
        with pytest.raises(error):
            decisions.merge_item(one.pk, by=cast.by("alice"), version=1, into=into, reason="same")


def test_a_risk_comes_back_by_itself_on_its_day_and_not_before(cast: Cast) -> None:
    item = risk(cast, make_item(cast), until=-1, on=-10)
    other = risk(cast, make_item(cast), until=5, on=-10)
    assert decisions.return_due_risks(on=day(-2), at=at(-2)) == []
    assert decisions.return_due_risks(on=day(-1), at=at(-1)) == [item]
    item.refresh_from_db()
    other.refresh_from_db()
    event = item.events.get(kind=Kind.RETURNED)
    assert (item.state, other.state) == (State.OPEN, State.RISK_ACCEPTED)
    assert (event.through, event.actor) == (Through.POLICY, None)
    assert "came back from an accepted risk" in item.needs_decision
    assert Decision.objects.get(item=item).ended_at == at(-1)
    assert decisions.return_due_risks(on=day(-1), at=at(-1)) == []


def test_what_came_back_can_be_kept_by_a_person_with_a_reason(cast: Cast) -> None:
    item = risk(cast, make_item(cast), until=-1, on=-10)
    decisions.return_due_risks(on=day(-1), at=at(-1))
    item.refresh_from_db()
    with pytest.raises(NotPermitted):
        items.reopen(item.pk, by=Actor.policy(), version=item.version, reason="r")
    kept = items.reopen(item.pk, by=cast.by("alice"), version=item.version, reason="We do it now")
    assert (kept.state, kept.needs_decision) == (State.OPEN, "")
    assert kept.events.get(kind=Kind.KEPT).reason == "We do it now"


def test_a_confirmed_repeat_brings_the_accepted_risks_of_the_earlier_incident_back_at_once(cast: Cast) -> None:
    earlier, later = make_incident(cast, reference="INC-A"), make_incident(cast, reference="INC-B", began=-3)
    accepted, done = make_item(cast, earlier), make_item(cast, earlier)
    risk(cast, accepted, on=-10)
    items.mark_done(done.pk, by=cast.by("alice"), version=1, at=at(-10))
    repeat = decisions.confirm_repeat(incident=later, earlier=earlier, by=cast.by("bob"), at=at(-1))
    again = decisions.confirm_repeat(incident=later, earlier=earlier, by=cast.by("alice"))
    accepted.refresh_from_db()
    done.refresh_from_db()
    assert (repeat, repeat.confirmed_by) == (again, cast.bob)
    assert (accepted.state, done.state) == (State.OPEN, State.DONE)
    assert "INC-B repeats INC-A, as Bob confirmed" in accepted.needs_decision


def test_a_repeat_of_what_one_may_not_see_is_not_found(cast: Cast) -> None:
    hidden = make_incident(cast, private=True, let_in=[cast.person("dora")])
    with pytest.raises(NotFound):
        decisions.confirm_repeat(incident=make_incident(cast), earlier=hidden, by=cast.by("alice"))
