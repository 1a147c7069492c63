"""The register of decisions: what was decided, why, by whom, until when. Those that come back first stand first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.web.models import Decision, Incident
from followthrough.web.pages.lens import lens_of, user_of

PAGE = 50


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions one may see: in force, or all that were ever made."""
    user, lens = user_of(request), lens_of(request)
    rows = Decision.objects.filter(item__incident__in=Incident.objects.visible_to(user)).select_related("item__incident", "by")
    counts = {"in_force": rows.filter(ended_at=None).count(), "all": rows.count()}
    view = "all" if request.GET.get("view") == "all" else "in_force"
    kind = request.GET.get("kind", "")
    if view == "in_force":
        rows = rows.filter(ended_at=None)
    if kind in Decision.Kind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(rows.order_by(F("review_on").asc(nulls_last=True), "-at", "-pk"), PAGE).get_page(request.GET.get("page"))
    values = {"page": page, "view": view, "kind": kind, "kinds": Decision.Kind.choices, "counts": counts, "on": lens.today}
    return render(request, "decisions.html", values)
