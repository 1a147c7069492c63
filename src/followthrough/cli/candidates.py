"""List what was found in documents and waits for a person.

  followthrough candidates
  followthrough candidates INC-481

Take one with `followthrough accept NUMBER`; to edit, split, merge or dismiss it, open the Capture page (`followthrough serve`).
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("incident", nargs="?", metavar="INCIDENT", help="only those of this incident, by its reference")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most this many (default 50, 0 for all)")
    parser.add_argument("--json", action="store_true", help="print all fields as JSON")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.console import table
    from followthrough.cli.local import open_portfolio

    open_portfolio()
    from followthrough.web.models import Candidate, Incident

    rows = Candidate.objects.waiting().select_related("document__incident").order_by("document_id", "position")
    if args.incident:
        if not Incident.objects.filter(reference__iexact=args.incident).exists():
            from followthrough.errors import NotFound

            raise NotFound(f"there is no incident '{args.incident}': `followthrough status` lists them")
        rows = rows.filter(document__incident__reference__iexact=args.incident)
    total = rows.count()
    shown = list(rows[: args.limit] if args.limit > 0 else rows)
    if args.json:
        import json

        print(json.dumps([_as_json(row) for row in shown], indent=2, ensure_ascii=False))
        return 0
    if not shown:
        print("Nothing waits. `followthrough import PATH` reads postmortems.")
        return 0
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
    return 0


def _as_json(row: object) -> dict[str, object]:
    from followthrough.web.models import Candidate

    assert isinstance(row, Candidate)
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
