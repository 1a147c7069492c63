"""The commands of the trackers: connect, sync, track, worker. What they refuse, keep, print and never print."""

from __future__ import annotations

import getpass
import io
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from followthrough.cli import connect as connect_command
from followthrough.cli import track as track_command
from followthrough.cli.main import main
from followthrough.trackers.fake.dialect import Fault, Response
from followthrough.trackers.fake.github import GitHub
from followthrough.trackers.registry import utc_now
from followthrough.web.jobs.queue import queue
from followthrough.web.models import Connection, Event, Item, Link, Outbox, User
from followthrough.web.operations import connections, leases, outbox
from followthrough.web.operations.people import add_person
from tests.web.making import MORNING, Cast, make_cast, make_item
from tests.web.pages.capture_cast import POSTMORTEM, hide
from tests.web.pages.connection_cast import BASE, connect, github

Said = pytest.CaptureFixture[str]
TOKEN = "ghp_5ecretToken00417"
NEW = ["connect", "github", "acme/shop", "--url", BASE]


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "frank")
    monkeypatch.setenv(connect_command.TOKEN, TOKEN)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return make_cast()


@pytest.fixture
def fake(cast: Cast) -> Iterator[GitHub]:
    with github() as made:
        made.token = TOKEN
        yield made


@pytest.fixture
def connection(cast: Cast, fake: GitHub) -> Connection:
    return connect(cast, token=TOKEN)


def told(said: Said, *words: str, status: int = 0) -> str:
    """All that a command prints. Never a secret, and nothing that a terminal would obey."""
    assert main(list(words)) == status
    out, error = said.readouterr()
    text = out + error
    assert TOKEN not in text
    assert "\x1b" not in text
    return text


def writes(fake: GitHub) -> list[str]:
    return [f"{hit.request.method} {hit.request.path}" for hit in fake.hits if hit.writes]


def kept() -> list[Any]:
    return [list(model.objects.order_by("pk").values()) for model in (Connection, Item, Event, Link, Outbox)]


# connect


def test_without_a_tracker_it_lists_them_with_the_least_rights(cast: Cast, capsys: Said) -> None:
    text = told(capsys, "connect")
    for words in ("github", "gitlab", "jira", "linear", "redmine", "Issues (read and write)"):
        assert words in text


def test_it_tests_then_keeps_and_only_reads(cast: Cast, fake: GitHub, capsys: Said) -> None:
    text = told(capsys, *NEW, "--team", "checkout")
    made = Connection.objects.get()
    assert (made.read_only, made.team, connections.open_credentials(made)) == (True, cast.team, {"token": TOKEN})
    assert "it reads only" in text
    assert writes(fake) == []


def test_with_write_it_also_writes(cast: Cast, fake: GitHub, capsys: Said) -> None:
    told(capsys, *NEW, "--write", "--name", "Ours")
    assert (Connection.objects.get().read_only, Connection.objects.get().name) == (False, "Ours")


def test_a_dry_run_keeps_nothing(cast: Cast, fake: GitHub, capsys: Said) -> None:
    assert "Nothing was kept" in told(capsys, *NEW, "--dry-run")
    assert not Connection.objects.exists()
    assert writes(fake) == []


WRONG: dict[str, tuple[list[str], int, str]] = {
    "an unknown tracker": (["connect", "bugzilla", "x"], 2, "there is no tracker called bugzilla"),
    "no place": (["connect", "github"], 2, "say where the tickets are"),
    "no address": (["connect", "jira", "OPS"], 2, ""),
    "an unknown team": ([*NEW, "--team", "nobody"], 2, "there is no team"),
    "an unknown way": ([*NEW, "--way", "magic"], 2, "can't be connected by magic"),
    "fields that are missing": ([*NEW, "--way", "app"], 2, "also needs"),
    "a place that is not there": (["connect", "github", "acme/nothing", "--url", BASE], 1, "not connected"),
    "an address that is none": (["connect", "github", "acme/shop", "--url", "ftp://x"], 1, "not a web address"),
    "a password in the address": (["connect", "github", "acme/shop", "--url", f"https://me:{TOKEN}@x"], 1, "in their own field"),
    "a file that is not there": ([*NEW, "--credentials", "/nowhere"], 2, "can't be read"),
    "an unknown option": ([*NEW, "--token", "x"], 2, ""),
    "an unknown account": ([*NEW, "--as", "nobody"], 2, "there is no account"),
    "a lead": ([*NEW, "--as", "dora"], 1, "for administrators"),
    "a member": ([*NEW, "--as", "alice"], 1, "for administrators"),
}


