"""What a team and the command line say of `followthrough lint`: what is left out, what fails, who is a person, what was promised before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from followthrough.cli import siblings
from followthrough.cli.main import main

TEXT = "# Mail was late\n\n## Action items\n\n- {}\n"
CAP = "Cap the retries of the mail sender at five."
OLD, NEW = Path("2026-03-02-late.md"), Path("2026-05-20-late.md")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str | Path, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def codes(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """File and code of each finding that was printed."""
    lines = capsys.readouterr().out.splitlines()[:-1]
    return [(line.partition(":")[0], line.split()[1]) for line in lines]


def test_an_excluded_document_is_not_read_in_a_folder_nor_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    write("followthrough.toml", 'exclude = ["drafts"]\nselect = ["no-owner"]\n')
    write("docs/drafts/late.md", TEXT.format(CAP))
    write("docs/late.md", TEXT.format(CAP))
    assert main(["lint", "docs"]) == 1
    assert codes(capsys) == [("docs/late.md", "FT101")]
    assert main(["lint", "docs/drafts/late.md"]) == 0
    assert capsys.readouterr().err == "followthrough: docs/drafts/late.md: left out, as 'exclude' says\n"


def test_the_command_line_excludes_more(capsys: pytest.CaptureFixture[str]) -> None:
    write("docs/late.md", TEXT.format(CAP))
    write("docs/old/late.md", TEXT.format(CAP))
    assert main(["lint", "--select", "no-owner", "--exclude", "docs/old", "docs"]) == 1
    assert codes(capsys) == [("docs/late.md", "FT101")]


def test_what_is_ignored_for_some_documents_holds_for_these(capsys: pytest.CaptureFixture[str]) -> None:
    write("followthrough.toml", 'select = ["no-owner", "no-due-date"]\n[per-file-ignores]\n"archive/**" = ["no-due-date"]\n')
    write("archive/late.md", TEXT.format(CAP))
    write("late.md", TEXT.format(CAP))
    main(["lint", "."])
    assert sorted(codes(capsys)) == [("archive/late.md", "FT101"), ("late.md", "FT101"), ("late.md", "FT111")]


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_findings_that_weigh_less_are_printed_and_do_not_fail(fail_on: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    write("followthrough.toml", f'fail-on = "{fail_on}"\nselect = ["vague"]\n')
    write("late.md", TEXT.format("Improve the mail sender."))
    assert main(["lint", "late.md"]) == status
    assert codes(capsys) == [("late.md", "FT131")]
    assert main(["lint", "--fail-on", "info", "late.md"]) == 1


def test_a_file_that_cannot_be_read_fails_whatever_is_set() -> None:
    assert main(["lint", "--fail-on", "never", "missing.md"]) == 1


def test_a_severity_that_does_not_exist_stops_before_anything_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--fail-on", "errors", "missing.md"]) == 2
    assert capsys.readouterr().err.startswith("followthrough: the command line: fail-on: 'errors' is no severity")


def test_a_severity_that_the_team_has_set_decides(capsys: pytest.CaptureFixture[str]) -> None:
    write("followthrough.toml", 'fail-on = "error"\nselect = ["vague"]\n[severity]\nvague = "error"\n')
    write("late.md", TEXT.format("Improve the mail sender."))
    assert main(["lint", "late.md"]) == 1


def test_codeowners_tells_teams_from_people_up_to_the_root_of_the_repository(capsys: pytest.CaptureFixture[str]) -> None:
    write("CODEOWNERS", "* @acme/ferret @otter\n")
    write("repo/docs/late.md", TEXT.format(f"{CAP} @ferret"))
    write("repo/docs/other.md", TEXT.format(f"{CAP} @otter"))
    assert main(["lint", "--select", "FT102", "repo"]) == 1
    assert codes(capsys) == [("repo/docs/late.md", "FT102")]
    Path("repo/.git").mkdir()
    assert main(["lint", "--select", "FT102", "repo"]) == 0
    write("repo/.github/CODEOWNERS", "docs/ @acme/otter\n")
    capsys.readouterr()
    assert main(["lint", "--select", "FT102", "repo"]) == 1
    assert codes(capsys) == [("repo/docs/other.md", "FT102")]


def test_in_a_folder_a_promise_that_was_made_before_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    write(OLD, TEXT.format(CAP))
    write(NEW, TEXT.format(CAP))
    assert main(["lint", "--select", "FT207", "."]) == 1
    assert capsys.readouterr().out.startswith(f"{NEW}:5: FT207 promised before, in {OLD} line 5, on 2026-03-02, still open there: ")


def test_for_one_file_the_documents_beside_it_are_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    write(OLD, TEXT.format(CAP))
    write(NEW, TEXT.format(CAP))
    write("2026-04-01-unlike.md", TEXT.format("Pin the mail client."))
    write("2026-04-02-large.md", TEXT.format(CAP) + "x" * siblings.MOST_BYTES)
    assert main(["lint", "--select", "FT207", str(NEW)]) == 1
    assert codes(capsys) == [(str(NEW), "FT207")]
    assert main(["lint", "--select", "FT207", str(OLD)]) == 0


def test_a_document_beside_it_that_is_excluded_or_unreadable_is_not_looked_at() -> None:
    write("followthrough.toml", f'exclude = ["{OLD}"]\n')
    write(OLD, TEXT.format(CAP))
    write(NEW, TEXT.format(CAP))
    Path("2026-04-01.md").write_bytes(CAP.encode() + b"\xff\x00")
    assert main(["lint", "--select", "FT207", str(NEW)]) == 0


def test_in_a_large_folder_one_file_is_linted_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siblings, "MOST_FILES", 1)
    write(OLD, TEXT.format(CAP))
    write(NEW, TEXT.format(CAP))
    assert main(["lint", "--select", "FT207", str(NEW)]) == 0
    assert main(["lint", "--select", "FT207", "."]) == 1


def test_statistics_take_the_place_of_the_findings(capsys: pytest.CaptureFixture[str]) -> None:
    write("late.md", TEXT.format(CAP))
    assert main(["lint", "--statistics", "--select", "no-owner", "."]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == ["       1      1  FT101  error     no-owner", "1 finding in 1 of 1 file (1 error)"]
    assert main(["lint", "--statistics", "--format", "json", "--select", "no-owner", "."]) == 1
    assert json.loads(capsys.readouterr().out)["severities"]["error"] == 1
