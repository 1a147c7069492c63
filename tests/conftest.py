"""What every test stands on: a fixed day, a data folder of its own, no network, one line about what was left out.

Knows nothing of people or items: the cast of the web tests is in tests/web/conftest.py.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from tests.chromium import find_chromium
from tests.network import only_this_machine
from tests.redmine import Redmine
from tests.redmine import is_running as redmine_runs
from tests.redmine import running as running_redmine
from tools.fetch_descriptions import complete

TODAY = date(2026, 6, 10)  # a Wednesday
ON_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ  # started by another pytest, with the environment that one has made
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server"}


def _own_environment() -> None:
    """Settings come from the environment: the person's own must neither reach a test nor be touched by one."""
    for name in list(os.environ):
        if name.startswith("FOLLOWTHROUGH_") or name in {"DATABASE_URL", "DATABASE_URL_FILE", "NO_COLOR", "FORCE_COLOR"}:
            del os.environ[name]
    os.environ["FOLLOWTHROUGH_HOME"] = tempfile.mkdtemp(prefix="followthrough-tests-")
    os.environ["XDG_CACHE_HOME"] = os.path.join(os.environ["FOLLOWTHROUGH_HOME"], "cache")  # noqa: PTH118
    os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
    os.environ["DJANGO_SETTINGS_MODULE"] = "followthrough.web.settings"


if not IS_WORKER:
    _own_environment()
HOME = Path(os.environ["FOLLOWTHROUGH_HOME"])

import django  # noqa: E402 (the environment has to be right before the settings are read)
from django.conf import settings  # noqa: E402

django.setup()  # the conftest of a folder below may import models: where that folder alone is run, pytest-django has not done it yet

DATABASE = cast(dict[str, Any], settings.DATABASES["default"])
DATABASE["CONN_MAX_AGE"] = 0  # a live server's threads must not hold on to a database that is about to be dropped
if DATABASE["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: a database in memory has other locks, and live servers and threads would see them.
    DATABASE.setdefault("TEST", {})["NAME"] = str(HOME / "tests.sqlite3")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="run only the tests that touch a database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    no_browser, no_descriptions = find_chromium() is None and not ON_CI, not complete() and not ON_CI
    no_redmine = not redmine_runs() and not ON_CI
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        if uses_browser(item):
            item.add_marker(pytest.mark.browser)
        if uses_descriptions(item):
            item.add_marker(pytest.mark.descriptions)
        if uses_redmine(item):
            item.add_marker(pytest.mark.redmine)
        absent = (no_browser and uses_browser(item)) or (no_descriptions and uses_descriptions(item)) or (no_redmine and uses_redmine(item))
        drop = absent or (config.getoption("only_database") and not uses_database(item))
        (left_out if drop else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find_chromium() is None and not ON_CI:
        terminalreporter.write_line("Left out: the browser tests, for want of a Chromium or Chrome (CHROMIUM_PATH=… names one).")
    if not complete() and not ON_CI:
        terminalreporter.write_line(
            "Left out: the tests by trackers' own descriptions, which are not here (./run descriptions brings them)."
        )
    if not redmine_runs() and not ON_CI:
        terminalreporter.write_line("Left out: the tests against a real Redmine, which does not run (Debian: ./run redmine start).")


def pytest_unconfigure() -> None:
    if not IS_WORKER:
        shutil.rmtree(HOME, ignore_errors=True)


def uses_database(item: pytest.Item) -> bool:
    """Whether a test says, by its mark or by a fixture, that it reads or writes a database."""
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def uses_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None or "chromium_path" in getattr(item, "fixturenames", ())


def uses_descriptions(item: pytest.Item) -> bool:
    return item.get_closest_marker("descriptions") is not None or "descriptions" in getattr(item, "fixturenames", ())


def uses_redmine(item: pytest.Item) -> bool:
    return item.get_closest_marker("redmine") is not None or "redmine" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def redmine() -> Redmine:
    """A real Redmine. Tests that ask for it are left out where none runs, but fail in CI."""
    assert redmine_runs(), "CI has to have a Redmine: .ci/redmine start did not succeed"
    return running_redmine()


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    with only_this_machine():
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """A database can't be dropped while the queue that is kept in it is connected."""
    yield
    from followthrough.web.jobs.queue import queue

    queue.storage.close()


@pytest.fixture
def today() -> date:
    """The day on which every test plays."""
    return TODAY


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser to drive. Tests that ask for it are left out where there is none, but fail in CI."""
    path = find_chromium()
    assert path is not None, "CI has to have a browser: no chromium or google-chrome was found"
    return path
