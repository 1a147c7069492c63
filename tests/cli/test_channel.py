"""Channels from the command line, and a reminder that arrives: over a real mail server on this machine."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from followthrough.cli.main import main
from followthrough.web.models import Channel, Nudge
from followthrough.web.operations.policies import newest_version, set_policy
from tests.channels.mail_server import MailServer, Post, mail_server
from tests.web.making import MORNING, Cast, make_cast, make_item

Said = pytest.CaptureFixture[str]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "frank")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    return make_cast()


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server(Post()) as server:
        yield server


def told(said: Said, *words: str, status: int = 0) -> str:
    assert main(list(words)) == status
    out, error = said.readouterr()
    return error if status else out


def add(said: Said, server: MailServer, *more: str, status: int = 0) -> str:
    settings = ("host=127.0.0.1", f"port={server.port}", "security=none", "sender=ft@example.org")
    return told(
        said, "channel", "add", "email", "--name", "Mail", *(word for one in settings for word in ("--set", one)), *more, status=status
    )


def test_a_reminder_arrives_as_a_mail(cast: Cast, capsys: Said, server: MailServer, settings: object) -> None:
    settings.PUBLIC_URL = "https://ft.example.org"  # type: ignore[attr-defined]
    make_item(cast, text="Alert on lag", due=-9)
    assert "“Mail” is set up." in add(capsys, server, "--test", "frank@example.org")
    assert 'nudging = "dry run", so nothing is sent' in told(capsys, "nudge", "--send", status=2)
    set_policy('nudging = "on"', by=cast.by("dora"), reason="Now", seen=newest_version())
    assert told(capsys, "nudge", "--send") == "1 sent, 0 waiting, 0 given up\n"
    test, reminder = server.post.mails
    assert (test.to, reminder.to) == (["frank@example.org"], ["alice@example.org"])
    assert "1 action item overdue" in str(reminder.parsed["Subject"])
    text = reminder.parsed.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "You own it; it is 9 days overdue." in text
    assert "https://ft.example.org/items/" in text
    assert Nudge.objects.get().stage == "sent"
    assert told(capsys, "nudge", "--send") == "0 sent, 0 waiting, 0 given up\n"
    assert "Mail (E-mail): works, last delivered 2026-06-10" in told(capsys, "channel")


def test_a_server_that_is_not_there_is_not_kept(cast: Cast, capsys: Said, server: MailServer) -> None:
    said = told(
        capsys,
        "channel",
        "add",
        "email",
        "--set",
        "host=127.0.0.1",
        "--set",
        "port=1",
        "--set",
        "security=none",
        "--set",
        "sender=a@example.org",
        status=1,
    )
    assert "not kept" in said
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["add"], 2, "say which"),
        (["add", "pigeon"], 2, "there is no channel called pigeon"),
        (["add", "email"], 2, "is missing"),
        (["add", "email", "--set", "password=x"], 2, "secrets are asked for"),
        (["add", "slack", "--way", "smoke"], 2, "use bot or webhook"),
        (["remove", "Mail"], 1, "there is no channel Mail; there are: none so far"),
    ],
)
def test_what_can_t_be_done_is_said(cast: Cast, capsys: Said, words: list[str], status: int, says: str) -> None:
    assert says in told(capsys, "channel", *words, status=status)


def test_secrets_come_from_a_file(cast: Cast, capsys: Said, tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"webhook_url": "https://ft.example.org/in", "secret": "hush"}))
    assert "not one of a webhook" in told(capsys, "channel", "add", "webhook", "--secrets", str(file), status=2)
    file.write_text('{"colour": "red"}')
    assert "one JSON object with webhook_url, secret" in told(capsys, "channel", "add", "webhook", "--secrets", str(file), status=2)


def test_a_channel_is_taken_away(cast: Cast, capsys: Said, server: MailServer) -> None:
    add(capsys, server)
    assert "its secrets are forgotten" in told(capsys, "channel", "remove", "Mail")
    assert "Mail (" not in told(capsys, "channel")


def test_only_an_administrator_sets_one_up(cast: Cast, capsys: Said, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "dora")
    assert "for administrators" in add(capsys, server, status=1)
