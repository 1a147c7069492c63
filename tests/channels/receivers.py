"""Services of this machine that channels post to: they answer in their vendor's dialect, and go wrong as ordered. Holds no test."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import pytest

from followthrough.trackers.fake.dialect import Fault, LineCut, Request, Response
from followthrough.trackers.fake.server import Server
from tests.channels.contract import Trouble, World


class Receiver(ABC):
    """Takes requests, one at a time. `texts` is of each message that it took everything that a person can read."""

    def __init__(self) -> None:
        self.hits: list[Request] = []
        self.faults: list[Fault] = []
        self.texts: list[str] = []
        self.lock = threading.RLock()

    @abstractmethod
    def answer(self, request: Request) -> Response:
        """As the vendor's description says."""

    def serve(self, request: Request, *, sleep: Callable[[float], None]) -> Response:
        with self.lock:
            self.hits.append(request)
            fault = next((fault for fault in self.faults if fault.times > 0 and fault.matches(request)), None)
            if fault is not None:
                fault.times -= 1
                if fault.answer is not None:
                    return fault.answer
            said = self.answer(request)
        if fault is None:
            return said
        sleep(fault.delay)
        if fault.cut:
            raise LineCut(Response(said.status, said.body[: len(said.body) // 2], said.headers))
        if fault.lose:
            raise LineCut
        return said


def posts(path: str) -> Callable[[Request], bool]:
    return lambda request: request.method == "POST" and request.path.endswith(path)


class HttpWorld(World):
    """A receiver on a socket. Subclasses open the channel and name what is refused."""

    receiver: Receiver
    server: Server
    posting = ""  # how the path ends that messages are posted to
    refused = Response(400)
    busy = Response(429, headers={"Retry-After": "30"})
    broken = Response(500, b"<html>oops")

    def received(self) -> list[str]:
        return list(self.receiver.texts)

    def order(self, trouble: Trouble) -> None:
        faults = {
            "refused": Fault(answer=self.refused),
            "busy": Fault(answer=self.busy),
            "broken": Fault(answer=self.broken),
            "cut": Fault(lose=True),
            "slow": Fault(delay=1.0),
        }
        fault = faults[trouble]
        fault.matches = posts(self.posting)
        self.receiver.faults.append(fault)

    def quicken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("followthrough.http.READ_SECONDS", 0.3)

    def shut(self) -> None:
        self.server.close()


def json_of(request: Request) -> Any:  # Any: a border
    assert request.headers["content-type"].startswith("application/json")
    return json.loads(request.body)
