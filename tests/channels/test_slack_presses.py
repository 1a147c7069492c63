"""Presses of buttons that Slack reports: what forges or repeats one gets nowhere, and whatever Slack sends is read or refused."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import httpx2
import pytest

from followthrough.channels.base import Delivered, Failed
from followthrough.channels.slack_presses import Pressed, read_press, respond, verify_signature
from followthrough.errors import InputError

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
PAYLOAD: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U0ALICE", "username": "alice", "team_id": "T0001"},
    "api_app_id": "A1",
    "token": "not-used",
    "container": {"type": "message", "message_ts": "1781082000.000100", "channel_id": "D0ALICE"},
    "trigger_id": "1.2.abc",
    "team": {"id": "T0001", "domain": "acme"},
    "channel": {"id": "D0ALICE", "name": "directmessage"},
    "response_url": "https://hooks.slack.com/actions/T0001/1/abc",
    "actions": [
        {
            "type": "button",
            "action_id": "done",
            "block_id": "b1",
            "value": "signed-1",
            "action_ts": "1781082001.5",
            "text": {"text": "Done"},
        }
    ],
}


def form(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


BODY = form(PAYLOAD)


def sign(body: bytes = BODY, *, stamp: str = STAMP, secret: str = SECRET, algorithm: str = "sha256", version: str = "v0") -> str:
    based = b":".join((version.encode(), stamp.encode(), body))
    return f"{version}={hmac.new(secret.encode(), based, algorithm).hexdigest()}"


def at(seconds: int) -> str:
    return str(int(NOW.timestamp()) + seconds)


TRUE = sign()
BARE = TRUE.removeprefix("v0=")
# By name: secret that is known here, time stamp, body, signature.
FORGERIES: dict[str, tuple[str, str, bytes, str]] = {
    "no signature": (SECRET, STAMP, BODY, ""),
    "only the version": (SECRET, STAMP, BODY, "v0="),
    "no version": (SECRET, STAMP, BODY, BARE),
    "another version": (SECRET, STAMP, BODY, f"v1={BARE}"),
    "signed as another version": (SECRET, STAMP, BODY, sign(version="v1")),
    "upper case": (SECRET, STAMP, BODY, f"v0={BARE.upper()}"),
    "a blank before": (SECRET, STAMP, BODY, f" {TRUE}"),
    "a line end after": (SECRET, STAMP, BODY, f"{TRUE}\n"),
    "a NUL after": (SECRET, STAMP, BODY, f"{TRUE}\x00"),
    "one digit short": (SECRET, STAMP, BODY, TRUE[:-1]),
    "one digit long": (SECRET, STAMP, BODY, f"{TRUE}0"),
    "one digit changed": (SECRET, STAMP, BODY, TRUE[:-1] + ("0" if TRUE[-1] != "0" else "1")),
    "all zeros": (SECRET, STAMP, BODY, f"v0={'0' * 64}"),
    "not ASCII": (SECRET, STAMP, BODY, "v0=" + "é" * 64),
    "half of a pair": (SECRET, STAMP, BODY, f"{TRUE[:-1]}\ud800"),
    "two of them": (SECRET, STAMP, BODY, f"{TRUE},{TRUE}"),
    "very long": (SECRET, STAMP, BODY, "v0=" + "0" * 1_000_000),
    "sha1": (SECRET, STAMP, BODY, sign(algorithm="sha1")),
    "sha512": (SECRET, STAMP, BODY, sign(algorithm="sha512")),
    "a plain hash": (SECRET, STAMP, BODY, f"v0={hashlib.sha256(BODY).hexdigest()}"),
    "of the body alone": (SECRET, STAMP, BODY, f"v0={hmac.new(SECRET.encode(), BODY, 'sha256').hexdigest()}"),
    "another secret": (SECRET, STAMP, BODY, sign(secret="another")),
    "an empty secret there": (SECRET, STAMP, BODY, sign(secret="")),
    "an empty secret here": ("", STAMP, BODY, sign(secret="")),
    "a blank secret here": ("  ", STAMP, BODY, sign(secret="  ")),
    "one byte of the body changed": (SECRET, STAMP, BODY.replace(b"done", b"gone"), TRUE),
    "one byte more": (SECRET, STAMP, BODY + b"&", TRUE),
    "another field before": (SECRET, STAMP, b"payload=%7B%7D&" + BODY, TRUE),
    "an empty body": (SECRET, STAMP, b"", TRUE),
    "a body that is no UTF-8": (SECRET, STAMP, b"payload=\xff", sign(b"payload=\xff")),
    "a mark of byte order before": (SECRET, STAMP, b"\xef\xbb\xbf" + BODY, TRUE),
    "replayed after five minutes and a second": (SECRET, at(-301), BODY, sign(stamp=at(-301))),
    "replayed after an hour": (SECRET, at(-3600), BODY, sign(stamp=at(-3600))),
    "replayed under a new stamp": (SECRET, at(5), BODY, TRUE),
    "from five minutes and a second ahead": (SECRET, at(301), BODY, sign(stamp=at(301))),
    "no stamp": (SECRET, "", BODY, sign(stamp="")),
    "a stamp in words": (SECRET, "now", BODY, sign(stamp="now")),
    "a stamp with a sign": (SECRET, f"+{STAMP}", BODY, sign(stamp=f"+{STAMP}")),
    "a stamp below zero": (SECRET, f"-{STAMP}", BODY, sign(stamp=f"-{STAMP}")),
    "a stamp with a blank": (SECRET, f" {STAMP}", BODY, sign(stamp=f" {STAMP}")),
    "a stamp with underscores": (SECRET, f"{STAMP[0]}_{STAMP[1:]}", BODY, sign(stamp=f"{STAMP[0]}_{STAMP[1:]}")),
    "a stamp in milliseconds": (SECRET, f"{STAMP}000", BODY, sign(stamp=f"{STAMP}000")),
    "a stamp with a fraction": (SECRET, f"{STAMP}.0", BODY, sign(stamp=f"{STAMP}.0")),
    "a stamp in full-width digits": (SECRET, "１" + STAMP[1:], BODY, sign(stamp="１" + STAMP[1:])),
    "a stamp of ten thousand digits": (SECRET, "9" * 10_000, BODY, sign(stamp="9" * 10_000)),
    "a stamp that takes a piece of the body": (SECRET, f"{STAMP}:{BODY[:7].decode()}", BODY[8:], TRUE),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_or_repeated_report_is_refused(name: str) -> None:
    secret, stamp, body, signature = FORGERIES[name]
    assert not verify_signature(secret, stamp, body, signature, NOW)


@pytest.mark.parametrize("seconds", [0, -299, -300, 299, 300])
def test_a_true_report_is_believed_for_five_minutes_either_way(seconds: int) -> None:
    assert verify_signature(SECRET, at(seconds), BODY, sign(stamp=at(seconds)), NOW)


def test_the_signature_is_the_one_of_slack_s_own_example() -> None:
    """docs.slack.dev, verifying requests: the worked example of a slash command."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert verify_signature(SECRET, "1531420618", body, signature, datetime.fromtimestamp(1531420618, UTC) + timedelta(seconds=4))


