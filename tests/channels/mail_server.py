"""A mail server of this machine, made of aiosmtpd: keeps what it took, and refuses, waits and hangs up as ordered. Holds no test."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "followthrough", "open-sesame-2741"


@dataclass(frozen=True, slots=True)
class Order:
    """What the next mail meets: at `stage` MAIL, RCPT or DATA, an answer; `take` keeps the mail all the same; `cut` hangs up then."""

    stage: str
    answer: str = ""
    take: bool = False
    cut: bool = False
    wait: float = 0.0


@dataclass
class Mail:
    """One that was taken."""

    sender: str
    to: list[str]
    raw: bytes
    ehlo: str
    encrypted: bool

    @property
    def parsed(self) -> EmailMessage:
        return BytesParser(policy=default).parsebytes(self.raw)


@dataclass
class Post:
    """The server's handler: aiosmtpd calls the methods by their names."""

    mails: list[Mail] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    lines: int = 0

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]) -> list[str]:  # noqa: N802
        self.lines += not session.host_name
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = await self._ordered("MAIL", server)
        if answer:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = await self._ordered("RCPT", server)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = Mail(
            envelope.mail_from or "",
            [str(to) for to in envelope.rcpt_tos],
            cast(bytes, envelope.original_content),
            str(session.host_name),
            session.ssl is not None,
        )
        if not self.orders or self.orders[0].stage != "DATA" or self.orders[0].take:
            self.mails.append(mail)
        return await self._ordered("DATA", server) or "250 OK"

    async def _ordered(self, stage: str, server: SMTP) -> str:
        if not self.orders or self.orders[0].stage != stage:
            return ""
        order = self.orders.pop(0)
        if order.wait:
            await asyncio.sleep(order.wait)
        if order.cut:
            cast(asyncio.Transport, server.transport).abort()
        return order.answer

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:  # Any: the library's
        user, password = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else ("", "")
        self.logins.append((user, password))
        good = (user, password) == (USER, PASSWORD)
        return AuthResult(success=good, handled=True) if good else AuthResult(success=False, handled=False)


class MailServer:
    """A running one. `port` is where."""

    def __init__(self, post: Post, *, tls: ssl.SSLContext | None = None, implicit: bool = False, login: bool = False) -> None:
        self.post = post
        self._served: list[SMTP] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

        def made() -> SMTP:
            served = SMTP(
                post,
                hostname="mail.example",
                loop=self._loop,
                tls_context=None if implicit else tls,
                require_starttls=tls is not None and not implicit,
                authenticator=post.login,
                auth_required=login and not implicit,  # it does not know of encryption that was there before it
                auth_require_tls=not implicit,
            )
            self._served.append(served)
            return served

        start = self._loop.create_server(made, "127.0.0.1", 0, ssl=tls if implicit else None)
        self._server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        self.port = int(self._server.sockets[0].getsockname()[1])

    def close(self) -> None:
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for served in self._served:
            if served.transport is not None:
                cast(asyncio.Transport, served.transport).abort()
        await asyncio.sleep(0)


@contextmanager
def mail_server(post: Post, *, tls: ssl.SSLContext | None = None, implicit: bool = False, login: bool = False) -> Iterator[MailServer]:
    server = MailServer(post, tls=tls, implicit=implicit, login=login)
    try:
        yield server
    finally:
        server.close()
