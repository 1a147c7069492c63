"""`followthrough read`, and what the other commands make of documents that are not Markdown."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from followthrough.cli.inputs import SUFFIXES, expand
from followthrough.cli.main import main
from tests.cli.shell import environment
from tests.core.parse import papers, word

EXPECTED = "Give each receipt a key that the mailer checks"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("receipts.html").write_text(papers.CONFLUENCE, encoding="utf-8")
    Path("receipts.docx").write_bytes(word.RECEIPTS)
    Path("receipts.rst").write_text(papers.RST, encoding="utf-8")
    Path("receipts.wiki").write_text(papers.JIRA, encoding="utf-8")
    Path("receipts.txt").write_text(papers.PLAIN, encoding="utf-8")
    Path("receipts.md").write_text(papers.MARKDOWN, encoding="utf-8")
    return tmp_path


def alone(name: str) -> str:
    """The file in a folder of its own, where no other repeats what it says."""
    place = Path("alone", name, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(Path(name).read_bytes())
    return str(place)


def test_markdown_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "receipts.md"]) == 0
    assert capsys.readouterr().out == papers.MARKDOWN


def test_a_page_is_printed_as_the_text_that_line_numbers_mean(capsys: pytest.CaptureFixture[str]) -> None:
    main(["extract", "--format", "json", "receipts.html"])
    (document,) = json.loads(capsys.readouterr().out)
    assert main(["read", "receipts.html"]) == 0
    lines = capsys.readouterr().out.split("\n")
    (found,) = [item for item in document["items"] if item["text"] == EXPECTED]
    assert lines[found["lines"][0] - 1].startswith(f"| {EXPECTED} | Lena Vogt | 2026-11-20 |")


def test_numbers_stand_before_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "--numbers", "receipts.docx"]) == 0
    first, *_ = capsys.readouterr().out.split("\n")
    assert first.split() == ["1", "#", "Receipts", "went", "out", "twice"]


def test_the_kind_is_told_by_what_a_file_holds(capsys: pytest.CaptureFixture[str]) -> None:
    Path("disguised.md").write_bytes(word.RECEIPTS)
    assert main(["read", "--kind", "receipts.html", "disguised.md", "receipts.rst", "receipts.wiki", "receipts.txt", "receipts.md"]) == 0
    assert [line.rpartition(": ")[2] for line in capsys.readouterr().out.splitlines()] == [
        *("HTML", "Word", "reStructuredText", "Jira wiki markup", "plain text", "Markdown"),
    ]


def test_standard_input_is_read_in_any_format(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(word.RECEIPTS)

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert main(["read", "-"]) == 0
    assert EXPECTED in capsys.readouterr().out


def test_what_cannot_be_read_is_named_and_the_rest_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.md").write_bytes(b"%PDF-1.7")
    assert main(["read", "x.md", "receipts.md"]) == 1
    printed = capsys.readouterr()
    assert "x.md: this is a PDF" in printed.err
    assert EXPECTED in printed.out
    assert main(["read", "missing.md"]) == 2


def test_a_folder_gives_its_documents_of_every_format() -> None:
    Path("requirements.txt").write_text("django\nnh3\n", encoding="utf-8")
    Path("index.html").write_text("<html><p>Welcome to our incident-free site</p></html>", encoding="utf-8")
    Path("notes.pdf").write_bytes(b"%PDF")
    assert {Path(str(path)).name for path in expand(["."])} == {
        *("receipts.docx", "receipts.html", "receipts.md", "receipts.rst", "receipts.txt", "receipts.wiki"),
    }


def test_a_file_that_is_named_is_read_whatever_it_is_called() -> None:
    assert list(expand(["requirements.txt", "x.anything"])) == ["requirements.txt", "x.anything"]


def test_a_folder_without_documents_says_which_endings_it_looked_for(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (problem,) = expand([str(tmp_path / "empty")])
    assert all(ending in str(problem) for ending in SUFFIXES)


@pytest.mark.parametrize("name", ["receipts.html", "receipts.docx", "receipts.rst", "receipts.wiki", "receipts.txt"])
def test_lint_says_of_every_format_what_it_says_of_markdown(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    def found(file: str) -> list[str]:
        main(["lint", "--format", "json", alone(file)])
        return [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]]

    assert found(name) == found("receipts.md") != []


@pytest.mark.parametrize("name", ["receipts.html", "receipts.docx", "receipts.rst"])
def test_only_markdown_is_mended(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = Path(name).read_bytes()
    Path("disguised.md").write_bytes(before)
    main(["lint", "--fix", name, "disguised.md"])
    assert Path(name).read_bytes() == Path("disguised.md").read_bytes() == before
    assert capsys.readouterr().err.count("only Markdown is mended") == 2


def test_markdown_loads_none_of_the_other_readers() -> None:
    probe = (
        "import sys; from followthrough.cli.main import main; main(['lint', sys.argv[1]]);print('LOADED', *(name for name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, alone("receipts.md")], capture_output=True, text=True, check=True, env=environment(Path.cwd())
    )
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    others = ("html", "docx", "email", "rst", "asciidoc", "jira_wiki", "plain", "archive", "signs", "translate")
    assert "followthrough.core.parse.markdown" in loaded
    assert not loaded & ({f"followthrough.core.parse.{name}" for name in others} | {"mammoth", "bs4", "email", "zipfile", "xml"})
