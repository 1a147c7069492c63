"""Write many rows at once, past Django's objects: ten times as fast, for what is made out of other rows and by the hundred thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

LOT = 5000


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Insert rows of plain values, in the order of `columns` (names in the database); how many. Constraints are the database's."""
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(map(connection.ops.quote_name, columns))
    found, written = iter(rows), 0
    with connection.cursor() as cursor:
        while lot := list(islice(found, LOT)):
            written += len(lot)
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in lot:
                        copy.write_row(row)
            else:
                places = ", ".join(["%s"] * len(columns))
                sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608  # names of ours
                cursor.executemany(sql, [[_plain(value) for value in row] for row in lot])
    return written


def _plain(value: Any) -> Any:
    """As SQLite keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value.isoformat() if isinstance(value, date) else value
