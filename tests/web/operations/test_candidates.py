"""What a person makes of a candidate."""

from __future__ import annotations

import pytest

from followthrough.core.item import OwnerKind, State, Stated, Type, Where
from followthrough.errors import Conflict, InputError, MissingReason, NotFound, NotPermitted, WrongState
from followthrough.web.models import Candidate, Item, Person
from followthrough.web.models.candidate import Status
from followthrough.web.models.event import Kind, Through
from followthrough.web.operations import candidates, people
from followthrough.web.operations.candidates import Promise, promise_of
from followthrough.web.permissions import Actor
from tests.web.making import Cast, at, day, found, make_candidate, make_document, make_incident, make_item


def promise(cast: Cast, **given: object) -> Promise:
    whole: dict[str, object] = {"owner": cast.person("alice"), "due": day(10), "tickets": ("OPS-1",), "team": cast.team}
    return Promise(text="Alert on queue depth", type=Type.DETECTION, **{**whole, **given})  # type: ignore[arg-type]


def test_an_accepted_candidate_becomes_an_open_item_with_everything_it_promises(cast: Cast) -> None:
    candidate = make_candidate(cast)
    item = candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast), at=at(-3))
    candidate.refresh_from_db()
    assert (item.state, item.owner, item.due, item.original_due, item.tickets) == (
        State.OPEN,
        cast.person("alice"),
        day(10),
        day(10),
        ["OPS-1"],
    )
    assert (item.accepted_at, item.due_source, item.accepted_without) == (at(-3), "person", "")
    assert (candidate.status, candidate.item, candidate.decided_by, candidate.decided_at) == (Status.ACCEPTED, item, cast.bob, at(-3))
    assert item.events.get().kind == candidate.events.order_by("number").last().kind == Kind.ACCEPTED  # type: ignore[union-attr]


def test_what_is_lacking_is_named_and_needs_a_reason(cast: Cast) -> None:
    candidate = make_candidate(cast)
    bare = promise(cast, owner=None, due=None, tickets=())
    with pytest.raises(MissingReason, match="does not have an owner, a due date and a ticket"):
        candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=bare)
    with pytest.raises(MissingReason, match="does not have a ticket\\."):
        candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast, tickets=(" ",)), without="  ")
    item = candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=bare, without="Found out on Monday")
    assert item.accepted_without == "Found out on Monday"


@pytest.mark.parametrize(("severity", "days"), [(1, 14), (2, 28), (3, 56), (4, 90), (None, 90)])
def test_without_a_date_the_policy_gives_one_by_severity(cast: Cast, severity: int | None, days: int) -> None:
    candidate = make_candidate(cast, make_incident(cast, severity=severity))
    given = promise(cast, due=None)
    item = candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=given, without="Date follows", at=at(-3))
    assert (item.due, item.original_due, item.due_source) == (day(days - 3), day(days - 3), "policy")


def test_a_date_that_the_document_states_is_marked_so(cast: Cast) -> None:
    candidate = make_candidate(cast, due=day(10))
    assert candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast)).due_source == "stated"


def test_what_a_promise_does_not_lack_needs_no_excuse_kept(cast: Cast) -> None:
    candidate = make_candidate(cast)
    item = candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast), without="in case")
    assert item.accepted_without == ""


def test_accepting_twice_makes_one_item(cast: Cast) -> None:
    candidate = make_candidate(cast)
    candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast))
    with pytest.raises(Conflict, match=r"^Bob accepted this a moment ago"):
        candidates.accept_candidate(candidate.pk, by=cast.by("alice"), version=1, promise=promise(cast))
    with pytest.raises(WrongState, match="no longer waits"):
        candidates.accept_candidate(candidate.pk, by=cast.by("alice"), version=2, promise=promise(cast))
    assert Item.objects.count() == 1


@pytest.mark.parametrize("by", ["policy", "import", "charlie", "erin"])
def test_nothing_becomes_an_item_without_a_person_who_may(cast: Cast, by: str) -> None:
    actor = {"policy": Actor.policy(), "import": Actor.importing(cast.alice)}.get(by) or cast.by(by)
    candidate = make_candidate(cast)
    with pytest.raises(NotPermitted):
        candidates.accept_candidate(candidate.pk, by=actor, version=1, promise=promise(cast))
    assert Item.objects.count() == 0


def test_a_candidate_of_a_private_incident_does_not_exist_for_others(cast: Cast) -> None:
    candidate = make_candidate(cast, make_incident(cast, private=True, let_in=[cast.person("alice")]))
    with pytest.raises(NotFound):
        candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast))


