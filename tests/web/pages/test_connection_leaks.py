"""What the pages of the trackers must never show: secrets, what is private, and anything of a tracker's that a browser would run."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from followthrough.errors import Forbidden, TurnedDown, Unreachable
from followthrough.trackers.base import Account, Capabilities, Meaning, Status, Ticket
from followthrough.trackers.fake.dialect import Fault, Response
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.github import GitHub as Adapter
from followthrough.web.models import Connection, Event, Incident, Item, Link, Outbox, SyncNote, TrackerAccount, User
from followthrough.web.models.outbox import Stage
from followthrough.web.operations import accounts, adopting, connections, leases
from followthrough.web.operations.sides import People
from followthrough.web.sync import hooks
from followthrough.web.sync.cycle import run_round
from followthrough.web.sync.opening import open_connection, settings_of
from tests.web.making import Cast, make_incident, make_item
from tests.web.pages.capture_cast import hide, signed_in
from tests.web.pages.connection_cast import NOW, connect, dangers, edit_entry, github, rows

pytestmark = pytest.mark.django_db
TOKEN, HOOK_SECRET = "ghp_5ecretToken00417", "wh_5ecretHook00823"
EVERYBODY = ("erin", "charlie", "alice", "dora", "frank")


@pytest.fixture
def fake() -> Iterator[GitHub]:
    with github() as made:
        made.token = TOKEN
        yield made


@pytest.fixture
def connection(cast: Cast, fake: GitHub) -> Connection:
    made = connect(cast, token=TOKEN)
    connections.set_hook_secret(made, HOOK_SECRET)
    return made


def pages(user: User) -> dict[str, str]:
    """Every page there is, as this person gets it."""
    client = signed_in(user)
    addresses = [
        "/",
        "/items/",
        "/items/?format=csv",
        "/incidents/",
        "/decisions/",
        "/capture/",
        "/connections/",
        "/connections/new/github/",
    ]
    for one in Connection.objects.all():
        addresses += [
            f"/connections/{one.pk}/{page}" for page in ("", "set-up/", "rehearsal/", "accounts/", "accounts/?view=all", "?page=2")
        ]
    addresses += [f"/items/{item.pk}/" for item in Item.objects.all()]
    addresses += [f"/incidents/{incident.reference}/" for incident in Incident.objects.all()]
    return {address: text_of(client, address) for address in addresses}


def text_of(client: Client, address: str) -> str:
    answer: Any = client.get(address)
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def kept() -> str:
    """Everything that is stored, except for what is sealed."""
    rows_of = [list(model.objects.values()) for model in (Event, SyncNote, Outbox, Link, Item, TrackerAccount)]
    open_columns = [{k: v for k, v in row.items() if k not in {"credentials", "hook_secret"}} for row in Connection.objects.values()]
    return str([*rows_of, open_columns])


def check_that_no_secret_is_in(text: str, *more: str) -> None:
    basic = base64.b64encode(f"someone:{TOKEN}".encode()).decode()
    for secret in (TOKEN, HOOK_SECRET, basic, *more):
        assert secret not in text


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYBODY)
def test_no_page_shows_a_secret_sealed_or_open(cast: Cast, connection: Connection, caplog: pytest.LogCaptureFixture, name: str) -> None:
    caplog.set_level(logging.DEBUG)
    rows(cast, connection)
    run_round(connection.pk)
    connection.refresh_from_db()
    for address, page in pages(getattr(cast, name)).items():
        check_that_no_secret_is_in(page, connection.credentials, connection.hook_secret)
        assert "/hooks/" not in page or name == "frank", address
    check_that_no_secret_is_in(kept() + caplog.text)


def test_what_is_stored_opens_with_no_look_at_it(connection: Connection) -> None:
    check_that_no_secret_is_in(str(list(Connection.objects.values())))
    assert connections.open_credentials(connection) == {"token": TOKEN}


@pytest.mark.parametrize("name", ["erin", "charlie", "alice", "dora"])
@pytest.mark.parametrize("act", ["show-secret", "make-hook", "remove", "pause"])
def test_a_refusal_shows_no_secret_either(cast: Cast, connection: Connection, name: str, act: str) -> None:
    answer = signed_in(getattr(cast, name)).post(f"/connections/{connection.pk}/do/{act}/", {"reason": TOKEN}, follow=True)
    assert answer.status_code == 403
    check_that_no_secret_is_in(answer.content.decode())


ECHOES = [
    Response.of({"message": f"Bad credentials: {TOKEN}"}, 401),
    Response.of({"message": f"Bad header Authorization: Bearer {TOKEN}"}, 400),
    Response.of({"message": "Validation Failed", "errors": [{"message": f"you sent {TOKEN}"}]}, 422),
    Response.of({"message": f"{TOKEN} may not"}, 403),
    Response.of({"message": TOKEN}, 500),
    Response(502, f"<html>request was: GET /, Authorization: Bearer {TOKEN}</html>".encode()),
    Response(200, f"<html>{TOKEN}</html>".encode(), {"Content-Type": "text/html"}),
    Response.of([{"id": TOKEN}]),
]


@pytest.mark.parametrize("echo", ECHOES)
def test_a_tracker_that_says_our_token_back_is_not_repeated(
    cast: Cast, connection: Connection, fake: GitHub, echo: Response, caplog: pytest.LogCaptureFixture
) -> None:
    """A gateway's error page may show the very request."""
    caplog.set_level(logging.DEBUG)
    rows(cast, connection)
    fake.faults.append(Fault(times=100, answer=echo))
    run_round(connection.pk)
    for name in ("erin", "frank"):
        for page in pages(getattr(cast, name)).values():
            check_that_no_secret_is_in(page)
    given = {"secret-token": TOKEN, "place": "acme/shop", "base_url": connection.base_url, "name": "Another"}
    check_that_no_secret_is_in(signed_in(cast.frank).post("/connections/new/github/", given).content.decode())
    check_that_no_secret_is_in(kept() + caplog.text)