def ended(words: list[str]) -> object:
    """The exit status, also where the parser of arguments ends the program itself."""
    try:
        return main(words)
    except SystemExit as end:
        return end.code


@pytest.mark.parametrize("case", WRONG)
def test_what_can_not_be_connected_is_said_and_nothing_is_kept(cast: Cast, fake: GitHub, capsys: Said, case: str) -> None:
    words, status, expected = WRONG[case]
    assert ended(words) == status
    out, error = capsys.readouterr()
    assert expected in error
    assert TOKEN not in out + error
    assert not Connection.objects.exists()


def test_a_wrong_token_is_said_and_not_repeated(cast: Cast, fake: GitHub, capsys: Said) -> None:
    fake.token = "another"
    told(capsys, *NEW, status=1)
    assert not Connection.objects.exists()


def test_the_same_connection_is_not_made_twice(cast: Cast, fake: GitHub, capsys: Said) -> None:
    told(capsys, *NEW)
    assert "There is a connection called" in told(capsys, *NEW, status=2)


GIVEN = {
    "the token alone": TOKEN,
    "the token and a line end": f"{TOKEN}\r\n",
    "JSON": f'{{"token": "{TOKEN}"}}',
    "JSON with more": f'\n{{"token": " {TOKEN} ", "note": "mine"}}',
}


@pytest.mark.parametrize("form", GIVEN)
@pytest.mark.parametrize("way", ["file", "standard input"])
def test_credentials_come_from_a_file_or_from_standard_input(
    cast: Cast, fake: GitHub, capsys: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, way: str
) -> None:
    monkeypatch.delenv(connect_command.TOKEN)
    file = tmp_path / "token"
    file.write_text(GIVEN[form], encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(GIVEN[form]))
    told(capsys, *NEW, "--credentials", str(file) if way == "file" else "-")
    assert connections.open_credentials(Connection.objects.get()) == {"token": TOKEN}


@pytest.mark.parametrize("content", [b"", b"   ", b"{", b'{"token": ""}', b'{"other": "x"}', b"\xff\xfe\x00", b'{"token": null}'])
def test_a_file_that_holds_no_credentials_is_said_so(cast: Cast, fake: GitHub, capsys: Said, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "token").write_bytes(content)
    told(capsys, *NEW, "--credentials", str(tmp_path / "token"), status=2)
    assert not Connection.objects.exists()


def test_what_is_missing_is_asked_for_without_an_echo(cast: Cast, fake: GitHub, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(connect_command.TOKEN)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda _: TOKEN)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("a secret was asked for aloud"))
    told(capsys, *NEW)
    assert Connection.objects.exists()


