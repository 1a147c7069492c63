"""The gate and its tokens from the command line: exit status and words, here and over HTTP to a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from pytest_django.live_server_helper import LiveServer

from followthrough.cli.main import main
from followthrough.web.models import Service, Token
from tests.web.making import MORNING, Cast, make_cast, make_incident, make_item

Said = pytest.CaptureFixture[str]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fixed_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "frank")
    made = make_cast()
    Service.objects.create(slug="checkout", name="Checkout")
    return made


def overdue(cast: Cast) -> None:
    services = list(Service.objects.filter(slug="checkout"))
    make_item(cast, make_incident(cast, reference="INC-9", severity=1, services=services), text="Alert on lag", due=-4)


def test_the_exit_status_says_open_closed_or_could_not_ask(cast: Cast, capsys: Said) -> None:
    assert main(["gate", "--service", "checkout"]) == 0
    assert capsys.readouterr().out == "The gate is open: nothing overdue for checkout.\n"
    overdue(cast)
    assert main(["gate", "--service", "checkout", "--severity", "1"]) == 1
    assert "(4 days late, severity 1, INC-9, Alice)" in capsys.readouterr().out
    assert main(["gate", "--severity", "2"]) == 0
    assert main(["gate", "--grace", "4"]) == 0
    capsys.readouterr()
    assert main(["gate", "--service", "chekcout"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "There is no service “chekcout”" in said.err


def test_formats_for_programs_and_for_github(cast: Cast, capsys: Said) -> None:
    overdue(cast)
    assert main(["gate", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["blocking"][0]["incident"] == "INC-9"
    assert main(["gate", "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error title=Overdue action item #")


def make_token(capsys: Said, *words: str) -> str:
    assert main(["token", "make", "CI", *words]) == 0
    return capsys.readouterr().out.strip()


@pytest.mark.django_db(transaction=True)
def test_a_pipeline_asks_a_server_with_a_token(cast: Cast, capsys: Said, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    overdue(cast)
    monkeypatch.setenv("FOLLOWTHROUGH_TOKEN", make_token(capsys))
    there = ["gate", "--url", str(live_server.url), "--service", "checkout"]
    assert main(there) == 1
    assert "Alert on lag (4 days late" in capsys.readouterr().out
    assert main([*there, "--severity", "2", "--severity", "unranked"]) == 0
    assert "severity 2, unranked" in capsys.readouterr().out
    for words, complaint in (
        (["--url", str(live_server.url), "--service", "no&pe=1"], "There is no service “no&pe=1”"),
        (["--url", str(live_server.url), "--severity", "9"], "A severity is 1, 2, 3, 4 or unranked"),
        (["--url", f"{live_server.url}/elsewhere"], "no Followthrough at this address"),
    ):
        assert main(["gate", *words]) == 2
        assert complaint in capsys.readouterr().err


@pytest.mark.django_db(transaction=True)
def test_a_token_comes_from_a_file_and_a_refused_one_passes_nothing(
    cast: Cast, capsys: Said, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    there = ["gate", "--url", str(live_server.url)]
    assert main(there) == 2
    assert "a token is needed" in capsys.readouterr().err
    text, file = make_token(capsys), tmp_path / "token"
    file.write_text(f"{text}\n", encoding="utf-8")
    monkeypatch.setenv("FOLLOWTHROUGH_TOKEN_FILE", str(file))
    assert main(there) == 0
    assert main(["token", "revoke", str(Token.objects.get().pk)]) == 0
    capsys.readouterr()
    assert main([*there, "--when-unreachable", "open"]) == 2
    said = capsys.readouterr()
    assert "expired or been taken away" in said.err
    assert text not in said.err + said.out


class _Broken(BaseHTTPRequestHandler):
    answer: tuple[int, str, bytes] = (500, "text/html", b"<h1>no</h1>")

    def do_GET(self) -> None:
        status, kind, body = self.answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "passes"),
    [
        ((500, "text/html", b"<h1>no</h1>"), True),
        ((429, "text/plain", b""), True),
        ((200, "text/html", b"<h1>Sign in</h1>"), True),
        ((200, "application/json", b'{"gate": "open"}'), False),
        ((302, "text/html", b""), False),
    ],
)
def test_a_server_in_trouble_holds_the_release_unless_one_says_otherwise(
    answer: tuple[int, str, bytes], passes: bool, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_TOKEN", "ft_x")
    monkeypatch.setattr(_Broken, "answer", answer)
    server = HTTPServer(("127.0.0.1", 0), _Broken)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        there = ["gate", "--url", f"http://127.0.0.1:{server.server_port}"]
        assert main(there) == 2
        assert main([*there, "--when-unreachable", "open"]) == (0 if passes else 2)
    finally:
        server.shutdown()
        server.server_close()
    assert main(["gate", "--url", f"http://127.0.0.1:{server.server_port}"]) == 2
    assert "can't be reached" in capsys.readouterr().err


def test_tokens_are_listed_without_their_text(cast: Cast, capsys: Said) -> None:
    assert main(["token"]) == 0
    assert "No tokens so far" in capsys.readouterr().out
    text = make_token(capsys, "--scope", "metrics", "--scope", "gate", "--days", "0")
    assert main(["token"]) == 0
    said = capsys.readouterr().out
    assert text not in said
    assert "metrics, gate" in said
    assert main(["token", "--as", "dora"]) == 0
    assert "No tokens so far" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["make"], "say which"),
        (["make", "CI", "--scope", "all"], "A token is for gate, metrics, directory"),
        (["revoke", "x"], "named by its number"),
    ],
)
def test_wrong_use_of_tokens_is_said(cast: Cast, words: list[str], complaint: str, capsys: Said) -> None:
    assert main(["token", *words]) == 2
    assert complaint in capsys.readouterr().err
    assert main(["token", "revoke", "99"]) == 1
