"""The register of decisions: what was decided, why, by whom, until when. Those that come back first stand first."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.core.register import IN_FORCE, Decision, Filter, Kind, Standing, register, said, standing
from followthrough.core.report import register as report
from followthrough.errors import InputError
from followthrough.web.insights.register import decisions_of
from followthrough.web.models import Team
from followthrough.web.pages.lens import lens_of, user_of

PAGE = 50
DECIDED = frozenset(Kind) - {Kind.REDATED}  # moved dates are shown where they are asked for: there are many
VIEWS: dict[str, tuple[str, frozenset[Standing]]] = {
    "in_force": ("In force", IN_FORCE),
    "due_back": ("Due back soon", frozenset({Standing.DUE_BACK})),
    "came_back": ("Came back", frozenset({Standing.CAME_BACK})),
    "all": ("All ever made", frozenset()),
}


@require_safe
def decisions(request: HttpRequest) -> HttpResponseBase:
    """The decisions that one may see and asks for: as a page, or as a file."""
    on = lens_of(request).today
    view = request.GET.get("view", "in_force")
    view = view if view in VIEWS else "in_force"
    try:
        wanted = _wanted(request, VIEWS[view][1])
    except InputError as error:
        wanted, wrong = Filter(kinds=DECIDED, standings=VIEWS[view][1]), str(error)
    else:
        wrong = ""
    every = decisions_of(user_of(request), moved=Kind.REDATED in wanted.kinds)
    found = register(every, on=on, wanted=wanted)
    kind = request.GET.get("format", "")
    if kind and not wrong:
        return _as_file(found, kind, on)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    counts = {name: len(register(every, on=on, wanted=Filter(kinds=DECIDED, standings=stands))) for name, (_, stands) in VIEWS.items()}
    values = {
        "page": page,
        "rows": [(one, said(one), standing(one, on=on)) for one in page],
        "views": [(name, words, counts[name]) for name, (words, _) in VIEWS.items()],
        "view": view,
        "counts": counts,
        "kinds": Kind,
        "severities": (1, 2, 3, 4),
        "all_teams": Team.objects.all(),
        "wrong": wrong,
        "filtered": any(request.GET.get(name) for name in ("q", "kind", "of", "severity", "since", "until", "incident")),
        "exports": ("csv", "markdown", "json"),
    }
    return render(request, "decisions.html", values, status=400 if wrong else 200)


def _wanted(request: HttpRequest, standings: frozenset[Standing]) -> Filter:
    asked = request.GET
    kind, severity = asked.get("kind", ""), asked.get("severity", "")
    if kind and kind not in set(Kind):
        raise InputError(f"There is no decision called “{kind[:40]}”.")
    if severity and severity not in {"1", "2", "3", "4"}:
        raise InputError("A severity is a number from 1 to 4.")
    return Filter(
        kinds=frozenset({Kind(kind)}) if kind else DECIDED,
        standings=standings,
        teams=frozenset({asked["of"]}) if asked.get("of") else frozenset(),
        severities=frozenset({int(severity)}) if severity else frozenset(),
        incident=asked.get("incident", "").strip(),
        words=asked.get("q", ""),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"“{text[:40]}” is not a date: write it as 2026-05-31.") from None


def _as_file(found: list[Decision], kind: str, on: date) -> HttpResponseBase:
    response: HttpResponseBase
    match kind:
        case "csv":
            response, ending = StreamingHttpResponse(report.as_csv(found, on=on), content_type="text/csv; charset=utf-8"), "csv"
        case "markdown":
            response, ending = HttpResponse(report.markdown(found, on=on), content_type="text/markdown; charset=utf-8"), "md"
        case "json":
            response, ending = JsonResponse({"decisions": [report.values(one, on=on) for one in found]}), "json"
        case _:
            raise InputError(f"There is no export “{kind[:40]}”: say csv, markdown or json.")
    response["Content-Disposition"] = f'attachment; filename="decisions-{on.isoformat()}.{ending}"'
    return response
