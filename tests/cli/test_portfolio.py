"""The commands of the portfolio: what they print, what they refuse, and for whom."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from followthrough.cli import status as status_command
from followthrough.cli.main import main
from followthrough.core.item import Type
from followthrough.web.models import Item, Person, User
from followthrough.web.operations import people
from tests.cli.shell import Shell
from tests.web.making import Cast, day, found, make_candidate, make_cast, make_document, make_incident, make_item

Said = pytest.CaptureFixture[str]


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("FOLLOWTHROUGH_USER", "alice")
    return make_cast()


def told(said: Said, *words: str, status: int = 0) -> str:
    """What a command prints; of a refusal, what it says instead."""
    assert main(list(words)) == status
    out, error = said.readouterr()
    return error if status else out


# items


def test_items_are_listed_by_due_date_with_what_is_special_about_them(cast: Cast, capsys: Said) -> None:
    make_item(cast, make_incident(cast, reference="INC-5"), text="Alert on depth", due=-4000)
    make_item(cast, text="Write the runbook", owner=None, tickets=(), due=4000, without="follows")
    lines = told(capsys, "items").splitlines()
    assert [line.split()[1:3] for line in lines[1:3]] == [["Alert", "on"], ["Write", "the"]]
    assert "days overdue" in lines[1]
    assert "INC-5" in lines[1]
    assert "nobody" in lines[2]
    assert lines[3] == "2 items"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--state", "overdue"], ["late"]),
        (["--state", "all"], ["late", "early", "foreign"]),
        (["--owner", "Bob"], ["early"]),
        (["--owner", "nobody"], ["foreign"]),
        (["--team", "search"], ["foreign"]),
        (["--type", "process"], ["foreign"]),
        (["--severity", "1"], ["foreign"]),
        (["--incident", "inc-5"], ["foreign"]),
        (["--search", "EAR"], ["early"]),
        (["--sort", "number"], ["late", "early", "foreign"]),
    ],
)
def test_items_can_be_chosen(cast: Cast, capsys: Said, words: list[str], expected: list[str]) -> None:
    make_item(cast, text="late", due=-4000)
    make_item(cast, text="early", due=3000, owner="bob")
    other = make_incident(cast, reference="INC-5", severity=1)
    make_item(cast, other, text="foreign", due=4000, owner=None, team=cast.other_team, type=Type.PROCESS, without="w")
    assert [item["text"] for item in json.loads(told(capsys, "items", "--json", *words))] == expected


def test_items_as_csv_run_no_formula(cast: Cast, capsys: Said) -> None:
    make_item(cast, text='=HYPERLINK("http://example.org")', tickets=("+1", "#2"))
    (row,) = csv.DictReader(io.StringIO(told(capsys, "items", "--csv")))
    assert row["text"] == '\'=HYPERLINK("http://example.org")'
    assert row["tickets"] == "'+1 #2"
    assert row["state"] == "open"


def test_more_items_than_are_shown_are_counted(cast: Cast, capsys: Said) -> None:
    for _ in range(3):
        make_item(cast)
    assert "3 items, the first 2 shown: --limit 0 prints all" in told(capsys, "items", "--limit", "2")


def test_no_items_at_all_says_how_to_get_some(cast: Cast, capsys: Said) -> None:
    assert "followthrough import PATH" in told(capsys, "items")
    make_item(cast)
    assert "No item matches" in told(capsys, "items", "--state", "declined")


def test_an_unknown_team_is_wrong_use_and_the_known_ones_are_named(cast: Cast, capsys: Said) -> None:
    assert "there is no team 'chekout'; the teams are: checkout, search" in told(capsys, "items", "--team", "chekout", status=2)


# for whom


def test_the_command_line_shows_a_private_incident_to_its_people_only(cast: Cast, capsys: Said) -> None:
    hidden = make_incident(cast, reference="INC-S", private=True, let_in=[cast.person("alice"), cast.person("dora")])
    item = make_item(cast, hidden, text="Secret work")
    make_document(cast, hidden, found("Secret candidate"))
    for command in ("items", "candidates", "status"):
        assert "INC-S" in told(capsys, command, "--as", "alice")
        assert "Secret" not in told(capsys, command, "--as", "bob")
        assert "INC-S" not in told(capsys, command, "--as", "bob")
    assert "there is no item" in told(capsys, "close", str(item.pk), "--as", "bob", status=1)
    assert "nothing was found" in told(capsys, "candidates", "INC-S", "--as", "bob", status=1)


def test_an_unknown_or_closed_account_acts_and_reads_nothing(cast: Cast, capsys: Said) -> None:
    assert "there is no account 'mallory'" in told(capsys, "items", "--as", "mallory", status=2)
    cast.bob.is_active = False
    cast.bob.save()
    assert "is closed" in told(capsys, "status", "--as", "bob", status=2)


def test_a_stranger_is_refused_with_a_sentence(cast: Cast, capsys: Said) -> None:
    item = make_item(cast)
    assert "belongs to another team" in told(capsys, "close", str(item.pk), "--as", "charlie", status=1)


# candidates and accept


def test_candidates_are_those_that_wait_of_an_incident_or_a_file(cast: Cast, capsys: Said) -> None:
    one = make_incident(cast, reference="INC-1")
    make_document(cast, one, found("Alert on depth", owners=("Priya",)), name="docs/gate.md")
    make_candidate(cast, text="Another one")
    assert "Another one" in told(capsys, "candidates")
    for named in ("INC-1", "inc-1", "gate.md", "docs/gate.md"):
        shown = told(capsys, "candidates", named)
        assert "Alert on depth" in shown
        assert "Another one" not in shown
    (row,) = json.loads(told(capsys, "candidates", "gate.md", "--json"))
    assert (row["text"], row["owners"], row["lines"]) == ("Alert on depth", ["Priya"], [1, 1])
    assert "nothing was found in an incident or a document 'ate.md'" in told(capsys, "candidates", "ate.md", status=1)


def test_a_candidate_is_accepted_with_owner_date_and_ticket(cast: Cast, capsys: Said) -> None:
    candidate = make_candidate(cast)
    shown = told(capsys, "accept", str(candidate.pk), "--owner", "bob@example.org", "--due", "2031-02-03", "--ticket", "OPS-4")
    item = Item.objects.get()
    assert (item.owner, str(item.due), item.tickets) == (cast.person("bob"), "2031-02-03", ["OPS-4"])
    assert shown.startswith(f"Item {item.pk}: Alert when the queue grows")


def test_what_an_accepted_candidate_lacks_needs_a_reason(cast: Cast, capsys: Said) -> None:
    candidate = make_candidate(cast)
    refusal = told(capsys, "accept", str(candidate.pk), "--owner", "Bob", status=1)
    assert "does not have a due date and a ticket" in refusal
    assert "policy" in told(capsys, "accept", str(candidate.pk), "--owner", "Bob", "--without", "Ticket follows")


def test_a_name_nobody_bears_is_not_guessed(cast: Cast, capsys: Said) -> None:
    candidate = make_candidate(cast)
    assert "nobody here is called 'Bbo'" in told(capsys, "accept", str(candidate.pk), "--owner", "Bbo", "--without", "w", status=2)
    people.add_person("Bob")
    assert "several people are called 'Bob'" in told(capsys, "accept", str(candidate.pk), "--owner", "Bob", "--without", "w", status=2)
    told(capsys, "accept", str(candidate.pk), "--owner", "Newcomer", "--new-person", "--without", "w")
    assert Person.objects.filter(name="Newcomer").exists()


@pytest.mark.parametrize("words", [["accept", "12", "--due", "soon"], ["status", "--as-of", "yesterday"]])
def test_a_date_that_is_none_is_wrong_use(cast: Cast, capsys: Said, words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "is not a date: write it as 2026-07-01" in capsys.readouterr().err


# close and decide


def test_items_are_closed_with_evidence(cast: Cast, capsys: Said) -> None:
    one, other = make_item(cast), make_item(cast)
    told(capsys, "close", str(one.pk), str(other.pk), "--evidence", "OPS-1 shipped")
    assert set(Item.objects.values_list("state", "evidence")) == {("done", "OPS-1 shipped")}
    assert "is done: it has to be reopened" in told(capsys, "close", str(one.pk), status=1)


def test_a_decision_is_made_by_the_person_who_is_named(cast: Cast, capsys: Said) -> None:
    item = make_item(cast)
    number = str(item.pk)
    shown = told(
        capsys, "decide", number, "--accept-risk", "--reason", "Rare", "--impact", "An hour", "--until", "2090-01-01", "--as", "bob"
    )
    assert shown.startswith("Risk accepted until 2090-01-01")
    assert item.decisions.get().by == cast.bob
    told(capsys, "decide", number, "--reopen", "--reason", "It happened")
    told(capsys, "decide", number, "--decline", "--reason", "No value")
    item.refresh_from_db()
    assert item.state == "declined"


def test_an_accepted_risk_without_impact_or_date_is_wrong_use(cast: Cast, capsys: Said) -> None:
    number = str(make_item(cast).pk)
    assert "--impact WORDS" in told(capsys, "decide", number, "--accept-risk", "--reason", "r", status=2)
    assert "go with --accept-risk" in told(capsys, "decide", number, "--decline", "--reason", "r", "--impact", "i", status=2)


# status


def test_the_status_answers_the_four_questions_in_sentences(cast: Cast, capsys: Said) -> None:
    broken = make_incident(cast, reference="INC-7", title="The gate stood open")
    make_item(cast, broken, text="Alert on depth", accepted=-20, due=-5)
    done = make_item(cast, broken, accepted=-20, due=-5)
    told(capsys, "close", str(done.pk))
    make_incident(cast, reference="INC-8")
    shown = told(capsys, "status")
    assert "1 action item, 1 of them overdue." in shown
    assert f"item {Item.objects.open().get().pk}, “Alert on depth” (INC-7)." in shown
    assert "2 incidents: 0 closed, 1 partly closed, 0 none closed, 1 none recorded." in shown
    assert "1 open, 1 done" in shown
    assert "1 item is overdue: followthrough items --state overdue" in shown


def test_the_status_of_a_past_day_is_of_that_day(cast: Cast, capsys: Said) -> None:
    make_item(cast, accepted=-20, due=-5)
    asked = {offset: json.loads(told(capsys, "status", "--json", "--as-of", str(day(offset)))) for offset in (-21, -20, -4)}
    assert [(one["open"], one["overdue"]) for one in asked.values()] == [(0, 0), (1, 0), (1, 1)]
    assert asked[-20]["oldest"] == {
        "number": Item.objects.get().pk,
        "text": "Alert when the queue grows",
        "incident": Item.objects.get().incident.reference,
        "accepted": str(day(-20)),
        "age_days": 0,
    }


def test_the_json_of_the_status_has_the_keys_that_its_help_names(cast: Cast, capsys: Said) -> None:
    make_item(cast)
    answer = json.loads(told(capsys, "status", "--json"))
    documented = status_command.__doc__ or ""
    nested = [answer, answer["oldest"], answer["ages"][0], answer["completion"], answer["completion"]["last_quarter"], answer["weeks"][0]]
    for part in [*nested, answer["incidents"], answer["incidents"]["none_closed"][0]]:
        assert all(key in documented for key in part), part
    assert answer["completion"]["last_quarter"]["rate"] is None


def test_the_status_explains_each_number_when_asked(cast: Cast, capsys: Said) -> None:
    make_item(cast)
    assert "on its due date an item is not yet overdue" in told(capsys, "status", "--explain")
    assert "on its due date an item is not yet overdue" not in told(capsys, "status")


def test_the_status_of_one_team_leaves_out_the_others(cast: Cast, capsys: Said) -> None:
    make_item(cast)
    make_item(cast, make_incident(cast, team=cast.other_team), team=cast.other_team)
    answer = json.loads(told(capsys, "status", "--json", "--team", "search"))
    assert (answer["team"], answer["open"], len(answer["incidents"]["none_closed"])) == ("search", 1, 1)


def test_the_words_of_a_document_do_not_move_the_readers_cursor(cast: Cast, capsys: Said) -> None:
    make_item(cast, make_incident(cast, title="Gate\x1b[2J\r\nopen"), text="Alert\x1b[31m now")
    for command in ("status", "items"):
        assert "\x1b" not in told(capsys, command)


# the first use


def test_an_empty_portfolio_teaches_what_to_do_and_makes_no_account(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    done = shell.run("status")
    assert "The portfolio is empty" in done.stdout
    assert "followthrough import docs/postmortems" in done.stdout
    assert "preparing the database" in done.stderr
    assert "administrator" not in done.stderr
    assert shell.run("items").stderr == ""


def test_the_first_who_writes_becomes_the_administrator_and_is_told_so(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    (tmp_path / "gate.md").write_text("# Gate\n\n## Action items\n\n- Grease the hinge every month\n", encoding="utf-8")
    done = shell.run("import", "gate.md")
    assert "'alice' is now its administrator" in done.stderr
    assert str(shell.database) in done.stdout
    assert "there is no account 'mallory'" in shell.run("import", "gate.md", "--as", "mallory", status=2).stderr
    shell.run("manage", "add_user", "mallory", "--role", "viewer", input="a long enough secret\n")
    assert "can read this, but not change it" in shell.run("import", "gate.md", "--as", "mallory", status=1).stderr


def test_a_password_that_is_too_simple_makes_no_account(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run("status")
    assert "too common" in shell.run("manage", "add_user", "bob", input="password\n", status=1).stderr
    assert shell.run("items", "--as", "bob").stdout  # still no account at all, so nothing is asked


def test_without_the_server_part_a_command_says_how_to_install_it(tmp_path: Path) -> None:
    shell = Shell(tmp_path, PYTHONSAFEPATH="1")
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "django.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'django'\", name='django')\n", encoding="utf-8"
    )
    shell.environment["PYTHONPATH"] = f"{tmp_path / 'without'}{os.pathsep}{shell.environment['PYTHONPATH']}"
    for words in (["status"], ["import", "x.md"], ["items"], ["serve", "--port", "1"], ["manage", "migrate"]):
        done = shell.run(*words, status=2)
        assert "pip install 'followthrough[server]'" in done.stderr, words
        assert "Traceback" not in done.stderr


def test_a_database_that_is_none_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite3").write_bytes(b"this is no database at all, and never was" * 40)
    done = Shell(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/broken.sqlite3").run("status", status=2)
    assert "Traceback" not in done.stderr
    assert "DATABASE_URL" in done.stderr


def test_an_older_database_on_a_server_is_not_changed_behind_the_operators_back(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("something", False)])
    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert "run `followthrough manage migrate`" in told(capsys, "status", status=2)


def test_an_account_gets_its_person_and_no_password_by_itself(cast: Cast) -> None:
    user = people.add_account("grace", role="member")
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert Person.objects.get(user=user).name == "grace"


@pytest.mark.parametrize("asked", ["0001-01-01", "1969-12-31", "9999-12-31"])
def test_a_day_that_nothing_can_be_counted_for_is_wrong_use(cast: Cast, capsys: Said, asked: str) -> None:
    make_item(cast)
    assert f"--as-of {asked}: numbers are counted from 1970-01-01 to today" in told(capsys, "status", "--as-of", asked, status=2)
