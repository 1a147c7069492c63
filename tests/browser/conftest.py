"""The browser that these tests drive, against a live server with real transactions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.opening import FLAGS
from tests.web.flush import past_the_triggers

expect.set_options(timeout=30_000)  # how long a busy machine may take; what is waited for stays the same


@pytest.fixture(scope="package", autouse=True)
def _emptying_tables_is_allowed() -> Iterator[None]:
    with past_the_triggers():
        yield


@pytest.fixture
def server(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    # Playwright keeps an event loop in this thread, at which Django's ORM would refuse to work.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    return str(live_server.url)


@pytest.fixture
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()
        # Under that event loop the ORM has connections of its own; PostgreSQL drops no database that one of them holds.
        connections.close_all()
