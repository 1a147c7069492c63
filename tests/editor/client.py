"""An editor, as far as the server can tell: a client over standard input and output, and what it was told."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.cli.shell import PROGRAM, environment

# How long to wait for an answer before giving up: not a measurement, only so that a failing test ends.
LONGEST = 60


class Editor:
    """One client with one server, working in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("tests", "1")
        self.told: dict[str, list[types.PublishDiagnosticsParams]] = defaultdict(list)
        self.registered: list[str] = []
        self._news = asyncio.Condition()
        self._versions: dict[str, int] = {}

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        async def published(params: types.PublishDiagnosticsParams) -> None:
            async with self._news:
                self.told[params.uri].append(params)
                self._news.notify_all()

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
        async def register(params: types.RegistrationParams) -> None:
            self.registered += [one.method for one in params.registrations]

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "markdown") -> None:
        self._versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str) -> None:
        self._versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(uri=self.uri(name), version=self._versions[name])
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def save(self, name: str) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self._document(name)))

    def close(self, name: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self._document(name)))

    async def next(self, name: str) -> list[types.Diagnostic]:
        """The next diagnostics of a document that were not asked for yet."""
        waiting = self.told[self.uri(name)]
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: waiting), LONGEST)
        return list(waiting.pop(0).diagnostics)

    async def codes(self, name: str) -> list[Any]:
        return [one.code for one in await self.next(name)]

    async def hover(self, name: str, line: int, character: int) -> str:
        asked = types.HoverParams(self._document(name), types.Position(line, character))
        answer = await asyncio.wait_for(self.client.text_document_hover_async(asked), LONGEST)
        if answer is None:
            return ""
        assert isinstance(answer.contents, types.MarkupContent)
        return answer.contents.value

    async def actions(self, name: str, line: int, only: list[types.CodeActionKind | str] | None = None) -> list[types.CodeAction]:
        place = types.Range(types.Position(line, 3), types.Position(line, 3))
        asked = types.CodeActionParams(self._document(name), place, types.CodeActionContext([], only=only))
        answer = await asyncio.wait_for(self.client.text_document_code_action_async(asked), LONGEST)
        return [one for one in answer or [] if isinstance(one, types.CodeAction)]

    def _document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))


@asynccontextmanager
async def editor(folder: Path, capabilities: types.ClientCapabilities | None = None) -> AsyncIterator[Editor]:
    """An editor that has started `followthrough lsp` in a folder, and ends it as the protocol says."""
    opened = Editor(folder)
    await opened.client.start_io(*PROGRAM, "lsp", "--stdio", cwd=folder, env=environment(folder))
    process = opened.client._server
    assert process is not None
    given = capabilities or types.ClientCapabilities()
    started = types.InitializeParams(given, process_id=None, root_uri=folder.as_uri())
    await asyncio.wait_for(opened.client.initialize_async(started), LONGEST)
    opened.client.initialized(types.InitializedParams())
    yield opened
    await asyncio.wait_for(opened.client.shutdown_async(None), LONGEST)
    opened.client.exit(None)
    status = await asyncio.wait_for(process.wait(), LONGEST)
    assert status == 0, (await process.stderr.read()).decode() if process.stderr else status
    await opened.client.stop()  # type: ignore[no-untyped-call]
