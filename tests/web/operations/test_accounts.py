"""Who is who: accounts of a tracker and people here. Proposed by e-mail or handle, said by a person, never guessed from a display name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from followthrough.errors import InputError, NotFound, NotPermitted
from followthrough.trackers.base import Account
from followthrough.web.models import Event, Outbox, Person, TrackerAccount
from followthrough.web.operations import accounts, connections, items
from followthrough.web.operations.sides import People
from followthrough.web.permissions import Actor
from tests.web.making import Cast
from tests.web.operations.sync_cast import Desk, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast) -> Desk:
    return Desk(cast)


def row(ident: str = "1") -> TrackerAccount:
    return TrackerAccount.objects.get(account_id=ident)


def take(desk: Desk, *given: Account) -> int:
    return accounts.take_accounts(desk.connection, given)


@pytest.mark.parametrize(
    ("account", "proposed"),
    [
        (Account("1", email="alice@example.org"), "alice"),
        (Account("1", email="ALICE@Example.org"), "alice"),
        (Account("1", handle="ally"), "alice"),
        (Account("1", handle="ALLY"), "alice"),
        (Account("1", handle="ally", email="bob@example.org"), "bob"),
        (Account("1", name="Alice"), None),
        (Account("1", handle="Alice", name="Alice"), None),
        (Account("alice", name="alice"), None),
        (Account("1", handle="", email=""), None),
        (Account("1", email="alice@example.org", is_bot=True), None),
        (Account("1", email="alice@example.org", active=False), None),
        (Account("1", email="alice@example.org.evil.test"), None),
        (Account("1", email="%"), None),
    ],
)
def test_somebody_is_proposed_by_what_is_theirs_alone(desk: Desk, account: Account, proposed: str | None) -> None:
    Person.objects.filter(user=desk.cast.alice).update(handle="ally")
    take(desk, account)
    found = TrackerAccount.objects.get()
    assert found.proposed == (desk.cast.person(proposed) if proposed else None)
    assert found.person is None


def test_who_left_is_not_proposed(desk: Desk) -> None:
    Person.objects.filter(user=desk.cast.alice).update(is_active=False)
    take(desk, Account("1", email="alice@example.org"))
    assert row().proposed is None


def test_a_proposal_alone_makes_nobody_an_owner_and_nobody_an_assignee(desk: Desk) -> None:
    take(desk, Account("1", email="alice@example.org"))
    link = desk.adopted(desk.ticket(assignees=(Account("1", email="alice@example.org", name="Alice"),)))
    assert item_of(link).owner is None
    people = People.of(desk.connection)
    assert (people.person_of("1"), people.account_of(desk.cast.person("alice").pk)) == (None, None)


def test_accounts_that_come_again_are_the_same_also_twice_on_one_page(desk: Desk) -> None:
    """Pages shift while they are read: an account may come twice."""
    assert take(desk, Account("1", handle="a"), Account("2", handle="b"), Account("1", handle="c")) == 2
    assert take(desk, Account("1", handle="d")) == 0
    assert (row().handle, TrackerAccount.objects.count()) == ("d", 2)


def test_an_account_without_an_id_is_nobody(desk: Desk) -> None:
    assert take(desk, Account("", handle="ghost"), Account("", handle="other")) == 0
    accounts.note_accounts(desk.connection, [Account("", handle="ghost")])
    assert not TrackerAccount.objects.exists()


def test_what_a_tracker_says_of_an_account_is_kept_as_long_as_it_fits(desk: Desk) -> None:
    odd = "x\x00" * 500
    take(desk, Account("1" * 500, handle=odd, name=odd, email=odd))
    take(desk, Account("1" * 500, handle=odd, name=odd, email=odd))
    assert "\x00" not in TrackerAccount.objects.get().handle


def test_somebody_who_says_who_it_is_gives_items_their_owner(desk: Desk) -> None:
    account = Account("1", handle="ada")
    mine, other = desk.adopted(desk.ticket(assignees=(account,))), desk.adopted(desk.ticket(assignees=(Account("2"),)))
    accounts.confirm_account(row().pk, person=desk.cast.person("alice"), by=desk.cast.by("dora"), at=desk.now)
    assert (item_of(mine).owner, item_of(other).owner) == (desk.cast.person("alice"), None)
    assert (row().confirmed_by, row().confirmed_at) == (desk.cast.dora, desk.now)
    told = Event.objects.filter(item=mine.item).last()
    assert told is not None
    assert "as somebody confirmed" in told.reason
    assert not Outbox.objects.exists()


def test_an_owner_without_an_account_is_written_once_it_has_one(desk: Desk) -> None:
    link = desk.adopted(desk.ticket())
    item = item_of(link)
    items.assign(item.pk, by=desk.cast.by("dora"), version=item.version, owner=desk.cast.person("alice"), at=desk.now)
    Outbox.objects.all().delete()
    desk.know("1", "alice")
    assert Outbox.objects.get().job == "edit"


def test_on_a_connection_that_only_reads_nothing_is_asked_for(desk: Desk) -> None:
    link = desk.adopted(desk.ticket())
    item = item_of(link)
    connections.change_connection(desk.pk, by=desk.cast.by("frank"), read_only=True)
    items.assign(item.pk, by=desk.cast.by("dora"), version=item.version, owner=desk.cast.person("alice"), at=desk.now)
    desk.know("1", "alice")
    assert not Outbox.objects.exists()


def test_closed_items_and_owners_that_were_named_here_stay_as_they_are(desk: Desk) -> None:
    account = Account("1", handle="ada")
    link = desk.adopted(desk.ticket(assignees=(account,)))
    item = item_of(link)
    items.assign(item.pk, by=desk.cast.by("dora"), version=item.version, owner=desk.cast.person("bob"), at=desk.now)
    accounts.confirm_account(row().pk, person=desk.cast.person("alice"), by=desk.cast.by("dora"), at=desk.now)
    assert item_of(link).owner == desk.cast.person("bob")


@pytest.mark.parametrize("name", ["alice", "charlie", "erin"])
def test_who_is_who_is_said_by_leads(desk: Desk, name: str) -> None:
    take(desk, Account("1", handle="ada"))
    with pytest.raises(NotPermitted):
        accounts.confirm_account(row().pk, person=desk.cast.person("alice"), by=desk.cast.by(name))
    for by in (Actor.tracker(desk.pk), Actor.policy(), Actor.importing(desk.cast.frank)):
        with pytest.raises(NotPermitted):
            accounts.confirm_account(row().pk, person=desk.cast.person("alice"), by=by)
    assert row().person is None


def test_what_can_not_be_is_refused(desk: Desk) -> None:
    take(desk, Account("1", handle="ada"))
    Person.objects.filter(user=desk.cast.alice).update(is_active=False)
    with pytest.raises(InputError, match="no longer here"):
        accounts.confirm_account(row().pk, person=desk.cast.person("alice"), by=desk.cast.by("dora"))
    with pytest.raises(NotFound):
        accounts.confirm_account(999, person=desk.cast.person("bob"), by=desk.cast.by("dora"))


def test_of_two_accounts_of_one_person_the_first_that_was_confirmed_gets_the_tickets(desk: Desk) -> None:
    desk.know("2", "alice")
    desk.now = desk.now.replace(hour=20)
    desk.know("1", "alice")
    people = People.of(desk.connection)
    person = desk.cast.person("alice").pk
    assert (people.account_of(person), people.person_of("1"), people.person_of("2")) == ("2", person, person)


def test_an_account_that_was_closed_there_gets_no_tickets_and_is_still_known(desk: Desk) -> None:
    desk.know("1", "alice")
    take(desk, Account("1", handle="1", active=False))
    people = People.of(desk.connection)
    assert people.account_of(desk.cast.person("alice").pk) is None
    assert people.person_of("1") == desk.cast.person("alice").pk


def test_a_renamed_account_stays_who_it_is(desk: Desk) -> None:
    """And the one who takes its former handle is somebody else."""
    desk.know("1", "alice")
    take(desk, Account("1", handle="renamed"), Account("2", handle="1"))
    assert row("1").person == desk.cast.person("alice")
    assert row("2").person is None


def test_one_connection_knows_nothing_of_the_accounts_of_another(desk: Desk, cast: Cast) -> None:
    desk.know("1", "alice")
    other = Desk(cast, name="Other")
    assert People.of(other.connection).person_of("1") is None


def test_nobody_here_takes_the_mapping_back_and_leaves_items(desk: Desk) -> None:
    desk.know("1", "alice")
    link = desk.adopted(desk.ticket(assignees=(Account("1"),)))
    accounts.confirm_account(row().pk, person=None, by=desk.cast.by("dora"))
    assert (row().person, row().confirmed_by, item_of(link).owner) == (None, None, desk.cast.person("alice"))


def test_assigned_there_to_somebody_unknown_the_item_has_no_owner_and_says_whom(desk: Desk) -> None:
    desk.know("1", "alice")
    ticket = desk.ticket(assignees=(Account("1"),))
    link = desk.adopted(ticket)
    desk.follow(link, replace(ticket, assignees=(Account("9", handle="stranger", name="Bob"),), updated_at=desk.now))
    assert item_of(link).owner is None
    last = Event.objects.filter(item=link.item).last()
    assert last is not None
    assert "@stranger, whom nobody here is mapped to" in last.reason
