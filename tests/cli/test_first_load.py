"""A folder of postmortems comes in, twice; the four answers are counted a second time by other means."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.recount import recount
from tests.cli.shell import Shell

THINGS = ["gate", "lift", "printer", "freezer", "conveyor", "scale", "forklift", "scanner", "dock", "alarm", "sprinkler", "window"]


def postmortem(number: int, today: date) -> str:
    """An invented one. They differ in what they say of date, severity, owners, dates, tickets and states."""
    thing = THINGS[number]
    began = today - timedelta(days=9 + 23 * number)
    facts = [f"- **Incident:** INC-{100 + number}"] if number % 3 else []
    facts += [f"- **Date:** {began}"] if number % 4 != 3 else []
    facts += [f"- **Severity:** SEV{1 + number % 4}"] if number % 5 else []
    due = began + timedelta(days=20)
    items = [
        f"- [{'x' if number % 2 else ' '}] Alert when the {thing} has been stuck for more than five minutes (Owner: Priya)",
        f"- [ ] Replace the worn belt of the {thing}, due {due}, OPS-{number}",
        f"- Buy a second {thing} (won't do)"
        if number % 6 == 5
        else f"- [{'x' if number % 4 == 1 else ' '}] Write a runbook for the {thing}",
    ]
    if number == 7:
        items = []
    if number == 9:
        items = [line.replace("[ ]", "[x]") for line in items]
    head = f"# The {thing} stood still\n\n" + "\n".join(facts)
    story = f"\n\n## What happened\n\nThe {thing} of hall {number} stood still on a working day, and work stopped.\n"
    return head + story + ("\n## Action items\n\n" + "\n".join(items) + "\n" if items else "\nWe went home early.\n")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shell, dict[str, Any]]:
    shell = Shell(tmp_path_factory.mktemp("load"))
    folder = shell.folder / "postmortems"
    folder.mkdir()
    today = date.today()
    for number in range(len(THINGS)):
        (folder / f"{THINGS[number]}.md").write_text(postmortem(number, today), encoding="utf-8")
    (folder / "README.md").write_text("# How we write postmortems\n\nSoon after, together, without blame.\n", encoding="utf-8")
    return shell, shell.json("import", "postmortems", "--accept-listed")


def dump(database: Path) -> dict[str, Sequence[Any]]:
    connection = sqlite3.connect(database)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'web_%'")]
    rows: dict[str, Sequence[Any]] = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in tables}  # noqa: S608
    connection.close()
    return rows


def matches(shell: Shell, status: dict[str, Any], today: date) -> None:
    again = recount(shell.database, today)
    windows = {name: {key: status["completion"][name][key] for key in again[name]} for name in ("last_quarter", "running_90_days")}
    assert {
        "open": status["open"],
        "overdue": status["overdue"],
        "oldest_days": status["oldest"]["age_days"],
        "ages": [bucket["count"] for bucket in status["ages"]],
        **windows,
        "loops": {name: len(incidents) for name, incidents in status["incidents"].items()},
    } == again


def test_a_first_load_reads_all_and_names_what_is_no_postmortem(loaded: tuple[Shell, dict[str, Any]]) -> None:
    _, report = loaded
    assert (report["read"], report["skipped"], report["failed"], report["unchanged"]) == (12, 1, 0, 0)
    assert report["items"] == report["accepted"] == 33
    assert report["done"] > 0
    assert report["undecided"] == 2


def test_the_four_answers_are_what_another_count_of_the_events_gives(loaded: tuple[Shell, dict[str, Any]]) -> None:
    shell, _ = loaded
    status = shell.json("status")
    assert status["open"] > status["overdue"] > 0
    assert all(status["incidents"].values()), "each kind of loop has an incident"
    matches(shell, status, date.fromisoformat(status["as_of"]))


def test_they_still_are_after_people_have_acted(loaded: tuple[Shell, dict[str, Any]]) -> None:
    shell, _ = loaded
    recently, today = (str(date.today() - timedelta(days=days)) for days in (80, 0))
    numbers = [str(item["number"]) for item in shell.json("items") if recently < item["original_due"] <= today]
    assert len(numbers) >= 4
    shell.run("close", numbers[0], "--evidence", "seen")
    shell.run("decide", numbers[1], "--decline", "--reason", "The hall is closed")
    until = str(date.today() + timedelta(days=200))
    shell.run("decide", numbers[2], "--accept-risk", "--reason", "Rare", "--impact", "An hour a year", "--until", until)
    shell.run("decide", numbers[1], "--reopen", "--reason", "The hall is open again")
    shell.run("decide", numbers[3], "--decline", "--reason", "No value left")
    status = shell.json("status")
    assert sum(window["risk_accepted"] + window["declined"] for window in status["completion"].values()) > 0
    matches(shell, status, date.fromisoformat(status["as_of"]))
    shell.run("manage", "verify_audit")


def test_a_second_load_changes_not_one_row_of_any_table(loaded: tuple[Shell, dict[str, Any]]) -> None:
    shell, _ = loaded
    before = dump(shell.database)
    again = shell.json("import", "postmortems", "--accept-listed")
    assert (again["read"], again["unchanged"], again["found"], again["accepted"]) == (12, 12, 0, 0)
    assert dump(shell.database) == before
    assert len(before["web_event"]) > 60


def test_the_clock_starts_on_the_date_of_the_incident_or_today_as_asked(tmp_path: Path) -> None:
    text = "# The gate\n\n- **Date:** 2025-02-03\n\n## Action items\n\n- Grease the hinge of the gate every month\n"
    (tmp_path / "gate.md").write_text(text, encoding="utf-8")
    for clock, accepted in (("document", "2025-02-03"), ("today", str(date.today()))):
        shell = Shell(tmp_path, FOLLOWTHROUGH_HOME=str(tmp_path / clock))
        shell.run("import", "gate.md", "--accept-listed", "--clock", clock)
        assert [item["accepted"] for item in shell.json("items")] == [accepted]


def test_bad_files_are_named_and_the_others_are_read(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.md").write_text(postmortem(1, date.today()), encoding="utf-8")
    (folder / "empty.md").write_bytes(b"")
    (folder / "picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    (folder / "latin.md").write_bytes(b"# Gr\xfc\xdfe\n\xa0\n" * 3)
    done = shell.run("import", "docs", "nowhere.md", status=1)
    told = [line.split(": ", 2) for line in done.stderr.splitlines() if ".md" in line]
    assert {Path(words[1].split(":")[0]).name for words in told} >= {"empty.md", "picture.md", "nowhere.md"}
    assert all(len(words) == 3 and words[0] == "followthrough" for words in told)
    assert "1 document" in done.stdout or "2 documents" in done.stdout
    assert "could not be read" in done.stdout
    assert shell.json("candidates", "good.md")


def test_an_edited_file_is_known_again_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "ops" / "postmortems"
    folder.mkdir(parents=True)
    file = folder / "gate.md"
    text = "# The gate stayed closed\n\n## Action items\n\n- Grease the hinge of the gate every month\n"
    file.write_text(text, encoding="utf-8")
    shell = Shell(tmp_path)
    assert shell.json("import", "ops")["found"] == 1
    file.write_text(text + "\nAnd a remark that was added later on.\n", encoding="utf-8")
    assert shell.json("import", str(file)) | {"read": 1} == {
        "read": 1,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
        "found": 0,
        "kept": 1,
        "accepted": 0,
        "done": 0,
        "undecided": 0,
        "waiting": 1,
        "items": 0,
    }


def test_a_kind_of_database_that_is_not_supported_is_wrong_use(tmp_path: Path) -> None:
    said = Shell(tmp_path, DATABASE_URL="mysql://user:secret@host/name").run("status", status=2).stderr
    assert said.startswith("followthrough: DATABASE_URL names another kind of database")
    assert "secret" not in said
    assert said.count("\n") == 1