@pytest.mark.parametrize(
    "wrong", [{"place": ""}, {"place": "acme/nothing"}, {"base_url": "nonsense"}, {"team": "nonsense"}, {"name": "Shop"}]
)
def test_a_form_that_is_refused_does_not_send_the_secret_back(cast: Cast, connection: Connection, wrong: dict[str, str]) -> None:
    given = {"secret-token": TOKEN, "place": "acme/shop", "base_url": connection.base_url, "name": "Another"} | wrong
    answer = signed_in(cast.frank).post("/connections/new/github/", given)
    assert answer.status_code == 422
    check_that_no_secret_is_in(answer.content.decode())
    assert not answer.cookies.get("messages")


def test_the_secret_of_a_webhook_is_shown_to_an_administrator_and_kept_nowhere(cast: Cast, connection: Connection) -> None:
    """Not in a cookie either: those are signed, and anybody at the browser reads them."""
    answer = signed_in(cast.frank).post(f"/connections/{connection.pk}/do/show-secret/")
    assert HOOK_SECRET in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert HOOK_SECRET not in str(answer.cookies)


def test_a_secret_does_not_show_in_what_a_program_prints(connection: Connection) -> None:
    check_that_no_secret_is_in(repr(settings_of(connection)) + repr(connection) + repr(open_connection(connection)))


# --- what is private --------------------------------------------------------------------------------------------------

HIDDEN = "Zanzibar"  # a word that only the private incident's rows hold


def keep_to_bob(cast: Cast, incident: Incident) -> None:
    """Who may do so is tested elsewhere."""
    hide(incident)
    incident.people.add(cast.person("bob"))


@pytest.fixture
def private(cast: Cast, connection: Connection) -> Incident:
    """A private incident that Bob alone is in; its items are filed all the same."""
    incident = make_incident(cast, reference="INC-PRIVATE", title=f"{HIDDEN} incident")
    made = rows(cast, connection, incident=incident, text=HIDDEN)
    edit_entry(made.clash.link)
    keep_to_bob(cast, incident)
    return incident


