"""How fast the tickets of a tracker are taken over at the first sync, and how much memory that takes.

Runs the whole way over HTTP: a fake GitHub in a process of its own, the adapter, the rules and the database of an installation made for it.
Beside it, the same pages fetched and parsed by the adapter alone: what no import can be quicker than.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing as mp
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

MEMORY = 1.5  # times as much for ten times the tickets
LABEL = "incident-action"


def _fake(count: int, pipe: Pipe) -> None:
    """Hold `count` labelled issues until told to end."""
    from followthrough.trackers.fake.dialect import Clock
    from followthrough.trackers.fake.github import GitHub
    from followthrough.trackers.fake.server import serving

    clock = Clock()
    dialect = GitHub(clock=clock)
    for number in range(count):
        clock.advance(7)
        ref = dialect.add(f"Cap the retries of client {number}", body=f"Because of INC-{number // 6 + 1}.", labels=(LABEL,))
        if number % 3 == 0:
            dialect.finish(ref)
    with serving(dialect) as server:
        pipe.send((server.url, dialect.token))
        pipe.recv()


@contextmanager
def fake(count: int) -> Iterator[tuple[str, str]]:
    here, there = mp.get_context("spawn").Pipe()
    process = mp.get_context("spawn").Process(target=_fake, args=(count, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("end")
        process.join(10)


def _adopt(url: str, token: str, pipe: Pipe) -> None:
    """Adopt everything, in a process and a database of its own; send seconds, tickets, and the peak of memory before and after."""
    with tempfile.TemporaryDirectory(prefix="followthrough-benchmark-") as folder:
        os.environ.update(FOLLOWTHROUGH_HOME=folder, DATABASE_URL="", DJANGO_SETTINGS_MODULE="followthrough.web.settings")
        import django
        from django.core.management import call_command

        django.setup()
        logging.disable(logging.CRITICAL)
        call_command("migrate", verbosity=0)
        from followthrough.web.models import Connection, Link
        from followthrough.web.operations import connections
        from followthrough.web.sync.cycle import run_round
        from tests.web.making import make_cast

        cast = make_cast()
        made = connections.add_connection(
            kind="github",
            name="GitHub",
            place="acme/shop",
            base_url=url,
            credentials={"token": token},
            read_only=True,
            team=cast.team,
            by=cast.by("frank"),
        )
        before, began = peak(), time.perf_counter()
        while Connection.objects.get(pk=made.pk).adopted_at is None:
            done = run_round(made.pk, everything=True)
            if done.failure:
                raise SystemExit(done.failure)
        took = time.perf_counter() - began
        pipe.send((took, Link.objects.count(), before, peak()))


def _list(url: str, token: str, pipe: Pipe) -> None:
    """The same pages, read and parsed by the adapter alone."""
    from followthrough.trackers.base import Settings
    from followthrough.trackers.registry import open_tracker

    tracker = open_tracker("github", Settings(url, "acme/shop", LABEL, {"token": token}))
    before, began = peak(), time.perf_counter()
    count, after = 0, ""
    while True:
        page = tracker.changed(None, after=after)
        count += len(page.tickets)
        after = page.next
        if not after:
            break
    pipe.send((time.perf_counter() - began, count, before, peak()))


def peak() -> float:
    """MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(what: object, url: str, token: str) -> tuple[float, int, float, float]:
    here, there = mp.get_context("spawn").Pipe()
    process = mp.get_context("spawn").Process(target=what, args=(url, token, there))  # type: ignore[arg-type]
    process.start()
    there.close()
    try:
        found: tuple[float, int, float, float] = here.recv()
    except EOFError:
        raise SystemExit("the measured process ended without a result") from None
    finally:
        process.join(10)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench adoption", description=__doc__)
    parser.add_argument("--tickets", type=int, default=20_000, metavar="N", help="how many tickets there are (default: 20,000)")
    given = parser.parse_args()
    print(f"{'':24}{'tickets':>9}{'seconds':>9}{'tickets/s':>11}{'MiB before':>12}{'MiB peak':>10}{'grown':>8}")
    grown: list[float] = []
    for count in (given.tickets // 10, given.tickets):
        with fake(count) as (url, token):
            for name, what in (("adopted", _adopt), ("listed and parsed only", _list)):
                took, found, before, after = measured(what, url, token)
                if found != count:
                    raise SystemExit(f"{name}: {found} of {count} tickets")
                print(f"{name:24}{found:>9,}{took:>9.1f}{found / took:>11,.0f}{before:>12.0f}{after:>10.0f}{after - before:>8.0f}")
                if what is _adopt:
                    grown.append(after)
    ratio = grown[1] / grown[0]
    print(f"\npeak memory for ten times the tickets: {ratio:.2f} times (limit {MEMORY})")
    return 0 if ratio <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
