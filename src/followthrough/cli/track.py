"""Take a postmortem straight to tickets: hold it against the rules, show what it promises, file what was accepted.

  followthrough track postmortems/inc-481.md --to "GitHub acme/shop"
  followthrough track inc-481.md --to acme --accept-ready      # also accept what lacks nothing
  followthrough track inc-481.md --to acme --dry-run

The document is linted and imported (once, however often this runs). Items of it that somebody has accepted and that have no ticket
there yet are filed. With --accept-ready, whoever acts (--as) accepts each listed candidate that has an owner known here and a date,
and about which the rules find nothing but the missing ticket. Two runs at once make no second ticket.

Exit status: 0 everything accepted has its ticket, 1 something stands in the way (it says what), 2 wrong use or configuration.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, FollowthroughError

if TYPE_CHECKING:
    from followthrough.web.models import Candidate, Connection, Document, Item, User

BESIDE = frozenset({"FT121", "FT134"})  # no ticket: it gets one now; no done criterion: good to have, not a reason to wait
PATIENCE = 120.0  # seconds; what is not filed by then waits in the outbox for the server's worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("file", help="the postmortem")
    parser.add_argument(
        "--to", required=True, metavar="CONNECTION", help="the connection to file in: its name, or a part of it that is its alone"
    )
    parser.add_argument("--accept-ready", action="store_true", help="accept what is listed, has an owner and a date and no finding")
    parser.add_argument("--no-lint", action="store_true", help="do not hold the document against the rules first")
    parser.add_argument(
        "--publish", action="store_true", help="also file items of a private incident: whoever reads the tracker reads them"
    )
    parser.add_argument("--dry-run", action="store_true", help="lint, show what is there, and write nothing anywhere")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, open_portfolio

    open_portfolio()
    user = acting_user(args.acting)
    connection = _connection(args.to)
    if not args.no_lint:
        _lint(args.file)
    if args.dry_run:
        return _show_only(args.file)
    document = _import(args.file, user)
    if args.accept_ready:
        _accept_ready(document, user)
    items = _items(document)
    refused = [line for item in items if (line := _ask(item, connection, user, publish=args.publish))]
    _file(connection, items)
    return _report(document, connection, items, refused)


def _connection(name: str) -> Connection:
    from followthrough.web.models import Connection

    rows = Connection.objects.filter(removed_at=None)
    found = list(rows.filter(name__iexact=name)) or list(rows.filter(name__icontains=name))
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"“{row.name}”" for row in (found or rows)) or "none so far: see `followthrough connect`"
    raise ConfigError(f"--to {name} {'could be several' if found else 'is no connection'}: {known}")


def _lint(file: str) -> None:
    """Findings are shown and do not stop: whether they may is for the gate in front (`followthrough lint`)."""
    from followthrough.cli.main import main

    if main(["lint", file]) == 2:
        raise ConfigError(f"{file} could not be read")


def _show_only(file: str) -> int:
    from followthrough.cli.inputs import display, read_bytes
    from followthrough.web.operations.documents import read_document

    reading = read_document(read_bytes(file), name=display(file))
    for candidate in reading.candidates:
        print(f"  {candidate.where.value}: {candidate.item.text}")
    print(f"{len(reading.candidates)} candidates. Nothing was imported, accepted or filed.")
    return 0


def _import(file: str, user: User) -> Document:
    from followthrough.cli.import_ import lasting_name
    from followthrough.cli.inputs import read_bytes
    from followthrough.web.operations.documents import import_document
    from followthrough.web.permissions import Actor

    return import_document(content=read_bytes(file), name=lasting_name(file, [file]), by=Actor.importing(user)).document


def _accept_ready(document: Document, user: User) -> None:
    """A decision, made by the person who acts: nothing is accepted that lacks anything but its ticket."""
    from followthrough.core.item import Where
    from followthrough.web.operations.candidates import accept_candidate, promise_of
    from followthrough.web.permissions import Actor

    for candidate in document.candidates.waiting().filter(where=Where.LISTED.value).order_by("position", "id"):
        promise = promise_of(candidate)
        if [lack for lack in promise.lacks() if lack != "a ticket"] or _findings(candidate):
            continue
        try:
            accept_candidate(
                candidate.pk, by=Actor.person(user), version=candidate.version, promise=promise, without="The ticket is filed at once."
            )
        except FollowthroughError as error:
            print(f"followthrough: not accepted: {candidate.text}: {error}", file=sys.stderr)


def _findings(candidate: Candidate) -> list[str]:
    from django.utils import timezone

    from followthrough.core.item import ActionItem, OwnerKind, Type
    from followthrough.core.lint.run import check_item

    item = ActionItem(
        text=candidate.text,
        type=Type(candidate.type),
        owners=tuple(candidate.owners),
        owner_kind=OwnerKind(candidate.owner_kind),
        due=candidate.due,
        due_raw=candidate.due_raw or None,
        tracking=tuple(candidate.tracking),
    )
    found = check_item(item, today=timezone.localdate())
    return [finding.code for finding in found if finding.code not in BESIDE]


def _items(document: Document) -> list[Item]:
    from followthrough.web.models import Item

    return list(Item.objects.filter(candidates__document__incident=document.incident).open().distinct())


def _ask(item: Item, connection: Connection, user: User, *, publish: bool) -> str:
    from followthrough.web.models import Link
    from followthrough.web.operations.outbox import request_filing
    from followthrough.web.permissions import Actor

    if Link.objects.filter(item=item, connection=connection, let_go_at=None).exists():
        return ""
    try:
        request_filing(item.pk, connection_id=connection.pk, by=Actor.person(user), publish=publish)
    except FollowthroughError as error:
        return f"{item.text}: {error}"
    return ""


def _file(connection: Connection, items: list[Item]) -> None:
    """Work on the outbox until all have their tickets, or something other than time is needed."""
    from followthrough.cli.console import clean
    from followthrough.trackers.registry import utc_now
    from followthrough.web.models import Outbox
    from followthrough.web.models.outbox import Job
    from followthrough.web.sync.cycle import run_round
    from followthrough.web.sync.file import PENDING

    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if not Outbox.objects.filter(connection=connection, item__in=items, job=Job.FILE, stage__in=PENDING).exists():
            return
        done = run_round(connection.pk)
        if done.failure:
            print(f"followthrough: {connection.name}: {clean(done.failure)}", file=sys.stderr)
            return
        connection.refresh_from_db()
        if not connection.may_write() or (connection.wait_until is not None and connection.wait_until > utc_now()):
            why = connection.paused_because or connection.failure or "it has to wait"
            print(f"followthrough: {connection.name} files nothing now: {clean(why)}", file=sys.stderr)
            return
        time.sleep(0.2 if done.more else 1.0)


def _report(document: Document, connection: Connection, items: list[Item], refused: list[str]) -> int:
    from followthrough.cli.console import clean
    from followthrough.web.models import Link, Outbox
    from followthrough.web.models.outbox import ACTIVE, Job

    links = {link.item_id: link for link in Link.objects.filter(connection=connection, item__in=items, let_go_at=None)}
    for item in items:
        link = links.get(item.pk)
        print(f"{link.key if link else 'no ticket':<20} {clean(item.text)}" + (f"  {link.url}" if link else ""))
    stuck = Outbox.objects.select_related("item").filter(connection=connection, item__in=items, job=Job.FILE, stage__in=ACTIVE)
    for entry in stuck:
        print(f"followthrough: waits: {clean(entry.item.text)}: {clean(entry.words) or 'the server files it'}", file=sys.stderr)
    for line in refused:
        print(f"followthrough: not filed: {clean(line)}", file=sys.stderr)
    waiting = document.candidates.waiting().count()
    reference = document.incident.reference
    print(f"{len(links)} of {len(items)} accepted items of {reference} have a ticket; {waiting} candidates wait for a person.")
    return 0 if len(links) == len(items) and not refused else 1
