"""The queue. SQLite keeps it in a file of its own beside the data, PostgreSQL in the database. What must not be lost is in the outbox."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from huey import Huey, PostgresHuey, SqliteHuey


def _queue() -> Huey:
    database: dict[str, Any] = settings.DATABASES["default"]
    if database["ENGINE"].endswith("postgresql"):
        options = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"], "password": database["PASSWORD"]}
        given = {name: value for name, value in options.items() if value}
        return PostgresHuey("followthrough", dbname=database["NAME"], **given)
    return SqliteHuey("followthrough", filename=str(settings.HOME / "queue.sqlite3"), fsync=False)


queue = _queue()
