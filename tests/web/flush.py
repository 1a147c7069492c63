"""Let Django empty the tables after a test with real transactions, although the database refuses to delete events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import TransactionTestCase

from followthrough.web.models import ChainHead, append_only
from followthrough.web.operations.rollups import ensure

empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _empty_past_the_triggers(case: Any) -> None:
    append_only.remove(connection)
    try:
        empty(case)
    finally:
        append_only.install(connection)
        ChainHead.objects.get_or_create(pk=1)
        ensure()


@contextmanager
def past_the_triggers() -> Iterator[None]:
    with patch.object(TransactionTestCase, "_fixture_teardown", _empty_past_the_triggers):
        yield
