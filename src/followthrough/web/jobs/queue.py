"""The queue. SQLite keeps it in a file of its own beside the data, PostgreSQL in the database. What must not be lost is in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from huey import Huey, PostgresHuey, SqliteHuey
from huey.storage import PostgresStorage

if TYPE_CHECKING:
    import psycopg

_MAKING_TABLES = 0x666F6C6C  # "foll": any number that nothing else locks in this database


class _PostgresStorage(PostgresStorage):  # type: ignore[misc]  # huey ships no types
    """Connects when it is first used, as Django does, and makes its tables then: importing this module asks nothing of a database.

    The server and its worker start together on a new database, and PostgreSQL lets only one of two
    `create table if not exists` win; the other fails. So they take turns.
    """

    _has_tables = False

    def _create_connection(self) -> psycopg.Connection[object]:
        made = self._connect()
        if not self._has_tables:
            with made.transaction():
                made.execute("select pg_advisory_xact_lock(%s)", [_MAKING_TABLES])
                for sql in self.ddl:
                    made.execute(sql)
            self._has_tables = True
        return made

    def _connect(self) -> psycopg.Connection[object]:
        import psycopg

        ours = connection.get_connection_params()
        given = {name: value for name, value in ours.items() if name not in ("cursor_factory", "context")}  # those suit Django alone
        return psycopg.connect(**given, autocommit=True)


class _PostgresHuey(PostgresHuey):  # type: ignore[misc]
    storage_class = _PostgresStorage


def _queue() -> Huey:
    if connection.vendor == "postgresql":
        return _PostgresHuey("followthrough", create_tables=False)
    return SqliteHuey("followthrough", filename=str(settings.HOME / "queue.sqlite3"), fsync=False)


queue = _queue()
