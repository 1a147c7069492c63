"""Hold a release while what was promised after an incident is overdue. For pipelines; docs/guides/gate.md has them ready to copy.

  followthrough gate --service checkout                        # this machine's portfolio
  followthrough gate --service checkout --severity 1 --severity 2 --grace 3
  FOLLOWTHROUGH_TOKEN=… followthrough gate --url https://followthrough.example.com --service checkout --format github

Exit status: 0 the gate is open, 1 it is closed and the items that close it are named, 2 it could not be asked (a wrong name, a refused
token, a server that does not answer). --when-unreachable open lets the release pass with a warning where the server does not answer.

The token needs the scope "gate" (made under “For programs”, or with `followthrough token`) and comes from $FOLLOWTHROUGH_TOKEN or
$FOLLOWTHROUGH_TOKEN_FILE, never from the command line, where others can see it.

--format json prints one object: gate (open or closed), on, question, blocking and in_grace (each a list of {item, text, incident,
severity, due, days_late, owner, team, url, needs_decision, private}), unranked_left_out. New keys may be added.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, FollowthroughError, Unreachable

if TYPE_CHECKING:
    from followthrough.core.gate import Verdict

COULD_NOT_ASK = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("--service", default="", metavar="NAME", help="of incidents of this service (default: of all)")
    parser.add_argument("--team", default="", metavar="SLUG", help="of this team (default: of all)")
    parser.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="N",
        help="of incidents of this severity, 1 the worst, or unranked; repeat it for several (default: all)",
    )
    parser.add_argument("--grace", type=int, default=0, metavar="DAYS", help="days that an item may be overdue (default 0)")
    parser.add_argument("--format", choices=["text", "json", "github"], default="text", help="github: annotations of GitHub Actions")
    parser.add_argument(
        "--url",
        default=os.environ.get("FOLLOWTHROUGH_SERVER", ""),
        help="ask this server (default: $FOLLOWTHROUGH_SERVER, else this machine)",
    )
    parser.add_argument(
        "--when-unreachable", choices=["closed", "open"], default="closed", help="what to do where the server does not answer"
    )
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    try:
        verdict = _ask_server(args) if args.url else _ask_here(args)
    except Unreachable as error:
        if args.when_unreachable == "open":
            print(f"followthrough: the gate could not be asked, and lets pass: {error}", file=sys.stderr)
            return 0
        print(f"followthrough: the gate could not be asked: {error}", file=sys.stderr)
        return COULD_NOT_ASK
    except FollowthroughError as error:  # not 1: nobody found anything overdue
        print(f"followthrough: {error}", file=sys.stderr)
        return COULD_NOT_ASK
    print(_written(verdict, args.format))
    return 0 if verdict.is_open else 1


def _written(verdict: Verdict, form: str) -> str:
    import json

    from followthrough.core.report.gate import github_of, json_of, text_of

    if form == "json":
        return json.dumps(json_of(verdict), indent=2, ensure_ascii=False)
    return github_of(verdict) if form == "github" else text_of(verdict)


def _ask_here(args: argparse.Namespace) -> Verdict:
    from followthrough.cli.local import open_portfolio, reading_user

    open_portfolio()
    from django.utils import timezone

    from followthrough.web.insights.gate import ask_gate, read_question

    question = read_question(service=args.service, team=args.team, severities=args.severity, grace=args.grace)
    return ask_gate(question, user=reading_user(args.acting), on=timezone.localdate())


def _ask_server(args: argparse.Namespace) -> Verdict:
    from followthrough.client import Client
    from followthrough.core.gate import Question

    question = Question(service=args.service, team=args.team, grace=args.grace)
    if args.severity:
        question = Question(
            service=args.service,
            team=args.team,
            severities=tuple(_severity(one) for one in args.severity if one != "unranked"),
            unranked="unranked" in args.severity,
            grace=args.grace,
        )
    with Client(args.url, _token()) as client:
        return client.gate(question)


def _severity(word: str) -> int:
    if not word.isdecimal():
        raise ConfigError(f"--severity {word}: a severity is 1, 2, 3, 4 or unranked")
    return int(word)


def _token() -> str:
    path = os.environ.get("FOLLOWTHROUGH_TOKEN_FILE", "")
    if not path or "FOLLOWTHROUGH_TOKEN" in os.environ:
        return os.environ.get("FOLLOWTHROUGH_TOKEN", "")
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"FOLLOWTHROUGH_TOKEN_FILE names {path}, which can't be read: {error}") from error
