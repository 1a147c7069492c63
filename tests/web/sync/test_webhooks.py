"""The door for webhooks: who gets in, what is stored, what is answered. What a hint then leads to is in test_hints.py."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, close_old_connections
from django.test import Client

from followthrough.trackers.registry import utc_now
from followthrough.web.jobs import sync as jobs
from followthrough.web.models import Connection, Delivery, Item
from followthrough.web.operations import connections, deliveries
from followthrough.web.sync import webhooks
from tests.trackers.forgeries import SECRET, forgeries, signed
from tests.web.making import Cast, make_cast

TOKEN = "github-t0ken-4711"
BODY = json.dumps({"action": "edited", "issue": {"id": 71, "number": 7}, "repository": {"full_name": "acme/shop"}}).encode()
MORE = {"x-github-event": "issues", "x-github-delivery": "d-1"}


@pytest.fixture
def connection(cast: Cast) -> Connection:
    return connect(cast)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The connections that a worker was asked to look at."""
    seen: list[int] = []
    monkeypatch.setattr(jobs, "_enqueue", seen.append)
    return seen


def connect(cast: Cast, *, secret: str = SECRET) -> Connection:
    made = connections.add_connection(
        kind="github", name="Shop", place="acme/shop", credentials={"token": TOKEN}, team=cast.team, by=cast.by("frank")
    )
    if secret:
        connections.set_hook_secret(made, secret)
    return made


def post(uid: object, body: bytes = BODY, *, proof: str | None = None, client: Client | None = None, **more: Any) -> Any:
    content_type = more.pop("content_type", "application/json")
    headers = {"x-hub-signature-256": signed(body) if proof is None else proof, **MORE, **more}
    sender = client or Client(enforce_csrf_checks=True, raise_request_exception=False)
    return sender.generic("POST", f"/hooks/{uid}/", body, content_type=content_type, headers=headers)


def rows() -> list[tuple[str, str, object]]:
    return list(Delivery.objects.values_list("delivery_id", "event", "refs"))


# --- getting in -------------------------------------------------------------------------------------------------------


def test_a_proven_webhook_needs_no_session_and_no_csrf_token(connection: Connection) -> None:
    answer = post(connection.uid)
    assert (answer.status_code, answer.content) == (202, b"")
    assert rows() == [("d-1", "issues edited", [["71", "acme/shop#7"]])]
    assert not answer.cookies


def test_it_is_only_a_hint_where_to_look(connection: Connection) -> None:
    told = {"title": "Told by the hook", "state": "closed", "state_reason": "completed", "labels": [{"name": "incident-action"}]}
    body = json.dumps({"action": "closed", "issue": {"id": 71, "number": 7, **told}, "repository": {"full_name": "acme/shop"}}).encode()
    assert post(connection.uid, body).status_code == 202
    assert not Item.objects.exists()
    assert "Told by the hook" not in str(list(Delivery.objects.values()))


