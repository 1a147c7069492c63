"""Say that an item is done.

  followthrough close 12 --evidence "alert fired in the drill of 3 June"

An item that will not be done is not closed but decided: `followthrough decide`.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("item", type=int, nargs="+", metavar="NUMBER", help="the item's number in `followthrough items`")
    parser.add_argument("--evidence", default="", metavar="WORDS", help="what shows it: a link, a test, what was seen")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_item, open_portfolio

    open_portfolio()
    from followthrough.web.operations.items import mark_done
    from followthrough.web.permissions import Actor

    user = acting_user(args.acting)
    for number in args.item:
        item = find_item(number, user)
        item = mark_done(item.pk, by=Actor.person(user), version=item.version, evidence=args.evidence)
        print(f"Done: item {item.pk}, {item.text}")
    return 0
