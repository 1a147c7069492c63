"""Which channels there are, and what is said of settings before anybody is asked."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from followthrough.channels.base import Capabilities, Delivered, Failed, Message, Settings, fault, is_page, sample
from followthrough.channels.fake import Fake
from followthrough.channels.fit import clipped, fitting
from followthrough.channels.registry import KINDS, complaints, open_channel, way_of
from followthrough.channels.webhook import new_secret
from followthrough.errors import ConfigError
from tests.channels.contract import digest

GOOD: dict[tuple[str, str], Settings] = {
    ("email", "smtp"): Settings({"host": "smtp.example.com", "security": "starttls", "sender": "ft@example.com"}),
    ("slack", "bot"): Settings(credentials={"token": "xoxb-1"}),
    ("slack", "webhook"): Settings(credentials={"webhook_url": "https://hooks.slack.com/services/x"}),
    ("teams", "workflow"): Settings(credentials={"webhook_url": "https://flow.example/invoke?sig=x"}),
    ("webhook", "signed"): Settings(credentials={"webhook_url": "https://hooks.example/x", "secret": new_secret()}),
}
WAYS = [(kind.name, way.name) for kind in KINDS.values() for way in kind.ways]


@pytest.mark.parametrize(("kind", "way"), WAYS)
def test_each_way_can_be_opened_from_its_fields_without_asking_anybody(kind: str, way: str) -> None:
    settings = GOOD[kind, way]
    assert complaints(kind, way, settings) == ()
    channel = open_channel(kind, settings)
    assert isinstance(channel.can, Capabilities)
    channel.close()


@pytest.mark.parametrize(("kind", "way"), WAYS)
def test_each_required_field_that_is_empty_is_named(kind: str, way: str) -> None:
    fields = [field.label for field in way_of(kind, way).fields if field.required]
    assert fields
    assert complaints(kind, way, Settings()) == tuple(f"{label} is missing." for label in fields)


@pytest.mark.parametrize(("kind", "way"), WAYS)
def test_each_field_says_what_it_is_and_only_secrets_are_credentials(kind: str, way: str) -> None:
    found = way_of(kind, way)
    assert found.rights.endswith(".")
    assert all(field.label and field.help for field in found.fields)
    assert set(GOOD[kind, way].credentials) <= {field.name for field in found.fields if field.secret}
    assert set(GOOD[kind, way].values) <= {field.name for field in found.fields if not field.secret}


def test_a_channel_reaches_single_people_exactly_if_the_address_book_asks_for_an_address() -> None:
    for (kind, _), settings in GOOD.items():
        if KINDS[kind].address is None:
            assert not open_channel(kind, settings).can.persons
    assert all(open_channel(kind, GOOD[kind, KINDS[kind].ways[0].name]).can.persons for kind in KINDS if KINDS[kind].address)


def test_what_can_not_be_right_is_told_in_a_sentence() -> None:
    assert complaints("slack", "bot", Settings(credentials={"token": "abc"}))[0].startswith("The token is not one of a Slack app")
    odd = replace(GOOD["email", "smtp"], values={**GOOD["email", "smtp"].values, "port": "x"})
    assert "no port" in complaints("email", "smtp", odd)[0]
    assert complaints("slack", "bot", replace(GOOD["slack", "bot"], base_url="slack.com"))


def test_a_channel_or_a_way_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ConfigError, match="email, slack, teams, webhook"):
        open_channel("pigeon", Settings())
    with pytest.raises(ConfigError, match="email, slack, teams, webhook"):
        way_of("pigeon", "coop")
    with pytest.raises(ConfigError, match="bot, webhook"):
        way_of("slack", "coop")


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "xoxb-1" not in repr(GOOD["slack", "bot"])


def test_the_registry_loads_no_adapter_and_no_library_of_one() -> None:
    script = "import sys, followthrough.channels.registry; print([m for m in ('slack_sdk', 'httpx2', 'smtplib') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60).stdout
    assert shown.strip() == "[]"


# --- what every channel shares ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["https://ft.example/x?a=1&b=%20#c", "http://localhost:8000/", "https://[::1]:8000/x", "https://bücher.example/"]
)
def test_an_absolute_web_address_is_a_page(url: str) -> None:
    assert is_page(url)


@pytest.mark.parametrize(
    "url",
    ["", "ft.example", "/x", "//ft.example", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "https://", "https:///x",
     "https://a b/", "https://a/\n", "https://a/\x00", "https://u@a/", "https://u:p@a/", 'https://a/"', "https://a/<", "https://a/|b",
     "https://a/\\b", "https://a:0/", "https://a:99999/", "https://[a/", "https://a/\u202e", "https://a/" + "x" * 2000],
)  # fmt: skip
def test_anything_else_is_none(url: str) -> None:
    assert not is_page(url)


def test_the_test_message_can_be_sent_anywhere() -> None:
    assert fault(sample(to="alice", key="1", url="https://ft.example/")) is None


@pytest.mark.parametrize("limit", range(12))
def test_as_much_as_fits_is_kept_buttons_going_first(limit: int) -> None:
    """A line costs one, its buttons another."""
    made = fitting(5, lambda shown, rich: (shown, rich), lambda both: sum(both) <= limit)
    assert made == (min(limit, 5), max(0, min(limit - 5, 5)))


def test_what_is_clipped_says_so() -> None:
    assert clipped("one two three", 9) == "one two…"
    assert clipped("one\n two", 9) == "one two"


# --- the fake -----------------------------------------------------------------------------------------------------------------


def test_the_fake_keeps_each_message_once() -> None:
    fake = Fake()
    outcomes: list[Any] = [fake.send(digest("alice")) for _ in range(2)]
    assert [outcome.found for outcome in outcomes] == [False, True]
    assert len(fake.inbox) == 1
    assert len(fake.tried) == 2


def test_the_fake_fails_as_ordered_and_then_delivers() -> None:
    fake = Fake()
    failed = Failed("The line was cut.", permanent=False)
    fake.order(failed)
    assert fake.send(digest("alice")) == failed
    assert fake.inbox == []
    assert isinstance(fake.send(digest("alice")), Delivered)


def test_the_fake_refuses_what_every_channel_refuses() -> None:
    assert isinstance(Fake().send(Message(key="1", to="a\r\nb", subject="x")), Failed)
