"""Tests run apart from the person's own data, settings and network. Says nothing of what is tested there."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from django.conf import settings

from tests.network import NetworkRefused, is_local


def test_the_data_folder_is_a_temporary_one() -> None:
    assert "followthrough-tests-" in str(settings.HOME)
    assert Path(os.environ["FOLLOWTHROUGH_HOME"]) == settings.HOME


def test_the_database_is_sqlite_unless_a_test_database_is_named() -> None:
    wanted = "postgresql" if os.environ.get("TEST_DATABASE_URL") else "sqlite3"
    assert settings.DATABASES["default"]["ENGINE"] == f"django.db.backends.{wanted}"


@pytest.mark.django_db
def test_a_database_answers() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_no_connection_leaves_this_machine() -> None:
    with socket.socket() as far, pytest.raises(NetworkRefused, match=r"203\.0\.113\.7"):
        far.connect(("203.0.113.7", 443))


def test_no_name_of_another_machine_is_looked_up() -> None:
    with pytest.raises(NetworkRefused, match="tracker"):
        socket.getaddrinfo("tracker.example", 443)


def test_a_server_on_this_machine_may_be_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()[:2]) as near:
        assert near.getpeername() == server.getsockname()


@pytest.mark.parametrize("address", ["/tmp/a.socket", ("127.0.0.1", 1), ("::1", 1, 0, 0), ("localhost", 1)])  # noqa: S108 (a name, not a file)
def test_loopback_and_unix_sockets_are_this_machine(address: object) -> None:
    assert is_local(address)


@pytest.mark.parametrize("address", [("10.0.0.1", 1), ("0.0.0.0", 1), ("example.com", 1), ("fe80::1%eth0", 1, 0, 2)])  # noqa: S104
def test_everything_else_is_not(address: object) -> None:
    assert not is_local(address)
