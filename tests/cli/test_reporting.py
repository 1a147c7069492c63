"""`followthrough lint --format … --output …`: what goes where. How each format looks is tested in tests/core/report."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from followthrough.cli.lint import FORMATS
from followthrough.cli.main import main

BAD = "# Mail was late\n\n## Action items\n\n- Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, MAIL-8)\n"
BEGINS = {"text": "bad.md:5:", "json": "{", "sarif": "{", "github": "::error ", "gitlab": "[", "junit": "<?xml", "markdown": "<!--"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)
    Path("bad.md").write_text(BAD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_printed_and_exits_as_text_does(format: str, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: A002
    assert main(["lint", "--format", format, "bad.md"]) == 1
    assert capsys.readouterr().out.startswith(BEGINS[format])


@pytest.mark.parametrize("format", FORMATS)
def test_a_report_in_a_file_leaves_text_on_the_terminal(format: str, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: A002
    assert main(["lint", "--format", format, "--output", "report", "bad.md"]) == 1
    assert Path("report").read_text(encoding="utf-8").startswith(BEGINS[format])
    assert capsys.readouterr().out.startswith("bad.md:5: FT111")
    assert sorted(path.name for path in Path().iterdir()) == ["bad.md", "report"]


def test_a_report_replaces_an_earlier_one_and_keeps_its_permissions(folder: Path) -> None:
    report = folder / "report.json"
    report.write_text("old")
    report.chmod(0o640)
    main(["lint", "--format", "json", "--output", "report.json", "bad.md"])
    assert json.loads(report.read_text(encoding="utf-8"))["files"] == 1
    assert report.stat().st_mode & 0o777 == 0o640


def test_a_new_report_has_the_permissions_of_any_new_file(folder: Path) -> None:
    before = os.umask(0o027)
    try:
        main(["lint", "--format", "json", "--output", "report.json", "bad.md"])
    finally:
        os.umask(before)
    assert (folder / "report.json").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("paths", [["bad.md"], ["."], ["./bad.md"]])
def test_a_report_never_takes_the_place_of_a_document(paths: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("link.txt").symlink_to("bad.md")
    for name in ("bad.md", "link.txt"):
        assert main(["lint", "--output", name, *paths]) == 2
        assert f"--output {name}: this is one of the documents" in capsys.readouterr().err
    assert Path("bad.md").read_text(encoding="utf-8") == BAD


def test_a_report_that_can_not_be_written_leaves_the_one_that_was_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("report").write_text("old", encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert main(["lint", "--output", "report", "bad.md"]) == 1
    said = capsys.readouterr().err
    assert said == "followthrough: report: could not be written (No space left on device); what was there before is kept\n"
    assert Path("report").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["bad.md", "report"]


def test_a_folder_that_is_not_there_is_told_before_anything_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--output", "no/such/report", "bad.md"]) == 2
    assert capsys.readouterr() == (
        "",
        "followthrough: --output no/such/report: there is no folder no/such to write it into; make it first\n",
    )


def test_a_folder_is_no_file_to_write_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--output", ".", "bad.md"]) == 2
    assert "this is a folder" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--format", "json"], ["--output", "report"], ["--statistics"]])
def test_a_diff_is_no_report(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--diff", *more, "bad.md"]) == 2
    assert "--diff prints what would change and nothing else" in capsys.readouterr().err
    assert not Path("report").exists()


def test_a_dash_is_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--format", "json", "--output", "-", "bad.md"]) == 1
    assert json.loads(capsys.readouterr().out)["files"] == 1
    assert not Path("-").exists()


def test_a_device_is_written_to_and_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--output", "/dev/null", "bad.md"]) == 1
    assert not Path("/dev/null").is_file()


def test_counts_go_into_a_file_too_and_only_in_formats_that_have_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--statistics", "--format", "json", "--output", "counts.json", "bad.md"]) == 1
    assert json.loads(Path("counts.json").read_text(encoding="utf-8"))["rules"]
    assert main(["lint", "--statistics", "--format", "sarif", "bad.md"]) == 2
    assert "--statistics can be had as text or json, not as sarif" in capsys.readouterr().err


@pytest.mark.parametrize(("variable", "format"), [("GITHUB_WORKSPACE", "github"), ("CI_PROJECT_DIR", "gitlab")])
def test_services_are_given_names_from_the_root_of_the_repository(
    variable: str,
    format: str,  # noqa: A002
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, str(folder))
    (folder / "docs").mkdir()
    (folder / "bad.md").rename(folder / "docs" / "bad.md")
    monkeypatch.chdir(folder / "docs")
    main(["lint", "--format", format, "bad.md"])
    assert "docs/bad.md" in capsys.readouterr().out


def test_a_whole_path_is_named_from_here(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["lint", "--format", "github", str(folder / "bad.md")])
    assert capsys.readouterr().out.startswith("::error file=bad.md,line=5")


def test_the_name_of_a_file_that_can_not_be_read_moves_no_cursor_and_begins_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x\n::error::\x1b[2Jy.md").write_text("", encoding="utf-8")
    assert main(["lint", "."]) == 1
    told = capsys.readouterr().err
    assert told.startswith("followthrough: x ::error:: [2Jy.md: ")
    assert told.count("\n") == 1


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_whose_name_is_no_text_is_still_told_of(format: str, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: A002
    name = os.fsdecode(b"b\xe4d.md")
    Path(name).write_text(BAD, encoding="utf-8")
    assert main(["lint", "--format", format, name]) == 1
    assert "no due date" in capsys.readouterr().out
