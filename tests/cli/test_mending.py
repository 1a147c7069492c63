"""`followthrough lint --diff` and `--fix`: what they print, and that a file keeps every byte that is not mended."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from followthrough.cli import mending
from followthrough.cli.main import main

TEXT = """# Mail was late

Date: 2026-03-12

## Action items

- [ ] Pin the client, due 3 May. (Owner: Ines Duarte, MAIL-7)
\tlast line without an end"""
FIXED = TEXT.replace("3 May", "2026-05-03")
FILE = Path("late.md")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_diff_shows_what_would_change_and_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_bytes(TEXT.encode())
    assert main(["lint", "--diff", "late.md"]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[:2] == ["--- late.md", "+++ late.md"]
    assert [row for row in shown[2:] if row[:1] in "+-"] == [f"-{TEXT.splitlines()[6]}", f"+{FIXED.splitlines()[6]}"]
    assert FILE.read_bytes() == TEXT.encode()


def test_where_nothing_can_be_mended_the_diff_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_bytes(FIXED.encode())
    assert main(["lint", "--diff", "late.md"]) == 0
    assert capsys.readouterr() == ("", "")


def test_standard_input_can_be_shown_as_a_diff(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["lint", "--diff", "-"]) == 1
    assert capsys.readouterr().out.startswith("--- <stdin>\n")


@pytest.mark.parametrize(
    ("mark", "encoding", "end"),
    [(b"", "utf-8", "\n"), (b"\xef\xbb\xbf", "utf-8", "\r\n"), (b"\xff\xfe", "utf-16-le", "\r\n"), (b"", "utf-8", "\r")],
)
def test_fixing_keeps_byte_order_mark_encoding_and_line_ends(
    mark: bytes, encoding: str, end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    FILE.write_bytes(mark + TEXT.replace("\n", end).encode(encoding))
    FILE.chmod(0o640)
    main(["lint", "--fix", "late.md"])
    assert FILE.read_bytes() == mark + FIXED.replace("\n", end).encode(encoding)
    assert FILE.stat().st_mode & 0o777 == 0o640
    assert capsys.readouterr().err == "late.md:7: wrote due date '3 May' to 2026-05-03\n"
    assert [path.name for path in Path().iterdir()] == ["late.md"]


def test_mixed_line_ends_stay_mixed() -> None:
    FILE.write_bytes(TEXT.replace("\n\n", "\r\n\n").encode())
    main(["lint", "--fix", "late.md"])
    assert FILE.read_bytes() == FIXED.replace("\n\n", "\r\n\n").encode()


def test_fixing_goes_on_to_lint_what_is_there_now(capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_bytes(TEXT.replace("(Owner: Ines Duarte, MAIL-7)", "").encode())
    assert main(["lint", "--fix", "--select", "no-owner", "late.md"]) == 1
    assert "late.md:7: FT101" in capsys.readouterr().out
    assert b"(Owner: TODO)" in FILE.read_bytes() or b"Owner: TODO" in FILE.read_bytes()


def test_only_what_is_asked_for_is_mended() -> None:
    FILE.write_bytes(TEXT.replace("- [ ] ", "- ").encode())
    main(["lint", "--fix", "--fix-only", "checkboxes", "late.md"])
    assert FILE.read_bytes() == TEXT.encode()


def test_a_mend_that_does_not_exist_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--fix", "--fix-only", "date", "late.md"]) == 2
    assert capsys.readouterr().err.startswith(
        "followthrough: the command line: fix-only: 'date' is nothing that can be mended; did you mean 'dates'?"
    )


@pytest.mark.parametrize("name", ["late.txt", "late.html"])
def test_only_markdown_is_mended(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(name).write_bytes(TEXT.encode())
    main(["lint", "--fix", name])
    assert Path(name).read_bytes() == TEXT.encode()
    assert f"followthrough: {name}: only Markdown is mended; this file stays as it is\n" in capsys.readouterr().err


def test_an_excluded_file_stays_as_it_is() -> None:
    FILE.write_bytes(TEXT.encode())
    main(["lint", "--fix", "--exclude", "late.md", "."])
    assert FILE.read_bytes() == TEXT.encode()


def test_a_file_that_changes_meanwhile_is_not_written(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_bytes(TEXT.encode())
    rewritten = mending.rewritten

    def somebody_else_writes(*args: object) -> bytes:
        FILE.write_bytes(b"theirs")
        return rewritten(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(mending, "rewritten", somebody_else_writes)
    main(["lint", "--fix", "late.md"])
    assert FILE.read_bytes() == b"theirs"
    assert "late.md: the file changed meanwhile; nothing was written to it, run this again" in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["late.md"]


def test_a_link_stays_a_link_to_the_file_that_is_mended() -> None:
    Path("real.md").write_bytes(TEXT.encode())
    FILE.symlink_to("real.md")
    main(["lint", "--fix", "late.md"])
    assert FILE.is_symlink()
    assert Path("real.md").read_bytes() == FIXED.encode()


def test_what_is_left_is_told_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    FILE.write_bytes(TEXT.replace("3 May", "03/04/2026").encode())
    main(["lint", "--fix", "late.md"])
    assert "late.md:7: left as it is: '03/04/2026' is one day in Europe" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["--diff", "--fix"])
def test_what_cannot_be_read_is_told_once_and_fails(how: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", how, "missing.md"]) == 1
    assert capsys.readouterr().err == "followthrough: missing.md: there is no such file; check the name\n"


def test_standard_input_cannot_be_written_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "--fix", "-"]) == 2
    assert capsys.readouterr().err == "followthrough: standard input can't be written to: --diff shows what would change\n"
