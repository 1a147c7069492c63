"""The signed webhook, against a receiver that believes a message only by the very check that the guide shows."""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from followthrough.channels.base import Channel, Delivered, Failed, RetryAfter, Settings
from followthrough.channels.webhook import new_secret, open_channel, payload, read_secret, signed
from followthrough.errors import ConfigError
from followthrough.trackers.fake.dialect import Fault, Request, Response
from followthrough.trackers.fake.server import serving
from tests.channels.contract import NOW, Contract, digest
from tests.channels.receivers import HttpWorld, Receiver, json_of

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes, ok").decode()
OLDER = "whsec_" + base64.b64encode(b"an older secret that goes away..").decode()
GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "channels.md"
Check = Callable[[Mapping[str, str], bytes, str], bool]


@pytest.fixture
def is_genuine(monkeypatch: pytest.MonkeyPatch) -> Check:
    """What the guide tells receivers to do, run as it stands there, with the tests' time for now."""
    found = re.search(r"```python\n(.+?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {}
    exec(found[1], names)  # noqa: S102 (it is our own page)
    monkeypatch.setattr(time, "time", lambda: NOW.timestamp())
    return cast(Check, names["is_genuine"])


class Post(Receiver):
    """A receiver that knows a secret, believes nothing else, and tells messages by their id."""

    def __init__(self, secret: str, is_genuine: Check) -> None:
        super().__init__()
        self.secret, self.is_genuine = secret, is_genuine
        self.by_id: dict[str, str] = {}

    def answer(self, request: Request) -> Response:
        if request.path != "/hooks/secret-path" or request.query != {"team": "secret-team"}:
            return Response(404)
        if not self.is_genuine(request.headers, request.body, self.secret):
            return Response(401)
        said = json_of(request)
        text = " ".join(_read(said))
        self.texts.append(text)
        self.by_id[request.headers["webhook-id"]] = text
        return Response(204)


def _read(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _read(part)


class WebhookWorld(HttpWorld):
    to = "alice"
    secrets = ("secret-path", "secret-team", SECRET, SECRET.removeprefix("whsec_"))
    posting = "/hooks/secret-path"
    refused = Response(422, b"<html>internal</html>")

    def __init__(self, post: Post, server: Any) -> None:
        self.receiver = self.post = post
        self.server = server
        self.channel = self.open()

    def open(self, *, private: bool = True, secret: str = SECRET) -> Channel:
        credentials = {"webhook_url": f"{self.server.url}/hooks/secret-path?team=secret-team", "secret": secret}
        return open_channel(Settings(credentials=credentials), private=private, now=lambda: NOW)

    def public(self) -> Channel:
        return self.open(private=False)

    def locked_out(self) -> None:
        return None

    def seen(self) -> list[str]:
        return list(self.post.by_id.values())


@pytest.fixture
def world(is_genuine: Check) -> Iterator[WebhookWorld]:
    post = Post(SECRET, is_genuine)
    with serving(post) as server:
        made = WebhookWorld(post, server)
        yield made
        made.channel.close()


class TestContract(Contract):
    pass


def test_the_message_is_told_in_parts_and_as_a_text(world: WebhookWorld) -> None:
    world.channel.send(digest("alice"))
    said = json_of(world.receiver.hits[0])
    assert said["type"] == "nudge.digest"
    assert said["data"]["to"] == "alice"
    assert said["data"]["sections"][0]["lines"][0]["text"] == "Alert when queue 1 grows"
    assert "Alert when queue 1 grows" in said["data"]["text"]


def test_what_a_press_would_carry_is_not_told(world: WebhookWorld) -> None:
    world.channel.send(digest("alice"))
    assert b"signed-1" not in world.receiver.hits[0].body


def test_a_repeat_has_the_same_id_and_the_same_bytes_and_another_message_another_id(world: WebhookWorld) -> None:
    for key in ("a", "a", "b"):
        world.channel.send(digest("alice", key=key))
    first, second, other = world.receiver.hits
    assert first.headers["webhook-id"] == second.headers["webhook-id"] != other.headers["webhook-id"]
    assert first.body == second.body
    assert re.fullmatch(r"msg_[0-9a-f]{32}", first.headers["webhook-id"])


def test_a_message_that_was_changed_on_its_way_is_not_believed(world: WebhookWorld, is_genuine: Check) -> None:
    world.channel.send(digest("alice"))
    [hit] = world.receiver.hits
    assert is_genuine(hit.headers, hit.body, SECRET)
    assert not is_genuine(hit.headers, hit.body.replace(b"alice", b"mallo"), SECRET)
    assert not is_genuine({**hit.headers, "webhook-id": "msg_0"}, hit.body, SECRET)
    assert not is_genuine({**hit.headers, "webhook-signature": "v1,AAAA"}, hit.body, SECRET)
    assert not is_genuine(hit.headers, hit.body, OLDER)


def test_a_message_that_was_recorded_is_not_believed_later(world: WebhookWorld, is_genuine: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    world.channel.send(digest("alice"))
    [hit] = world.receiver.hits
    monkeypatch.setattr(time, "time", lambda: NOW.timestamp() + 301)
    assert not is_genuine(hit.headers, hit.body, SECRET)
    stamp = str(int(NOW.timestamp() + 301))
    assert not is_genuine({**hit.headers, "webhook-timestamp": stamp}, hit.body, SECRET)


def test_while_a_secret_is_replaced_both_are_believed(world: WebhookWorld, is_genuine: Check) -> None:
    channel = world.open(secret=f"{SECRET} {OLDER}")
    channel.send(digest("alice"))
    channel.close()
    [hit] = world.receiver.hits
    assert is_genuine(hit.headers, hit.body, SECRET)
    assert is_genuine(hit.headers, hit.body, OLDER)
    assert len(hit.headers["webhook-signature"].split()) == 2


def test_the_signature_is_over_id_time_and_body() -> None:
    headers = signed(b'{"a":1}', identity="msg_1", at=NOW, keys=(b"k" * 32,))
    content = f'msg_1.{int(NOW.timestamp())}.{{"a":1}}'.encode()
    expected = base64.b64encode(hmac.new(b"k" * 32, content, "sha256").digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_a_receiver_that_does_not_know_the_secret_is_told_as_such(world: WebhookWorld) -> None:
    channel = world.open(secret=OLDER)
    outcome = channel.send(digest("alice"))
    channel.close()
    assert isinstance(outcome, Failed)
    assert (outcome.permanent, outcome.reach) == (True, "channel")
    assert "secret" in outcome.reason


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Response(200, b"anything"), Delivered),
        (Response(202), Delivered),
        (Response(301, headers={"Location": "https://elsewhere.example/"}), ("channel", True)),
        (Response(400), ("message", True)),
        (Response(404), ("channel", True)),
        (Response(405), ("channel", True)),
        (Response(410), ("channel", True)),
        (Response(422), ("message", True)),
        (Response(408), ("channel", False)),
        (Response(425), ("channel", False)),
        (Response(500), ("channel", False)),
        (Response(504), ("channel", False)),
        (Response(429, headers={"Retry-After": "30"}), RetryAfter),
        (Response(503, headers={"Retry-After": "30"}), RetryAfter),
        (Response(503), ("channel", False)),
    ],
)
def test_only_2xx_is_delivery_and_other_4xx_stay(world: WebhookWorld, answer: Response, expected: type | tuple[str, bool]) -> None:
    world.receiver.faults.append(Fault(answer=answer))
    outcome = world.channel.send(digest("alice"))
    if isinstance(expected, tuple):
        assert isinstance(outcome, Failed)
        assert (outcome.reach, outcome.permanent) == expected
        assert "internal" not in outcome.reason
    else:
        assert isinstance(outcome, expected)
    if isinstance(outcome, RetryAfter):
        assert outcome.until == NOW + timedelta(seconds=30)


def test_the_words_of_an_answer_are_not_repeated(world: WebhookWorld) -> None:
    world.receiver.faults.append(Fault(answer=Response(400, b"the admin password of the service next door")))
    outcome = world.channel.send(digest("alice"))
    assert isinstance(outcome, Failed)
    assert "password" not in outcome.reason


def test_secrets_are_new_each_time_and_can_be_read_back() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert len(read_secret(first)) == 32


@pytest.mark.parametrize(
    "secret",
    ["", "secret", SECRET.removeprefix("whsec_"), "whsec_", "whsec_äö", "whsec_!!!!", "whsec_" + base64.b64encode(b"short").decode(),
     "whsec_" + base64.b64encode(b"x" * 65).decode(), f"{SECRET} whsec_x"],
)  # fmt: skip
def test_what_is_no_secret_is_refused_without_being_repeated(secret: str) -> None:
    settings = Settings(credentials={"webhook_url": "https://hooks.example/", "secret": secret})
    with pytest.raises(ConfigError, match="secret") as caught:
        open_channel(settings, private=True, now=lambda: NOW)
    assert len(secret) < 8 or secret not in str(caught.value)


def test_nothing_in_the_body_changes_with_time_or_attempt() -> None:
    message = digest("alice")
    assert payload(message) == payload(message)
    assert json.loads(payload(message))["data"]["thread"] == "alice"
