"""The pages of the trackers: who may open and press what, what a form refuses, and what happens when a button is pressed twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from followthrough.trackers.base import Absence, Account, Missing
from followthrough.trackers.fake.dialect import Fault, Response
from followthrough.trackers.fake.github import GitHub
from followthrough.web.models import Clash, Connection, Link, Outbox, Person, TrackerAccount
from followthrough.web.models.outbox import Job, Stage
from followthrough.web.operations import accounts, connections, following
from followthrough.web.pages import connection_urls
from tests.web.making import Cast, make_item
from tests.web.pages.capture_cast import signed_in
from tests.web.pages.connection_cast import BASE, connect, github, rows

pytestmark = pytest.mark.django_db
EVERYBODY = ("erin", "charlie", "alice", "dora", "frank")
LEADS, ADMINISTRATORS = ("dora", "frank"), ("frank",)


@pytest.fixture
def fake() -> Iterator[GitHub]:
    with github() as made:
        yield made


@pytest.fixture
def connection(cast: Cast, fake: GitHub) -> Connection:
    return connect(cast)


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


# --- who may open what ------------------------------------------------------------------------------------------------

PAGES: dict[str, tuple[str, ...]] = {
    "/connections/": EVERYBODY,
    "/connections/{}/": EVERYBODY,
    "/connections/new/github/": ADMINISTRATORS,
    "/connections/{}/set-up/": ADMINISTRATORS,
    "/connections/{}/rehearsal/": ADMINISTRATORS,
    "/connections/{}/accounts/": LEADS,
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", EVERYBODY)
def test_each_page_opens_for_those_it_is_for(cast: Cast, connection: Connection, page: str, name: str) -> None:
    answer = signed_in(getattr(cast, name)).get(page.format(connection.pk))
    assert answer.status_code == (200 if name in PAGES[page] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_nobody_sees_a_page_without_signing_in(connection: Connection, page: str) -> None:
    for answer in (Client().get(page.format(connection.pk)), Client().post(page.format(connection.pk))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/")


def test_a_closed_account_is_out(cast: Cast, connection: Connection) -> None:
    client = signed_in(cast.frank)
    type(cast.frank).objects.filter(pk=cast.frank.pk).update(is_active=False)
    assert client.post(f"/connections/{connection.pk}/do/remove/").status_code == 302
    assert Connection.objects.get().removed_at is None


ACTS: dict[str, tuple[str, ...]] = {
    "pause": ADMINISTRATORS,
    "resume": ADMINISTRATORS,
    "read-only": ADMINISTRATORS,
    "write": ADMINISTRATORS,
    "remove": ADMINISTRATORS,
    "make-hook": ADMINISTRATORS,
    "show-secret": ADMINISTRATORS,
    "sync": LEADS,
    "retry": LEADS,
    "park": LEADS,
    "drop": LEADS,
    "go-on": ("alice", *LEADS),
    "let-go": ("alice", *LEADS),
    "undo-clash": ("alice", *LEADS),
}


def everything() -> list[object]:
    """All that a button may change."""
    models = (Connection, Outbox, Link, Clash)
    return [list(model.objects.order_by("pk").values()) for model in models]


def press(client: Client, connection: Connection, name: str, made: Any = None, **given: object) -> Any:
    rows_of = {"retry": "parked", "drop": "parked", "park": "waiting", "go-on": "halted", "let-go": "hidden", "undo-clash": "clash"}
    if name in rows_of and made is not None:
        given.setdefault("id", getattr(made, rows_of[name]).pk)
    return client.post(f"/connections/{connection.pk}/do/{name}/", {"reason": "because", **given}, follow=True)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", EVERYBODY)
def test_each_button_works_for_those_it_is_for_and_changes_nothing_for_others(
    cast: Cast, connection: Connection, fake: GitHub, act: str, name: str
) -> None:
    made = rows(cast, connection)
    if act in {"resume", "write"}:
        connections.pause_connection(connection.pk, by=cast.by("frank"), because="maintenance")
        connections.change_connection(connection.pk, by=cast.by("frank"), read_only=True)
    before = everything()
    answer = press(signed_in(getattr(cast, name)), connection, act, made)
    if name in ACTS[act]:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 403
        assert everything() == before
        assert not [hit for hit in fake.hits if hit.writes]


@pytest.mark.parametrize("act", ACTS)
def test_a_button_needs_a_post_with_our_own_token(cast: Cast, connection: Connection, act: str) -> None:
    made = rows(cast, connection)
    before = everything()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.frank)
    assert press(strict, connection, act, made).status_code == 403
    for method in ("get", "head", "put", "delete", "patch"):
        assert getattr(signed_in(cast.frank), method)(f"/connections/{connection.pk}/do/{act}/").status_code == 405
    assert press(Client(), connection, act, made).redirect_chain[0][0].startswith("/sign-in/")
    assert everything() == before


@pytest.mark.parametrize("name", [pattern.name for pattern in connection_urls.urlpatterns])
def test_every_address_opens_its_own_page(name: str) -> None:
    """An item's actions are `items/<number>/<name>/`: whatever else looks so is never reached."""
    given: Any = {"connections-new": ["github"], "connection-act": [1, "sync"]}.get(name, [] if name == "connections" else [1])
    assert resolve(reverse(name, args=given)).url_name == name


