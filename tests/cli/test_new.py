"""`followthrough new`, from its arguments to a postmortem that lint has nothing to say about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from followthrough.cli.main import main

# What somebody writes in the places that say TODO, in the order of either template.
ITEMS = (
    "Reject a queue configuration without a retry limit when it is loaded. (Owner: Ines Duarte, due 2026-12-18, MAIL-8)",
    "Alert when the oldest mail in the queue is older than ten minutes. (Owner: Tom Weiss, due 2026-12-11, MAIL-9)",
    "Cap the retries of the mail sender at five. (Owner: Ines Duarte, due 2027-01-15, MAIL-10)",
)
WORDS = "The mail queue stood still for two hours, and 4,000 receipts went out late."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written() -> Path:
    (path,) = Path().rglob("*.md")
    return path


def fill_in(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for item in ITEMS:
        text = re.sub(r"(?m)^- \[ \] TODO.*$", f"- [ ] {item}", text, count=1)
    before, heading, after = text.partition("## Decided against")
    text = before + heading + after.replace("- TODO", "- A second provider of mail: it would cost more than the delay did.")
    text = text.replace("- TODO", "- The mail queue had no alert, and its retry limit was missing").replace("TODO", WORDS)
    path.write_text(text, encoding="utf-8")


def lint(path: Path, *, today: str, monkeypatch: pytest.MonkeyPatch) -> int:
    import time_machine

    with time_machine.travel(today, tick=False):
        return main(["lint", str(path)])


@pytest.mark.parametrize("template", ["short", "full"])
def test_a_template_is_silent_once_it_is_filled_in(
    template: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["new", "Mail was late", "--severity", "2", "--id", "INC-481", "--date", "2026-11-20", "--template", template]) == 0
    fill_in(written())
    assert "TODO" not in written().read_text(encoding="utf-8")
    capsys.readouterr()
    assert lint(written(), today="2026-11-23", monkeypatch=monkeypatch) == 0, capsys.readouterr().out


@pytest.mark.parametrize("template", ["short", "full"])
def test_lint_names_each_item_that_is_not_filled_in(template: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "Mail was late", "--template", template])
    lines = written().read_text(encoding="utf-8").splitlines()
    blank = [number for number, line in enumerate(lines, start=1) if line.startswith("- [ ] TODO")]
    capsys.readouterr()
    assert main(["lint", str(written())]) == 1
    said = capsys.readouterr().out
    for number in blank:
        assert all(f"{written()}:{number}: {code} " in said for code in ("FT101", "FT111", "FT121"))
    assert {int(line) for line in re.findall(r":(\d+): FT1", said)} == set(blank)


@pytest.mark.parametrize("left", [0, 1, 2])
def test_lint_names_the_one_item_that_was_forgotten(left: int, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "Mail was late"])
    blank = [line for line in written().read_text(encoding="utf-8").splitlines() if line.startswith("- [ ] TODO")][left]
    fill_in(written())
    text = written().read_text(encoding="utf-8").replace(ITEMS[left], blank.removeprefix("- [ ] "))
    written().write_text(text, encoding="utf-8")
    number = text.splitlines().index(blank) + 1
    capsys.readouterr()
    assert main(["lint", str(written())]) == 1
    assert f"{written()}:{number}: FT101 no owner" in capsys.readouterr().out


def test_what_is_known_is_filled_in_and_the_rest_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "Mail  was\nlate", "--date", "2026-11-20", "--severity", "2"])
    assert str(written()) == "2026-11-20-mail-was-late.md"
    assert (
        written()
        .read_text(encoding="utf-8")
        .startswith("# Mail was late\n\n- **Incident:** TODO\n- **Date:** 2026-11-20\n- **Severity:** SEV2\n")
    )
    assert capsys.readouterr().out == (
        "wrote 2026-11-20-mail-was-late.md: fill in what says TODO, then run: followthrough lint 2026-11-20-mail-was-late.md\n"
    )


def test_what_was_filled_in_is_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "Mail was late", "--date", "2026-11-20", "--severity", "high", "--id", "INC-481"])
    fill_in(written())
    capsys.readouterr()
    assert main(["extract", "--format", "json", str(written())]) == 0
    said = capsys.readouterr().out
    for words in ('"reference": "INC-481"', '"title": "Mail was late"', '"date": "2026-11-20"', '"severity": "high"'):
        assert words in said


def test_a_file_that_is_there_is_never_written_to(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.md").write_text("Mine.\n", encoding="utf-8")
    Path("link.md").symlink_to("nowhere")
    for name in ("mine.md", "link.md"):
        assert main(["new", "Mail was late", "--output", name]) == 1
        assert f"{name}: there is such a file already and it stays as it is" in capsys.readouterr().err
    assert Path("mine.md").read_text(encoding="utf-8") == "Mine.\n"
    assert not Path("nowhere").exists()


def test_a_folder_gets_the_file_by_its_usual_name(capsys: pytest.CaptureFixture[str]) -> None:
    Path("docs").mkdir()
    assert main(["new", "Mail was late", "--date", "2026-11-20", "--output", "docs"]) == 0
    assert str(written()) == "docs/2026-11-20-mail-was-late.md"
    assert main(["new", "Mail was late", "--output", "no/such/"]) == 2
    assert "there is no folder no/such; make it first" in capsys.readouterr().err


def test_print_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "Mail was late", "--print"]) == 0
    assert capsys.readouterr().out.startswith("# Mail was late\n")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Größter Ausfall: Kasse & Lager!", "größter-ausfall-kasse-lager"),
        ("../../etc/passwd", "etc-passwd"),
        ("決済が止まった", "決済が止まった"),
        ("?!", "postmortem"),
        ("long " * 40, "-".join(["long"] * 12)),
        ("x" * 400, "x" * 60),
    ],
)
def test_any_title_makes_the_name_of_a_file(title: str, name: str) -> None:
    assert main(["new", title, "--date", "2026-11-20"]) == 0
    assert str(written()) == f"2026-11-20-{name}.md"


def test_a_template_of_ones_own_is_filled_in_and_its_other_braces_stay(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.txt").write_text("# {{ Title }} ({{id}})\n{{date}} {{severity}} {{owner}} {title}\n", encoding="utf-8")
    assert main(["new", "Mail {{date}}", "--date", "2026-11-20", "--template", "own.txt", "--print"]) == 0
    assert capsys.readouterr().out == "# Mail {{date}} (TODO)\n2026-11-20 TODO {{owner}} {title}\n"


def test_the_configuration_names_a_template_as_seen_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    Path("docs/postmortems").mkdir(parents=True)
    Path("docs/own.txt").write_text("# Ours: {{title}}\n", encoding="utf-8")
    Path("docs/followthrough.toml").write_text('template = "own.txt"\n', encoding="utf-8")
    assert main(["new", "Mail was late", "--output", "docs/postmortems/x.md", "--print"]) == 0
    assert capsys.readouterr().out == "# Ours: Mail was late\n"
    main(["new", "Mail was late", "--output", "docs/x.md", "--template", "full", "--print"])
    assert "## Timeline" in capsys.readouterr().out
    Path("docs/followthrough.toml").write_text('template = "full"\n', encoding="utf-8")
    main(["new", "Mail was late", "--output", "docs/x.md", "--print"])
    assert "## Timeline" in capsys.readouterr().out


def test_a_template_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "Mail was late", "--template", "fulll"]) == 2
    assert "fulll: there is no such template; there are short and full, and any file of your own" in capsys.readouterr().err
    Path("followthrough.toml").write_text("template = 3\n", encoding="utf-8")
    assert main(["new", "Mail was late"]) == 2
    assert "template: a text is needed here" in capsys.readouterr().err


def test_a_day_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["new", "Mail was late", "--date", "2026-02-30"])
    assert stopped.value.code == 2
    assert "'2026-02-30' is no day" in capsys.readouterr().err
