"""The queue on both databases: processes that start together all get it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from huey import Huey, SqliteHuey
from pytest_django import Settings

from followthrough.web.jobs import queue as module

STARTERS = 8


@pytest.fixture
def no_tables(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists huey_kv, huey_schedule, huey_task, huey_counter")


def once_all_are_there(connect: Callable[..., object], together: Barrier) -> Callable[..., object]:
    def wait_and_go(storage: object) -> object:
        made = connect(storage)
        together.wait(30)
        return made

    return wait_and_go


@pytest.mark.usefixtures("no_tables")
def test_processes_that_start_together_on_a_new_database_all_get_their_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    together = Barrier(STARTERS)
    storage = module._PostgresStorage if connection.vendor == "postgresql" else SqliteHuey.storage_class
    name = "_connect" if connection.vendor == "postgresql" else "_create_connection"
    monkeypatch.setattr(storage, name, once_all_are_there(getattr(storage, name), together))

    def start(number: int) -> Huey:
        return module._queue()

    def put(number: int) -> None:
        started[number].storage.enqueue(b"task %d" % number)

    with ThreadPoolExecutor(STARTERS) as pool:
        started = list(pool.map(start, range(STARTERS)))
        list(pool.map(put, range(STARTERS)))
    try:
        assert sorted(started[0].storage.enqueued_items()) == [b"task %d" % number for number in range(STARTERS)]
    finally:
        for queue in started:
            queue.storage.close()
