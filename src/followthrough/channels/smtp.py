"""A line to a mail server: checked address, encryption, login, and an end to waiting. Knows nothing of what is sent over it."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final, Literal

from followthrough.errors import AddressRefused, ConfigError
from followthrough.http import refusal

ANSWER_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 120.0  # of one message, however steadily the server drips
Security = Literal["starttls", "tls", "none"]
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail server is, and how to speak with it. `private`: an administrator set the address."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    private: bool = False


def opened(server: Server) -> smtplib.SMTP:
    """A line on which mail can be sent. Raises what `smtplib` and sockets raise, and AddressRefused."""
    line = _Line(server)
    try:
        with ending(line):
            line.start()
    except BaseException:
        line.close()
        raise
    return line


@contextmanager
def ending(line: smtplib.SMTP) -> Iterator[None]:
    """Cut the line if what is done on it takes too long: a server that drips a byte at a time never runs into a time-out."""
    timer = threading.Timer(WHOLE_SECONDS, _cut, args=(line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Line(smtplib.SMTP):
    """The library's, with an own way to the server: it looks the name up once and connects to the very address that it checked."""

    def __init__(self, server: Server) -> None:
        # Its own name would be asked of the network; what stands here is put right as soon as the line's own address is known.
        super().__init__(local_hostname="localhost", timeout=ANSWER_SECONDS)
        self._server = server

    def start(self) -> None:
        server = self._server
        code, words = self.connect(server.host, server.port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        assert self.sock is not None
        self.local_hostname = _literal(self.sock.getsockname()[0])
        self.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            self.starttls(context=ssl.create_default_context())  # raises where the server offers none: never in the open instead
            self.ehlo_or_helo_if_needed()
        if server.user:
            self.login(server.user, server.password)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:  # what the library calls to connect
        plain = _connected(host, port, timeout, private=self._server.private)
        self._host = host  # whose name the certificate has to carry, in STARTTLS too
        if self._server.security != "tls":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise


def _connected(host: str, port: int, timeout: float, *, private: bool) -> socket.socket:
    addresses = dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    refusals = {address: refusal(address, private=private) for address in addresses}
    good = [address for address, why in refusals.items() if why is None]
    if not good:
        why = next(iter(refusals.values()), None) or "unknown"
        raise AddressRefused(f"{host} is {why}: such an address is not talked to unless an administrator sets it.")
    last: OSError | None = None
    for address in good[:3]:
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            last = error
    assert last is not None
    raise last


def _literal(address: str) -> str:
    """The address as a name for EHLO: always true, and asked of nobody."""
    bare = address.partition("%")[0]
    return f"[IPv6:{bare}]" if ":" in bare else f"[{bare}]"


def _cut(line: smtplib.SMTP) -> None:
    with suppress(OSError, AttributeError):
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)


def read_server(value: Callable[[str], str], password: str, *, private: bool) -> Server:
    """The server from what was filled in; ConfigError, in words, where that can't be one."""
    security = value("security").lower() or "starttls"
    if security not in PORTS:
        raise ConfigError(f"“{security}” is no way to encrypt: use starttls, tls or none.")
    host, port = value("host"), value("port") or str(PORTS[security])
    if not host or any(not (char.isalnum() or char in ".-:_") for char in host):
        raise ConfigError("The mail server is missing, or is no name of a server: write smtp.example.com.")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ConfigError(f"“{port}” is no port: leave it empty for the usual one, {PORTS[security]}.")
    user = value("user")
    if bool(user) != bool(password):
        raise ConfigError("Give both a user and a password, or neither.")
    if user and security == "none":
        raise ConfigError("A password is never sent unencrypted: use starttls or tls, or leave user and password empty.")
    if not (user + password).isascii():
        raise ConfigError("User and password may only hold plain letters, digits and marks: a mail server can't be given others.")
    known: dict[str, Security] = {"starttls": "starttls", "tls": "tls", "none": "none"}
    return Server(host, int(port), known[security], user, password, private)
