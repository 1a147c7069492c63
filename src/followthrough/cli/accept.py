"""Make a candidate an action item: one named person, a date, a ticket.

  followthrough accept 12 --owner priya --due 2026-07-01 --ticket OPS-481
  followthrough accept 12 --owner priya --without "ticket follows on Monday"

What a document already says is taken over. An item should have an owner, a due date and a ticket; what it lacks needs --without
and a reason. Without a date it gets the policy's date for its incident's severity.
"""

from __future__ import annotations

import argparse
from datetime import date

from followthrough.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("candidate", type=int, metavar="NUMBER", help="the candidate's number in `followthrough candidates`")
    parser.add_argument("--owner", metavar="PERSON", help="who will do it: e-mail address, handle or whole name")
    parser.add_argument("--new-person", action="store_true", help="--owner may be somebody not known here yet")
    parser.add_argument("--due", type=day, metavar="DATE", help="when it is due, as 2026-07-01")
    parser.add_argument("--ticket", action="append", default=[], metavar="ID", help="its ticket: OPS-481, #123 or an address; repeatable")
    parser.add_argument("--text", help="other words for it than the document's")
    parser.add_argument("--type", choices=("prevention", "detection", "mitigation", "process"), help="another type than the one proposed")
    parser.add_argument("--without", default="", metavar="REASON", help="why it is accepted although it lacks something")
    add_acting_person(parser)


def day(text: str) -> date:
    """A date as the command line takes it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date: write it as 2026-07-01") from None


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_person, open_portfolio

    open_portfolio()
    from followthrough.errors import NotFound
    from followthrough.web.models import Candidate, Person
    from followthrough.web.operations.candidates import accept_candidate, promise_of
    from followthrough.web.operations.people import find_or_add_person
    from followthrough.web.permissions import Actor

    user = acting_user(args.acting)
    candidate = Candidate.objects.visible_to(user).filter(pk=args.candidate).first()
    if candidate is None:
        raise NotFound(f"there is no candidate {args.candidate}: `followthrough candidates` lists them")
    by = Actor.person(user)
    owner: Person | None = None
    if args.owner:
        owner = find_or_add_person(args.owner, by=by) if args.new_person else find_person(args.owner)
    elif args.new_person:
        raise ConfigError("--new-person goes with --owner NAME")
    promise = promise_of(candidate, text=args.text, type=args.type, owner=owner, due=args.due, tickets=tuple(args.ticket) or None)
    item = accept_candidate(candidate.pk, by=by, version=candidate.version, promise=promise, without=args.without)
    print(f"Item {item.pk}: {item.text}")
    ticket = ", ".join(item.tickets) or "no ticket"
    print(f"  owner {item.owner or 'nobody yet'} · due {item.due} ({item.get_due_source_display().lower()}) · {ticket}")
    return 0
