"""Whatever people write, every form of a message is one that its receiver takes, with the headers and mentions that are ours alone."""

from __future__ import annotations

import json
from email import message_from_bytes

from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.channels.base import Button, Line, Message, Section, Settings, fault
from followthrough.channels.email import Email, open_channel, read_address
from followthrough.channels.slack_blocks import blocks_of, fallback
from followthrough.channels.teams_card import MOST_BYTES
from followthrough.channels.teams_card import payload as card_of
from followthrough.channels.webhook import payload as json_of
from tests.channels.contract import NOW, PAGE
from tests.channels.slack_server import faults, shown
from tests.channels.test_teams import is_shown

ANY = st.text(st.characters(codec=None), max_size=300) | st.sampled_from(
    [" ", "\u202e", "=?utf-8?q?x?=", "<!here>", "{{DATE(x)}}", "\r\nBcc: a@b.example"]
)
HEADERS = [
    "Content-Type",
    "MIME-Version",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Id",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
]
THREADED = {"In-Reply-To", "References"}


@st.composite
def messages(draw: st.DrawFn) -> Message:
    lines = st.builds(
        Line,
        text=ANY,
        url=st.sampled_from(["", f"{PAGE}/items/1/"]),
        note=ANY,
        buttons=st.lists(st.builds(Button, ANY, st.just(f"{PAGE}/x/"), st.sampled_from(["", "done"]), ANY), max_size=7).map(tuple),
    )
    sections = st.builds(Section, ANY, st.lists(lines, max_size=8).map(tuple))
    return Message(
        key=draw(ANY),
        to="alice@ft.example",
        subject=draw(ANY),
        intro=draw(ANY),
        sections=draw(st.lists(sections, max_size=4).map(tuple)),
        closing=draw(ANY),
        url=draw(st.sampled_from(["", f"{PAGE}/mine/"])),
        text=draw(st.just("") | ANY),
        to_name=draw(ANY),
        thread=draw(ANY),
    )


def mail() -> Email:
    values = {"host": "127.0.0.1", "sender": "Followthrough <ft@acme.example>"}
    return open_channel(Settings(values), private=True, now=lambda: NOW)


@settings(max_examples=60, deadline=None)
@given(messages())
def test_a_mail_has_our_headers_and_no_other(message: Message) -> None:
    if fault(message) is None:
        made = mail()._mail(message, read_address("alice@ft.example", what="x", name=message.to_name)).as_bytes()
        read = message_from_bytes(made)
        assert [name for name, _ in read.items()] == [name for name in HEADERS if message.thread or name not in THREADED]
        assert made.partition(b"\r\n\r\n")[0].isascii()
        assert read.defects == []


@settings(max_examples=60, deadline=None)
@given(messages())
def test_slack_takes_it_and_acts_on_nothing_in_it(message: Message) -> None:
    if fault(message) is None:
        for presses in (False, True):
            given_to_slack = {"text": fallback(message) or "x", "blocks": blocks_of(message, presses=presses)}
            assert faults(json.loads(json.dumps(given_to_slack)), most_text=10_000) == ""
            shown(given_to_slack)
            json.dumps(given_to_slack, ensure_ascii=False).encode()


@settings(max_examples=60, deadline=None)
@given(messages())
def test_teams_and_a_receiver_can_read_it(message: Message) -> None:
    if fault(message) is None:
        assert len(card_of(message)) <= MOST_BYTES
        body = json.loads(card_of(message))["attachments"][0]["content"]["body"]
        assert body
        assert all(is_shown(block) for block in body)
        assert json.loads(json_of(message))["type"] == "message"
