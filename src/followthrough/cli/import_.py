"""Read postmortems into the portfolio.

Each file becomes a document of its incident; what reads like an action item becomes a candidate that waits for a person.
A file that was imported before changes nothing; an edited one becomes a new version, and what was decided stays decided.

  followthrough import docs/postmortems
  followthrough import docs/postmortems --accept-listed   # a first load: take all that stands in lists of action items

With --accept-listed the clock of an item starts on the date of its incident, where the document says one, because that is when
the promise was made; --clock today starts it now. Items that a document marks as done are closed as done.

Of a folder's files, those that promise nothing and name no date, severity or reference are skipped and named: a README, say.
A file that is named itself is always read.

Exit status: 0 all read, 1 some file could not be read (the others were), 2 wrong use or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
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
    parser.add_argument("--all", action="store_true", help="also take in files of a folder that do not look like a postmortem")
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.inputs import expand
    from followthrough.cli.local import acting_user, find_team, open_portfolio

    open_portfolio()
    user = acting_user(args.acting)
    team = find_team(args.team) if args.team else None
    counts: Counter[str] = Counter()
    skipped: list[str] = []
    paths = list(expand(args.paths))
    for number, path in enumerate(paths, start=1):
        _progress(number, len(paths))
        try:
            if isinstance(path, InputError):
                raise path
            counts += _import_one(path, args=args, user=user, team=team)
        except Skipped as error:
            skipped.append(str(error))
        except FollowthroughError as error:
            counts["failed"] += 1
            _tell(f"followthrough: {_placed(error, path)}")
    _progress(0, 0)
    counts["skipped"] = len(skipped)
    _name_skipped(skipped)
    _report(counts, user=user, as_json=args.json)
    return 1 if counts["failed"] else 0


class Skipped(FollowthroughError):
    """A file of a folder that does not look like a postmortem."""


def _import_one(path: str, *, args: argparse.Namespace, user: User, team: Team | None) -> Counter[str]:
    """One file in one transaction: it is in, with all that was accepted of it, or nothing of it is."""
    from django.db import transaction

    from followthrough.cli.inputs import display, read_bytes
    from followthrough.web.operations.candidates import accept_listed
    from followthrough.web.operations.documents import import_document, is_here, looks_like_postmortem, read_document
    from followthrough.web.permissions import Actor

    content = read_bytes(path)
    reading = None if is_here(content) else read_document(content, name=display(path))
    if reading and not args.all and path not in args.paths and not looks_like_postmortem(reading):
        raise Skipped(path)
    by = Actor.importing(user)
    with transaction.atomic():
        imported = import_document(content=content, name=lasting_name(path, args.paths), by=by, team=team, reading=reading)
        counts = Counter(read=1, unchanged=int(imported.unchanged), found=imported.found, kept=imported.kept)
        if args.accept_listed:
            accepted = accept_listed(imported.document.pk, by=by, from_document=args.clock == "document")
            counts += Counter(accepted=len(accepted.items), done=accepted.done, undecided=accepted.undecided)
    return counts


def lasting_name(path: str, given: Sequence[str]) -> str:
    """What the document is called from now on, whatever folder the command is run in: an edited one is known again by it.

    The path within its git repository, else within the folder that was named, else the name of the file.
    """
    from followthrough.cli.inputs import STDIN, display

    if path == STDIN:
        return display(path)
    file = Path(path).resolve()
    roots = [folder for folder in file.parents if (folder / ".git").exists()][:1]
    roots += [folder for folder in (Path(one).resolve() for one in given if one != STDIN) if folder.is_dir() and folder in file.parents]
    return file.relative_to(roots[0]).as_posix() if roots else file.name


def _name_skipped(skipped: Sequence[str]) -> None:
    if skipped:
        files = f"{len(skipped)} files, which do" if len(skipped) > 1 else "1 file, which does"
        _tell(f"followthrough: skipped {files} not look like a postmortem (no action item, date, severity or reference; --all reads them):")
        _tell("\n".join(f"  {path}" for path in skipped))


def _placed(error: FollowthroughError, path: object) -> str:
    """The error with the file it is about, once."""
    return str(error) if isinstance(error, InputError) and error.source else f"{path}: {error}"


def _tell(line: str) -> None:
    _progress(0, 0)
    print(line, file=sys.stderr)


def _progress(number: int, total: int) -> None:
    """A running count on a terminal; `0, 0` wipes it."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{f'reading {number} of {total}' if total else ''}", end="", file=sys.stderr, flush=True)


KEYS = ("read", "unchanged", "skipped", "failed", "found", "kept", "accepted", "done", "undecided")


def _report(counts: Counter[str], *, user: User, as_json: bool) -> None:
    from followthrough.web.models import Candidate, Item

    waiting = Candidate.objects.visible_to(user).waiting().count()
    items = Item.objects.visible_to(user).count()
    if as_json:
        import json

        print(json.dumps({**{key: counts[key] for key in KEYS}, "waiting": waiting, "items": items}, indent=2))
        return
    from followthrough.cli.console import paint
    from followthrough.cli.local import where

    rows = [("Read", _read_words(counts)), ("Found", _found_words(counts))]
    if counts["accepted"]:
        done = f"; {counts['done']} of them done, as their documents say" if counts["done"] else ""
        rows.append(("Accepted", f"{_count(counts['accepted'], 'action item')}{done}"))
    if counts["undecided"]:
        rows.append(("To decide", f"{counts['undecided']} that their documents call dropped: followthrough items --state undecided"))
    rows.append(("Portfolio", f"{_count(items, 'action item')} in {where()}"))
    for name, words in rows:
        print(paint(f"{name:<11}", "bold") + words)
    if waiting:
        print(f"\n{_count(waiting, 'candidate')} wait{'s' * (waiting == 1)} for a person: followthrough candidates")
    print(f"{'' if waiting else chr(10)}The four answers: followthrough status")


def _read_words(counts: Counter[str]) -> str:
    parts = [f"{_count(counts['read'], 'document')}"]
    if counts["unchanged"]:
        parts.append("all unchanged" if counts["unchanged"] == counts["read"] else f"{counts['unchanged']} of them unchanged")
    if counts["skipped"]:
        parts.append(f"{counts['skipped']} skipped")
    if counts["failed"]:
        parts.append(f"{counts['failed']} could not be read")
    return ", ".join(parts)


def _found_words(counts: Counter[str]) -> str:
    kept = f", {counts['kept']} known from an earlier version" if counts["kept"] else ""
    return f"{_count(counts['found'], 'new candidate')}{kept}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
