"""What every fake tracker has: requests in, answers out, people who work in it, faults to order, hooks to deliver.

A dialect keeps the state of one vendor's tracker and answers as the vendor's description says, not as our adapter would like.
Opens no socket: `server.py` does, and `transport.py` calls it in process.
"""

from __future__ import annotations

import json as json_module
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from followthrough.trackers.base import Meaning, Ref

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived. Header names in lower case."""

    method: str
    target: str  # path with query
    headers: Mapping[str, str]
    body: bytes = b""
    base: str = ""  # the address the fake is reached at: for links in answers

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    def json(self) -> Any:  # Any: a border
        return json_module.loads(self.body) if self.body else None


@dataclass(frozen=True, slots=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, data: object, status: int = 200, **headers: str) -> Response:
        """JSON; `content_type=…` and the like become headers."""
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return cls(status, json_module.dumps(data).encode(), {"Content-Type": "application/json; charset=utf-8", **named})


@dataclass(slots=True)
class Fault:
    """What goes wrong, for requests that `matches` and as often as `times` says.

    `answer` replaces the dialect's own. `lose` carries the request out and then cuts the line without a word; `refuse` cuts it
    before anything is done; `cut` sends half of the body; `delay` waits that many seconds first.
    """

    matches: Callable[[Request], bool] = lambda _: True
    times: int = 1
    answer: Response | None = None
    lose: bool = False
    refuse: bool = False
    cut: bool = False
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One request and what was answered: None where the line was cut."""

    request: Request
    status: int | None

    @property
    def writes(self) -> bool:
        return self.request.method not in READING


@dataclass(frozen=True, slots=True)
class Sent:
    """A webhook that the tracker has sent or is about to send."""

    id: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket as somebody looking at the tracker sees it: what tests hold against our rows."""

    ref: Ref
    title: str
    body: str
    meaning: Meaning
    status: str
    assignees: tuple[str, ...]
    due: date | None
    labels: tuple[str, ...]
    place: str


class LineCut(Exception):
    """The connection ends here, without an answer or with half of one."""

    def __init__(self, half: Response | None = None) -> None:
        self.half = half
        super().__init__("the line was cut")


class Clock:
    """A clock that stands still until it is told to go on. Each `tick` is a moment: stamps of two changes differ."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 6, 10, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta | float) -> None:
        self.now += by if isinstance(by, timedelta) else timedelta(seconds=by)


class Dialect(ABC):
    """A fake tracker. The verbs below `handle` are what people do in it; they need no token."""

    token = "fake-token-0001"  # noqa: S105 (it opens a fake)
    place = ""  # where our token works: acme/shop, OPS
    other_place = ""  # where a ticket can be moved to, seen by the token too
    hidden_place = ""  # where the token does not see

    def __init__(self, *, clock: Callable[[], datetime] | None = None) -> None:
        self.clock: Callable[[], datetime] = clock or (lambda: datetime.now(UTC))
        self.faults: list[Fault] = []
        self.hits: list[Hit] = []
        self.outbox: list[Sent] = []  # webhooks not yet delivered
        self.validate: Callable[[Request], list[str]] | None = None  # by the vendor's description
        self.check_answer: Callable[[Request, Response], list[str]] | None = None
        self.violations: list[str] = []  # of the description, by either side
        self.lock = threading.RLock()

    # --- requests -------------------------------------------------------------------------------------------------

    def serve(self, request: Request, *, sleep: Callable[[float], None]) -> Response:
        """Answer one request, with the faults that were ordered. Raises LineCut."""
        with self.lock:
            fault = self._fault(request)
        if fault is not None and fault.delay:
            sleep(fault.delay)
        with self.lock:
            if fault is not None and fault.refuse:
                self.hits.append(Hit(request, None))
                raise LineCut
            if fault is not None and fault.answer is not None:
                self.hits.append(Hit(request, fault.answer.status))
                return fault.answer
            response = self._answer(request)
            self.hits.append(Hit(request, None if fault and (fault.lose or fault.cut) else response.status))
            if fault is not None and fault.lose:
                raise LineCut
            if fault is not None and fault.cut:
                raise LineCut(Response(response.status, response.body[: len(response.body) // 2], response.headers))
            return response

    def _fault(self, request: Request) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and fault.matches(request):
                fault.times -= 1
                return fault
        return None

    def _answer(self, request: Request) -> Response:
        wrong = self.validate(request) if self.validate else []
        if wrong:
            self.violations += [f"{request.method} {request.target}: {line}" for line in wrong]
            return Response.of({"message": "not as the description says", "errors": wrong}, 422)
        response = self.handle(request)
        if self.check_answer:
            self.violations += [f"answer to {request.method} {request.target}: {line}" for line in self.check_answer(request, response)]
        return response

    @abstractmethod
    def handle(self, request: Request) -> Response:
        """Do what the vendor's tracker does with this request."""

    @abstractmethod
    def creations(self) -> int:
        """How many tickets were made through the API since the start, whether the answer arrived or not."""

    # --- what people do in the tracker ------------------------------------------------------------------------------

    @abstractmethod
    def people(self) -> Mapping[str, str]:
        """Account ids by handle: at least ada, ben and cleo."""

    @abstractmethod
    def add(self, title: str, *, body: str = "", labels: tuple[str, ...] = (), assignee: str | None = None, due: date | None = None) -> Ref:
        """Somebody opens a ticket in `place`."""

    @abstractmethod
    def retitle(self, ref: Ref, title: str) -> None: ...

    @abstractmethod
    def assign(self, ref: Ref, assignee: str | None) -> None: ...

    @abstractmethod
    def set_due(self, ref: Ref, due: date | None) -> None:
        """Where the tracker has no due dates, nothing happens."""

    @abstractmethod
    def start(self, ref: Ref) -> None:
        """Somebody says that work has begun; where the tracker has no such status, nothing happens."""

    @abstractmethod
    def finish(self, ref: Ref) -> None:
        """Closed as completed."""

    @abstractmethod
    def drop(self, ref: Ref, *, duplicate_of: Ref | None = None) -> None:
        """Closed in a way that does not say completed."""

    @abstractmethod
    def reopen(self, ref: Ref) -> None: ...

    @abstractmethod
    def relabel(self, ref: Ref, labels: tuple[str, ...]) -> None: ...

    @abstractmethod
    def move(self, ref: Ref, place: str) -> Ref:
        """To `other_place` or `hidden_place`; returns where it is now."""

    @abstractmethod
    def delete(self, ref: Ref) -> None: ...

    @abstractmethod
    def revoke(self) -> None:
        """The token is dead from now on."""

    @abstractmethod
    def peek(self, ref: Ref) -> Seen | None:
        """The ticket as it is, whoever may see it, found by its id or any it had; None where it is gone."""

    @abstractmethod
    def all(self) -> list[Seen]:
        """Every ticket there is."""
