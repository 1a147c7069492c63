"""The one door to the network: time-outs, few retries, no private addresses unless an administrator named them, no redirects.

Says what came back and never what it means: that 403 is a rate limit is the vendor's business. Secrets stay out of messages.
"""

from __future__ import annotations

import base64
import ipaddress
import json as json_module
import logging
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import httpcore2
import httpx2

from followthrough import __version__
from followthrough.errors import AddressRefused, Forbidden, Unreachable

log = logging.getLogger(__name__)
logging.getLogger("httpx2").setLevel(logging.WARNING)  # it logs whole addresses, and some addresses are secrets

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 120.0  # of one answer, however steadily it drips
TRIES: Final = 3  # of a request that only reads
LONGEST_ADDRESS: Final = 300  # of a service: what the database keeps
SHORTEST_SECRET: Final = 8  # bytes; a shorter word may stand in an answer by chance
BIGGEST_ANSWER: Final = 20 * 1024 * 1024
PASSING: Final = frozenset({502, 503, 504})

Query = Mapping[str, str | int | bool | None]
Resolve = Callable[[str, int], list[str]]


def _networks(text: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(word) for word in text.split()]


# Addresses that nobody's tracker, chat or model has, whoever typed them. `is_private` and `is_global` of the standard library
# let through shared address space, NAT64 and 6to4 forms of a private address, and multicast: hence a list of our own.
_NEVER = _networks(
    "0.0.0.0/8 169.254.0.0/16 224.0.0.0/4 240.0.0.0/4 ::/128 fe80::/10 fec0::/10 ff00::/8"
    " 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32 fd00:ec2::254/128 fd20:ce::254/128"  # where clouds tell machines their secrets
)
_PRIVATE = _networks(
    "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15"
    " 198.51.100.0/24 203.0.113.0/24 ::1/128 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fc00::/7"
)
_GLOBAL = ipaddress.IPv6Network("2000::/3")  # of IPv6, what may be public at all
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.IPv6Network("::/96")

_before_sending: list[Callable[[], None]] = []


def before_sending(check: Callable[[], None]) -> None:
    """Have `check` called before each request; it raises where none may be made now (inside a database transaction, say)."""
    if check not in _before_sending:
        _before_sending.append(check)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read whole."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    url: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:  # Any: a border, what a service says is checked by its adapter
        """The body as JSON; Unreachable where it is none: a proxy's page, a cut answer."""
        try:
            data = json_module.loads(self.body)
            return _storable(data) if _UNSTORABLE.search(self.body) else data
        except (ValueError, RecursionError) as error:
            raise Unreachable(f"{_host(self.url)} answered {self.status} with something that is not JSON.", sent=True) from error


