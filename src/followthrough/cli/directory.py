"""Bring in who is who: people with their managers and hours, services with who answers for them. For administrators.

  followthrough directory people.csv                    # name, email, handle, manager, team, zone, country, hours, robot, left
  followthrough directory teams.csv                     # team, name, zone, country
  followthrough directory services.csv --dry-run        # service, name, team, owner
  followthrough directory .github/CODEOWNERS            # who answers for the services that are known here
  hr-export | followthrough directory - --kind people

Every line is taken over, or none and each that is wrong is named. The same list again changes nothing, so it can run every night; over
HTTP the same is POST /api/v1/directory/KIND. docs/guides/directory.md says what each column means.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from followthrough.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("file", help="the file, or - for standard input")
    parser.add_argument(
        "--kind", choices=["people", "teams", "services", "codeowners"], help="what it is (default: by its name and first line)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.console import clean
    from followthrough.cli.local import acting_user, open_portfolio

    text = _read(args.file)
    kind = args.kind or _kind_of(args.file, text)
    open_portfolio()
    from followthrough.web.operations.directory import take_directory
    from followthrough.web.permissions import Actor

    taken = take_directory(kind, text, by=Actor.person(acting_user(args.acting)), try_only=args.dry_run)
    would = "would be " if args.dry_run else ""
    what = "services" if kind == "codeowners" else kind
    print(f"{taken.added} {what} {would}added, {taken.changed} {would}changed.")
    for note in taken.notes:
        print(clean(f"  {note}"))
    return 0


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} can't be read: {error}") from error


def _kind_of(name: str, text: str) -> str:
    if Path(name).name.upper() == "CODEOWNERS":
        return "codeowners"
    columns = {word.strip().casefold() for word in text.lstrip("\ufeff").partition("\n")[0].split(",")}
    if "service" in columns:
        return "services"
    if "team" in columns and columns <= {"team", "name", "zone", "country"}:
        return "teams"
    if "name" in columns:
        return "people"
    raise ConfigError(f"{name} has none of the columns name, team and service: say what it is with --kind")
