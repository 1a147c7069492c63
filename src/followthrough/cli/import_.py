"""Read postmortems into the portfolio.

Each file becomes a document of its incident; what reads like an action item becomes a candidate that waits for a person.
A file that was imported before changes nothing; an edited one becomes a new version, and what was decided stays decided.

  followthrough import docs/postmortems
  followthrough import docs/postmortems --accept-listed   # a first load: take all that stands in lists of action items

With --accept-listed the clock of an item starts on the date of its incident, where the document says one, because that is when
the promise was made; --clock today starts it now. Items that a document marks as done are closed as done.

Exit status: 0 all read, 1 some file could not be read (the others were), 2 wrong use or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING

from followthrough.errors import FollowthroughError, InputError

if TYPE_CHECKING:
    from followthrough.web.models import Team, User


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("paths", nargs="+", metavar="PATH", help="a postmortem or a folder of them")
    parser.add_argument("--accept-listed", action="store_true", help="accept what stands in a list of action items, for a first load")
    parser.add_argument("--clock", choices=("document", "today"), default="document", help="when the clock of an accepted item starts")
    parser.add_argument("--team", metavar="SLUG", help="the team that these incidents and items belong to")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.inputs import expand
    from followthrough.cli.local import acting_user, find_team, open_portfolio

    open_portfolio()
    user = acting_user(args.acting)
    team = find_team(args.team) if args.team else None
    counts: Counter[str] = Counter()
    paths = list(expand(args.paths))
    for number, path in enumerate(paths, start=1):
        _progress(number, len(paths))
        try:
            if isinstance(path, InputError):
                raise path
            counts += _import_one(path, user=user, team=team, accept=args.accept_listed, from_document=args.clock == "document")
        except FollowthroughError as error:
            counts["failed"] += 1
            _progress(0, 0)
            print(f"followthrough: {error}", file=sys.stderr)
    _progress(0, 0)
    _report(counts, as_json=args.json)
    return 1 if counts["failed"] else 0


def _import_one(path: str, *, user: User, team: Team | None, accept: bool, from_document: bool) -> Counter[str]:
    """One file in one transaction: it is in, with all that was accepted of it, or nothing of it is."""
    from django.db import transaction

    from followthrough.cli.inputs import display, read_bytes
    from followthrough.web.operations.candidates import accept_listed
    from followthrough.web.operations.documents import import_document
    from followthrough.web.permissions import Actor

    content = read_bytes(path)
    by = Actor.importing(user)
    with transaction.atomic():
        imported = import_document(content=content, name=display(path), by=by, team=team)
        counts = Counter(read=1, unchanged=int(imported.unchanged), found=imported.found, kept=imported.kept)
        if accept:
            accepted = accept_listed(imported.document.pk, by=by, from_document=from_document)
            counts += Counter(accepted=len(accepted.items), done=accepted.done, undecided=accepted.undecided)
    return counts


def _progress(number: int, total: int) -> None:
    """A running count on a terminal; `0, 0` wipes it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{f'reading {number} of {total}' if total else ''}", end="", file=sys.stderr, flush=True)


def _report(counts: Counter[str], *, as_json: bool) -> None:
    from followthrough.cli.console import paint
    from followthrough.cli.local import where
    from followthrough.web.models import Candidate, Item

    waiting = Candidate.objects.waiting().count()
    if as_json:
        import json

        keys = ("read", "unchanged", "found", "kept", "accepted", "done", "undecided", "failed")
        print(json.dumps({**{key: counts[key] for key in keys}, "waiting": waiting, "items": Item.objects.count()}, indent=2))
        return
    parts = [f"{counts['read']} read"]
    if counts["unchanged"]:
        parts.append(f"{counts['unchanged']} of them unchanged")
    if counts["failed"]:
        parts.append(f"{counts['failed']} could not be read")
    print(paint("Documents: ", "bold") + ", ".join(parts) + f" into {where()}")
    print(paint("Found:     ", "bold") + f"{counts['found']} new candidates")
    if counts["accepted"]:
        done = f", {counts['done']} of them marked done in their document" if counts["done"] else ""
        print(paint("Accepted:  ", "bold") + f"{counts['accepted']} action items{done}")
    if counts["undecided"]:
        print(
            paint("Decide:    ", "bold")
            + f"{counts['undecided']} that their document calls dropped: `followthrough items --state undecided`"
        )
    if waiting:
        print(f"\n{waiting} candidates wait for a person: `followthrough candidates`, or the Capture page of `followthrough serve`.")
    print("The four answers: `followthrough status`.")
