"""The demo keeps to its own folder and says what it is. The year itself is tested in tests/web/demo."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from followthrough.cli import demo
from followthrough.errors import ConfigError
from tests.imports import SOURCE

REAL = {
    "DATABASE_URL": "postgres://real:secret@db.example/portfolio",
    "DATABASE_URL_FILE": "/run/secrets/database",
    "FOLLOWTHROUGH_HTTPS": "on",
    "FOLLOWTHROUGH_SECRET_KEY_FILE": "/run/secrets/key",
    "FOLLOWTHROUGH_TIME_ZONE": "Europe/Vienna",
}

DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxy this machine has


def test_every_setting_that_leads_to_real_data_is_pointed_at_the_demo_s_folder(tmp_path: Path) -> None:
    environ = dict(REAL)
    demo.point_at(tmp_path, environ, host="127.0.0.1")
    assert environ["DATABASE_URL"] == f"sqlite:///{tmp_path}/demo.sqlite3"
    assert environ["FOLLOWTHROUGH_HOME"] == str(tmp_path)
    assert environ["FOLLOWTHROUGH_DEMO"] == "on"
    assert "FOLLOWTHROUGH_HTTPS" not in environ  # off by itself
    assert not any(name.endswith("_FILE") for name in environ)
    assert environ["FOLLOWTHROUGH_TIME_ZONE"] == "Europe/Vienna"


def test_a_server_for_others_is_reached_under_its_own_address_too(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    demo.point_at(tmp_path, environ, host="fd00::7")
    assert environ["FOLLOWTHROUGH_HOSTS"] == "localhost,127.0.0.1,[::1],[fd00::7]"


def test_a_database_that_is_not_the_demo_s_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not its own database: nothing was changed"):
        demo.refuse_other_data(tmp_path)


def test_fresh_deletes_what_the_demo_made_and_nothing_else(tmp_path: Path) -> None:
    for name in ("demo.sqlite3", "demo.sqlite3-wal", "demo.sqlite3-shm", "made.json", "notes.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    demo.remove(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_another_seed_than_the_one_that_is_there_needs_fresh() -> None:
    with pytest.raises(ConfigError, match="add --fresh"):
        demo.keep({"seed": 1, "day": "2026-06-10"}, seed=2, today=date(2026, 6, 10))


def test_a_year_that_ended_earlier_is_kept_and_said_to_be_old(capsys: pytest.CaptureFixture[str]) -> None:
    demo.keep({"seed": 1, "day": "2026-06-01"}, seed=1, today=date(2026, 6, 10))
    assert "ends on 2026-06-01; --fresh makes one up to today" in capsys.readouterr().err


def test_todays_year_is_kept_without_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    demo.keep({"seed": 1, "day": "2026-06-10"}, seed=None, today=date(2026, 6, 10))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("content", ["", "{", "[]", "\xff"])
def test_a_note_that_can_not_be_read_is_no_note(tmp_path: Path, content: str) -> None:
    (tmp_path / "made.json").write_text(content, encoding="latin-1")
    assert demo.made(tmp_path) == {}


@pytest.mark.parametrize(
    ("environ", "platform", "terminal", "expected"),
    [
        ({"DISPLAY": ":0"}, "linux", True, True),
        ({}, "darwin", True, True),
        ({}, "linux", True, False),
        ({"DISPLAY": ":0"}, "linux", False, False),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1"}, "linux", True, False),
        ({"CI": "true"}, "darwin", True, False),
    ],
)
def test_a_browser_opens_only_in_front_of_a_person(environ: dict[str, str], platform: str, terminal: bool, expected: bool) -> None:
    assert demo.may_open_browser(environ, platform, terminal=terminal) is expected


class Running:
    """The command as a person starts it, in a data folder of its own, with settings that must not be followed."""

    def __init__(self, home: Path, *words: str) -> None:
        self.home = home
        self.port = free_port()
        command = [sys.executable, "-m", "followthrough.cli.main", "demo", "--no-browser", "--port", str(self.port), *words]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("FOLLOWTHROUGH_")}
        environ |= {"PYTHONPATH": str(SOURCE.parent), "FOLLOWTHROUGH_HOME": str(home), "DATABASE_URL": f"sqlite:///{home}/real.sqlite3"}
        self.process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def page(self, path: str) -> str:
        """A page, as soon as the server is up."""
        deadline = time.monotonic() + 90
        while True:
            try:
                with DIRECT.open(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                    return str(answer.read().decode("utf-8"))
            except urllib.error.HTTPError:
                raise
            except OSError:
                assert self.process.poll() is None, self.process.communicate()
                assert time.monotonic() < deadline, "the demo did not come up"
                time.sleep(0.1)

    def stop(self) -> tuple[str, str]:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("home"))
    yield server
    server.stop()


def test_the_first_page_is_the_lead_s_dashboard(running: Running) -> None:
    page = running.page("/")
    assert re.search(r"\d+ open", re.sub(r"<[^>]+>|\s+", " ", page))
    assert "Maren Tolliver" in page


def test_it_makes_its_own_database_and_no_other(running: Running) -> None:
    running.page("/")
    assert (running.home / "demo" / "demo.sqlite3").exists()
    assert not (running.home / "real.sqlite3").exists()
    assert json.loads((running.home / "demo" / "made.json").read_text(encoding="utf-8"))["seed"] == 20


def test_it_prints_the_address_and_that_all_is_invented_and_a_second_start_keeps_the_year(running: Running) -> None:
    running.page("/")
    shown, said = running.stop()
    assert f"http://localhost:{running.port}/" in shown
    assert "are all invented" in shown
    assert "inventing a company's year" in said
    again = Running(running.home)
    again.page("/")
    shown, said = again.stop()
    assert f"http://localhost:{again.port}/" in shown
    assert "inventing" not in said


def test_with_a_fake_tracker_what_is_closed_there_is_done_here(tmp_path: Path) -> None:
    """The whole way: a worker files items, somebody closes a ticket on the tracker's page, its webhook comes back."""
    server = Running(tmp_path, "--with-fake-tracker")
    try:
        server.page("/")
        assert server.process.stdout is not None
        line = next(line for line in server.process.stdout if "Its tracker:" in line)
        tracker = line.split()[2].rstrip("/")
        title = "Limit what one customer can export at a time"
        mine = "/items/?q=one+customer+can+export"
        wait_for(lambda: title in server.page(mine))
        board = DIRECT.open(f"{tracker}/", timeout=20).read().decode()
        number = re.search(rf"{title}.*?name=\"id\" value=\"(\d+)\"", board)
        assert number is not None
        DIRECT.open(f"{tracker}/board", f"id={number[1]}&act=finish".encode(), timeout=20).read()
        wait_for(lambda: "closed as completed" in server.page("/connections/1/"))
        assert title in server.page(f"{mine}&view=done")
        assert server.page("/connections/1/").count("Filed as acme/shop#") >= 1
    finally:
        server.stop()
    with pytest.raises(OSError):  # nothing is left running
        DIRECT.open(f"{tracker}/", timeout=2)


def wait_for(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_taken_port_is_told_before_any_work(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        server = Running(tmp_path, "--port", port)
        _, said = server.process.communicate(timeout=60)
    assert server.process.returncode == 2
    assert "choose another with --port" in said
    assert not (tmp_path / "demo").exists()
