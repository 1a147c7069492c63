"""The language server: looks at each open document after it was opened, changed or saved, and tells the editor. Writes no file.

What an editor sends is answered or left alone; no document and no configuration ends the server.
"""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

from followthrough import __version__
from followthrough.core.config import NAMES
from followthrough.core.lint.mend.change import Change
from followthrough.editor.diagnostics import actions, diagnostics, received
from followthrough.editor.page import Checked, Checker, Page, normal
from followthrough.editor.places import Places
from followthrough.editor.words import hover

# Seconds without a key pressed after which a document is looked at.
PAUSE = 0.25
# Characters of a document up to which mending is offered: it reads the document several times.
MOST_TO_MEND = 100_000
_LOG = logging.getLogger(__name__)


class Server(LanguageServer):
    """Open documents by their address, each with what was found in it last."""

    def __init__(self, checker: Checker) -> None:
        # Whole texts: what a line end is, the protocol, Python and the editor each see differently.
        super().__init__("followthrough", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self._checker = checker
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self._pages: dict[str, Page] = {}
        self._changes: dict[str, tuple[Page, tuple[Change, ...]]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._thorough: set[str] = set()

    def look(self, uri: str, *, thorough: bool, pause: float = 0) -> None:
        """Look at a document soon, in place of any look that was about to happen."""
        if thorough:
            self._thorough.add(uri)
        self._stop(uri)
        self._waiting[uri] = asyncio.get_running_loop().create_task(self._look(uri, pause))

    def look_at_all(self) -> None:
        for uri in list(self.workspace.text_documents):
            self.look(uri, thorough=True)

    def forget(self, uri: str) -> None:
        self._stop(uri)
        self._pages.pop(uri, None)
        self._changes.pop(uri, None)
        self._thorough.discard(uri)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def page(self, uri: str) -> Page | None:
        """A document as it is now; None where it is not open."""
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return None
        known = self._pages.get(uri)
        if known is None or known.version != document.version:
            known = self._pages[uri] = await self._page(document, thorough=False)
        return known

    async def changes(self, uri: str, page: Page) -> tuple[Change, ...]:
        """What could be mended in a document. Editors ask at each step of the cursor, so it is kept."""
        if len(page.places.text) > MOST_TO_MEND:
            return ()
        known = self._changes.get(uri)
        if known is None or known[0] is not page:
            known = page, await asyncio.get_running_loop().run_in_executor(self._worker, self._mended, page)
            self._changes[uri] = known
        return known[1]

    def shutdown(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]  # pygls gives it no types

    def _stop(self, uri: str) -> None:
        if (task := self._waiting.pop(uri, None)) is not None:
            task.cancel()

    async def _look(self, uri: str, pause: float) -> None:
        await asyncio.sleep(pause)
        document = self.workspace.text_documents.get(uri)
        if document is None:
            return
        page = await self._page(document, thorough=uri in self._thorough)
        self._thorough.discard(uri)
        self._pages[uri] = page
        self._waiting.pop(uri, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics(page), page.version))

    async def _page(self, document: TextDocument, *, thorough: bool) -> Page:
        text, version, path = normal(document.source), document.version, str(document.path)
        loop = asyncio.get_running_loop()
        checked = await loop.run_in_executor(self._worker, lambda: self._checked(path, text, thorough=thorough))
        return Page(path, version, Places(text, self.workspace.position_codec.client_num_units), checked)

    def _checked(self, path: str, text: str, *, thorough: bool) -> Checked:
        try:
            return self._checker.check(path, text, thorough=thorough)
        except Exception as error:
            _LOG.exception("%s could not be checked", path)
            said = (
                f"Followthrough could not check this document, which is a fault of Followthrough ({type(error).__name__}): please report it"
            )
            return Checked(problem=said)

    def _mended(self, page: Page) -> tuple[Change, ...]:
        try:
            return self._checker.mend(page.path, page.places.text)
        except Exception:
            _LOG.exception("%s could not be mended", page.path)
            return ()


def build(checker: Checker) -> Server:
    """A server with all that it answers to."""
    server = Server(checker)
    _follow_documents(server)
    _follow_configuration(server)
    _answer(server)
    return server


def _follow_documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.look(params.text_document.uri, thorough=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.look(params.text_document.uri, thorough=False, pause=PAUSE)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.look(params.text_document.uri, thorough=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)


def _follow_configuration(server: Server) -> None:
    """A configuration that was saved holds at once, where the editor can say that files changed."""

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching and watching.dynamic_registration:
            watched = [types.FileSystemWatcher(glob_pattern=f"**/{name}") for name in NAMES]
            options = types.DidChangeWatchedFilesRegistrationOptions(watched)
            registration = types.Registration("configuration", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def watched(_: types.DidChangeWatchedFilesParams) -> None:
        server.look_at_all()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(_: types.DidChangeConfigurationParams) -> None:
        server.look_at_all()


def _answer(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def explain(params: types.HoverParams) -> types.Hover | None:
        page = await server.page(params.text_document.uri)
        if page is None:
            return None
        place = received(types.Range(params.position, params.position))
        kind = _kind(server.client_capabilities)
        said = hover(page.candidates_at(place.start), page.findings_at(place), markdown=kind is types.MarkupKind.Markdown)
        return types.Hover(types.MarkupContent(kind, said)) if said else None

    options = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def propose(params: types.CodeActionParams) -> list[types.CodeAction]:
        only = params.context.only
        page = await server.page(params.text_document.uri)
        if page is None or (only and not any(types.CodeActionKind.QuickFix.startswith(kind) for kind in only)):
            return []
        if not page.findings_at(received(params.range)):
            return []
        return list(actions(page, params.text_document.uri, params, await server.changes(params.text_document.uri, page)))


def _kind(capabilities: types.ClientCapabilities) -> types.MarkupKind:
    """Markdown, unless the editor says that it shows only plain words."""
    document = capabilities.text_document
    formats = document.hover.content_format if document and document.hover else None
    return types.MarkupKind.PlainText if formats and types.MarkupKind.Markdown not in formats else types.MarkupKind.Markdown