@pytest.mark.parametrize("page", ["/connections/", "/connections/{}/", "/connections/{}/rehearsal/"])
def test_what_only_shows_takes_no_post(cast: Cast, connection: Connection, page: str) -> None:
    assert signed_in(cast.frank).post(page.format(connection.pk)).status_code == 405


def test_nothing_but_a_post_files_an_item(cast: Cast, connection: Connection) -> None:
    item = make_item(cast, tickets=(), without="follows")
    assert signed_in(cast.alice).get(f"/items/{item.pk}/tickets/new/", {"connection": connection.pk}).status_code == 405
    assert not Outbox.objects.exists()


@pytest.mark.parametrize("name", ["erin", "charlie"])
def test_only_those_who_may_change_an_item_file_it(cast: Cast, connection: Connection, name: str) -> None:
    item = make_item(cast, tickets=(), without="follows")
    client = signed_in(getattr(cast, name))
    assert client.post(f"/items/{item.pk}/tickets/new/", {"connection": connection.pk}).status_code == 403
    assert "File in Shop" not in said(client.get(f"/items/{item.pk}/"))
    assert not Outbox.objects.exists()


# --- what is not there ------------------------------------------------------------------------------------------------

UNKNOWN = [
    "/connections/999/",
    "/connections/99999999999999999999999/",
    "/connections/0/set-up/",
    "/connections/999/accounts/",
    "/connections/999/rehearsal/",
    "/connections/new/nothing/",
    "/connections/new/GITHUB/",
    "/connections/x/",
]


@pytest.mark.parametrize("address", UNKNOWN)
def test_an_unknown_address_is_not_there(cast: Cast, connection: Connection, address: str) -> None:
    assert signed_in(cast.frank).get(address).status_code == 404


@pytest.mark.parametrize("name", ["explode", "pause-connection", "__init__"])
def test_an_unknown_button_is_not_there(cast: Cast, connection: Connection, name: str) -> None:
    assert press(signed_in(cast.frank), connection, name).status_code == 404


@pytest.mark.parametrize("ident", ["", "0", "999", "-1", "1e3", "９", "99999999999999999999", "1; drop table", "null"])
@pytest.mark.parametrize("act", ["retry", "park", "drop", "go-on", "let-go", "undo-clash"])
def test_a_button_of_a_row_that_is_not_there_says_so(cast: Cast, connection: Connection, act: str, ident: str) -> None:
    answer = press(signed_in(cast.frank), connection, act, id=ident)
    assert answer.status_code == 200
    assert "There is no such" in said(answer)


def test_a_row_of_another_connection_is_not_there(cast: Cast, connection: Connection) -> None:
    other = connect(cast, name="Other")
    made = rows(cast, other)
    before = everything()
    for act in ("retry", "park", "drop", "go-on", "let-go", "undo-clash"):
        assert "There is no such" in said(press(signed_in(cast.frank), connection, act, made)), act
    assert everything() == before


