"""Decide about an item that will not simply be done. Every decision has a reason and a person.

followthrough decide 12 --accept-risk --reason "…" --impact "…" --until 2026-12-01   # comes back by itself that day
followthrough decide 12 --decline --reason "…"                                       # no value left
followthrough decide 12 --reopen --reason "…"                                        # it was not over after all
"""

from __future__ import annotations

import argparse

from followthrough.cli.accept import day
from followthrough.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("item", type=int, metavar="NUMBER", help="the item's number in `followthrough items`")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--accept-risk", action="store_true", help="live with the consequence until a date")
    what.add_argument("--decline", action="store_true", help="not worth doing")
    what.add_argument("--reopen", action="store_true", help="bring a closed item back")
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why")
    parser.add_argument("--impact", metavar="WORDS", help="with --accept-risk: what it is expected to cost, against what the work would")
    parser.add_argument("--until", type=day, metavar="DATE", help="with --accept-risk: the day it comes back, as 2026-12-01")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_item, open_portfolio

    if args.accept_risk and not (args.impact and args.until):
        raise ConfigError("--accept-risk needs --impact WORDS (what it may cost) and --until DATE (when it comes back)")
    if not args.accept_risk and (args.impact or args.until):
        raise ConfigError("--impact and --until go with --accept-risk")
    open_portfolio()
    from followthrough.web.operations.decisions import accept_risk, decline
    from followthrough.web.operations.items import reopen
    from followthrough.web.permissions import Actor

    user = acting_user(args.acting)
    item = find_item(args.item, user)
    by = Actor.person(user)
    if args.accept_risk:
        item = accept_risk(item.pk, by=by, version=item.version, reason=args.reason, impact=args.impact, review_on=args.until)
        print(f"Risk accepted until {item.review_on}: item {item.pk}, {item.text}")
    elif args.decline:
        item = decline(item.pk, by=by, version=item.version, reason=args.reason)
        print(f"Declined: item {item.pk}, {item.text}")
    else:
        item = reopen(item.pk, by=by, version=item.version, reason=args.reason)
        print(f"Open again: item {item.pk}, {item.text}")
    return 0