def test_an_edit_changes_what_was_read_and_not_what_was_quoted(cast: Cast) -> None:
    candidate = make_candidate(cast, text="Look into alerts")
    edited = candidates.edit_candidate(
        candidate.pk,
        by=cast.by("bob"),
        version=1,
        text="Alert on depth",
        type="mitigation",
        owners=["Alice", "Bob"],
        due=day(9),
        tracking=["A-1"],
    )
    assert (edited.text, edited.quote, edited.type, edited.owner_kind) == ("Alert on depth", "Look into alerts", "mitigation", "several")
    assert (edited.due, edited.tracking, edited.version) == (day(9), ["A-1"], 2)
    assert candidates.edit_candidate(candidate.pk, by=cast.by("bob"), version=2, due=None).due is None


def test_owners_that_were_not_changed_keep_their_kind(cast: Cast) -> None:
    candidate = make_candidate(cast, owners=("platform team",), owner_kind=OwnerKind.TEAM)
    assert candidates.edit_candidate(candidate.pk, by=cast.by("bob"), version=1, owners=["platform team"]).owner_kind == "team"


def test_dismissing_needs_a_reason_and_can_be_taken_back(cast: Cast) -> None:
    candidate = make_candidate(cast)
    with pytest.raises(MissingReason):
        candidates.dismiss_candidate(candidate.pk, by=cast.by("bob"), version=1, reason=" ")
    gone = candidates.dismiss_candidate(candidate.pk, by=cast.by("bob"), version=1, reason="Only a remark")
    assert (gone.status, gone.reason, gone.decided_by) == (Status.DISMISSED, "Only a remark", cast.bob)
    back = candidates.restore_candidate(candidate.pk, by=cast.by("alice"), version=2)
    assert (back.status, back.reason, back.decided_by, back.decided_at) == (Status.WAITING, "", None, None)
    with pytest.raises(WrongState, match="nothing to take back"):
        candidates.restore_candidate(candidate.pk, by=cast.by("alice"), version=3)


def test_an_accepted_candidate_can_not_be_taken_back_for_its_item_stays(cast: Cast) -> None:
    candidate = make_candidate(cast)
    item = candidates.accept_candidate(candidate.pk, by=cast.by("bob"), version=1, promise=promise(cast))
    with pytest.raises(WrongState, match=f"became item {item.pk}"):
        candidates.restore_candidate(candidate.pk, by=cast.by("bob"), version=2)


def test_a_candidate_merges_into_an_item_that_asks_for_the_same(cast: Cast) -> None:
    item, candidate = make_item(cast), make_candidate(cast)
    merged = candidates.merge_candidate(candidate.pk, into=item.pk, by=cast.by("bob"), version=1)
    assert (merged.status, merged.item) == (Status.MERGED, item)
    assert item.events.count() == 1
    assert candidates.restore_candidate(candidate.pk, by=cast.by("bob"), version=2).item is None


def test_a_candidate_does_not_merge_into_what_one_may_not_see(cast: Cast) -> None:
    hidden = make_item(cast, make_incident(cast, private=True, let_in=[cast.person("dora")]))
    with pytest.raises(NotFound):
        candidates.merge_candidate(make_candidate(cast).pk, into=hidden.pk, by=cast.by("bob"), version=1)


def test_a_split_candidate_leaves_its_parts_waiting_with_the_same_source(cast: Cast) -> None:
    candidate = make_candidate(cast, text="Alert and document")
    parts = candidates.split_candidate(candidate.pk, by=cast.by("bob"), version=1, texts=["Alert", " ", "Document"])
    candidate.refresh_from_db()
    assert candidate.status == Status.SPLIT
    assert [(part.text, part.quote, part.part_of, part.status) for part in parts] == [
        ("Alert", "Alert and document", candidate, "waiting"),
        ("Document", "Alert and document", candidate, "waiting"),
    ]
    with pytest.raises(InputError, match="at least two parts"):
        candidates.split_candidate(parts[0].pk, by=cast.by("bob"), version=1, texts=["Alert"])


def test_a_split_can_be_taken_back_while_nothing_was_decided_about_its_parts(cast: Cast) -> None:
    candidate = make_candidate(cast)
    parts = candidates.split_candidate(candidate.pk, by=cast.by("bob"), version=1, texts=["Alert", "Document"])
    back = candidates.restore_candidate(candidate.pk, by=cast.by("bob"), version=2)
    assert back.status == Status.WAITING
    assert set(Candidate.objects.filter(part_of=candidate).values_list("status", flat=True)) == {Status.GONE}
    again = candidates.split_candidate(candidate.pk, by=cast.by("bob"), version=3, texts=["Alert", "Document"])
    candidates.dismiss_candidate(again[0].pk, by=cast.by("bob"), version=1, reason="r")
    with pytest.raises(WrongState, match="already decided about a part"):
        candidates.restore_candidate(candidate.pk, by=cast.by("bob"), version=4)
    assert {part.pk for part in parts}.isdisjoint(part.pk for part in again)


