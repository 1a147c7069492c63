"""Insights: each number under a sentence that says what it shows, with its picture, its table, its definition and its file. Only shows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.core.item import Type
from followthrough.core.report.csv import safe_cell
from followthrough.web.insights.numbers import numbers
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Service
from followthrough.web.pages.figure import Figure
from followthrough.web.pages.insight_figures import Figures
from followthrough.web.pages.lens import Lens, lens_of, user_of


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. All of it stands in the address, so that a view can be kept and sent."""

    lens: Lens
    severity: int | None
    type: Type | None
    service: Service | None
    wrong: str = ""

    @property
    def asked(self) -> dict[str, str]:
        asked = dict(self.lens.asked)
        asked |= {"severity": str(self.severity)} if self.severity else {}
        asked |= {"type": self.type.value} if self.type else {}
        return asked | ({"service": self.service.slug} if self.service else {})


@require_safe
def insights(request: HttpRequest) -> HttpResponse:
    """All figures."""
    view = _view(request)
    values = {
        "figures": _figures(request, view).all(),
        "view": view,
        "types": list(Type),
        "services": Service.objects.all(),
        "query": request.GET.urlencode(),
    }
    return render(request, "insights.html", values)


@require_safe
def as_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The table behind one figure, for a spreadsheet."""
    view = _view(request)
    figure = _figures(request, view).one(name)
    if figure is None:
        raise Http404
    file = f"{name}-{view.lens.as_of.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(_csv(figure), content_type="text/csv; charset=utf-8", headers=headers)


def _csv(figure: Figure) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(figure.columns)
    writer.writerows([safe_cell(cell.value) for cell in row] for row in figure.rows)
    return text.getvalue()


def _figures(request: HttpRequest, view: View) -> Figures:
    lens = view.lens
    user, severity, service = user_of(request), view.severity, view.service
    portfolio = Portfolio(as_of=lens.as_of, user=user, team=lens.team, severity=severity, type=view.type, service=service)
    return Figures(numbers(portfolio), view.asked)


def _view(request: HttpRequest) -> View:
    """What can't be understood is left out, and said."""
    severity, kind, slug = (request.GET.get(name, "") for name in ("severity", "type", "service"))
    wrong = []
    if severity and severity not in {"1", "2", "3", "4"}:
        wrong.append("A severity is a number from 1 (worst) to 4; these are all.")
        severity = ""
    if kind and kind not in {one.value for one in Type}:
        wrong.append(f"There is no type “{kind[:40]}”; these are all.")
        kind = ""
    service = Service.objects.filter(slug=slug).first() if slug else None
    if slug and service is None:
        wrong.append(f"There is no service “{slug[:60]}”; these are all.")
    return View(lens_of(request), int(severity) if severity else None, Type(kind) if kind else None, service, " ".join(wrong))
