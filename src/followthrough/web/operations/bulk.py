"""Write many rows at once, past Django's objects: ten times as fast, for what is made out of other rows and by the hundred thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Model

LOT = 5000


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of plain values, in the order of `columns` (names in the database); how many. Constraints are the database's."""
    table, names = connection.ops.quote_name(model._meta.db_table), ", ".join(map(connection.ops.quote_name, columns))
    found, written = iter(rows), 0
    adapt = _adapters(model, columns)
    with connection.cursor() as cursor:
        while lot := list(islice(found, LOT)):
            written += len(lot)
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in lot:
                        copy.write_row(row)
            else:
                values = [list(row) for row in lot]
                for place, change in adapt:
                    for row in values:
                        row[place] = change(row[place])
                sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608  # names of ours
                cursor.executemany(sql, values)
    return written


def _adapters(model: type[Model], columns: Sequence[str]) -> list[tuple[int, Callable[[Any], Any]]]:
    """How SQLite keeps days and moments, by the place of their columns."""
    kinds = {field.column: field for field in model._meta.concrete_fields}
    moments, days = connection.ops.adapt_datetimefield_value, connection.ops.adapt_datefield_value
    return [
        (place, moments if isinstance(kinds[name], DateTimeField) else days)
        for place, name in enumerate(columns)
        if isinstance(kinds[name], DateField)
    ]