@pytest.mark.parametrize("name", ["erin", "charlie", "alice", "dora"])
def test_who_is_not_in_a_private_incident_reads_nothing_of_it_anywhere(cast: Cast, private: Incident, name: str) -> None:
    for address, page in pages(getattr(cast, name)).items():
        shown = page.replace(address, "")
        assert HIDDEN not in shown, address
        assert "INC-PRIVATE" not in shown or address.startswith("/incidents/INC-PRIVATE"), address


@pytest.mark.parametrize("name", ["bob", "frank"])
def test_who_is_in_it_reads_of_it_on_the_page_of_the_connection(cast: Cast, connection: Connection, private: Incident, name: str) -> None:
    page = text_of(signed_in(getattr(cast, name)), f"/connections/{connection.pk}/")
    for situation in ("waiting", "parked", "halted", "hidden", "clashed"):
        assert f"{HIDDEN} {situation}" in page


@pytest.mark.parametrize("name", ["erin", "charlie", "alice", "dora"])
def test_who_is_not_in_it_can_do_nothing_to_its_rows(cast: Cast, connection: Connection, private: Incident, name: str) -> None:
    before = kept()
    client = signed_in(getattr(cast, name))
    numbers = {
        "retry": Outbox.objects.filter(stage=Stage.PARKED).get().pk,
        "drop": Outbox.objects.filter(stage=Stage.PARKED).get().pk,
        "park": Outbox.objects.filter(stage=Stage.WAITING, job="file").get().pk,
        "go-on": Link.objects.get(standing="halted").pk,
        "let-go": Link.objects.get(standing="hidden").pk,
        "undo-clash": Link.objects.get(clashes__isnull=False).clashes.get().pk,
    }
    for act, number in numbers.items():
        answer = client.post(f"/connections/{connection.pk}/do/{act}/", {"id": number, "reason": "mine"}, follow=True)
        assert "There is no such" in answer.content.decode(), act
        assert HIDDEN not in answer.content.decode()
    for item in Item.objects.filter(incident=private):
        answer = client.post(f"/items/{item.pk}/tickets/new/", {"connection": connection.pk, "publish": "on"})
        assert answer.status_code == 404
    assert kept() == before


def test_an_item_of_a_private_incident_is_filed_only_by_who_says_that_this_is_meant(cast: Cast, connection: Connection) -> None:
    item = make_item(cast, tickets=(), without="follows")
    keep_to_bob(cast, item.incident)
    client, address = signed_in(cast.bob), f"/items/{item.pk}/tickets/new/"
    assert "is private" in client.post(address, {"connection": connection.pk}, follow=True).content.decode()
    assert not Outbox.objects.exists()
    client.post(address, {"connection": connection.pk, "publish": "on"})
    assert Outbox.objects.count() == 1


# --- what a tracker sends ---------------------------------------------------------------------------------------------

EVIL = [
    "<script>evil()</script>",
    '"><evil-x onmouseover="evil()">',
    "'><evil-x onfocus='evil()' autofocus>",
    "</title><evil-x>",
    "</option></select><evil-x>",
    "<img src=x onerror=evil()>",
    "<svg/onload=evil()>",
    "{{ 7|add:7 }}{% evil %}",
    "%3Cevil-x%3E&lt;evil-x&gt;&#60;evil-x&#62;",
    "<!--><evil-x>-->",
    "\u202e<evil-x>\u202c",
    "]]><evil-x>",
]
ADDRESSES = [
    "javascript:evil()",
    "JaVaScRiPt:evil()",
    " javascript:evil()",
    "java\nscript:evil()",
    "\x01javascript:evil()",
    "data:text/html,<script>evil()</script>",
    "vbscript:evil()",
    "//evil.test/x",
    "https://[",
    "http://[::1",
    'https://tracker.test/"onmouseover="evil()',
    "https://tracker.test/<evil-x>",
    "ftp://tracker.test/x",
    "",
    "x",
]
CAN = Capabilities(due=True, started=True, settle=NOW - NOW)
PLAIN = Ticket("1", "acme/shop#1", "https://tracker.test/1", "Plain", Meaning.OPEN, "open", NOW, NOW, labels=("incident-action",))


