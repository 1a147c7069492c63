"""`followthrough lsp`, as an editor meets it: a process of its own, spoken to over standard input and output."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from lsprotocol import types

from followthrough.core.lint.mend.change import Change
from followthrough.editor.diagnostics import diagnostics
from followthrough.editor.page import Checked, Page
from followthrough.editor.places import Places
from followthrough.editor.server import build
from tests.cli.shell import PROGRAM, environment
from tests.editor.client import LONGEST, Editor, editor

HEAD = "# Mail was late\n\n## Action items\n\n"
ITEM = "Alert when the mail queue is older than ten minutes. (Owner: Ines Duarte, {}MAIL-8)\n"
BAD = f"{HEAD}- {ITEM.format('')}"
GOOD = f"{HEAD}- {ITEM.format('due 2999-01-01, ')}"
ODD = (
    "\x00",
    "\ud83d half of one",
    "<html><body><h2>Action items</h2><ul><li>Alert when it is old</li></ul></body></html>",
    "---\ntitle: [\n---\n" + BAD,
    "- " * 3000 + "x",
    ">" * 3000 + " x",
    "[" * 5000,
    "| a |\n|---|\n" + "| | | | |\n" * 500,
    BAD + "```\n",
    "\u202e" + BAD,
    "\ufeff" + BAD,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "followthrough.toml").write_text('ignore = ["due-too-late"]\n', encoding="utf-8")
    return tmp_path


def work(folder: Path, steps: Callable[[Editor], Awaitable[None]], capabilities: types.ClientCapabilities | None = None) -> None:
    async def talk() -> None:
        async with editor(folder, capabilities) as opened:
            await steps(opened)

    asyncio.run(talk())


def test_a_finding_is_underlined_and_the_underline_goes_when_it_is_mended(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        (told,) = await editor.next("mail.md")
        assert (told.code, told.source, told.severity) == ("FT111", "followthrough", types.DiagnosticSeverity.Error)
        assert told.message == "no due date: give the day by which it will be done"
        assert told.range == types.Range(types.Position(4, 2), types.Position(4, len(BAD.splitlines()[4])))
        editor.change("mail.md", GOOD)
        assert await editor.next("mail.md") == []
        editor.save("mail.md")
        assert await editor.next("mail.md") == []

    work(folder, steps)


def test_columns_are_utf_16_behind_emoji_and_lines_hold_whatever_ends_them(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        text = f"{HEAD}- 🔥 first\n- **📬📬** {ITEM.format('')}".replace("\n", "\r\n")
        editor.open("mail.md", text)
        found = [one for one in await editor.next("mail.md") if one.range.start.line == 5]
        line = text.split("\r\n")[5]
        assert found
        assert all(one.range.start == types.Position(5, 2) for one in found)
        assert all(one.range.end == types.Position(5, len(line.encode("utf-16-le")) // 2) for one in found)
        assert len(line.encode("utf-16-le")) // 2 == len(line) + 2

    work(folder, steps)


def test_a_finding_behind_emoji_in_its_line_begins_where_the_editor_shows_it(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        line = f"- 🔥🔥 {ITEM.format('').strip()} <!-- followthrough: ignore FT111 -->"
        editor.open("mail.md", f"{HEAD}{line}\n")
        (told,) = await editor.next("mail.md")
        assert told.code == "FT902"
        assert told.range.start == types.Position(4, line.index("<!--") + 2)
        assert told.range.end == types.Position(4, len(line) + 2)

    work(folder, steps)


def test_an_editor_that_counts_otherwise_is_answered_in_its_own_count(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", f"{HEAD}- 📬 {ITEM.format('')}")
        (told,) = await editor.next("mail.md")
        assert told.range.end.character == len(f"- 📬 {ITEM.format('')}") - 1

    general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf32])
    work(folder, steps, types.ClientCapabilities(general=general))


def test_changes_that_follow_fast_are_looked_at_once(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        await editor.next("mail.md")
        for n in range(50):
            editor.change("mail.md", BAD + f"\nWord {n}.\n")
        editor.change("mail.md", GOOD)
        assert await editor.next("mail.md") == []
        assert not editor.told[editor.uri("mail.md")]

    work(folder, steps)


def test_each_of_many_documents_is_told_about_itself(folder: Path) -> None:
    (folder / "strict").mkdir()
    (folder / "strict" / ".followthrough.toml").write_text('select = ["no-due-date", "due-too-late"]\n', encoding="utf-8")

    async def steps(editor: Editor) -> None:
        names = [f"{n}.md" for n in range(12)]
        for n, name in enumerate(names):
            editor.open(name, BAD if n % 2 else GOOD)
        editor.open("strict/x.md", GOOD)
        for n, name in enumerate(names):
            assert await editor.codes(name) == (["FT111"] if n % 2 else [])
        assert await editor.codes("strict/x.md") == ["FT114"]

    work(folder, steps)


def test_a_closed_document_is_told_of_no_more(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        assert await editor.codes("mail.md") == ["FT111"]
        editor.close("mail.md")
        assert await editor.next("mail.md") == []
        assert await editor.hover("mail.md", 4, 5) == ""
        assert await editor.actions("mail.md", 4) == []

    work(folder, steps)


def test_pointing_at_an_item_tells_how_it_was_read_and_why_the_rule_is_there(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        shown = await editor.hover("mail.md", 4, 10)
        assert "- Owner: **Ines Duarte**" in shown
        assert "- Due: nothing found" in shown
        assert "**FT111 no-due-date**" in shown
        assert "Good:\n\n```markdown\n" in shown
        assert await editor.hover("mail.md", 1, 0) == ""
        editor.change("mail.md", GOOD)
        assert "- Due: **2999\\-01\\-01**" in await editor.hover("mail.md", 4, 10)

    work(folder, steps)


def test_an_editor_that_shows_only_words_gets_words(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        shown = await editor.hover("mail.md", 4, 10)
        assert "\nWhy: " in shown
        assert "**" not in shown

    plain = types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText])
    work(folder, steps, types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities(hover=plain)))


def applied(text: str, action: types.CodeAction, uri: str) -> str:
    assert action.edit is not None
    assert action.edit.changes is not None
    (edit,) = action.edit.changes[uri]
    assert isinstance(edit, types.TextEdit)
    lines = text.split("\n")
    line = lines[edit.range.start.line]
    lines[edit.range.start.line] = line[: edit.range.start.character] + edit.new_text + line[edit.range.end.character :]
    return "\n".join(lines)


def test_a_finding_can_be_ignored_with_a_comment_that_then_asks_for_its_reason(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        assert await editor.codes("mail.md") == ["FT111"]
        (action,) = [one for one in await editor.actions("mail.md", 4) if one.title.startswith("Ignore")]
        assert action.title == "Ignore FT111 (no-due-date) here, and say why"
        assert action.kind == types.CodeActionKind.QuickFix
        assert [one.code for one in action.diagnostics or []] == ["FT111"]
        editor.change("mail.md", applied(BAD, action, editor.uri("mail.md")))
        assert await editor.codes("mail.md") == ["FT902"]
        assert await editor.actions("mail.md", 0) == []
        assert await editor.actions("mail.md", 4, [types.CodeActionKind.Refactor]) == []

    work(folder, steps)


def test_a_line_can_be_mended(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        text = BAD.replace("Owner: Ines Duarte, ", "")
        editor.open("mail.md", text)
        assert await editor.codes("mail.md") == ["FT101", "FT111"]
        (action,) = [one for one in await editor.actions("mail.md", 4) if one.title.startswith("Write")]
        assert "Owner: TODO" in applied(text, action, editor.uri("mail.md"))

    work(folder, steps)


def test_what_an_earlier_postmortem_promised_is_told_and_stays_told_while_typing(folder: Path) -> None:
    (folder / "2026-01-05-old.md").write_text(BAD, encoding="utf-8")

    async def steps(editor: Editor) -> None:
        editor.open("2026-05-05-new.md", GOOD)
        assert await editor.codes("2026-05-05-new.md") == ["FT207"]
        editor.change("2026-05-05-new.md", GOOD.replace("## Action", "It was over at noon.\n\n## Action"))
        assert await editor.codes("2026-05-05-new.md") == ["FT207"]

    work(folder, steps)


def test_a_page_that_is_no_postmortem_and_an_empty_one_are_left_in_peace(folder: Path) -> None:
    (folder / "incident-tool" / ".git").mkdir(parents=True)
    readme = "# A library\n\nIt adds numbers.\n\n## To do\n\n- Add multiplication.\n- Improve the documentation.\n"

    async def steps(editor: Editor) -> None:
        for name in ("README.md", "incident-tool/README.md", "incident-tool/docs/plan.md"):
            editor.open(name, readme)
            assert await editor.next(name) == []
        editor.open("empty-postmortem.md", " \n")
        assert await editor.next("empty-postmortem.md") == []

    work(folder, steps)


def test_a_postmortem_is_known_by_its_name_its_folder_its_headings_or_its_incident(folder: Path) -> None:
    (folder / ".git").mkdir()
    words = "# Mail was late\n\n{}It was.\n"

    async def steps(editor: Editor) -> None:
        for name in ("2026-05-postmortem.md", "docs/incidents/2026/mail.md"):
            editor.open(name, words.format(""))
            assert await editor.codes(name) == ["FT201"]
        editor.open("a.md", words.format("").replace("# Mail", "# Incident: mail"))
        assert await editor.codes("a.md") == ["FT201"]
        editor.open("b.md", words.format("Severity: SEV2\n\n") + f"\n## To do\n\n- {ITEM.format('')}")
        assert "FT111" in await editor.codes("b.md")

    work(folder, steps)


def test_a_document_that_is_not_saved_yet_is_looked_at_too(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        editor.open("untitled:Untitled-1", BAD)
        assert await editor.codes("untitled:Untitled-1") == ["FT111"]

    work(folder, steps)


def test_documents_that_are_excluded_are_not_looked_at(folder: Path) -> None:
    (folder / "followthrough.toml").write_text('exclude = ["drafts"]\n', encoding="utf-8")

    async def steps(editor: Editor) -> None:
        editor.open("drafts/mail.md", BAD)
        assert await editor.next("drafts/mail.md") == []

    work(folder, steps)


def test_a_configuration_that_is_wrong_is_told_and_one_that_is_mended_holds_at_once(folder: Path) -> None:
    config = folder / "followthrough.toml"
    config.write_text('ignore = ["no-such-rule"]\n', encoding="utf-8")

    async def steps(editor: Editor) -> None:
        editor.open("mail.md", BAD)
        (told,) = await editor.next("mail.md")
        assert "there is no rule 'no-such-rule'" in told.message
        assert editor.registered == [types.WORKSPACE_DID_CHANGE_WATCHED_FILES]
        config.write_text('ignore = ["no-due-date"]\n', encoding="utf-8")
        changed = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
        assert await editor.next("mail.md") == []

    watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    work(folder, steps, types.ClientCapabilities(workspace=types.WorkspaceClientCapabilities(did_change_watched_files=watching)))


def test_no_document_however_odd_ends_the_server_or_what_it_says_of_others(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        for n, text in enumerate(ODD):
            name = f"{n}-postmortem.md"
            editor.open(name, text)
            for one in await editor.next(name):
                assert "fault of Followthrough" not in one.message, text[:40]
            await editor.hover(name, 0, 0)
            await editor.hover(name, 9999, 9999)
            await editor.actions(name, 0)
        editor.open("mail.md", BAD)
        assert await editor.codes("mail.md") == ["FT111"]

    work(folder, steps)


class Broken:
    """A checker that has a fault."""

    def check(self, path: str, text: str, *, thorough: bool) -> Checked:
        raise RecursionError(path, text, thorough)

    def mend(self, path: str, text: str) -> tuple[Change, ...]:
        raise KeyError(path, text)


def test_a_fault_of_ours_is_told_as_ours_and_ends_nothing() -> None:
    server = build(Broken())
    checked = server._checked("mail.md", BAD, thorough=True)
    assert checked.problem is not None
    assert "which is a fault of Followthrough (RecursionError): please report it" in checked.problem
    assert server._mended(Page("mail.md", 1, Places(BAD), checked)) == ()
    (told,) = diagnostics(Page("mail.md", 1, Places(BAD), checked))
    assert told.range == types.Range(types.Position(0, 0), types.Position(0, len("# Mail was late")))


def test_a_translated_document_is_underlined_where_its_words_are(folder: Path) -> None:
    text = "<html>\n<body>\n<h2>Action items</h2>\n<ul><li>Alert when the queue is old.</li></ul>\n</body>\n</html>\n"

    async def steps(editor: Editor) -> None:
        editor.open("postmortem.html", text, "html")
        told = await editor.next("postmortem.html")
        assert "FT101" in [one.code for one in told]
        assert {one.range.start.line for one in told if str(one.code).startswith("FT1")} == {3}
        assert await editor.actions("postmortem.html", 3) == []

    work(folder, steps)


def test_the_server_ends_when_the_editor_is_gone(folder: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "lsp"], input=b"", cwd=folder, env=environment(folder), capture_output=True, timeout=LONGEST, check=False
    )
    assert done.returncode == 0
    assert done.stdout == b""


def test_without_the_package_it_is_said_what_to_install(folder: Path) -> None:
    (folder / "pygls").mkdir()
    (folder / "pygls" / "__init__.py").write_text("raise ImportError\n", encoding="utf-8")
    path = f"{folder}{os.pathsep}{environment(folder)['PYTHONPATH']}"
    command = [sys.executable, "-m", "followthrough.cli.main", "lsp"]
    done = subprocess.run(command, env=environment(folder, PYTHONPATH=path), capture_output=True, text=True, check=False, timeout=LONGEST)
    assert done.returncode == 2
    assert done.stderr == "followthrough: a language server needs one more package: pip install 'followthrough[lsp]'\n"
