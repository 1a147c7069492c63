"""A fake tracker on a socket of this machine: real HTTP, with lines that are cut and hooks that are delivered."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

import httpx2

from followthrough.trackers.fake.dialect import LineCut, Request, Response, Sent


class Serves(Protocol):
    """What answers requests: a dialect, or something before one."""

    def serve(self, request: Request, *, sleep: Callable[[float], None]) -> Response: ...


class Server:
    """A running fake. `url` is where it is."""

    def __init__(self, dialect: Serves, *, port: int = 0) -> None:
        self.dialect = dialect
        self._server = _Listener(("127.0.0.1", port), dialect)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


@contextmanager
def serving(dialect: Serves, *, port: int = 0) -> Iterator[Server]:
    """The dialect on a free port of this machine, until the block ends."""
    server = Server(dialect, port=port)
    try:
        yield server
    finally:
        server.close()


def deliver(sent: Sent) -> int:
    """Post one webhook, as its tracker would; the status that came back."""
    return httpx2.post(sent.url, content=sent.body, headers=dict(sent.headers), timeout=10, trust_env=False).status_code


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], dialect: Serves) -> None:
        self.dialect = dialect
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to print about; a fault of the fake itself is."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the acknowledgement of its head
    server: _Listener

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        base = f"http://{self.headers.get('Host', '127.0.0.1')}"
        try:
            answer = self.server.dialect.serve(Request(self.command, self.path, headers, body, base), sleep=time.sleep)
        except LineCut as cut:
            if cut.half is not None:
                self._write(cut.half.status, cut.half.headers, cut.half.body, length=len(cut.half.body) * 2 + 1)
            self._hang_up()
            return
        self._write(answer.status, answer.headers, answer.body, length=len(answer.body))

    def _write(self, status: int, headers: Any, body: bytes, *, length: int) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status not in {204, 304}:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        if self.command != "HEAD" and status not in {204, 304}:
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _do

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name it is called with)
        """Quiet: what was asked is in the dialect's `hits`."""
