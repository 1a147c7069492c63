"""The server starts, answers, and stops when told to; what hinders it is said in a sentence."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from followthrough.cli import serve
from followthrough.errors import ConfigError
from tests.cli.shell import PROGRAM, Shell


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield int(other.getsockname()[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, process: subprocess.Popen[str]) -> int:
    """The status of the sign-in page, as soon as the server is up."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "the server did not come up"
            time.sleep(0.1)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_says_where_and_how_to_sign_in_and_stops_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    shell, port = Shell(tmp_path), free_port()
    command = [*PROGRAM, "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=shell.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert answers(port, process) == 200
    finally:
        # A terminal sends Ctrl-C to every process of the command, a service manager SIGTERM to the first.
        os.killpg(process.pid, how) if how == signal.SIGINT else process.send_signal(how)
        out, error = process.communicate(timeout=40)
    assert process.returncode == 0, error
    assert f"Followthrough on http://localhost:{port}/, data in {shell.database}." in out
    assert "followthrough manage add_user NAME --role administrator" in out
    assert "Traceback" not in error


def test_once_somebody_can_sign_in_nothing_is_said_about_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], db: None) -> None:
    from followthrough.web.operations.people import add_account

    add_account("alice", role="administrator")
    serve._say_how_to_sign_in()
    assert "Nobody can sign in yet" in capsys.readouterr().out
    add_account("bob", role="member", password="correct horse battery")
    serve._say_how_to_sign_in()
    assert capsys.readouterr().out == ""


def test_a_port_in_use_is_said_in_a_sentence_before_anything_is_done(tmp_path: Path, taken: int) -> None:
    shell = Shell(tmp_path)
    done = shell.run("serve", "--port", str(taken), status=2)
    assert f"can't listen on 127.0.0.1:{taken}" in done.stderr
    assert "choose another with --port" in done.stderr
    assert not shell.database.exists()


@pytest.mark.parametrize("port", [0, 65536, -1])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(ConfigError, match="is no port"):
        serve.check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    assert "can't listen on 192.0.2.1:8000" in Shell(tmp_path).run("serve", "--host", "192.0.2.1", status=2).stderr


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "http://localhost:80/"), ("::", "http://localhost:80/"), ("ops.example", "http://ops.example:80/")]
)
def test_the_address_is_what_one_types_into_the_browser(host: str, shown: str) -> None:
    assert serve.address(host, 80) == shown


def test_where_the_server_can_not_run_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPosix:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "gunicorn.app.base":
                raise ModuleNotFoundError("No module named 'fcntl'", name="fcntl")

    monkeypatch.setattr(sys, "meta_path", [NoPosix(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "gunicorn.app.base", raising=False)
    with pytest.raises(ConfigError, match="on Windows use WSL"):
        serve.serve("127.0.0.1", 8000, workers=1)
