"""One incident: its items, its loop, its documents, what it repeats. Only shows."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from followthrough.core.item import Type
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Candidate, Incident, Repeat
from followthrough.web.pages.lens import lens_of, user_of


@require_safe
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """An incident by its reference; a private one is there for its people alone."""
    user, lens = user_of(request), lens_of(request)
    visible = Incident.objects.visible_to(user)
    one = get_object_or_404(visible.select_related("team"), reference=reference)
    items = list(one.items.select_related("owner", "team").order_by("state", "due", "pk"))
    types = Counter(item.type for item in items if item.state != "superseded")
    values = {
        "incident": one,
        "items": sorted(items, key=lambda item: (not item.is_open, item.due, item.pk)),
        "loop": Portfolio(as_of=lens.today, user=user).loops_of([one.pk])[one.pk],
        "types": [(kind, types[kind.value]) for kind in Type],
        "missing": [kind.value for kind in Type if not types[kind.value] and items],
        "documents": one.documents.defer("content", "text").select_related("imported_by"),
        "waiting": Candidate.objects.visible_to(user).waiting().filter(document__incident=one).count(),
        "repeats": Repeat.objects.filter(incident=one, earlier__in=visible).select_related("earlier"),
        "repeated_by": Repeat.objects.filter(earlier=one, incident__in=visible).select_related("incident"),
        "services": one.services.all(),
        "on": lens.today,
    }
    return render(request, "incident.html", values)
