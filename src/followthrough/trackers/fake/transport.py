"""Call a fake tracker in process, without a socket: for simulations that make a hundred thousand requests."""

from __future__ import annotations

from collections.abc import Callable

import httpx2

from followthrough.trackers.fake.dialect import Dialect, LineCut, Request


class InProcess(httpx2.BaseTransport):
    """A transport that hands every request to the dialect."""

    def __init__(self, dialect: Dialect, *, sleep: Callable[[float], None] = lambda _: None) -> None:
        self._dialect = dialect
        self._sleep = sleep

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        base = f"{request.url.scheme}://{request.url.netloc.decode()}"
        target = request.url.raw_path.decode()
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            answer = self._dialect.serve(Request(request.method, target, headers, request.read(), base), sleep=self._sleep)
        except LineCut as cut:
            words = "half an answer" if cut.half else "no answer"
            raise httpx2.RemoteProtocolError(words, request=request) from None
        return httpx2.Response(answer.status, headers=dict(answer.headers), content=answer.body, request=request)