def test_a_press_is_read_into_who_what_and_where() -> None:
    assert read_press(BODY) == Pressed(
        action="done",
        value="signed-1",
        user="U0ALICE",
        team="T0001",
        channel="D0ALICE",
        message="1781082000.000100",
        at="1781082001.5",
        respond_to="https://hooks.slack.com/actions/T0001/1/abc",
    )


def test_a_press_of_a_button_that_only_leads_to_a_page_is_told_apart() -> None:
    pressed = read_press(form({**PAYLOAD, "actions": [{"type": "button", "action_id": "open.0"}]}))
    assert pressed is not None
    assert pressed.is_link


@pytest.mark.parametrize(
    "change",
    [
        {"type": "view_submission"},
        {"type": "shortcut"},
        {"type": None},
        {"actions": []},
        {"actions": "done"},
        {"actions": [None]},
        {"actions": [{"type": "static_select", "action_id": "done"}]},
        {"user": None},
        {"user": {"id": 17}},
        {"user": {"id": "U0ALICE"}, "team": None},
    ],
)
def test_what_is_no_press_of_a_button_by_somebody_is_nothing_to_do(change: dict[str, Any]) -> None:
    assert read_press(form({**PAYLOAD, **change})) is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload",
        b"payload=",
        b"payload=%7B",
        b"payload=%5B%5D",
        b"other=%7B%7D",
        b"\xff\xfe",
        b"payload=" + quote("[" * 100_000).encode(),
        b"&".join([b"a=1"] * 1000),
        json.dumps(PAYLOAD).encode(),
        b"payload=" + b"x" * 2_000_000,
    ],
)
def test_what_is_no_form_with_a_payload_is_refused(body: bytes) -> None:
    with pytest.raises(InputError):
        read_press(body)


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.evil.example/actions/1",
        "https://evil.example/hooks.slack.com",
        "https://hooks.slack.com@evil.example/",
        "https://hooks.slack.com:8080/actions/1",
        "https://169.254.169.254/latest",
        "//hooks.slack.com/1",
        "",
        17,
    ],
)
def test_an_answer_goes_to_slack_and_nowhere_else(url: object) -> None:
    pressed = read_press(form({**PAYLOAD, "response_url": url}))
    assert pressed is not None
    assert pressed.respond_to == ""
    assert isinstance(respond(pressed, "Done.", now=lambda: NOW), Failed)


def test_an_answer_is_seen_by_who_pressed_and_mentions_nobody() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, text="ok")

    pressed = read_press(BODY)
    assert pressed is not None
    assert respond(pressed, "“<!channel>” is done.", now=lambda: NOW, transport=httpx2.MockTransport(answer)) == Delivered()
    assert str(seen[0].url) == PAYLOAD["response_url"]
    assert json.loads(seen[0].content) == {"response_type": "ephemeral", "replace_original": False, "text": "“&lt;!channel&gt;” is done."}
