"""The incidents, each with how far its loop is closed. Only shows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.loop import Loop
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.pages.lens import lens_of, user_of

PAGE = 50


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents as of the end of a day, all or those whose loop stands in one place."""
    user, lens = user_of(request), lens_of(request)
    portfolio = Portfolio(as_of=lens.as_of, user=user, team=lens.team)
    counts = portfolio.loops()
    wanted = next((loop for loop in Loop if loop.value == request.GET.get("loop")), None)
    rows = (portfolio.incidents_at(wanted) if wanted else portfolio.incidents()).select_related("team")
    search = request.GET.get("q", "").strip()
    for word in search.split()[:10]:
        rows = rows.filter(title__icontains=word) | rows.filter(reference__icontains=word)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    loops = portfolio.loops_of(incident.pk for incident in page)
    total = sum(counts.values())
    values = {
        "page": page,
        "rows": [(incident, loops[incident.pk]) for incident in page],
        "views": [("", "All", total), *((loop.value, loop.value.replace("_", " ").capitalize(), counts[loop]) for loop in Loop)],
        "loop": wanted.value if wanted else "",
        "definition": DEFINITIONS["loop"],
        "search": search,
        "open": counts[Loop.NONE_CLOSED] + counts[Loop.PARTLY_CLOSED],
        "total": total,
    }
    return render(request, "incidents.html", values)
