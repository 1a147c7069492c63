"""Bring items and tickets in step now, once. A running server does this by itself, each minute.

  followthrough sync                        # every connection
  followthrough sync "GitHub acme/shop" --dry-run
  followthrough sync --item 12

--dry-run reads the trackers and prints what would be taken over, adopted, written and filed; it writes nothing anywhere.

Exit status: 0 in step, 1 a tracker could not be reached or said no (the others were synced), 2 wrong use or configuration.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, FollowthroughError

if TYPE_CHECKING:
    from followthrough.web.models import Connection, Item, User

ROUNDS = 10_000  # each at most a minute: a first load of a very large project


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("connection", nargs="?", help="the name of one connection (default: all of them)")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done, and do nothing")
    parser.add_argument("--item", type=int, metavar="NUMBER", help="look at this item alone (with --dry-run), or at its connections")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_item, open_portfolio

    open_portfolio()
    user = acting_user(args.acting)
    if not user.leads:
        raise ConfigError("syncing by hand is for leads and administrators: act as one with --as USER")
    item = find_item(args.item, user) if args.item else None
    connections = _chosen(args.connection, item)
    failed = [connection for connection in connections if not _one(connection, item, user, dry_run=args.dry_run)]
    return 1 if failed else 0


def _chosen(name: str | None, item: Item | None) -> list[Connection]:
    from followthrough.web.models import Connection

    rows = Connection.objects.filter(removed_at=None)
    if item is not None:
        rows = (rows.filter(links__item=item) | rows.filter(outbox__item=item)).distinct()
    if name is not None:
        rows = rows.filter(name__iexact=name)
    found = list(rows)
    if not found:
        known = ", ".join(f"“{connection.name}”" for connection in Connection.objects.filter(removed_at=None))
        raise ConfigError(
            f"there is no such connection; there are: {known}" if known else "nothing is connected: see `followthrough connect`"
        )
    return found


def _one(connection: Connection, item: Item | None, user: User, *, dry_run: bool) -> bool:
    from followthrough.cli.console import clean

    try:
        return _rehearse(connection, item, user) if dry_run else _sync(connection)
    except FollowthroughError as error:
        print(f"followthrough: {connection.name}: {clean(str(error))}", file=sys.stderr)
        return False


def _rehearse(connection: Connection, item: Item | None, user: User) -> bool:
    """What concerns a private incident is told to its people alone; for the others it is counted."""
    from followthrough.cli.console import clean
    from followthrough.web.models import Item
    from followthrough.web.sync.dry import rehearse
    from followthrough.web.sync.opening import open_connection

    lines = 0
    visible = set(Item.objects.visible_to(user).values_list("pk", flat=True))
    with closing(open_connection(connection)) as tracker:
        for line in rehearse(connection, tracker, item=item):
            if line.item_id is None or line.item_id in visible:
                print(f"{connection.name}: {clean(line.words)}")
            lines += 1
    print(f"{connection.name}: {lines or 'nothing'} to do. Nothing was written.")
    return True


def _sync(connection: Connection) -> bool:
    from followthrough.cli.console import clean
    from followthrough.web.sync.cycle import run_round
    from followthrough.web.sync.health import health_of

    if not connection.at_work:
        print(f"{connection.name}: paused: {connection.paused_because}")
        return True
    first = True
    for _ in range(ROUNDS):
        done = run_round(connection.pk, everything=first)
        if not done.ran:
            print(f"followthrough: {connection.name}: another worker is at it", file=sys.stderr)
            return False
        if done.failure:
            print(f"followthrough: {connection.name}: {clean(done.failure)}", file=sys.stderr)
            return False
        first = False
        connection.refresh_from_db()
        if sys.stderr.isatty():
            print(f"\r\x1b[K{connection.name}: {connection.seen} of {connection.expected or '?'}", end="", file=sys.stderr, flush=True)
        if not done.more:
            break
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    health = health_of(connection)
    print(f"{connection.name}: {clean(health.words)} {health.counts}")
    return True
