"""`followthrough extract`, from its arguments to its exit status."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from followthrough.cli.main import main

SCHEMA = json.loads((Path(__file__).parent.parent / "contracts" / "extract.schema.json").read_text(encoding="utf-8"))
MAIL = """# INC-9: Mail was late (SEV2)

Date: 2026-03-12

The queue was full. We will look into the limits of the pool.

## Action items

| Action | Owner | Due | Ticket | Status |
|--------|-------|-----|--------|--------|
| Alert on the age of the queue | Priya Nair | 2026-04-01 | MAIL-7 | Open |
| Raise the limit of the pool | Mail team | soon | | Done |
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mail.md").write_text(MAIL, encoding="utf-8")
    Path("quiet.md").write_text("# Nothing to do\n\nAll is well.\n", encoding="utf-8")
    return tmp_path


def extract(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> list[dict[str, Any]]:
    """What the command prints as JSON, held against the contract."""
    assert main(["extract", "--format", "json", *words]) == status
    answer: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, SCHEMA, format_checker=jsonschema.FormatChecker())
    return answer


def test_the_json_is_what_the_contract_says(capsys: pytest.CaptureFixture[str]) -> None:
    (document,) = extract(capsys, "mail.md")
    assert document["file"] == "mail.md"
    assert document["incident"] == {"reference": "INC-9", "title": "INC-9: Mail was late (SEV2)", "date": "2026-03-12", "severity": "SEV2"}
    buried, alert, limit = document["items"]
    assert alert == {
        "text": "Alert on the age of the queue",
        "lines": [11, 11],
        "where": "listed",
        "owners": ["Priya Nair"],
        "owner_kind": "person",
        "due": "2026-04-01",
        "due_raw": "2026-04-01",
        "tracking": ["MAIL-7"],
        "state": "open",
        "type": "detection",
        "confidence": alert["confidence"],
        "flags": [],
    }
    assert (buried["where"], buried["lines"]) == ("buried", [5, 5])
    assert (limit["state"], limit["due"], limit["due_raw"], limit["owner_kind"]) == ("done", None, "soon", "team")
    assert {"owner-not-a-person", "vague-due-date", "no-tracking-id"} <= set(limit["flags"])


def test_a_document_without_items_is_answered_too(capsys: pytest.CaptureFixture[str]) -> None:
    (document,) = extract(capsys, "quiet.md")
    assert document["items"] == []


def test_a_folder_is_read_with_all_below_it_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    Path("2026", "june").mkdir(parents=True)
    Path("2026", "june", "late.md").write_text(MAIL, encoding="utf-8")
    assert [document["file"] for document in extract(capsys, ".")] == ["mail.md", "quiet.md", "2026/june/late.md"]


def test_standard_input_is_read_for_a_dash(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(MAIL.encode())))
    (document,) = extract(capsys, "-")
    assert len(document["items"]) == 3


@pytest.mark.parametrize(
    ("data", "words"), [(b"", "empty"), (b"\x00\x01\xff", "NUL"), (b"# x\n\ncaf\xe9\n", "bad.md:3: this is not UTF-8 text")]
)
def test_a_file_that_is_no_text_is_named_and_the_others_are_read(data: bytes, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.md").write_bytes(data)
    assert main(["extract", "--format", "json", "bad.md", "mail.md"]) == 1
    out, err = capsys.readouterr()
    assert [document["file"] for document in json.loads(out)] == ["mail.md"]
    assert words in err
    assert "bad.md" in err


def test_a_file_that_does_not_exist_is_wrong_use_and_the_others_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert [document["file"] for document in extract(capsys, "nowhere.md", "mail.md", status=2)] == ["mail.md"]
    main(["extract", "nowhere.md"])
    assert "nowhere.md: there is no such file" in capsys.readouterr().err


def test_people_get_a_line_an_item_and_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "mail.md", "quiet.md"]) == 0
    out = capsys.readouterr().out
    assert "INC-9" in out
    assert "  11  Alert on the age of the queue" in out
    assert "Priya Nair · 2026-04-01 · MAIL-7 · detection" in out
    assert "no-tracking-id" in out
    assert "no action items" in out
    assert "\x1b" not in out


def test_a_documents_words_do_not_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    Path("sly.md").write_text("# Sly \x1b[2J\n\n## Action items\n\n- Add an \x1b]0;alert\x07 \x9b31m\n", encoding="utf-8")
    assert main(["extract", "sly.md"]) == 0
    assert not set(capsys.readouterr().out) & {"\x1b", "\x07", "\x9b"}
