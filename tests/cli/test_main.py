"""The door of the command line: help, unknown commands, completion, exit statuses."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from followthrough import __version__
from followthrough.cli import completion, rule
from followthrough.cli.main import COMMANDS, build, load, main
from followthrough.errors import ConfigError, Conflict, InputError, NotPermitted
from tests.imports import SOURCE


def test_help_lists_every_command_with_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    for name, (group, text) in COMMANDS.items():
        assert f"{group}:\n" in shown
        assert f"  {name} " in shown
        assert text in shown


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"followthrough {__version__}\n"


def test_no_command_shows_the_help_and_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "followthrough COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize(("word", "hint"), [("lnit", "did you mean 'lint'?"), ("frobnicate", "followthrough --help lists the commands")])
def test_an_unknown_command_gets_the_nearest_and_exit_2(word: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word]) == 2
    assert capsys.readouterr() == ("", f"followthrough: there is no command '{word}'; {hint}\n")


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_its_file_its_arguments_and_a_help_that_teaches(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([name, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: followthrough {name} ")
    assert (load(name).__doc__ or "").strip().splitlines()[0] in shown


def test_the_whole_parser_knows_every_command() -> None:
    commands = next(action for action in build()._actions if isinstance(action, argparse._SubParsersAction))
    assert list(commands.choices) == list(COMMANDS)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConfigError("select: no"), 2),
        (InputError("empty", source="a.md", line=3), 2),
        (NotPermitted("not you"), 1),
        (Conflict("too late"), 1),
    ],
)
def test_an_error_is_one_sentence_and_its_kind_gives_the_exit_status(
    error: Exception, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(args: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(rule, "run", fail)
    assert main(["rule"]) == status
    assert capsys.readouterr() == ("", f"followthrough: {error}\n")


def test_a_reader_of_the_pipe_may_leave_early() -> None:
    command = subprocess.Popen(
        [sys.executable, "-m", "followthrough.cli.main", "rule"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
    )
    assert command.stdout is not None
    command.stdout.close()
    _, said = command.communicate()
    assert (command.returncode, said) == (0, b"")


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_completion_prints_a_script_that_knows_the_commands(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in COMMANDS)


def test_completion_without_its_package_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert "pip install 'followthrough[completion]'" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "followthrough.cli.main", "rule"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE.parent)},
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("followthrough: ")
    assert done.stderr.count("\n") == 1
