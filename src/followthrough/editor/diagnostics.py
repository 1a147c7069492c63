"""Findings as the protocol's diagnostics, and the proposals that go with them. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from followthrough.core.level import Level
from followthrough.core.lint.mend.change import Change
from followthrough.core.lint.rule import Finding
from followthrough.editor.ignoring import comment_for
from followthrough.editor.page import Page
from followthrough.editor.places import Position, Range

SOURCE = "followthrough"
SEVERITIES = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.INFO: types.DiagnosticSeverity.Information,
}


def diagnostics(page: Page) -> list[types.Diagnostic]:
    """One for each finding; or one that says why the document could not be looked at: no underline must not read as no fault."""
    if page.checked.problem is not None:
        where = sent(page.places.line(0))
        return [types.Diagnostic(where, page.checked.problem, severity=types.DiagnosticSeverity.Warning, source=SOURCE)]
    return [_diagnostic(page, finding) for finding in page.checked.findings]


def actions(page: Page, uri: str, asked: types.CodeActionParams, changes: Sequence[Change]) -> Iterator[types.CodeAction]:
    """What can be done about the findings at a place: mend the line, or ignore one with a comment."""
    place = received(asked.range)
    if page.is_source:
        for change in changes:
            if place.start.line <= change.line - 1 <= place.end.line:
                yield _mend(page, uri, change)
    for finding in page.findings_at(place):
        told = _diagnostic(page, finding)
        inserted = comment_for(page, finding)
        if inserted is not None:
            where = sent(page.places.range(inserted[0], inserted[0]))
            title = f"Ignore {finding.code} ({finding.name}) here, and say why"
            yield _action(title, uri, types.TextEdit(where, inserted[1]), [told])


def sent(place: Range) -> types.Range:
    return types.Range(types.Position(*place.start), types.Position(*place.end))


def received(place: types.Range) -> Range:
    return Range(Position(place.start.line, place.start.character), Position(place.end.line, place.end.character))


def _diagnostic(page: Page, finding: Finding) -> types.Diagnostic:
    severity = SEVERITIES[finding.level]
    return types.Diagnostic(sent(page.range_of(finding.span)), finding.message, severity=severity, code=finding.code, source=SOURCE)


def _mend(page: Page, uri: str, change: Change) -> types.CodeAction:
    edit = types.TextEdit(sent(page.places.line(change.line - 1)), change.after)
    return _action(f"Write {', '.join(change.whys)}", uri, edit)


def _action(title: str, uri: str, edit: types.TextEdit, about: list[types.Diagnostic] | None = None) -> types.CodeAction:
    changed = types.WorkspaceEdit(changes={uri: [edit]})
    return types.CodeAction(title, kind=types.CodeActionKind.QuickFix, diagnostics=about, edit=changed)
