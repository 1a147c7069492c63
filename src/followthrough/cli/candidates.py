"""List what was found in documents and waits for a person.

  followthrough candidates
  followthrough candidates INC-481
  followthrough candidates checkout-outage.md

Take one with `followthrough accept NUMBER`; to edit, split, merge or dismiss it, open the Capture page (`followthrough serve`).
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.web.models import Candidate, User
    from followthrough.web.models.candidate import CandidateQuerySet


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument(
        "incident", nargs="?", metavar="INCIDENT", help="only those of this incident (its reference) or document (its file name)"
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most this many (default 50, 0 for all)")
    parser.add_argument("--json", action="store_true", help="print all fields as JSON, all of them")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import open_portfolio, reading_user

    open_portfolio()
    rows = _find(args.incident, reading_user(args.acting))
    if args.json:
        import json

        print(json.dumps([_as_json(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        _print_table(rows, limit=args.limit)
    return 0


def _find(wanted: str | None, user: User | None) -> CandidateQuerySet:
    """Those that wait, of the incident or document that is named so."""
    from django.db.models import Q

    from followthrough.errors import NotFound
    from followthrough.web.models import Candidate, Document

    rows = Candidate.objects.all() if user is None else Candidate.objects.visible_to(user)
    documents = Document.objects.filter(candidates__in=rows)
    rows = rows.waiting().select_related("document__incident").order_by("document_id", "position", "id")
    if not wanted:
        return rows
    named = Q(incident__reference__iexact=wanted) | Q(name=wanted) | Q(name__endswith=f"/{wanted}")
    found = documents.filter(named)
    if not found.exists():
        raise NotFound(f"nothing was found in an incident or a document '{wanted}': `followthrough status --limit 0` names the incidents")
    return rows.filter(document__in=found.values("pk"))


def _print_table(rows: CandidateQuerySet, *, limit: int) -> None:
    from followthrough.cli.console import table

    total = rows.count()
    shown = list(rows[:limit] if limit > 0 else rows)
    if not shown:
        print("Nothing waits. `followthrough import PATH` reads postmortems.")
        return
    cells = [
        [
            str(row.pk),
            row.document.incident.reference,
            str(row.first_line),
            row.text,
            ", ".join(row.owners) or "nobody",
            row.due.isoformat() if row.due else row.due_raw or "–",
            row.type,
        ]
        for row in shown
    ]
    print(table(["number", "incident", "line", "text", "owner", "due", "type"], cells, right=frozenset({0, 2}), stretch=3))
    if total > len(shown):
        print(f"… and {total - len(shown)} more: --limit 0 prints all")


def _as_json(row: Candidate) -> dict[str, object]:
    return {
        "number": row.pk,
        "incident": row.document.incident.reference,
        "document": row.document.name,
        "lines": [row.first_line, row.last_line],
        "where": row.where,
        "text": row.text,
        "quote": row.quote,
        "type": row.type,
        "owners": row.owners,
        "due": row.due.isoformat() if row.due else None,
        "due_raw": row.due_raw or None,
        "tracking": row.tracking,
        "confidence": row.confidence,
    }
