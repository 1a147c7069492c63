"""What becomes of a ticket that carries the incident label: its words, dates, owner, type, incident, end, and to whom it belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from followthrough.core.item import State
from followthrough.errors import NotFound, NotPermitted, WrongState
from followthrough.trackers.base import Account, Meaning
from followthrough.web.models import Incident, Item, Link, Outbox
from followthrough.web.models.item import DueSource
from followthrough.web.models.link import Standing
from followthrough.web.models.outbox import Stage
from followthrough.web.operations import adopting, connections, outbox, placing
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.record import verify_chain
from tests.web.making import MORNING, Cast, day, make_incident
from tests.web.operations.sync_cast import CAN, Desk, closed, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def test_a_ticket_becomes_an_item_whose_clock_began_with_it(desk: Desk) -> None:
    ticket = desk.ticket("Alert on lag", due=day(9))
    link = desk.adopted(ticket)
    item = item_of(link)
    assert (item.text, item.state, item.accepted_at, item.due, item.due_source) == (
        "Alert on lag",
        State.OPEN,
        ticket.created_at,
        day(9),
        DueSource.STATED,
    )
    assert (item.tickets, item.team, link.filed, link.standing) == ([ticket.url], desk.cast.team, False, Standing.LINKED)
    assert "the ticket does not give an owner" in item.accepted_without
    assert verify_chain().sound
    assert list(verify_rows()) == []


@pytest.mark.parametrize("title", ["", "   ", "\x07", "\n\t"])  # a NUL never gets here: the door takes it out of every answer
def test_a_ticket_without_a_title_is_called_by_its_key(desk: Desk, title: str) -> None:
    ticket = desk.ticket(title)
    assert item_of(desk.adopted(ticket)).text == ticket.key


def test_a_very_long_title_is_kept(desk: Desk) -> None:
    assert len(item_of(desk.adopted(desk.ticket("Alert " * 2000))).text) > 10_000


def test_a_ticket_without_a_due_date_gets_the_policys(desk: Desk, cast: Cast) -> None:
    make_incident(cast, reference="INC-9", severity=1)
    item = item_of(desk.adopted(desk.ticket("Alert on lag, INC-9")))
    assert (item.due, item.due_source) == (item.accepted_at.date() + timedelta(days=14), DueSource.POLICY)


def test_a_tracker_whose_clock_is_ahead_makes_no_item_of_the_future(desk: Desk) -> None:
    ahead = desk.now + timedelta(hours=2)
    ticket = desk.ticket(created_at=ahead, updated_at=ahead)
    assert item_of(desk.adopted(closed(ticket, Meaning.DONE))).accepted_at == desk.now


@pytest.mark.parametrize(
    ("accounts", "owner"),
    [
        ((), None),
        ((Account("a"),), "alice"),
        ((Account("x"),), None),
        ((Account("a"), Account("b")), "alice"),
        ((Account("x"), Account("a")), None),
    ],
)
def test_the_first_who_is_assigned_is_the_owner_if_known(desk: Desk, accounts: tuple[Account, ...], owner: str | None) -> None:
    desk.know("a", "alice")
    desk.know("b", "bob")
    item = item_of(desk.adopted(desk.ticket(assignees=accounts)))
    assert item.owner == (desk.cast.person(owner) if owner else None)


def test_a_display_name_makes_nobody_an_owner(desk: Desk) -> None:
    item = item_of(desk.adopted(desk.ticket(assignees=(Account("9", name="Alice", handle="x"),))))
    assert item.owner is None


@pytest.mark.parametrize(("meaning", "state"), [(Meaning.OPEN, State.OPEN), (Meaning.STARTED, State.IN_PROGRESS)])
def test_an_open_ticket_makes_an_open_item(desk: Desk, meaning: Meaning, state: State) -> None:
    assert item_of(desk.adopted(desk.ticket(meaning=meaning))).state == state


def test_a_ticket_that_is_done_makes_an_item_that_was_done_then(desk: Desk) -> None:
    ticket = closed(desk.ticket(), Meaning.DONE)
    item = item_of(desk.adopted(ticket))
    assert (item.state, item.closed_at, item.needs_decision) == (State.DONE, ticket.closed_at, "")


@pytest.mark.parametrize("status", ["closed as not planned", "Duplicate", "Won't Do", "<b>odd</b>", "x" * 500])
def test_a_ticket_that_was_closed_otherwise_asks_a_person(desk: Desk, status: str) -> None:
    item = item_of(desk.adopted(closed(desk.ticket(), Meaning.DROPPED, status=status)))
    assert item.is_open
    assert status in item.needs_decision


def test_one_that_was_closed_before_it_was_opened_is_closed_when_it_was_opened(desk: Desk) -> None:
    ticket = replace(closed(desk.ticket(), Meaning.DONE), closed_at=desk.now - timedelta(days=900))
    item = item_of(desk.adopted(ticket))
    assert item.closed_at == item.accepted_at


@pytest.mark.parametrize(("labels", "kind"), [((), "detection"), (("prevention",), "prevention"), (("bug", "Mitigation"), "mitigation")])
def test_a_label_says_the_type_before_the_words_do(desk: Desk, labels: tuple[str, ...], kind: str) -> None:
    assert item_of(desk.adopted(desk.ticket("Alert when the queue grows", labels=("incident-action", *labels)))).type == kind


# --- its incident -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "reference"),
    [
        ({"title": "Alert on lag (INC-9)"}, "INC-9"),
        ({"title": "inc_9 alert"}, "INC-9"),
        ({"title": "Alert", "labels": ("incident-action", "INC-9")}, "INC-9"),
        ({"title": "Alert", "body": "Came out of INC-9, see there."}, "INC-9"),
        ({"title": "After INCIDENT 12"}, "INCIDENT-12"),
        ({"title": "From SEV-2041"}, "SEV-2041"),
        ({"title": "From PM-7"}, "PM-7"),
        ({"title": "INC-5: what INC-9 taught", "key": "INC-5"}, "INC-9"),
        ({"title": "INC-5", "key": "INC-5"}, "ACMESHOP-UNPLACED"),
        ({"title": "Alert on lag"}, "ACMESHOP-UNPLACED"),
        ({"title": "SEV-2: the queue"}, "ACMESHOP-UNPLACED"),
        ({"title": "Alert", "labels": ("incident-action", "sev1")}, "ACMESHOP-UNPLACED"),
        ({"title": "SEV 1 in the queue"}, "ACMESHOP-UNPLACED"),
        ({"title": "Deploy only until 3 PM 15 minutes"}, "ACMESHOP-UNPLACED"),
        ({"title": "Alert on lag", "body": "It began at 4 pm 2026-05-01"}, "ACMESHOP-UNPLACED"),
        ({"title": "Vinc-9 is no reference"}, "ACMESHOP-UNPLACED"),
    ],
)
def test_the_incident_is_the_one_that_the_ticket_names(desk: Desk, given: dict[str, object], reference: str) -> None:
    assert item_of(desk.adopted(desk.ticket(**{"title": "Alert", **given}))).incident.reference == reference  # type: ignore[arg-type]


def test_tickets_of_one_incident_come_together_also_with_those_that_are_there(desk: Desk, cast: Cast) -> None:
    there = make_incident(cast, reference="INC-9")
    desk.adopt(desk.ticket("One of INC-9"), desk.ticket("Two of inc 9"), desk.ticket("Three of INC-10"), desk.ticket("Four of INC-10"))
    assert there.items.count() == 2
    assert Incident.objects.count() == 2


def test_a_ticket_that_names_a_private_incident_does_not_get_into_it(desk: Desk, cast: Cast) -> None:
    """Whoever can open a ticket could else put words in there, or learn that it exists."""
    make_incident(cast, reference="INC-9", private=True)
    item = item_of(desk.adopted(desk.ticket("Alert on lag, INC-9")))
    assert (item.incident.reference, item.incident.private) == ("ACMESHOP-UNPLACED", False)


def test_a_ticket_that_is_kept_from_others_there_is_kept_from_others_here(desk: Desk, cast: Cast) -> None:
    make_incident(cast, reference="INC-9")
    open_one, kept = desk.ticket("Alert on lag, INC-9"), desk.ticket("Rotate the leaked key, INC-9", private=True)
    desk.adopt(open_one, kept)
    item = Item.objects.select_related("incident").get(text__contains="leaked")
    assert item.incident.private
    assert list(Item.objects.visible_to(cast.alice).values_list("text", flat=True)) == [open_one.title]
    assert Item.objects.visible_to(cast.frank).count() == 2
    desk.adopt(desk.ticket("Another leak", private=True))
    assert Incident.objects.filter(private=True).count() == 1


def test_somebody_says_to_which_incident_an_item_belongs(desk: Desk, cast: Cast) -> None:
    item = item_of(desk.adopted(desk.ticket()))
    make_incident(cast, reference="INC-9")
    make_incident(cast, reference="INC-10", private=True)
    with pytest.raises(NotFound):
        placing.place_item(item.pk, by=cast.by("alice"), version=item.version, reference="INC-10")
    placed = placing.place_item(item.pk, by=cast.by("alice"), version=item.version, reference=" inc-9 ")
    assert placed.incident.reference == "INC-9"


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_ticket_is_adopted_once(desk: Desk) -> None:
    ticket = desk.ticket()
    assert [desk.adopt(ticket, ticket), desk.adopt(ticket)] == [1, 0]
    assert Item.objects.count() == 1


def test_a_ticket_that_lost_its_label_keeps_its_item_and_is_followed(desk: Desk) -> None:
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    desk.follow(link, replace(ticket, labels=(), title="Renamed", updated_at=desk.now))
    link.refresh_from_db()
    assert (link.standing, item_of(link).text) == (Standing.UNLABELLED, "Renamed")
    desk.follow(link, replace(ticket, title="Renamed", updated_at=desk.now))
    link.refresh_from_db()
    assert (link.standing, link.standing_words) == (Standing.LINKED, "")


def test_two_connections_to_one_place_make_one_item(desk: Desk, cast: Cast) -> None:
    """Two labels of one repository, say, and a ticket that carries both."""
    other = Desk(cast, name="Other label")
    ticket = desk.ticket()
    assert (desk.adopt(ticket), other.adopt(ticket)) == (1, 0)
    assert Item.objects.count() == 1


def test_the_same_number_in_another_tracker_is_another_ticket(desk: Desk, cast: Cast) -> None:
    other = Desk(cast, name="Elsewhere")
    type(other.connection).objects.filter(pk=other.pk).update(base_url="https://git.example.com")
    ticket = desk.ticket()
    assert (desk.adopt(ticket), other.adopt(ticket)) == (1, 1)


def test_what_was_filed_through_one_connection_is_not_adopted_through_another(desk: Desk, cast: Cast) -> None:
    other = Desk(cast, name="Other label")
    entry = desk.ask()
    ticket = desk.ticket(entry.item.text, marker=str(entry.marker))
    assert other.adopt(ticket) == 0
    outbox.filed(entry, ticket, can=CAN, at=desk.now)
    assert other.adopt(ticket) == 0
    assert Item.objects.count() == 1


def test_connected_anew_the_items_keep_their_tickets(desk: Desk, cast: Cast) -> None:
    ticket = desk.ticket()
    before = desk.adopted(ticket)
    connections.remove_connection(desk.pk, by=cast.by("frank"))
    anew = Desk(cast)
    assert anew.adopt(ticket) == 0
    link = Link.objects.get(connection=anew.pk)
    assert (link.item_id, link.base, link.let_go_at) == (before.item_id, before.base, None)
    before.refresh_from_db()
    assert before.let_go_at is not None
    anew.follow(link, closed(ticket, Meaning.DONE))
    assert item_of(link).state == State.DONE


def test_a_ticket_that_somebody_let_go_of_is_not_adopted_again(desk: Desk, cast: Cast) -> None:
    ticket = desk.ticket()
    link = desk.adopted(ticket)
    adopting.let_go(link.pk, by=cast.by("alice"), reason="filed elsewhere")
    assert desk.adopt(ticket) == 0
    assert Item.objects.count() == 1
    with pytest.raises(WrongState, match="let go already"):
        adopting.let_go(link.pk, by=cast.by("alice"), reason="again")


@pytest.mark.parametrize("name", ["erin", "charlie"])
def test_letting_go_is_for_those_who_may_change_the_item(desk: Desk, cast: Cast, name: str) -> None:
    link = desk.adopted(desk.ticket())
    with pytest.raises(NotPermitted):
        adopting.let_go(link.pk, by=cast.by(name), reason="mine")
    link.refresh_from_db()
    assert link.let_go_at is None


# --- our own ----------------------------------------------------------------------------------------------------------


def test_a_ticket_of_ours_is_linked_to_its_item_and_not_adopted(desk: Desk) -> None:
    entry = desk.ask()
    Outbox.objects.update(stage=Stage.UNCLEAR, sent_at=MORNING)
    ticket = desk.ticket(entry.item.text, marker=str(entry.marker))
    assert desk.adopt(ticket) == 0
    assert Link.objects.get(ticket_id=ticket.id).item_id == entry.item_id
    assert Outbox.objects.get().stage == Stage.DONE


def test_after_a_backup_was_taken_back_a_ticket_of_ours_finds_its_item(desk: Desk) -> None:
    """The outbox of the backup knows nothing of it."""
    item = desk.item()
    ticket = desk.ticket(item.text, marker=str(outbox.marker_of(desk.connection, item.pk, 0)))
    assert desk.adopt(ticket) == 0
    assert Link.objects.get(ticket_id=ticket.id).item_id == item.pk


def test_a_copy_of_a_ticket_of_ours_is_an_item_of_its_own(desk: Desk) -> None:
    """Somebody duplicated the ticket in the tracker: the marker came along."""
    entry = desk.ask()
    marker = str(entry.marker)
    outbox.filed(entry, desk.ticket(entry.item.text, marker=marker), can=CAN, at=desk.now)
    assert desk.adopt(desk.ticket("A copy", marker=marker)) == 1


@pytest.mark.parametrize("marker", ["nonsense", "00000000-0000-4000-8000-000000000000", "' or 1=1 --", "x" * 400, "{}"])
def test_a_marker_that_is_none_of_ours_is_nothing(desk: Desk, marker: str) -> None:
    assert desk.adopt(desk.ticket(marker=marker)) == 1