def adopt(connection: Connection, *tickets: Ticket) -> None:
    accounts.note_accounts(connection, [account for ticket in tickets for account in ticket.assignees])
    adopting.adopt(connection, tickets, people=People.of(connection), can=CAN, at=datetime.now(UTC))


def hostile(number: int, text: str) -> Ticket:
    account = Account(f"{number}{text}", handle=text, name=text, email=text)
    return replace(
        PLAIN, id=f"{number}{text}", key=text, title=f"{text} INC-1", status=text, assignees=(account,), labels=(text,), url=text, body=text
    )


@pytest.mark.parametrize("text", EVIL)
def test_nothing_that_a_tracker_sends_runs_in_a_browser(
    cast: Cast, connection: Connection, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped = replace(hostile(2, text), meaning=Meaning.DROPPED)
    adopt(connection, hostile(1, text), dropped, replace(PLAIN, status=text))
    made = rows(cast, connection, text=text)
    Link.objects.update(standing_words=text, assignee=text, status=text)
    Outbox.objects.filter(pk=made.parked.pk).update(words=text)
    taken = leases.take_lease(connection.pk, now=NOW)
    assert taken is not None
    leases.went_wrong(taken, kind="refused", words=text, wait_until=NOW, at=NOW)
    Connection.objects.update(
        place_name=text, name=text, label=text, hook_words=text, hook_id=text[:80], paused_because=text, paused_at=NOW
    )
    monkeypatch.setattr(Adapter, "statuses", lambda _: [Status(text, text, Meaning.OPEN)])
    for name in ("alice", "frank"):
        for address, page in pages(getattr(cast, name)).items():
            if "format=csv" not in address:
                assert dangers(page) == [], address
                assert "14{%" not in page


@pytest.mark.parametrize("text", EVIL)
def test_nothing_that_a_tracker_refuses_with_runs_in_a_browser(
    cast: Cast, connection: Connection, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (TurnedDown(text), Forbidden(text, expired=True), Unreachable(text, sent=True)):

        def refuse(*_: object, error: Exception = error, **__: object) -> None:
            raise error

        for verb in ("check", "statuses", "changed", "make_hook", "accounts"):
            monkeypatch.setattr(Adapter, verb, refuse)
        client = signed_in(cast.frank)
        given = {"secret-token": TOKEN, "place": text, "base_url": connection.base_url, "name": text, "label": text}
        answers = [client.post("/connections/new/github/", given), client.get(f"/connections/{connection.pk}/set-up/")]
        answers += [client.get(f"/connections/{connection.pk}/rehearsal/")]
        answers += [client.post(f"/connections/{connection.pk}/do/make-hook/", follow=True)]
        for answer in answers:
            assert dangers(answer.content.decode()) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_that_a_tracker_sends_is_more_than_a_link_to_the_web(cast: Cast, connection: Connection, address: str) -> None:
    adopt(connection, replace(PLAIN, url=address))
    item = Item.objects.get()
    for page in (f"/items/{item.pk}/", "/items/", "/items/?format=csv", f"/connections/{connection.pk}/", "/"):
        client = signed_in(cast.alice)
        answer: Any = client.get(page)
        assert answer.status_code == 200
        if "csv" not in page:
            assert dangers(answer.content.decode()) == [], page


def test_a_formula_that_a_tracker_sends_runs_in_no_spreadsheet(cast: Cast, connection: Connection) -> None:
    adopt(connection, replace(PLAIN, title='=HYPERLINK("https://evil.test")', key="@SUM(1)", url="+1+1"))
    cells = text_of(signed_in(cast.alice), "/items/?format=csv").splitlines()[1].split(",")
    assert not [cell for cell in cells if cell.lstrip('"')[:1] in {"=", "@", "+"}]


def test_the_look_after_the_webhook_repeats_no_secret(cast: Cast, connection: Connection, fake: GitHub) -> None:
    fake.faults.append(Fault(times=10, answer=Response.of({"message": f"{TOKEN} {HOOK_SECRET}"}, 422)))
    Connection.objects.update(hook_id="1")
    connection.refresh_from_db()
    hooks.look_after_hook(connection, open_connection(connection), now=NOW)
    check_that_no_secret_is_in(kept())
