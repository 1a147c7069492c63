"""Today: the four answers, who is needed, how old things are, which loops are closed. Only shows; counting is core's."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.core.portfolio.definitions import DEFINITIONS
from followthrough.core.portfolio.loop import Loop
from followthrough.core.portfolio.summary import Summary
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Candidate, Incident, Item, Person, Repeat, Review, User
from followthrough.web.pages.chart import draw_weeks
from followthrough.web.pages.lens import Lens, lens_of, user_of

SHOWN = 8


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The portfolio at the end of a day."""
    user, lens = user_of(request), lens_of(request)
    portfolio = Portfolio(as_of=lens.as_of, user=user, team=lens.team)
    summary = portfolio.summary()
    late = portfolio.overdue(SHOWN)
    wanted = [*(item for item, _ in late), *([summary.oldest.item] if summary.oldest else [])]
    items = Item.objects.select_related("owner", "incident").in_bulk(wanted)
    values = {
        "summary": summary,
        "headline": headline(summary),
        "oldest": items.get(summary.oldest.item) if summary.oldest else None,
        "late": [(items[item], due) for item, due in late if item in items],
        "needing": needing(user, lens) if not lens.is_past else [],
        "asked_of_me": asked_of(user) if not lens.is_past else [],
        "open_reviews": open_reviews(lens) if not lens.is_past else [],
        "waiting": Candidate.objects.visible_to(user).waiting().count() if not lens.is_past else 0,
        "incidents": incident_rows(portfolio),
        "loops": [(loop, summary.loops[loop], DEFINITIONS[loop.value]) for loop in Loop],
        "chart": draw_weeks(summary.weeks, on=lens.as_of),
        "most": max((bucket.count for bucket in summary.buckets), default=0),
        "definitions": DEFINITIONS,
        "repeats": repeats(user, lens),
    }
    return render(request, "dashboard.html", values)


def headline(summary: Summary) -> str:
    """The finding, first and in a sentence."""
    if not summary.open:
        return "No action item is open" if summary.incidents else "Nothing here yet"
    things = "item" if summary.open == 1 else "items"
    if not summary.overdue:
        return f"{summary.open} open {things}, none overdue"
    verb = "is" if summary.overdue == 1 else "are"
    return f"{summary.overdue} of {summary.open} open {things} {verb} overdue, the oldest item is {summary.oldest_age} days old"


def needing(user: User, lens: Lens) -> list[Item]:
    """What only a person can settle, the longest overdue first."""
    rows = Item.objects.visible_to(user).needing_decision().select_related("owner", "incident")
    return list((rows.filter(team=lens.team) if lens.team else rows).order_by("due", "pk")[:SHOWN])


def asked_of(user: User) -> list[Item]:
    """Items that somebody wants this person to take over, and that wait for the answer."""
    rows = Item.objects.visible_to(user).open().filter(handed_to__in=Person.objects.filter(user=user))
    rows = rows.select_related("owner", "incident")
    return list(rows.order_by("due", "pk")[:SHOWN])


def open_reviews(lens: Lens) -> list[Review]:
    """The reviews that are open: of the team one looks at, and of all teams."""
    rows = Review.objects.filter(finished_at=None).annotate(left=Count("entries", filter=Q(entries__outcome="")))
    return list(rows.filter(Q(team=lens.team) | Q(team=None)) if lens.team else rows)


def incident_rows(portfolio: Portfolio) -> list[tuple[Incident, object]]:
    """The latest incidents with where their loop stands."""
    latest = list(portfolio.incidents()[:SHOWN])
    loops = portfolio.loops_of(one.pk for one in latest)
    return [(incident, loops[incident.pk]) for incident in latest]


def repeats(user: User, lens: Lens) -> list[Repeat]:
    """Confirmed repeats of the last year, the latest first."""
    rows = Repeat.objects.visible_to(user).filter(confirmed_at__date__lte=lens.as_of)
    return list(rows.select_related("incident", "earlier").order_by("-confirmed_at")[:3])
