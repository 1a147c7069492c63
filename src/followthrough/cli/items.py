"""List action items.

  followthrough items                          # open ones, due first
  followthrough items --state overdue --team checkout
  followthrough items --state all --search timeout --csv > items.csv

States: open (with in_progress and blocked), overdue, undecided (a person has to look), closed, done, risk_accepted, declined,
superseded, in_progress, blocked, all.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.web.models import Item, User
    from followthrough.web.models.item import ItemQuerySet

STATES = ("open", "overdue", "undecided", "closed", "done", "risk_accepted", "declined", "superseded", "in_progress", "blocked", "all")
SORTS = {"due": ("due", "pk"), "age": ("accepted_at", "pk"), "incident": ("incident__reference", "pk"), "number": ("pk",)}
COLUMNS = (
    "number",
    "text",
    "state",
    "owner",
    "due",
    "original_due",
    "accepted",
    "closed",
    "tickets",
    "type",
    "team",
    "incident",
    "severity",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("--state", choices=STATES, default="open", help="which ones (default: open)")
    parser.add_argument("--owner", metavar="PERSON", help="of this person: e-mail address, handle or name; 'nobody' for those without")
    parser.add_argument("--team", metavar="SLUG", help="of this team")
    parser.add_argument("--incident", metavar="REFERENCE", help="of this incident")
    parser.add_argument("--type", choices=("prevention", "detection", "mitigation", "process"), help="of this type")
    parser.add_argument("--severity", type=int, choices=(1, 2, 3, 4), help="of incidents of this severity, 1 the worst")
    parser.add_argument("--search", metavar="WORDS", help="whose text has these words")
    parser.add_argument("--sort", choices=tuple(SORTS), default="due", help="in which order (default: due)")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most this many (default 50, 0 for all)")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print as JSON, all of them")
    form.add_argument("--csv", action="store_true", help="print as CSV for a spreadsheet, all of them")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import find_team, open_portfolio, reading_user

    open_portfolio()
    user = reading_user(args.acting)
    from django.utils import timezone

    today = timezone.localdate()
    team = find_team(args.team) if args.team else None
    rows = _find(args, user=user, team_id=team.pk if team else None, today=today)
    if args.json:
        import json

        print(json.dumps([_values(item) for item in rows], indent=2, ensure_ascii=False))
    elif args.csv:
        _print_csv(rows)
    else:
        _print_table(rows, limit=args.limit, today=today, state=args.state)
    return 0


def _find(args: argparse.Namespace, *, user: User | None, team_id: int | None, today: date) -> ItemQuerySet:
    from django.db.models import Q

    from followthrough.web.models import Item

    rows = Item.objects.all() if user is None else Item.objects.visible_to(user)
    match args.state:
        case "all":
            pass
        case "open":
            rows = rows.open()
        case "closed":
            rows = rows.closed()
        case "overdue":
            rows = rows.overdue(on=today)
        case "undecided":
            rows = rows.needing_decision()
        case state:
            rows = rows.filter(state=state)
    if args.owner == "nobody":
        rows = rows.filter(owner=None)
    elif args.owner:
        word = args.owner.removeprefix("@")
        rows = rows.filter(Q(owner__email__iexact=word) | Q(owner__handle__iexact=word) | Q(owner__name__icontains=word))
    if team_id:
        rows = rows.filter(team_id=team_id)
    if args.incident:
        rows = rows.filter(incident__reference__iexact=args.incident)
    if args.type:
        rows = rows.filter(type=args.type)
    if args.severity:
        rows = rows.filter(incident__severity=args.severity)
    for word in (args.search or "").split():
        rows = rows.filter(text__icontains=word)
    return rows.select_related("owner", "incident", "team").order_by(*SORTS[args.sort])


def _print_table(rows: ItemQuerySet, *, limit: int, today: date, state: str) -> None:
    from followthrough.cli.console import paint, table

    total = rows.count()
    shown = list(rows[:limit] if limit > 0 else rows)
    if not shown:
        print(_nothing(state))
        return
    cells = [
        [
            str(item.pk),
            item.text,
            str(item.owner or "nobody"),
            item.due.isoformat(),
            _standing(item, today),
            item.incident.reference,
            ", ".join(item.tickets) or "–",
        ]
        for item in shown
    ]
    print(table(["number", "item", "owner", "due", "state", "incident", "ticket"], cells, right=frozenset({0}), stretch=1))
    more = f", the first {len(shown)} shown: --limit 0 prints all" if total > len(shown) else ""
    print(paint(f"{total} {'item' if total == 1 else 'items'}{more}", "dim"))


def _nothing(state: str) -> str:
    from followthrough.web.models import Item

    if not Item.objects.exists():
        return "No action items yet. `followthrough import PATH` reads postmortems; `followthrough candidates` shows what was found."
    return f"No item matches (state: {state}). `followthrough items --state all` lists every one."


def _standing(item: Item, today: date) -> str:
    """The state in words, with what is special about it."""
    if item.needs_decision:
        return "needs a decision"
    if item.is_open and item.due < today:
        return f"{(today - item.due).days} days overdue"
    return item.state.replace("_", " ")


def _values(item: Item) -> dict[str, object]:
    from django.utils import timezone

    return {
        "number": item.pk,
        "text": item.text,
        "state": item.state,
        "owner": item.owner.name if item.owner else None,
        "due": item.due.isoformat(),
        "original_due": item.original_due.isoformat(),
        "accepted": timezone.localtime(item.accepted_at).date().isoformat(),
        "closed": timezone.localtime(item.closed_at).date().isoformat() if item.closed_at else None,
        "tickets": item.tickets,
        "type": item.type,
        "team": item.team.slug if item.team else None,
        "incident": item.incident.reference,
        "severity": item.incident.severity,
    }


def _print_csv(rows: ItemQuerySet) -> None:
    import csv

    from followthrough.core.report.csv import safe_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in rows.iterator(chunk_size=1000):
        values = _values(item)
        values["tickets"] = " ".join(item.tickets)
        writer.writerow([safe_cell(values[column]) for column in COLUMNS])
