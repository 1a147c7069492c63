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

from followthrough.core.item import OPEN_STATES, State, Type
from followthrough.core.portfolio.tallies import DUE, STATE
from followthrough.core.report.csv import safe_cell
from followthrough.errors import InputError
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Item, User
from followthrough.web.pages.item_filters import LACKS, VIEWS, Filtered, filter_items, of_view
from followthrough.web.pages.lens import Lens, lens_of, user_of

PAGE = 50
MOST = 10_000  # items that a search counts and pages through; what is beyond is for a narrower search, or the file
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
    counts = _count_views(user, lens)
    paginator = Paginator(rows, PAGE)
    known = counts.get(found.view) if not found.chips else None
    paginator.count = rows.order_by()[: MOST + 1].count() if known is None else known
    if known is None and paginator.count > MOST:
        paginator.count, more = MOST, True
    else:
        more = False
    page = paginator.get_page(request.GET.get("page"))
    views = [(name, words, counts[name]) for name, words in VIEWS]
    values = {"found": found, "page": page, "more": more, "views": views, "headline": _headline(found, paginator.count, more=more)}
    return render(request, "items.html", values | {"types": list(Type), "severities": (1, 2, 3, 4), "lacks": LACKS, "sort": found.sort})


def _count_views(user: User, lens: Lens) -> dict[str, int]:
    """How many items each of the usual views has, of the team one looks at."""
    found = Portfolio(as_of=lens.today, user=user, team=lens.team).counts(STATE, DUE)
    opened, everything = found.in_state(*OPEN_STATES), found.in_state(*State)
    base = Item.objects.visible_to(user)
    base = base.filter(team=lens.team) if lens.team else base
    asked = {name: of_view(base, name, user=user, on=lens.today).count() for name in ("undecided", "mine")}
    return asked | {
        "open": opened,
        "overdue": found.overdue,
        "blocked": found.in_state(State.BLOCKED),
        "closed": everything - opened,
        "all": everything,
    }


def _headline(found: Filtered, count: int, *, more: bool) -> str:
    words = dict(VIEWS).get(found.view, found.view.replace("_", " ")).lower()
    if more:
        return f"More than {MOST:,} items"
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