def test_a_connection_that_was_taken_away_is_not_there(cast: Cast, connection: Connection) -> None:
    assert press(signed_in(cast.frank), connection, "remove").status_code == 200
    assert signed_in(cast.frank).get(f"/connections/{connection.pk}/").status_code == 404
    assert press(signed_in(cast.frank), connection, "resume").status_code == 404
    row = Connection.objects.get(pk=connection.pk)
    assert (row.credentials, row.hook_secret) == ("", "")


def test_an_account_of_another_connection_is_not_there(cast: Cast, connection: Connection) -> None:
    other = connect(cast, name="Other")
    accounts.take_accounts(other, [Account("1", handle="ada")])
    given = {"account": TrackerAccount.objects.get().pk, "person": "Alice"}
    assert signed_in(cast.dora).post(f"/connections/{connection.pk}/accounts/", given).status_code == 404
    assert signed_in(cast.dora).post(f"/connections/{connection.pk}/accounts/", {"account": "x"}).status_code == 404


# --- connecting -------------------------------------------------------------------------------------------------------


def form(**given: str) -> dict[str, str]:
    return {"base_url": BASE, "secret-token": GitHub.token, "place": "acme/shop", "label": "incident-action", "name": "Shop"} | given


def submit(cast: Cast, kind: str = "github", **given: str) -> Any:
    return signed_in(cast.frank).post(f"/connections/new/{kind}/", form(**given))


def test_a_connection_is_tested_then_kept_paused_and_only_reading(cast: Cast, fake: GitHub) -> None:
    answer = submit(cast, team=cast.team.slug)
    made = Connection.objects.get()
    assert answer["Location"] == f"/connections/{made.pk}/set-up/"
    assert (made.read_only, made.paused_at is not None, made.team) == (True, True, cast.team)
    assert not [hit for hit in fake.hits if hit.writes]


