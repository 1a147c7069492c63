"""The list of items: filters, order, pages, and the same as a file for a spreadsheet. Only shows."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from followthrough.core.item import Type
from followthrough.core.report.csv import safe_cell
from followthrough.errors import InputError
from followthrough.web.models import Item
from followthrough.web.pages.item_filters import LACKS, VIEWS, Filtered, filter_items, of_view
from followthrough.web.pages.lens import lens_of, user_of

PAGE = 50
COLUMNS = (
    "number",
    "text",
    "state",
    "owner",
    "due",
    "original due",
    "accepted",
    "closed",
    "tickets",
    "type",
    "team",
    "incident",
    "severity",
)


@require_safe
def items(request: HttpRequest) -> HttpResponseBase:
    """The items that the address asks for."""
    user, lens = user_of(request), lens_of(request)
    try:
        found = filter_items(request, user=user, lens=lens)
    except InputError as error:
        return render(request, "items.html", {"wrong": str(error), "views": VIEWS}, status=400)
    rows = found.items.select_related("owner", "incident", "team")
    if request.GET.get("format") == "csv":
        return _as_csv(rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    base = Item.objects.visible_to(user)
    base = base.filter(team=lens.team) if lens.team else base
    views = [(name, words, of_view(base, name, user=user, on=lens.today).count()) for name, words in VIEWS]
    values = {"found": found, "page": page, "views": views, "headline": _headline(found, page.paginator.count)}
    return render(request, "items.html", values | {"types": list(Type), "severities": (1, 2, 3, 4), "lacks": LACKS, "sort": found.sort})


def _headline(found: Filtered, count: int) -> str:
    words = dict(VIEWS).get(found.view, found.view.replace("_", " ")).lower()
    match found.view:
        case "undecided":
            what = f"{count} item{'' if count == 1 else 's'} need{'s' if count == 1 else ''} a decision"
        case "all":
            what = f"{count} item{'' if count == 1 else 's'}"
        case "mine":
            what = f"{count} open item{'' if count == 1 else 's'} of yours"
        case _:
            what = f"{count} {words} item{'' if count == 1 else 's'}"
    return what


class _Echo:
    """A file that hands back what is written to it, so that rows stream."""

    def write(self, value: str) -> str:
        return value


def _as_csv(rows: QuerySet[Item]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="action-items-{timezone.localdate().isoformat()}.csv"'
    return response


def _lines(rows: QuerySet[Item]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for item in rows.iterator(chunk_size=1000):
        values = (
            item.pk,
            item.text,
            item.state,
            item.owner.name if item.owner else "",
            item.due.isoformat(),
            item.original_due.isoformat(),
            timezone.localdate(item.accepted_at).isoformat(),
            timezone.localdate(item.closed_at).isoformat() if item.closed_at else "",
            " ".join(item.tickets),
            item.type,
            item.team.name if item.team else "",
            item.incident.reference,
            item.incident.severity,
        )
        yield writer.writerow([safe_cell(value) for value in values])
