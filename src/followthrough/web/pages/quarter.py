"""The report on a quarter: one page to read, to print and to pass on, and the same as Markdown. Only shows."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from followthrough.core.portfolio.cohorts import name_of, quarter_of, quarters
from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.windows import EARLIEST, Window, last_full_quarter
from followthrough.core.report.quarter import Report, markdown
from followthrough.errors import InputError
from followthrough.web.insights.quarter import report_of
from followthrough.web.models import Team
from followthrough.web.pages.lens import user_of

OFFERED = 8
NAME = re.compile(r"(\d{4})-?[ qQ]+([1-4])")
MEANINGS = ("completion", "time_to_done", "loop", "repeats")


@require_safe
def quarter(request: HttpRequest) -> HttpResponse:
    """The page."""
    report = _report(request)
    today = timezone.localdate()
    values = {
        "report": report,
        "cohorts": (report.before, report.now),
        "offered": [(_asked(window), name_of(window)) for window in reversed(quarters(today, OFFERED))],
        "chosen": report.name.replace(" ", "-"),
        "team": request.GET.get("team", ""),
        "meanings": [DEFINITIONS[name] for name in MEANINGS],
        "query": request.GET.urlencode(),
    }
    return render(request, "quarter.html", values)


@require_safe
def as_markdown(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    report = _report(request)
    headers = {"Content-Disposition": f'attachment; filename="{slugify(report.title)}.md"'}
    return HttpResponse(markdown(report), content_type="text/markdown; charset=utf-8", headers=headers)


def _report(request: HttpRequest) -> Report:
    today = timezone.localdate()
    window = _window(request.GET.get("quarter", ""), Window(*last_full_quarter(today)))
    if window.first > today:
        raise InputError("This quarter has not begun: choose one that has.")
    if window.first < EARLIEST.replace(year=EARLIEST.year + 1):
        raise InputError(f"Nothing is counted before {EARLIEST.year + 1}.")
    slug = request.GET.get("team", "")
    team = Team.objects.filter(slug=slug).first() if slug else None
    if slug and team is None:
        raise InputError(f"There is no team “{slug[:60]}”.")
    return report_of(window, user=user_of(request), team=team, today=today)


def _window(text: str, usual: Window) -> Window:
    if not text:
        return usual
    found = NAME.fullmatch(text.strip())
    if found is None or not 1 < int(found[1]) < 9999:
        raise InputError(f"“{text[:20]}” is no quarter: write it as 2026-Q3.")
    return quarter_of(usual.first.replace(year=int(found[1]), month=3 * int(found[2]), day=1))


def _asked(window: Window) -> str:
    return name_of(window).replace(" ", "-")