REFUSED = {
    "no place": {"place": " "},
    "a place that is not there": {"place": "acme/nothing"},
    "a place that is none": {"place": "../../user"},
    "no token": {"secret-token": ""},
    "a wrong token": {"secret-token": "wrong"},
    "a token in two lines": {"secret-token": "one\ntwo"},
    "a token with an accent": {"secret-token": "sécret"},
    "another way": {"way": "nonsense", "secret-token": "wrong"},
    "no address": {"base_url": "nonsense"},
    "a password in the address": {"base_url": "https://me:secret@github.example"},
    "a long address": {"base_url": f"{BASE}/{'a' * 400}"},
    "a long place": {"place": "acme/" + "s" * 400},
    "an unknown team": {"team": "nonsense"},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_work_is_refused_in_words_and_keeps_nothing(cast: Cast, fake: GitHub, case: str) -> None:
    answer = submit(cast, **REFUSED[case])
    assert answer.status_code == 422
    assert "alert" in said(answer)
    assert not Connection.objects.exists()


def test_a_private_key_that_is_none_is_refused_in_words(cast: Cast, fake: GitHub) -> None:
    given = {"way": "app", "secret-app_id": "1", "secret-installation_id": "2", "secret-private_key": "-----BEGIN nonsense"}
    answer = submit(cast, **given)
    assert answer.status_code == 422
    assert "BEGIN nonsense" not in said(answer)


@pytest.mark.parametrize("name", ["Shop", "shop", "SHOP "])
def test_a_form_that_is_sent_twice_connects_once(cast: Cast, fake: GitHub, name: str) -> None:
    assert submit(cast).status_code == 302
    answer = submit(cast, name=name)
    assert answer.status_code == 422
    assert "There is a connection called" in said(answer)
    assert Connection.objects.count() == 1


def test_what_was_typed_comes_back_except_secrets(cast: Cast, fake: GitHub) -> None:
    answer = submit(cast, place="acme/nothing", label="my-label", **{"secret-token": "hush-hush-1"})
    page = said(answer)
    assert 'value="acme/nothing"' in page
    assert 'value="my-label"' in page
    assert "hush-hush-1" not in page


# --- setting up -------------------------------------------------------------------------------------------------------


def set_up(cast: Cast, connection: Connection, **given: str) -> Any:
    fields = {"name": "Shop", "label": "incident-action", "team": cast.team.slug, "writes": "on"} | given
    return signed_in(cast.frank).post(f"/connections/{connection.pk}/set-up/", fields)


@pytest.mark.parametrize(
    "given", [{"status-1": "finished"}, {"name": "Other"}, {"name": "other"}, {"team": "nonsense"}, {"label": " "}, {"name": " "}]
)
def test_a_setting_that_can_not_be_is_refused_and_changes_nothing(cast: Cast, connection: Connection, given: dict[str, str]) -> None:
    connect(cast, name="Other")
    before = everything()
    answer = set_up(cast, connection, **given)
    assert answer.status_code == 422
    assert everything() == before


def test_settings_are_kept_and_a_new_label_has_everything_read_again(cast: Cast, connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(etag="x", seen=7)
    assert set_up(cast, connection, label="other-label", writes="").status_code == 302
    row = Connection.objects.get()
    assert (row.label, row.read_only, row.etag, row.seen) == ("other-label", True, "", 0)


def test_a_tracker_that_is_away_does_not_take_the_page_with_it(cast: Cast, connection: Connection, fake: GitHub) -> None:
    fake.faults.append(Fault(times=100, answer=Response.of({"message": "away"}, 500)))
    client = signed_in(cast.frank)
    for page in ("", "set-up/", "rehearsal/", "accounts/"):
        assert client.get(f"/connections/{connection.pk}/{page}").status_code == 200


# --- twice ------------------------------------------------------------------------------------------------------------


def test_an_item_that_is_filed_twice_waits_once(cast: Cast, connection: Connection) -> None:
    item = make_item(cast, tickets=(), without="follows")
    for _ in range(3):
        answer = signed_in(cast.alice).post(f"/items/{item.pk}/tickets/new/", {"connection": connection.pk}, follow=True)
        assert answer.status_code == 200
    assert Outbox.objects.filter(job=Job.FILE).count() == 1


@pytest.mark.parametrize("number", ["", "0", "999", "x", "99999999999999999", "-1"])
def test_filing_in_a_place_that_is_not_there_says_so(cast: Cast, connection: Connection, number: str) -> None:
    item = make_item(cast, tickets=(), without="follows")
    answer = signed_in(cast.alice).post(f"/items/{item.pk}/tickets/new/", {"connection": number}, follow=True)
    assert "There is no such connection" in said(answer)
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(
    ("act", "second"),
    [
        ("drop", "This entry is dropped"),
        ("let-go", "was let go already"),
        ("go-on", "is not halted"),
        ("undo-clash", "was taken back already"),
    ],
)
def test_a_button_that_is_pressed_twice_works_once(cast: Cast, connection: Connection, act: str, second: str) -> None:
    made = rows(cast, connection)
    press(signed_in(cast.frank), connection, act, made)
    before = everything()
    assert second in said(press(signed_in(cast.frank), connection, act, made))
    assert everything() == before


@pytest.mark.parametrize("act", ["pause", "drop", "park"])
@pytest.mark.parametrize("reason", ["", "   ", "\u200b".strip("\u200b")])
def test_what_needs_a_reason_is_refused_without_one(cast: Cast, connection: Connection, act: str, reason: str) -> None:
    made = rows(cast, connection)
    before = everything()
    answer = press(signed_in(cast.frank), connection, act, made, reason=reason)
    assert "Say why" in said(answer)
    assert everything() == before


def test_the_secret_of_the_webhook_stays_the_same_when_it_is_shown_again(cast: Cast, connection: Connection) -> None:
    first, second = (said(press(signed_in(cast.frank), connection, "show-secret")) for _ in range(2))
    secret = connections.open_hook_secret(Connection.objects.get())
    assert secret in first
    assert secret in second
    assert secret not in said(signed_in(cast.frank).get(f"/connections/{connection.pk}/"))


def test_somebody_is_matched_by_what_is_typed_and_let_go_again(cast: Cast, connection: Connection) -> None:
    accounts.take_accounts(connection, [Account("1", handle="ada", name="Bob")])
    row, client, page = TrackerAccount.objects.get(), signed_in(cast.dora), f"/connections/{connection.pk}/accounts/"
    assert row.proposed is None
    for _ in range(2):
        assert client.post(page, {"account": row.pk, "person": "Alice"}).status_code == 302
        row.refresh_from_db()
        assert row.person == cast.person("alice")
    client.post(page, {"account": row.pk, "person": ""})
    row.refresh_from_db()
    assert (row.person, row.confirmed_by) == (None, None)


def test_a_name_that_two_people_bear_matches_nobody(cast: Cast, connection: Connection) -> None:
    Person.objects.create(name="Alice")
    accounts.take_accounts(connection, [Account("1", handle="ada")])
    given = {"account": TrackerAccount.objects.get().pk, "person": "Alice"}
    assert signed_in(cast.dora).post(f"/connections/{connection.pk}/accounts/", given).status_code == 422
    assert TrackerAccount.objects.get().person is None


def test_an_entry_that_is_held_back_is_tried_again_when_somebody_says_so(cast: Cast, connection: Connection) -> None:
    made = rows(cast, connection)
    press(signed_in(cast.dora), connection, "park", made)
    made.waiting.refresh_from_db()
    assert (made.waiting.stage, made.waiting.words) == (Stage.PARKED, "because")
    press(signed_in(cast.dora), connection, "retry", id=made.waiting.pk)
    made.waiting.refresh_from_db()
    assert made.waiting.stage == Stage.WAITING


# --- what both sides had changed ----------------------------------------------------------------------------------------


def test_both_sides_of_a_change_are_told_by_name(cast: Cast, connection: Connection) -> None:
    accounts.take_accounts(connection, [Account("1003", handle="cleo")])
    link = rows(cast, connection).clash.link
    told = {"ours": str(cast.person("alice").pk), "theirs": "1003", "field": "assignee"}
    Clash.objects.create(link=link, winner="theirs", rule="There.", at=link.linked_at, **told)
    Clash.objects.create(link=link, field="state", ours="asked", theirs="dropped", winner="theirs", rule="There.", at=link.linked_at)
    for page in (f"/connections/{connection.pk}/", f"/items/{link.item_id}/"):
        shown = said(signed_in(cast.dora).get(page))
        assert "“Alice” here, “@cleo” there" in shown
        assert "“needs a decision” here, “closed without being done” there" in shown


def test_who_may_only_look_is_offered_nothing_to_press(cast: Cast, connection: Connection) -> None:
    link = rows(cast, connection).clash.link
    for page in (f"/connections/{connection.pk}/", f"/items/{link.item_id}/"):
        assert "/do/" in said(signed_in(cast.dora).get(page))
        assert "/do/" not in said(signed_in(cast.erin).get(page))


def test_a_ticket_in_trouble_is_let_go_from_its_items_page_which_then_offers_to_file_it_again(cast: Cast, connection: Connection) -> None:
    made = rows(cast, connection)
    page = f"/items/{made.hidden.item_id}/"
    client = signed_in(cast.dora)
    assert "File in Shop" not in said(client.get(page))
    assert "Let go of it" in said(client.get(page))
    assert "Follow it again" in said(client.get(f"/items/{made.halted.item_id}/"))
    assert "Let go of it" not in said(client.get(f"/items/{made.clash.link.item_id}/"))
    assert "Let go of it" not in said(signed_in(cast.erin).get(page))
    given = {"id": made.hidden.pk, "item": made.hidden.item_id, "reason": "deleted there"}
    answer = client.post(f"/connections/{connection.pk}/do/let-go/", given)
    assert answer["Location"] == page
    assert "File in Shop" in said(client.get(page))


def test_the_story_does_not_call_a_deleted_ticket_closed(cast: Cast, connection: Connection) -> None:
    link = rows(cast, connection).clash.link
    following.miss(link.pk, Missing(Absence.DELETED), at=link.linked_at)
    page = said(signed_in(cast.dora).get(f"/items/{link.item_id}/"))
    assert "asks for a decision" in page
    assert "closed the ticket" not in page
