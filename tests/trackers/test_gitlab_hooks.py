"""Webhooks of GitLab: forged ones are refused, by either proof and whatever is tried; odd ones break nothing; a hook's health is told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest

from followthrough.errors import Drifted, Forbidden
from followthrough.trackers.base import Forged, Ref
from followthrough.trackers.gitlab_hooks import BIGGEST, hook_of, read_delivery, registration, signing_token
from tests.trackers.contract import LABEL, World
from tests.trackers.gitlab_worlds import gitlab, gitlab_world

SECRET = "a-secret-of-some-length-0123456789"
OWN = "whsec_" + base64.b64encode(bytes(range(32))).decode()  # a secret in GitLab's own form
URL = "http://127.0.0.1:9/hook"
BODY = json.dumps(
    {
        "object_kind": "issue",
        "project": {"id": 101, "path_with_namespace": "acme/shop"},
        "object_attributes": {"id": 5001, "iid": 12, "project_id": 101, "action": "close", "title": "Fence the cache"},
    }
).encode()
ABOUT = {"x-gitlab-event": "Issue Hook", "x-gitlab-event-uuid": "e-1", "idempotency-key": "i-1"}
WHEN = {"webhook-id": "w-1", "webhook-timestamp": "1781082000"}


def key_of(secret: str) -> bytes:
    return base64.b64decode(signing_token(secret).removeprefix("whsec_"))


def proof(body: bytes = BODY, *, key: bytes | None = None, said: str = "w-1.1781082000.", method: str = "sha256") -> str:
    digest = hmac.new(key_of(SECRET) if key is None else key, said.encode() + body, method).digest()
    return base64.b64encode(digest).decode()


def signed(signature: str | None = None, **more: str) -> dict[str, str]:
    given = f"v1,{proof()}" if signature is None else signature
    return {**ABOUT, **WHEN, "webhook-signature": given, **{name.replace("_", "-"): value for name, value in more.items()}}


def token(value: str = SECRET, **more: str) -> dict[str, str]:
    return {**ABOUT, "x-gitlab-token": value, **{name.replace("_", "-"): value for name, value in more.items()}}


TRUE = proof()
NO_TOKEN = {name: value for name, value in signed().items() if name != "webhook-id"}
FORGERIES: dict[str, tuple[dict[str, str], bytes, str]] = {
    "nothing": ({}, BODY, SECRET),
    "only what it is about": (ABOUT, BODY, SECRET),
    # the token
    "token: empty": (token(""), BODY, SECRET),
    "token: a blank": (token(" "), BODY, SECRET),
    "token: another": (token("another"), BODY, SECRET),
    "token: a blank before": (token(" " + SECRET), BODY, SECRET),
    "token: a blank after": (token(SECRET + " "), BODY, SECRET),
    "token: a line end after": (token(SECRET + "\n"), BODY, SECRET),
    "token: a NUL after": (token(SECRET + "\x00"), BODY, SECRET),
    "token: one letter short": (token(SECRET[:-1]), BODY, SECRET),
    "token: one letter long": (token(SECRET + "0"), BODY, SECRET),
    "token: one letter changed": (token(SECRET[:-1] + "8"), BODY, SECRET),
    "token: upper case": (token(SECRET.upper()), BODY, SECRET),
    "token: reversed": (token(SECRET[::-1]), BODY, SECRET),
    "token: twice": (token(f"{SECRET}, {SECRET}"), BODY, SECRET),
    "token: a full-width digit": (token(SECRET[:-1] + "９"), BODY, SECRET),
    "token: half of a pair": (token(SECRET[:-1] + "\ud800"), BODY, SECRET),
    "token: with a name": (token(f"Bearer {SECRET}"), BODY, SECRET),
    "token: in base64": (token(base64.b64encode(SECRET.encode()).decode()), BODY, SECRET),
    "token: its hash": (token(hashlib.sha256(SECRET.encode()).hexdigest()), BODY, SECRET),
    "token: what is signed with": (token(signing_token(SECRET)), BODY, SECRET),
    "token: an empty secret on both sides": (token(""), BODY, ""),
    "token: an empty secret here": (token(), BODY, ""),
    "token: as authorization": ({**ABOUT, "authorization": f"Bearer {SECRET}"}, BODY, SECRET),
    "token: of an access token": ({**ABOUT, "private-token": SECRET}, BODY, SECRET),
    # the signature
    "signature: empty": (signed(""), BODY, SECRET),
    "signature: empty beside a true token": (signed("", x_gitlab_token=SECRET), BODY, SECRET),
    "signature: false beside a true token": (signed(f"v1,{proof(b'other')}", x_gitlab_token=SECRET), BODY, SECRET),
    "signature: a blank": (signed(" "), BODY, SECRET),
    "signature: only the version": (signed("v1,"), BODY, SECRET),
    "signature: only the digest": (signed(TRUE), BODY, SECRET),
    "signature: version 0": (signed(f"v0,{TRUE}"), BODY, SECRET),
    "signature: version 2": (signed(f"v2,{TRUE}"), BODY, SECRET),
    "signature: upper case version": (signed(f"V1,{TRUE}"), BODY, SECRET),
    "signature: an equals sign": (signed(f"v1={TRUE}"), BODY, SECRET),
    "signature: no comma": (signed(f"v1{TRUE}"), BODY, SECRET),
    "signature: without padding": (signed(f"v1,{TRUE.rstrip('=')}"), BODY, SECRET),
    "signature: in hex": (signed("v1," + base64.b64decode(TRUE).hex()), BODY, SECRET),
    "signature: one letter changed": (signed(f"v1,{'A' if TRUE[0] != 'A' else 'B'}{TRUE[1:]}"), BODY, SECRET),
    "signature: letters of another case": (signed(f"v1,{TRUE.swapcase()}"), BODY, SECRET),
    "signature: a line end after": (signed(f"v1,{TRUE}\n"), BODY, SECRET),
    "signature: joined by a comma": (signed(f"v1,AAAA,v1,{TRUE}"), BODY, SECRET),
    "signature: a full-width letter": (signed(f"v1,{TRUE[:-2]}Ａ="), BODY, SECRET),
    "signature: half of a pair": (signed(f"v1,{TRUE[:-1]}\ud800"), BODY, SECRET),
    "signature: sha1": (signed("v1," + proof(method="sha1")), BODY, SECRET),
    "signature: sha512": (signed("v1," + proof(method="sha512")), BODY, SECRET),
    "signature: the plain hash": (signed("v1," + base64.b64encode(hashlib.sha256(BODY).digest()).decode()), BODY, SECRET),
    "signature: of the body alone": (signed("v1," + proof(said="")), BODY, SECRET),
    "signature: without the id": (signed("v1," + proof(said="1781082000.")), BODY, SECRET),
    "signature: without the time": (signed("v1," + proof(said="w-1.")), BODY, SECRET),
    "signature: in another order": (signed("v1," + proof(said="1781082000.w-1.")), BODY, SECRET),
    "signature: with an empty key": (signed("v1," + proof(key=b"")), BODY, SECRET),
    "signature: with the secret as key": (signed("v1," + proof(key=SECRET.encode())), BODY, SECRET),
    "signature: with another key": (signed("v1," + proof(key=key_of("another"))), BODY, SECRET),
    "signature: with the text of the key": (signed("v1," + proof(key=signing_token(SECRET).encode())), BODY, SECRET),
    "signature: an empty secret here": (signed("v1," + proof(key=key_of(""))), BODY, ""),
    "signature: the eleventh of a list": (signed("v1,AAAA " * 10 + f"v1,{TRUE}"), BODY, SECRET),
    "signature: another id": (signed(webhook_id="w-2"), BODY, SECRET),
    "signature: an empty id": (signed(webhook_id=""), BODY, SECRET),
    "signature: an empty id that is signed": (signed("v1," + proof(said=".1781082000."), webhook_id=""), BODY, SECRET),
    "signature: an empty time that is signed": (signed("v1," + proof(said="w-1.."), webhook_timestamp=""), BODY, SECRET),
    "signature: no id": (NO_TOKEN, BODY, SECRET),
    "signature: an id that swallows the time": (signed(webhook_id="w-1.1781082000", webhook_timestamp=""), BODY, SECRET),
    "signature: another time": (signed(webhook_timestamp="1781082001"), BODY, SECRET),
    "signature: a time with a blank": (signed(webhook_timestamp=" 1781082000"), BODY, SECRET),
    "signature: one byte of the body changed": (signed(), bytes([BODY[0] ^ 1]) + BODY[1:], SECRET),
    "signature: one byte more": (signed(), BODY + b" ", SECRET),
    "signature: one byte less": (signed(), BODY[:-1], SECRET),
    "signature: an empty body": (signed(), b"", SECRET),
    "signature: said again in other bytes": (signed(), json.dumps(json.loads(BODY), indent=1).encode(), SECRET),
    "signature: with a mark of byte order": (signed(), b"\xef\xbb\xbf" + BODY, SECRET),
    # another vendor's
    "GitHub's signature": (
        {**ABOUT, "x-hub-signature-256": "sha256=" + hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()},
        BODY,
        SECRET,
    ),
    "Linear's signature": ({**ABOUT, "linear-signature": hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()}, BODY, SECRET),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_call_is_refused(name: str) -> None:
    headers, body, secret = FORGERIES[name]
    with pytest.raises(Forged):
        read_delivery(headers, body, secret)


def test_there_are_as_many_forgeries_as_promised() -> None:
    assert len(FORGERIES) >= 40


@pytest.mark.parametrize(
    ("headers", "secret", "ident"),
    [
        (token(), SECRET, "i-1"),
        (signed(), SECRET, "w-1"),
        (signed(x_gitlab_token="another"), SECRET, "w-1"),
        (signed(f"v1,AAAA v1,{TRUE}"), SECRET, "w-1"),
        (signed(f"v1a,AAAA v1,{TRUE} v1,BBBB"), SECRET, "w-1"),
        (signed("v1," + proof(key=bytes(range(32)))), OWN, "w-1"),
        (token(OWN), OWN, "i-1"),
        ({**ABOUT, "x-gitlab-token": "geheim-ü"}, "geheim-ü", "i-1"),
    ],
)
def test_the_true_call_passes_by_either_proof(headers: dict[str, str], secret: str, ident: str) -> None:
    delivery = read_delivery(headers, BODY, secret)
    assert (delivery.id, delivery.event, delivery.refs, delivery.ignored) == (ident, "issue close", (Ref("101:12", "acme/shop#12"),), False)


def test_a_secret_in_gitlabs_own_form_is_the_key_itself_and_any_other_makes_one() -> None:
    assert registration(URL, OWN)["signing_token"] == OWN
    made = registration(URL, SECRET)["signing_token"]
    assert made.startswith("whsec_")
    assert len(base64.b64decode(made.removeprefix("whsec_"))) == 32
    for odd in ("whsec_", "whsec_AAAA", "whsec_no base64", "whsec_" + "A" * 44):
        assert signing_token(odd) != odd


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"webhook-id": "a", "idempotency-key": "b", "x-gitlab-event-uuid": "c"}, "a"),
        ({"idempotency-key": "b", "x-gitlab-event-uuid": "c"}, "b"),
        ({"x-gitlab-event-uuid": "c"}, "c"),
        ({}, hashlib.sha256(BODY).hexdigest()),
    ],
)
def test_a_call_is_known_by_what_stays_the_same_when_it_is_sent_again(names: dict[str, str], expected: str) -> None:
    assert read_delivery({"x-gitlab-token": SECRET, **names}, BODY, SECRET).id == expected


@pytest.mark.parametrize(
    "event", ["Push Hook", "Note Hook", "Confidential Note Hook", "Merge Request Hook", "Pipeline Hook", "Something New"]
)
def test_events_of_other_things_are_passed_over(event: str) -> None:
    assert read_delivery(token(x_gitlab_event=event), BODY, SECRET).ignored


@pytest.mark.parametrize("kind", ["push", "note", "merge_request", "something_new"])
def test_what_the_body_says_to_be_another_thing_is_passed_over(kind: str) -> None:
    body = json.dumps({"object_kind": kind}).encode()
    assert read_delivery({"x-gitlab-token": SECRET}, body, SECRET).ignored


@pytest.mark.parametrize("event", ["Issue Hook", "Confidential Issue Hook", "issue hook", "Work Item Hook", ""])
def test_events_of_issues_are_read(event: str) -> None:
    assert read_delivery(token(x_gitlab_event=event), BODY, SECRET).refs


@pytest.mark.parametrize(
    ("said", "refs"),
    [
        ({"object_attributes": {"iid": 12, "project_id": 101}, "project": {"path_with_namespace": "a/b"}}, 1),
        ({"object_kind": "work_item", "object_attributes": {"iid": 1, "project_id": 2}, "project": {"path_with_namespace": "a/b"}}, 1),
        ({"object_attributes": {"iid": "12", "project_id": 101}, "project": {"path_with_namespace": "a/b"}}, 0),
        ({"object_attributes": {"iid": True, "project_id": 101}, "project": {"path_with_namespace": "a/b"}}, 0),
        ({"object_attributes": {"iid": 12, "project_id": 101}, "project": None}, 0),
        ({"object_attributes": {"iid": 12, "project_id": 101}, "project": {"path_with_namespace": None}}, 0),
        ({"object_attributes": None, "project": {}}, 0),
        ({"object_attributes": [], "project": []}, 0),
        ({}, 0),
        ([], 0),
        ("text", 0),
        (None, 0),
    ],
)
def test_a_proven_call_of_any_shape_is_read_for_where_to_look(said: object, refs: int) -> None:
    delivery = read_delivery(token(), json.dumps(said).encode(), SECRET)
    assert (len(delivery.refs), delivery.ignored) == (refs, False)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"{", b"[" * 100_000, b" " * (BIGGEST + 1)])
def test_a_proven_call_that_can_not_be_read_means_that_anything_may_have_changed(body: bytes) -> None:
    delivery = read_delivery(token(), body, SECRET)
    assert (delivery.refs, delivery.ignored) == ((), False)


@pytest.mark.parametrize("kind", [None, [], {}, 7])
def test_a_kind_that_is_no_word_breaks_nothing(kind: object) -> None:
    body = json.dumps({"object_kind": kind}).encode()
    assert read_delivery({"x-gitlab-token": SECRET}, body, SECRET).refs == ()


def test_no_mutation_of_a_proven_body_breaks_the_reader() -> None:
    made = random.Random(7)
    for _ in range(3000):
        body = bytearray(BODY)
        for _ in range(made.randint(1, 4)):
            body[made.randrange(len(body))] = made.randrange(256)
        assert read_delivery(token(), bytes(body), SECRET).id == "i-1"


# --- what the fake sends, and the life of a hook -----------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[World]:
    with gitlab_world(access=40) as made:
        yield made
        assert made.dialect.violations == []


def test_every_change_of_an_issue_is_told_with_both_proofs(world: World) -> None:
    dialect = gitlab(world)
    world.tracker.make_hook(URL, SECRET)
    people = dialect.people()
    ref = dialect.add("Fence the cache", labels=(LABEL,), assignee=people["ada"])
    dialect.retitle(ref, "Other words")
    dialect.assign(ref, people["ben"])
    dialect.hide(ref)
    dialect.finish(ref)
    dialect.reopen(ref)
    dialect.drop(ref)
    told = []
    for sent in dialect.outbox:
        headers = {name.lower(): value for name, value in sent.headers.items()}
        told.append(read_delivery(headers, sent.body, SECRET))
        alone = {name: value for name, value in headers.items() if name != "x-gitlab-token"}
        assert read_delivery(alone, sent.body, SECRET).refs == (ref,)
        alone = {name: value for name, value in headers.items() if not name.startswith("webhook-")}
        assert read_delivery(alone, sent.body, SECRET).refs == (ref,)
    expected = ["open", "update", "update", "update", "close", "reopen", "update", "close"]
    assert [delivery.event for delivery in told] == [f"issue {action}" for action in expected]
    assert {sent.headers["X-Gitlab-Event"] for sent in dialect.outbox} == {"Issue Hook", "Confidential Issue Hook"}


def test_a_hook_that_gitlab_switched_off_is_made_anew(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    gitlab(world).projects[101].hooks[int(made.id)].alert_status = "disabled"
    found = world.tracker.hook(URL)
    assert found is not None
    assert (found.healthy, "switched it off" in found.words) == (False, True)
    again = world.tracker.make_hook(URL, SECRET)
    assert (again.healthy, again.id != made.id) == (True, True)
    assert len(gitlab(world).projects[101].hooks) == 1


def test_a_hook_that_gitlab_pauses_says_until_when(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    hook = gitlab(world).projects[101].hooks[int(made.id)]
    hook.alert_status, hook.disabled_until = "temporarily_disabled", world.clock.now + timedelta(minutes=4)
    found = world.tracker.hook(URL)
    assert found is not None
    assert (found.healthy, "2026-06-10T09:04" in found.words) == (False, True)


def test_a_hook_that_is_called_for_other_things_says_so_and_is_mended(world: World) -> None:
    made = world.tracker.make_hook(URL, SECRET)
    hook = gitlab(world).projects[101].hooks[int(made.id)]
    hook.confidential_issues_events = False
    found = world.tracker.hook(URL)
    assert found is not None
    assert (found.healthy, "confidential" in found.words) == (True, True)
    hook.issues_events = False
    found = world.tracker.hook(URL)
    assert found is not None
    assert not found.healthy
    assert world.tracker.make_hook(URL, SECRET).id == made.id
    assert (hook.issues_events, hook.confidential_issues_events, hook.push_events) == (True, True, False)


@pytest.mark.parametrize(
    ("parts", "healthy"),
    [
        ({}, True),
        ({"alert_status": "executable", "disabled_until": None}, True),
        ({"disabled_until": "2026-06-10T09:04:00.000Z"}, False),
        ({"alert_status": "something_new"}, False),
        ({"issues_events": None}, True),
    ],
)
def test_the_health_of_a_hook_is_read_from_what_older_and_newer_gitlabs_tell(parts: dict[str, object], healthy: bool) -> None:
    assert hook_of({"id": 7, **parts}).healthy is healthy


def test_who_is_no_maintainer_is_told(world: World) -> None:
    gitlab(world).projects[101].access = 30
    with pytest.raises(Forbidden, match="403 Forbidden"):
        world.tracker.make_hook(URL, SECRET)
    with pytest.raises(Forbidden):
        world.tracker.hook(URL)


def test_an_answer_without_a_number_of_the_hook_is_drift() -> None:
    with pytest.raises(Drifted, match="id"):
        hook_of({"url": URL})
