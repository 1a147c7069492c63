"""`followthrough lint`, from its arguments to its exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from followthrough.cli.main import main

BAD = "# Mail was late\n\n## Action items\n\n- Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, MAIL-8)\n"
CLEAN = BAD.replace("MAIL-8)", "due 2999-01-01, MAIL-8)")
LINE = "FT111 no due date: give the day by which it will be done"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a clean and a bad postmortem. A date in 2999 is far off, so the policy here allows for it."""
    monkeypatch.chdir(tmp_path)
    Path("followthrough.toml").write_text('ignore = ["due-too-late"]\n', encoding="utf-8")
    Path("clean.md").write_text(CLEAN, encoding="utf-8")
    Path("bad.md").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_a_clean_postmortem_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "clean.md"]) == 0
    assert capsys.readouterr() == ("no findings in 1 file\n", "")


def test_findings_exit_with_1_and_stand_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "bad.md", "clean.md"]) == 1
    assert capsys.readouterr() == (f"bad.md:5: {LINE}\n1 finding in 1 of 2 files\n", "")


def test_on_a_terminal_the_words_are_quoted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "70")
    main(["lint", "bad.md"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("    5 │ - Alert when the mail queue")
    assert lines[2].startswith("      │   ~~~~~")


def test_a_folder_is_read_with_all_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("2026/june/late.MD", "2026/notes.txt", ".git/old.md", "node_modules/x.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(BAD, encoding="utf-8")
    assert main(["lint", "."]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:-1]] == ["bad.md", "2026/june/late.MD"]
    assert lines[-1] == "2 findings in 2 of 3 files"


def test_a_file_given_twice_is_read_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "clean.md", "clean.md"]) == 0
    assert capsys.readouterr().out == "no findings in 1 file\n"


def test_standard_input_is_read_for_a_dash(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))
    assert main(["lint", "-"]) == 1
    assert capsys.readouterr().out.startswith(f"<stdin>:5: {LINE}\n")


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff" * 20, b"caf\xe9 au lait\n"])
def test_a_file_that_is_no_document_is_named_and_the_others_are_still_read(data: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.md").write_bytes(data)
    assert main(["lint", "broken.md", "bad.md"]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("followthrough: broken.md:")
    assert shown.err.count("\n") == 1
    assert shown.out == f"bad.md:5: {LINE}\n1 finding in 1 of 1 file; 1 file could not be read\n"


def test_a_file_that_cannot_be_read_is_no_clean_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "clean.md", "missing.md"]) == 1
    assert capsys.readouterr().err == "followthrough: missing.md: there is no such file; check the name\n"


def test_a_folder_without_documents_is_no_clean_run(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    assert main(["lint", "empty"]) == 1
    assert capsys.readouterr().err.startswith("followthrough: empty: no document in this folder")


def test_json_holds_findings_and_unreadable_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--format", "json", "bad.md", "missing.md"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert [(f["file"], f["line"], f["code"]) for f in shown["findings"]] == [("bad.md", 5, "FT111")]
    assert [u["file"] for u in shown["unreadable"]] == ["missing.md"]


def test_rules_are_selected_and_ignored_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--ignore", "FT111,FT2", "bad.md"]) == 0
    assert main(["lint", "--select", "no-owner", "--select", "FT121", "bad.md"]) == 0
    assert main(["lint", "--select", "FT11", "bad.md"]) == 1
    assert main(["lint", "--select", "FT11", "--ignore", "no-due-date", "bad.md"]) == 0


def test_a_rule_that_does_not_exist_exits_with_2_before_anything_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--select", "FT999", "bad.md"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("followthrough: the command line: select: there is no rule 'FT999'")


def test_the_configuration_nearest_to_each_file_holds(capsys: pytest.CaptureFixture[str]) -> None:
    Path("team").mkdir()
    Path("team/.followthrough.toml").write_text('ignore = ["no-due-date"]\n', encoding="utf-8")
    Path("team/bad.md").write_text(BAD, encoding="utf-8")
    assert main(["lint", "team/bad.md"]) == 0
    assert main(["lint", "team/bad.md", "bad.md"]) == 1


def test_a_configuration_that_is_named_holds_for_all(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.toml").write_text('select = ["no-owner"]\n', encoding="utf-8")
    assert main(["lint", "--config", "other.toml", "bad.md"]) == 0
    assert main(["lint", "--config", "missing.toml", "bad.md"]) == 2
    assert "missing.toml: there is no such file" in capsys.readouterr().err


def test_a_wrong_configuration_exits_with_2_and_names_file_and_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("followthrough.toml").write_text("due-days = -1\n", encoding="utf-8")
    assert main(["lint", "bad.md"]) == 2
    assert capsys.readouterr().err.startswith(f"followthrough: {folder / 'followthrough.toml'}: due-days: a whole number")


def test_no_file_at_all_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["lint"])
    assert left.value.code == 2
    assert "FILE" in capsys.readouterr().err
