"""Two processes that answer and two that work, on PostgreSQL; both workers are killed (SIGKILL): nothing is lost, nothing twice.

SQLite is for one machine and one worker beside the server, so there this file has no test.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.db import connection as database

from followthrough.web.models import Item, Link, Outbox
from followthrough.web.models.outbox import Stage
from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.record import verify_chain
from tests.cli.shell import PROGRAM
from tests.cli.test_serve import answers, free_port
from tests.web.making import PASSWORD, make_cast, make_item
from tests.web.sync.places import Site, connected
from tests.web.sync.test_killed import ROOT, _address

ITEMS = 30
PATIENCE = 240  # seconds; a lease of a worker that died ends by itself after a minute and a half


@contextmanager
def running(*words: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "DATABASE_URL": _address(), "PYTHONPATH": str(ROOT / "src"), "FOLLOWTHROUGH_HOSTS": "127.0.0.1"}
    with (folder / f"{words[0]}-{time.monotonic_ns()}.txt").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*PROGRAM, *words], cwd=folder, env=environment, stdout=log, stderr=log, text=True, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)


class Browser:
    """Dora's: signs in and sends forms, to whichever process answers."""

    def __init__(self, port: int) -> None:
        self.site = f"http://127.0.0.1:{port}"
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open
        self.send("/sign-in/", username="dora", password=PASSWORD)

    def send(self, path: str, **values: object) -> str:
        page = self.open(f"{self.site}{path if path == '/sign-in/' else '/'}", timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None, page[:500]
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **values}).encode()
        request = urllib.request.Request(f"{self.site}{path}", data, headers={"Referer": self.site})  # noqa: S310 (our own server)
        try:
            return str(self.open(request, timeout=30).read().decode())
        except urllib.error.HTTPError as error:
            if error.code not in {409, 422}:  # refused, in words
                raise
            return ""

    def file(self, item: Item, site: Site) -> None:
        """With a double click."""
        for _ in range(2):
            self.send(f"/items/{item.pk}/tickets/new/", connection=site.connection.pk)


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def filed(site: Site) -> int:
    return Outbox.objects.filter(connection=site.connection, stage=Stage.DONE).count()


if database.vendor == "postgresql":

    @pytest.mark.django_db(transaction=True)
    def test_workers_that_are_killed_amid_their_work_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
        cast = make_cast()
        cast.dora.set_password(PASSWORD)
        cast.dora.save()
        items = [make_item(cast, text=f"Cap the retries {number}", tickets=(), without="follows") for number in range(ITEMS)]
        port = free_port()
        with connected("github", cast) as site, running("serve", "--no-worker", "--port", str(port), folder=tmp_path) as server:
            assert answers(port, server) == 200
            browser = Browser(port)
            with running("worker", folder=tmp_path) as first, running("worker", folder=tmp_path) as second:
                for item in items[: ITEMS // 2]:
                    browser.file(item, site)
                until(lambda: site.dialect.creations() >= 3, "no worker has begun")
                with running("worker", folder=tmp_path) as third:
                    asked, left = ITEMS // 2, []
                    for victim, more in ((first, items[ITEMS // 2 : ITEMS - 5]), (second, items[ITEMS - 5 :])):
                        os.killpg(victim.pid, signal.SIGKILL)  # one of the two has work in its hands
                        left.append(asked - filed(site))
                        for item in more:
                            browser.file(item, site)
                        asked += len(more)
                    left.append(asked - filed(site))  # where workers are quick, and the browser slow, only by now
                    assert max(left) > 0, "all that was asked for was done before anybody was killed"
                    until(lambda: filed(site) == ITEMS, "the last worker did not end the work")
                    assert third.poll() is None
        assert site.dialect.creations() == ITEMS
        titles = [ticket.title for ticket in site.dialect.all()]
        assert sorted(titles) == sorted(item.text for item in items)
        assert Link.objects.count() == ITEMS
        assert all(item.tickets for item in Item.objects.all())
        assert verify_chain().sound
        assert list(verify_rows()) == []
        assert site.dialect.violations == []
