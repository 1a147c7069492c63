"""Tokens for programs: what a pipeline or Prometheus proves itself with when it asks this server.

  followthrough token                                   # which there are
  followthrough token make "Deploy pipeline" --scope gate
  followthrough token make Prometheus --scope metrics --days 0
  followthrough token revoke 3

Scopes: gate (ask whether a release may go ahead), metrics (read the numbers), directory (bring people, teams and services up to date).
A token sees what its maker sees, and decides nothing. It is printed once, alone on standard output; only a digest is kept.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError

if TYPE_CHECKING:
    from followthrough.web.models import User


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("what", nargs="?", choices=["list", "make", "revoke"], default="list", help="what to do (default: list)")
    parser.add_argument("which", nargs="?", default="", help="make: what will use it; revoke: the token's number")
    parser.add_argument(
        "--scope", action="append", default=[], metavar="SCOPE", help="what it is for; repeat it for several (default: gate)"
    )
    parser.add_argument("--days", type=int, default=365, metavar="N", help="how long it is good (default 365, 0 until it is taken away)")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, open_portfolio

    open_portfolio()
    user = acting_user(args.acting)
    if args.what == "list":
        return _list(user)
    if not args.which:
        raise ConfigError(f"say which: followthrough token {args.what} {'NAME' if args.what == 'make' else 'NUMBER'}")
    return _make(args, user) if args.what == "make" else _revoke(args.which, user)


def _list(user: User) -> int:
    from followthrough.cli.console import table
    from followthrough.web.models import Token

    rows = Token.objects.filter(revoked_at=None).select_related("made_by")
    if user.role != "administrator":
        rows = rows.filter(made_by=user)
    if not rows:
        print("No tokens so far. Make one: followthrough token make NAME --scope gate")
        return 0
    lines = [
        (
            str(row.pk),
            row.name,
            f"{row.shown}…",
            ", ".join(row.scopes),
            row.made_by.username,
            f"{row.expires_at:%Y-%m-%d}" if row.expires_at else "never",
            f"{row.used_at:%Y-%m-%d}" if row.used_at else "never",
        )
        for row in rows
    ]
    print(table(("NUMBER", "NAME", "TOKEN", "FOR", "OF", "EXPIRES", "LAST USED"), lines, right=frozenset({0}), stretch=1))
    return 0


def _make(args: argparse.Namespace, user: User) -> int:
    from followthrough.web.operations.tokens import make_token
    from followthrough.web.permissions import Actor

    row, text = make_token(name=args.which, scopes=args.scope or ["gate"], days=args.days or None, by=Actor.person(user))
    until = f"until {row.expires_at:%Y-%m-%d}" if row.expires_at else "until it is taken away"
    print(f"followthrough: token {row.pk} is good {until}; it is shown this once", file=sys.stderr)
    print(text)
    return 0


def _revoke(number: str, user: User) -> int:
    from followthrough.web.operations.tokens import revoke_token
    from followthrough.web.permissions import Actor

    if not number.isdecimal():
        raise ConfigError(f"a token is named by its number, not '{number}': followthrough token lists them")
    row = revoke_token(int(number), by=Actor.person(user))
    print(f"“{row.name}” was taken away: it opens nothing any more.")
    return 0
