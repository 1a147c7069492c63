"""The incidents, each with how far its loop is closed. Only shows."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.loop import Loop
from followthrough.web.insights.portfolio import summary
from followthrough.web.models import Incident
from followthrough.web.pages.lens import lens_of, user_of

PAGE = 50


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """The incidents as of the end of a day, all or those whose loop stands in one place."""
    user, lens = user_of(request), lens_of(request)
    found = summary(as_of=lens.as_of, user=user, team=lens.team)
    loops = {one.incident: one for one in found.incidents}
    wanted = request.GET.get("loop", "")
    known = {loop.value for loop in Loop}
    chosen = [pk for pk, one in loops.items() if wanted not in known or one.loop.value == wanted]
    rows = Incident.objects.visible_to(user).filter(pk__in=chosen).select_related("team")
    search = request.GET.get("q", "").strip()
    for word in search.split()[:10]:
        rows = rows.filter(title__icontains=word) | rows.filter(reference__icontains=word)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    values = {
        "page": page,
        "rows": [(incident, loops[incident.pk]) for incident in page],
        "views": [("", "All", len(loops)), *((loop.value, loop.value.replace("_", " ").capitalize(), found.loops[loop]) for loop in Loop)],
        "loop": wanted if wanted in known else "",
        "definition": DEFINITIONS["loop"],
        "search": search,
        "open": found.loops[Loop.NONE_CLOSED] + found.loops[Loop.PARTLY_CLOSED],
        "total": len(loops),
    }
    return render(request, "incidents.html", values)