def test_with_nobody_to_ask_it_says_where_credentials_come_from(
    cast: Cast, fake: GitHub, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(connect_command.TOKEN)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert "no credentials" in told(capsys, *NEW, status=2)


@pytest.mark.parametrize("command", ["connect", "sync", "track", "worker"])
def test_no_option_takes_a_secret(capsys: Said, command: str) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    for word in ("--token", "--password", "--secret", "--key"):
        assert word not in capsys.readouterr().out


def test_what_a_tracker_says_does_not_steer_the_terminal(cast: Cast, fake: GitHub, connection: Connection, capsys: Said) -> None:
    fake.faults.append(Fault(times=100, answer=Response.of({"message": "\x1b[2J\x1b]0;evil\x07 no"}, 422)))
    told(capsys, *NEW, "--name", "Another", status=1)
    told(capsys, "sync", status=1)
    told(capsys, "sync", "--dry-run", status=1)


# sync


def test_it_reads_adopts_and_says_so(cast: Cast, fake: GitHub, connection: Connection, capsys: Said) -> None:
    fake.add("Fence the cache", labels=("incident-action",))
    assert "1 ticket" in told(capsys, "sync")
    assert Item.objects.get().text == "Fence the cache"


def test_a_dry_run_of_a_sync_writes_nothing_here_or_there(cast: Cast, fake: GitHub, connection: Connection, capsys: Said) -> None:
    fake.add("Fence the cache", labels=("incident-action",))
    outbox.request_filing(make_item(cast, tickets=(), without="f").pk, connection_id=connection.pk, by=cast.by("dora"))
    before = kept()
    text = told(capsys, "sync", "--dry-run")
    assert "Adopt acme/shop#" in text
    assert "File “Alert when the queue grows”" in text
    assert kept() == before
    assert writes(fake) == []


def test_a_rehearsal_tells_nobody_of_what_is_private(cast: Cast, fake: GitHub, connection: Connection, capsys: Said) -> None:
    item = make_item(cast, text="Zanzibar", tickets=(), without="f")
    outbox.request_filing(item.pk, connection_id=connection.pk, by=cast.by("dora"))
    hide(item.incident)
    assert "Zanzibar" not in told(capsys, "sync", "--dry-run", "--as", "dora")
    assert "Zanzibar" in told(capsys, "sync", "--dry-run", "--as", "frank")
    told(capsys, "sync", "--dry-run", "--item", str(item.pk), "--as", "dora", status=1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["nothing"], "there is no such connection"),
        (["--as", "alice"], "for leads and administrators"),
        (["--as", "erin"], "for leads and administrators"),
        (["--as", "nobody"], "there is no account"),
    ],
)
def test_a_sync_that_is_asked_for_wrongly_says_why(
    cast: Cast, connection: Connection, capsys: Said, words: list[str], expected: str
) -> None:
    assert expected in told(capsys, "sync", *words, status=2)


def test_with_nothing_connected_it_says_how_to_begin(cast: Cast, capsys: Said) -> None:
    assert "followthrough connect" in told(capsys, "sync", status=2)


def test_one_tracker_that_is_away_keeps_none_of_the_others(cast: Cast, fake: GitHub, connection: Connection, capsys: Said) -> None:
    bad = connect(cast, name="Away", token="wrong-token-1")
    fake.add("Fence the cache", labels=("incident-action",))
    text = told(capsys, "sync", status=1)
    assert "Away" in text
    assert Item.objects.count() == 1
    assert Connection.objects.get(pk=bad.pk).succeeded_at is None


def test_what_is_paused_or_in_another_workers_hands_is_said(cast: Cast, fake: GitHub, connection: Connection, capsys: Said) -> None:
    connections.pause_connection(connection.pk, by=cast.by("frank"), because="maintenance")
    assert "paused: maintenance" in told(capsys, "sync")
    connections.resume_connection(connection.pk, by=cast.by("frank"))
    leases.take_lease(connection.pk, now=utc_now())
    assert "another worker is at it" in told(capsys, "sync", status=1)
    assert fake.hits == []


# track


@pytest.fixture
def postmortem(cast: Cast, tmp_path: Path) -> Iterator[str]:
    """Its dates are still to come, and an owner is known."""
    add_person("Priya Nair")
    path = tmp_path / "INC-77.md"
    path.write_text(POSTMORTEM, encoding="utf-8")
    with time_machine.travel(MORNING):
        yield str(path)


