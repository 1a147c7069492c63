"""Connect a tracker: where the tickets are, by which label they are found, and with whose rights.

  followthrough connect                                        # which trackers there are, and the least rights each needs
  followthrough connect github acme/shop                       # asks for the token
  followthrough connect gitlab group/shop --url https://gitlab.example.com --write
  followthrough connect jira OPS --url https://acme.atlassian.net --credentials jira.json --dry-run

Credentials come from --credentials FILE (JSON, or the token alone), from FOLLOWTHROUGH_TRACKER_TOKEN, or are asked for; never from
the command line, where others can see them. The connection is tested first, and says what is missing. It only reads until --write.

Exit status: 0 connected (or, with --dry-run, it could be), 1 the tracker says no or something is missing, 2 wrong use.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, ServiceError

if TYPE_CHECKING:
    from followthrough.trackers.base import Checked
    from followthrough.trackers.registry import Kind

TOKEN = "FOLLOWTHROUGH_TRACKER_TOKEN"  # noqa: S105 (the name of a variable)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("kind", nargs="?", help="which tracker: github, gitlab, jira, jira_server, linear or redmine")
    parser.add_argument("place", nargs="?", help="where in it: owner/repository, group/project, a project's key, a team's key")
    parser.add_argument("--url", default="", help="the tracker's address, where it is not the vendor's own cloud")
    parser.add_argument("--label", default="incident-action", help="the label of such tickets (default: incident-action)")
    parser.add_argument("--name", default="", help="what to call the connection (default: tracker and place)")
    parser.add_argument("--team", metavar="SLUG", help="the team that adopted items belong to")
    parser.add_argument("--way", default="token", help="how we prove who we are: token, or app for a GitHub App")
    parser.add_argument(
        "--credentials", metavar="FILE", help="file with the credentials: JSON by field, or the token alone; - reads standard input"
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what only this tracker has, such as issue_type=Task for Jira; repeat it for several",
    )
    parser.add_argument("--write", action="store_true", help="also file and change tickets; without it the connection only reads")
    parser.add_argument("--dry-run", action="store_true", help="test, and keep nothing")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_team, open_portfolio

    open_portfolio()
    from followthrough.cli.console import clean
    from followthrough.trackers.registry import KINDS
    from followthrough.web.operations.connections import add_connection, require_administrator
    from followthrough.web.permissions import Actor
    from followthrough.web.sync.opening import probe

    if args.kind is None:
        _list_kinds()
        return 0
    kind = KINDS.get(args.kind)
    if kind is None:
        raise ConfigError(f"there is no tracker called {args.kind}: use one of {', '.join(KINDS)}")
    if not args.place:
        raise ConfigError(f"say where the tickets are: {kind.place.label.lower()}, {kind.place.help}")
    by = Actor.person(acting_user(args.acting))
    require_administrator(by)
    team = find_team(args.team) if args.team else None
    options = _options(args.option, kind)
    credentials = _credentials(args, kind)
    base_url = args.url or kind.base_url
    if not base_url:
        raise ConfigError(f"say where {kind.label} is: --url https://…")
    try:
        where = {"base_url": base_url, "place": args.place, "label": args.label}
        with closing(probe(args.kind, **where, way=args.way, credentials=credentials, options=options)) as tracker:
            checked = tracker.check()
    except ServiceError as error:
        print(f"followthrough: {kind.label}: {clean(str(error))}", file=sys.stderr)
        return 1
    _tell(checked, kind)
    if checked.place is None or (args.write and not checked.may_write):
        print("followthrough: not connected: mend what is missing and try again", file=sys.stderr)
        return 1
    if args.dry_run:
        print("Nothing was kept: leave out --dry-run to connect.")
        return 0
    connection = add_connection(
        kind=args.kind,
        name=args.name,
        place=args.place,
        place_name=checked.place.name,
        credentials=credentials,
        base_url=base_url,
        label=args.label,
        way=args.way,
        options=options,
        team=team,
        read_only=not args.write,
        by=by,
    )
    how = "reads only" if connection.read_only else "reads and writes"
    print(f"Connected as “{connection.name}”; it {how}. `followthrough sync` adopts what carries the label {connection.label}.")
    return 0


def _list_kinds() -> None:
    from followthrough.trackers.registry import KINDS

    for kind in KINDS.values():
        print(f"{kind.name:<12} {kind.label}: followthrough connect {kind.name} {kind.place.label.upper()}")
        for way in kind.ways:
            print(f"{'':<12} {way.label}: {way.rights}")


def _options(given: list[str], kind: Kind) -> dict[str, str]:
    known = [field.name for field in kind.options]
    found = dict(option.partition("=")[::2] for option in given)
    for name, value in found.items():
        if name not in known or not value:
            has = f"has {', '.join(known)}, each as NAME=VALUE" if known else "has none"
            raise ConfigError(f"--option {name}: {kind.label} {has}")
    return found


def _credentials(args: argparse.Namespace, kind: Kind) -> dict[str, str]:
    way = next((way for way in kind.ways if way.name == args.way), None)
    if way is None:
        raise ConfigError(f"{kind.label} can't be connected by {args.way}: use {' or '.join(way.name for way in kind.ways)}")
    text = _given(args)
    if text is not None:
        found = _parse(text, way.fields[-1].name)
    elif sys.stdin.isatty():
        found = {field.name: (getpass.getpass if field.secret else input)(f"{field.label}: ") for field in way.fields}
    else:
        names = ", ".join(field.name for field in way.fields)
        raise ConfigError(f"no credentials: set {TOKEN}, or give --credentials FILE with {names}")
    lacking = [field.label for field in way.fields if field.required and not found.get(field.name, "").strip()]
    if lacking:
        raise ConfigError(f"{kind.label} also needs: {', '.join(lacking)}. Give them by name in the JSON of --credentials FILE")
    return {name: value.strip() for name, value in found.items()}


def _given(args: argparse.Namespace) -> str | None:
    if args.credentials == "-":
        return sys.stdin.read()
    if args.credentials:
        try:
            return Path(args.credentials).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"--credentials names {args.credentials}, which can't be read: {error}") from error
    return os.environ.get(TOKEN)


def _parse(text: str, only: str) -> dict[str, str]:
    text = text.strip()
    if not text.startswith("{"):
        return {only: text}
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ConfigError("the credentials are neither a token nor JSON") from error
    return {str(name): "" if value is None else str(value) for name, value in found.items()}


def _tell(checked: Checked, kind: Kind) -> None:
    from followthrough.cli.console import clean

    print(f"{kind.label} knows us as {clean(str(checked.account))}.")
    if checked.place is not None:
        print(f"The tickets are in {clean(checked.place.name)}; we may {'read and write' if checked.may_write else 'only read'} them.")
    for line in checked.missing:
        print(f"  missing: {clean(line)}")
    for line in checked.notes:
        print(f"  note: {clean(line)}")