def test_a_promise_takes_over_what_the_document_says(cast: Cast) -> None:
    candidate = make_candidate(cast, owners=("Alice",), owner_kind=OwnerKind.PERSON, due=day(5), tracking=("OPS-3",))
    taken = promise_of(candidate)
    assert (taken.owner, taken.due, taken.tickets, taken.team) == (cast.person("alice"), day(5), ("OPS-3",), cast.team)
    given = promise_of(candidate, text="Other words", type="process", owner=cast.person("bob"), due=day(6), tickets=())
    assert (given.text, given.type, given.owner, given.due, given.tickets) == ("Other words", Type.PROCESS, cast.person("bob"), day(6), ())


def test_a_promise_names_nobody_who_has_left(cast: Cast) -> None:
    people.deactivate_person(cast.person("alice"))
    assert promise_of(make_candidate(cast, owners=("Alice",), owner_kind=OwnerKind.PERSON)).owner is None


# A first load


def test_a_first_load_accepts_what_is_listed_and_only_that(cast: Cast) -> None:
    document = make_document(
        cast,
        make_incident(cast, began=-30),
        found("Add a breaker", position=0, owners=("Priya",), owner_kind=OwnerKind.PERSON, due=day(-1), tracking=("OPS-1",)),
        found("We should look into it", position=1, where=Where.BURIED),
    )
    accepted = candidates.accept_listed(document.pk, by=cast.by("alice"), from_document=True)
    (item,) = accepted.items
    assert (item.text, item.due, item.due_source, item.tickets) == ("Add a breaker", day(-1), "stated", ["OPS-1"])
    assert (item.owner, item.accepted_at) == (Person.objects.get(name="Priya"), at(-30, hour=12))
    assert list(document.candidates.values_list("status", flat=True)) == [Status.ACCEPTED, Status.WAITING]
    assert {event.through for event in item.events.all()} == {Through.IMPORT}
    assert candidates.accept_listed(document.pk, by=cast.by("alice")) == candidates.Accepted(())


def test_a_first_load_closes_what_the_document_calls_done_and_asks_about_what_it_calls_dropped(cast: Cast) -> None:
    document = make_document(
        cast,
        make_incident(cast),
        found("Add a breaker", position=0, state=Stated.DONE),
        found("Rewrite it all", position=1, state=Stated.DROPPED),
        found("Alert on depth", position=2),
    )
    accepted = candidates.accept_listed(document.pk, by=Actor.importing(cast.alice), at=at(-2))
    assert [item.state for item in accepted.items] == [State.DONE, State.OPEN, State.OPEN]
    assert [bool(item.needs_decision) for item in accepted.items] == [False, True, False]
    assert (accepted.done, accepted.undecided) == (1, 1)


def test_a_first_load_says_what_the_document_did_not_give(cast: Cast) -> None:
    people.add_person("Sam", email="one@example.org")
    people.add_person("Sam", email="two@example.org")
    document = make_document(
        cast,
        make_incident(cast),
        found("One", position=0),
        found("Two", position=1, owners=("Search team",), owner_kind=OwnerKind.TEAM),
        found("Three", position=2, owners=("Sam",), owner_kind=OwnerKind.PERSON),
        found("Four", position=3, owners=("Ann", "Ben"), owner_kind=OwnerKind.SEVERAL),
    )
    one, two, three, four = candidates.accept_listed(document.pk, by=cast.by("dora")).items
    assert one.accepted_without == "First load: the document does not give an owner, a due date and a ticket."
    assert (two.team, two.owner) == (cast.other_team, None)
    assert "Several people are called Sam" in three.accepted_without
    assert "several: Ann, Ben" in four.accepted_without


def test_a_first_load_is_started_by_a_person(cast: Cast) -> None:
    document = make_document(cast, make_incident(cast), found("One"))
    for by in (Actor.policy(), Actor(cast.alice, Through.TRACKER), cast.by("charlie")):
        with pytest.raises(NotPermitted):
            candidates.accept_listed(document.pk, by=by)


def test_a_first_load_of_what_one_may_not_see_is_not_found(cast: Cast) -> None:
    document = make_document(cast, make_incident(cast, private=True, let_in=[cast.person("alice")]), found("One"))
    with pytest.raises(NotFound):
        candidates.accept_listed(document.pk, by=cast.by("bob"))