def test_a_dry_run_of_a_track_writes_nothing_anywhere(
    cast: Cast, fake: GitHub, connection: Connection, capsys: Said, postmortem: str
) -> None:
    before = kept()
    assert "Nothing was imported" in told(capsys, "track", postmortem, "--to", "Shop", "--dry-run")
    assert kept() == before
    assert fake.hits == []


def test_what_is_ready_is_accepted_and_filed_once_however_often_it_runs(
    cast: Cast, fake: GitHub, connection: Connection, capsys: Said, postmortem: str
) -> None:
    for _ in range(3):
        told(capsys, "track", postmortem, "--to", "shop", "--accept-ready", "--no-lint")
    assert fake.creations() == Link.objects.count() == Item.objects.count() > 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--to", "nothing"], "is no connection"),
        (["--to", "s"], "could be several"),
        (["--to", "Shop", "--as", "nobody"], "there is no account"),
    ],
)
def test_a_track_that_is_asked_for_wrongly_keeps_nothing(
    cast: Cast, connection: Connection, capsys: Said, postmortem: str, words: list[str], expected: str
) -> None:
    connect(cast, name="Store")
    before = kept()
    assert expected in told(capsys, "track", postmortem, *words, status=2)
    assert kept() == before


def test_a_file_that_is_not_there_is_said(cast: Cast, connection: Connection, capsys: Said) -> None:
    told(capsys, "track", "/nowhere.md", "--to", "Shop", status=2)
    told(capsys, "track", "/nowhere.md", "--to", "Shop", "--dry-run", "--no-lint", status=2)


@pytest.mark.parametrize("how", ["read only", "paused", "waits", "refused"])
def test_where_nothing_can_be_filed_it_says_so_and_does_not_wait(
    cast: Cast, fake: GitHub, connection: Connection, capsys: Said, postmortem: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = cast.by("frank")
    match how:
        case "read only":
            connections.change_connection(connection.pk, by=by, read_only=True)
        case "paused":
            connections.pause_connection(connection.pk, by=by, because="maintenance")
        case "waits":
            Connection.objects.update(wait_until=utc_now() + timedelta(hours=1))
        case "refused":
            fake.faults.append(Fault(lambda request: request.method == "POST", times=9, answer=Response.of({"message": "no"}, 422)))
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(track_command, "PATIENCE", 3.0)
    told(capsys, "track", postmortem, "--to", "Shop", "--accept-ready", "--no-lint", status=1)
    assert sum(slept) <= 1
    assert not Link.objects.exists()


# worker


class Consumer:
    def __init__(self, given: dict[str, Any], ran: list[dict[str, Any]]) -> None:
        self.given, self.ran = given, ran

    def run(self) -> None:
        self.ran.append(self.given)


@pytest.mark.parametrize(("words", "threads"), [([], 2), (["--threads", "4"], 4), (["--threads", "0"], 1), (["--threads", "-3"], 1)])
def test_a_worker_works_on_as_many_connections_as_it_is_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, words: list[str], threads: int
) -> None:
    ran: list[dict[str, Any]] = []
    monkeypatch.setattr(queue, "create_consumer", lambda **given: Consumer(given, ran))
    assert main(["worker", *words]) == 0
    assert [given["workers"] for given in ran] == [threads]


@pytest.mark.parametrize("words", [["--threads", "x"], ["now"], ["--threads"]])
def test_a_worker_that_is_started_wrongly_does_not_start(words: list[str], capsys: Said) -> None:
    with pytest.raises(SystemExit) as end:
        main(["worker", *words])
    assert end.value.code == 2


@pytest.mark.parametrize("words", [["connect"], ["sync"], ["track", "x.md", "--to", "y"], ["worker"]])
def test_without_the_server_part_each_says_what_to_install(words: list[str], capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "django", None)
    assert "pip install 'followthrough[server]'" in told(capsys, *words, status=2)


def test_listing_the_trackers_makes_no_account(db: None, capsys: Said) -> None:
    told(capsys, "connect")
    assert not User.objects.exists()