class Door:
    """Requests to one service at one base address. Safe to use from several threads."""

    def __init__(
        self,
        base_url: str,
        *,
        private: bool = False,
        headers: Mapping[str, str] | None = None,
        instance: str = "",
        secret_paths: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve | None = None,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        """`private`: an administrator set the address, so it may be in a private network. `instance` goes into the user agent.

        `secret_paths`: who knows the paths may post there, so that not even they are logged.
        """
        self.base_url = checked_base_url(base_url)
        self._sleep = sleep
        self._secret_paths = secret_paths
        _check_headers(headers or {})
        agent = f"followthrough/{__version__}" + (f" ({instance})" if instance else "")
        self._headers = {"User-Agent": agent, **(headers or {})}
        self._transport: Callable[[], httpx2.BaseTransport] = lambda: (
            transport or _GuardedTransport(private=private, resolve=resolve or _resolve)
        )
        self._opened: httpx2.Client | None = None
        self._opening = threading.Lock()

    @property
    def _client(self) -> httpx2.Client:
        """Made for the first request: reading the machine's certificates takes longer than most of what is done without one."""
        with self._opening:
            if self._opened is None:
                self._opened = httpx2.Client(
                    headers=self._headers,
                    timeout=httpx2.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
                    follow_redirects=False,
                    trust_env=False,
                    transport=self._transport(),
                )
            return self._opened

    def close(self) -> None:
        """Let go of all lines; a further request opens new ones."""
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: object = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        reads: bool | None = None,
        until: float | None = None,
    ) -> Answer:
        """Send, and read the whole answer.

        `path` is appended to the base address, or is an address of the same origin. The body is `json`, or `content` to the byte, for
        what is signed. `reads` says that the request changes nothing (default: GET and HEAD), so that it may be repeated. `until`, of
        `time.monotonic()`, is when it must no longer be sent: a process that was stopped for minutes has lost its claim.
        """
        url = self._address(path)
        tries = TRIES if (method in {"GET", "HEAD"} if reads is None else reads) else 1
        for number in range(1, tries + 1):
            try:
                answer = self._send(method, url, query=query, json=json, content=content, headers=headers, until=until)
            except Unreachable:
                if number == tries:
                    raise
            else:
                if answer.status not in PASSING or "retry-after" in answer.headers or number == tries:
                    return answer
            self._sleep(random.uniform(0, 0.5 * 2**number))  # noqa: S311 (spreads load, hides nothing)
        raise AssertionError("the last try returns or raises")

    def _address(self, path: str) -> str:
        if not path.startswith(("http://", "https://")):
            return f"{self.base_url}/{path.lstrip('/')}"
        if origin(path) != origin(self.base_url) or httpx2.URL(path).userinfo:
            raise AddressRefused(f"{_host(self.base_url)} sent us on to {_host(path)}: credentials are not carried to another host.")
        return path

    def _send(
        self,
        method: str,
        url: str,
        *,
        query: Query | None,
        json: object,
        content: bytes | None,
        headers: Mapping[str, str] | None,
        until: float | None,
    ) -> Answer:
        for check in _before_sending:
            check()
        given = {key: str(value).lower() if isinstance(value, bool) else value for key, value in (query or {}).items() if value is not None}
        _check_headers(headers or {})
        request = self._client.build_request(method, url, params=given or None, json=json, content=content, headers=dict(headers or {}))
        if until is not None and time.monotonic() > until:
            raise Unreachable("The request was given up before it was sent: it had waited for too long.", sent=False)
        where = _host(url)
        try:
            response = self._client.send(request, stream=True)
            try:
                body = _read(response, where)
            finally:
                response.close()
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            raise Unreachable(f"{where} can't be reached: {_words(error)}.", sent=False) from error
        except httpx2.TimeoutException as error:
            raise Unreachable(f"{where} did not answer within {READ_SECONDS:.0f} seconds.", sent=True) from error
        except (httpx2.RequestError, httpcore2.ProtocolError) as error:
            raise Unreachable(f"The line to {where} was cut: {_words(error)}.", sent=True) from error
        body = _without_secrets(body, request.headers)
        log.debug("%s %s: %s", method, where if self._secret_paths else url.partition("?")[0], response.status_code)
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body, url)