def test_a_worker_is_woken_once_it_is_stored(connection: Connection, woken: list[int], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        post(connection.uid)
        assert woken == []
    assert woken == [connection.pk]
    with django_capture_on_commit_callbacks(execute=True):
        post(connection.uid)
    assert woken == [connection.pk]


def test_a_queue_that_is_away_loses_nothing(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(_: int) -> None:
        raise OSError("the queue is away")

    monkeypatch.setattr(jobs, "_enqueue", away)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(connection.uid).status_code == 202
    assert len(rows()) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_only_a_post_is_a_webhook(connection: Connection, method: str) -> None:
    headers = {"x-hub-signature-256": signed(BODY), **MORE}
    answer = Client().generic(method, f"/hooks/{connection.uid}/", BODY, content_type="application/json", headers=headers)
    assert answer.status_code == 405
    assert rows() == []


@pytest.mark.parametrize("uid", [uuid4(), UUID(int=0), "1", "x", "../sign-in", "' or 1=1 --", "%00", ""])
def test_an_unknown_address_is_not_there(connection: Connection, uid: object) -> None:
    assert post(uid).status_code in {302, 400, 404}
    assert post(connection.pk).status_code in {302, 404}
    assert rows() == []


def test_a_connection_that_was_taken_away_hears_nothing(connection: Connection, cast: Cast) -> None:
    connections.remove_connection(connection.pk, by=cast.by("frank"))
    assert post(connection.uid).status_code == 404
    assert rows() == []


def test_a_paused_connection_keeps_the_hint_for_later(connection: Connection, cast: Cast) -> None:
    connections.pause_connection(connection.pk, by=cast.by("frank"), because="maintenance")
    assert post(connection.uid).status_code == 202
    assert len(rows()) == 1


def test_a_signed_in_person_without_the_secret_gets_nothing(connection: Connection, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.frank)
    assert post(connection.uid, proof="", client=client).status_code == 401
    assert rows() == []


# --- forgeries --------------------------------------------------------------------------------------------------------

FORGED = forgeries(BODY, "x-hub-signature-256", MORE)
CAN_NOT_BE_SENT = {"a line end after", "a NUL after", "half of a pair", "a full-width digit", "not ASCII"}  # by any client of HTTP


@pytest.mark.parametrize("name", [name for name in FORGED if name not in CAN_NOT_BE_SENT])
def test_a_forged_webhook_is_refused_and_leaves_nothing(cast: Cast, name: str) -> None:
    headers, body, secret = FORGED[name]
    connection = connect(cast, secret=secret)
    answer = Client().generic("POST", f"/hooks/{connection.uid}/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert answer.content == b"The signature does not fit."
    assert rows() == []
    connection.refresh_from_db()
    assert connection.delivered_at is None


def test_a_connection_without_a_secret_believes_nobody(cast: Cast) -> None:
    connection = connect(cast, secret="")
    for secret in ("", SECRET, "None"):
        assert post(connection.uid, proof=signed(BODY, secret=secret)).status_code == 401
    assert rows() == []


@pytest.mark.parametrize("secret", ["", "  ", "\x00"])
def test_an_empty_secret_is_refused_when_it_is_set(connection: Connection, secret: str) -> None:
    with pytest.raises(Exception, match="without a secret proves nothing"):
        connections.set_hook_secret(connection, secret)


def test_the_secret_of_one_connection_opens_no_other(connection: Connection, cast: Cast) -> None:
    other = connections.add_connection(kind="github", name="Other", place="acme/x", credentials={"token": "t"}, by=cast.by("frank"))
    connections.set_hook_secret(other, "another secret")
    assert post(other.uid).status_code == 401
    Connection.objects.filter(pk=other.pk).update(hook_secret=connection.hook_secret)  # a row copied in the database
    assert post(other.uid).status_code == 401
    assert rows() == []


def test_a_tracker_without_webhooks_believes_none(cast: Cast) -> None:
    made = connections.add_connection(
        kind="redmine", name="R", place="ops", credentials={"token": "t"}, base_url="https://redmine.test", by=cast.by("frank")
    )
    connections.set_hook_secret(made, SECRET)
    assert post(made.uid).status_code == 401


def test_credentials_that_no_key_opens_refuse_every_webhook(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk).update(credentials="v1:00000000:AAAA")
    assert post(connection.uid).status_code == 401


# --- bodies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=x",
        "text/plain; charset=nonsense",
        "application/json; charset=utf-16",
        "",
    ],
)
def test_the_raw_bytes_are_proven_whatever_they_are_called(connection: Connection, content_type: str) -> None:
    assert post(connection.uid, content_type=content_type).status_code == 202
    assert post(connection.uid, proof=signed(b"other"), content_type=content_type).status_code == 401
    assert rows() == [("d-1", "issues edited", [["71", "acme/shop#7"]])]


BODIES = {
    "a form with parts": b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{}\r\n--x--\r\n',
    "a form with many fields": b"&".join(b"a%d=1" % number for number in range(5000)),
    "a form with a NUL": b"payload=%00",
    "nothing": b"",
    "no JSON": b"\xff\xfe\x00",
    "a list": b"[]",
    "a number": b"1e999",
    "deep": b"[" * 50_000,
    "an issue that is none": b'{"action": "edited", "issue": "x", "repository": 3}',
    "a NUL in a name": b'{"action": "edited\\u0000", "issue": {"id": 1, "number": 1}, "repository": {"full_name": "a\\u0000/b"}}',
    "half a character": b'{"action": "\\ud800", "issue": {"id": 1, "number": 1}, "repository": {"full_name": "\\udfff"}}',
    "a long name": json.dumps({"action": "a" * 9000, "issue": {"id": 1, "number": 1}, "repository": {"full_name": "r" * 90000}}).encode(),
    "a huge number": b'{"action": "edited", "issue": {"id": ' + b"9" * 4000 + b', "number": 1}, "repository": {"full_name": "a/b"}}',
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_whatever_a_proven_body_holds_it_is_stored_as_a_hint(connection: Connection, name: str, content_type: str) -> None:
    answer = post(connection.uid, BODIES[name], content_type=content_type)
    assert answer.status_code == 202
    assert Delivery.objects.get().delivery_id == "d-1"


def test_a_big_body_is_proven_and_means_look_at_everything(connection: Connection) -> None:
    assert post(connection.uid, BODY + b" " * (12 * 2**20)).status_code == 202
    assert rows() == [("d-1", "issues", [])]
    assert post(connection.uid, BODY + b" " * (12 * 2**20), proof=signed(BODY)).status_code == 401


def test_a_body_bigger_than_any_tracker_sends_is_not_read(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "BIGGEST", 1000)
    answer = post(connection.uid, BODY + b" " * 1000)
    assert answer.status_code == 413
    assert rows() == []


def test_what_does_not_concern_a_ticket_is_answered_well_and_not_kept(connection: Connection) -> None:
    ping: Any = {"x-github-event": "ping"}
    assert post(connection.uid, b'{"zen": "Keep it logically awesome."}', **ping).status_code == 200
    assert rows() == []
    connection.refresh_from_db()
    assert connection.delivered_at is not None


# --- twice ------------------------------------------------------------------------------------------------------------


def test_a_repeated_delivery_is_answered_well_and_kept_once(connection: Connection) -> None:
    assert [post(connection.uid).status_code for _ in range(4)] == [202, 200, 200, 200]
    assert len(rows()) == 1


def test_one_that_was_followed_is_known_when_it_comes_again(connection: Connection) -> None:
    post(connection.uid)
    deliveries.followed(Delivery.objects.get(), at=utc_now())
    assert post(connection.uid).status_code == 200
    assert Delivery.objects.get().state == Delivery.State.DONE


def test_the_same_id_at_two_connections_is_two_deliveries(connection: Connection, cast: Cast) -> None:
    other = connections.add_connection(kind="github", name="Other", place="acme/x", credentials={"token": "t"}, by=cast.by("frank"))
    connections.set_hook_secret(other, SECRET)
    assert [post(one.uid).status_code for one in (connection, other)] == [202, 202]


def test_without_an_id_the_body_stands_for_one(connection: Connection) -> None:
    none: Any = {"x-github-delivery": ""}
    other = BODY.replace(b"edited", b"closed")
    assert [post(connection.uid, body, **none).status_code for body in (BODY, BODY, other)] == [202, 200, 202]


@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_to_many_workers_at_once_is_kept_once(woken: list[int]) -> None:
    uid = connect(make_cast()).uid

    def send(_: int) -> int:
        try:
            status: int = post(uid).status_code
            return status
        finally:
            close_old_connections()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(send, range(16)))
    assert answers == [200] * 15 + [202]
    assert len(rows()) == 1
    assert len(woken) == 1


# --- when something breaks --------------------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """What the storing of a hint raises."""
    errors: list[Exception] = []

    def keep(*_: object, **__: object) -> bool:
        raise errors[0]

    monkeypatch.setattr(deliveries, "keep", keep)
    return errors


def test_one_that_could_not_be_stored_is_asked_for_again(connection: Connection, broken: list[Exception]) -> None:
    broken.append(DatabaseError(f"disk full near {TOKEN}"))
    answer = post(connection.uid)
    assert (answer.status_code, answer.content) == (503, b"It could not be stored: send it again.")


def test_an_unforeseen_fault_tells_the_sender_nothing(connection: Connection, broken: list[Exception]) -> None:
    broken.append(RuntimeError(f"{TOKEN} {SECRET}"))
    answer = post(connection.uid)
    assert answer.status_code == 500
    for word in (TOKEN, SECRET, "Traceback", "RuntimeError"):
        assert word not in answer.content.decode()


def test_no_answer_and_no_log_holds_a_secret(connection: Connection, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [post(connection.uid), post(connection.uid, proof=signed(BODY, secret="wrong")), post(uuid4())]
    told = caplog.text + "".join(answer.content.decode() + str(answer.headers) for answer in answers)
    for word in (TOKEN, SECRET, signed(BODY), connection.credentials):
        assert word not in told
