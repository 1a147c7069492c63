"""Keep tests on this machine: any other address is refused. Does not watch programs that a test starts."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


class NetworkRefused(BaseException):
    """A test reached for the network. Not an Exception: code that survives failed calls must not survive this one."""


def is_local(address: object) -> bool:
    """Whether a socket address is a Unix socket's or one of this machine."""
    if not isinstance(address, tuple):
        return True
    return is_local_name(address[0])


def is_local_name(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def only_this_machine() -> Iterator[None]:
    """Refuse connections and look-ups that leave this machine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse(address, local=is_local(address))
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse(address, local=is_local(address))
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host, local=is_local_name(host) or host in ("0.0.0.0", "::"))  # noqa: S104 (a server asks for it by that name)
        return look_up(host, *args, **kwargs)

    with (
        patch.object(socket.socket, "connect", guarded_connect),
        patch.object(socket.socket, "connect_ex", guarded_connect_ex),
        patch.object(socket, "getaddrinfo", guarded_look_up),
    ):
        yield


def refuse(address: object, *, local: bool) -> None:
    if not local:
        raise NetworkRefused(f"a test reached for {address}: tests stay on this machine, use a fake server on 127.0.0.1")