def checked_base_url(text: str) -> str:
    """The address without a slash at its end; AddressRefused where it is none of a web service, or holds a password.

    What was typed is not repeated in the refusal: there may be a password in it.
    """
    try:
        url = httpx2.URL(text.strip())
    except httpx2.InvalidURL:
        raise AddressRefused("This is not a web address: write https://host/path.") from None
    if url.userinfo:
        raise AddressRefused("The address holds a name or a password: give credentials in their own field.")
    if url.scheme not in {"http", "https"} or not url.host or not 0 < (1 if url.port is None else url.port) < 65536:
        raise AddressRefused("This is not a web address: write https://host/path.")
    if len(str(url)) > LONGEST_ADDRESS:
        raise AddressRefused(f"The address is longer than {LONGEST_ADDRESS} characters: give what all its pages begin with.")
    if url.query or url.fragment:
        raise AddressRefused("The address has more than host and path: leave out what follows ? or #.")
    return str(url).rstrip("/")


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port."""
    parsed = httpx2.URL(url)
    return parsed.scheme, parsed.host, parsed.port or {"http": 80, "https": 443}.get(parsed.scheme, 0)


def refusal(address: str, *, private: bool) -> str | None:
    """Why this address is not talked to; None where it may be. `private`: one of a private network may be."""
    given = ipaddress.ip_address(address.partition("%")[0])
    ip = _unwrap(given)
    internal = any(one in network for one in (given, ip) for network in _PRIVATE)
    unused = isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL and not internal
    if unused or any(ip in network for network in _NEVER):
        return "link-local, multicast or reserved"
    if internal and not private:
        return "in a private network"
    return None


def _unwrap(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that an IPv6 one stands for, where it does: mapped, 6to4, Teredo, NAT64, compatible."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64 or ip in _LOCAL_NAT64 or (ip in _COMPATIBLE and int(ip) > 0xFFFF):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _GuardedBackend(httpcore2.SyncBackend):
    """Looks the host up itself and connects to the very address that it checked: what DNS says a moment later does not matter."""

    def __init__(self, *, private: bool, resolve: Resolve) -> None:
        self._private = private
        self._resolve = resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: the library's own type is private
    ) -> httpcore2.NetworkStream:
        try:
            addresses = self._resolve(host.strip("[]"), port)
        except (OSError, UnicodeError) as error:  # the latter for a label that is empty or too long
            raise httpcore2.ConnectError(f"no address is known for {host}") from error
        refusals = {address: refusal(address, private=self._private) for address in addresses}
        good = [address for address, why in refusals.items() if why is None]
        if not good:
            why = next(iter(refusals.values()), None) or "unknown"
            raise AddressRefused(f"{host} is {why}: such an address is not talked to unless an administrator sets it.")
        last: Exception | None = None
        for address in good[:3]:
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
        assert last is not None
        raise last


class _GuardedTransport(httpx2.HTTPTransport):
    def __init__(self, *, private: bool, resolve: Resolve) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),  # SSL_CERT_FILE names a company's own authority
            max_connections=8,
            max_keepalive_connections=4,
            keepalive_expiry=30,
            network_backend=_GuardedBackend(private=private, resolve=resolve),
        )


def _read(response: httpx2.Response, where: str) -> bytes:
    body = bytearray()
    ends = time.monotonic() + WHOLE_SECONDS
    for part in response.iter_bytes():
        body += part
        if time.monotonic() > ends:
            raise Unreachable(f"{where} did not finish its answer within {WHOLE_SECONDS:.0f} seconds.", sent=True)
        if len(body) > BIGGEST_ANSWER:
            raise Unreachable(f"{where} answered with more than {BIGGEST_ANSWER // 2**20} MB.", sent=True)
    return bytes(body)


# JSON can spell what no database keeps: NUL, and halves of a character. Whole ones, in two halves, are found too and stay.
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def _storable(data: Any) -> Any:  # Any: JSON
    match data:
        case str():
            return data.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        case list():
            return [_storable(value) for value in data]
        case dict():
            return {_storable(name): _storable(value) for name, value in data.items()}
        case _:
            return data


def _without_secrets(body: bytes, sent: Mapping[str, str]) -> bytes:
    """What came back, without our own credentials: a gateway's error page may show the very request, and errors are shown to people."""
    for name, value in sent.items():
        if name.lower() == "authorization" or any(word in name.lower() for word in ("token", "key", "cookie")):
            for secret in _secrets_in(value):
                body = body.replace(secret, b"[hidden]")
    return body


def _secrets_in(value: str) -> list[bytes]:
    method, _, rest = value.rpartition(" ")
    found = [rest.encode()]
    if method.casefold() == "basic":
        with suppress(ValueError):
            found.append(base64.b64decode(rest).partition(b":")[2])
    found += [secret.replace(b"/", rb"\/") for secret in found]
    return [secret for secret in found if len(secret) >= SHORTEST_SECRET]


def _check_headers(headers: Mapping[str, str]) -> None:
    """A token with a line break or an accent in it: said here, as the libraries below repeat it in their errors."""
    for value in headers.values():
        if not (value.isascii() and value.isprintable()):
            words = "The credentials hold a character that can't be sent, such as a line break: copy them again, whole."
            raise Forbidden(words, expired=True)


def _host(url: str) -> str:
    return httpx2.URL(url).netloc.decode("ascii", "replace").rpartition("@")[2]


def _words(error: Exception) -> str:
    """The error's own words without the address that was asked: that may hold a secret."""
    text = str(error).partition(" for url")[0].strip().rstrip(".")
    return text or type(error).__name__
