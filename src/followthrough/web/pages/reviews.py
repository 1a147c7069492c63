"""All reviews: the open ones, what would be on the next, and those that are finished. Opens one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followthrough.errors import InputError
from followthrough.web.insights.agenda import agenda_of
from followthrough.web.insights.rhythm import coming as coming_moments
from followthrough.web.models import Review, Rhythm, Team
from followthrough.web.operations.reviews import Line, open_review, title_of
from followthrough.web.operations.rhythms import set_rhythm, stop_rhythm
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor, may_change, user_team_ids

PAGE = 25


@dataclass(frozen=True, slots=True)
class Next:
    """What would be on the next review of a team, or of all: said before it is opened."""

    team: Team | None
    lines: list[Line]

    @property
    def must(self) -> int:
        return sum(line.must for line in self.lines)

    @property
    def title(self) -> str:
        return title_of(self.team, timezone.localtime())


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Those that are open, the next, and those of before with what came of them."""
    user = user_of(request)
    counted = Review.objects.select_related("team", "opened_by").annotate(
        on_it=Count("entries"), settled=Count("entries", filter=~Q(entries__outcome=""))
    )
    open_ones = list(counted.filter(finished_at=None))
    busy = {review.team_id for review in open_ones}
    past = Paginator(counted.exclude(finished_at=None).order_by("-finished_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    offered = [team for team in _teams_for(request) if (team.pk if team else None) not in busy]
    chosen = _chosen(request.GET.get("team"), offered)
    coming = Next(chosen, agenda_of(chosen)) if offered and may_change(user, team_id=chosen.pk if chosen else None) else None
    values = {"open_ones": open_ones, "page": past, "offered": offered, "coming": coming, "rhythms": _rhythms(request, busy)}
    return render(request, "reviews/all.html", values)


@dataclass(frozen=True, slots=True)
class Planned:
    """Whether reviews of a team (None: of all) open by themselves, and the next one. `waits`: the last one is still open."""

    team: Team | None
    rhythm: Rhythm | None
    next_at: datetime | None
    waits: bool

    @property
    def slug(self) -> str:
        return self.team.slug if self.team else ""


def _rhythms(request: HttpRequest, busy: set[int | None]) -> list[Planned]:
    """Those that one may set, and all that are set."""
    user, now = user_of(request), timezone.now()
    there = {rhythm.team_id: rhythm for rhythm in Rhythm.objects.select_related("team", "set_by")}
    mine = _teams_for(request)
    others = [rhythm.team for rhythm in there.values() if rhythm.team not in mine] if user.is_active else []
    found = []
    for team in [*mine, *others]:
        pk = team.pk if team else None
        rhythm = there.get(pk)
        moments = coming_moments(rhythm, now=now) if rhythm else []
        found.append(Planned(team, rhythm, moments[0] if moments else None, pk in busy))
    return found


@require_POST
def set_one(request: HttpRequest) -> HttpResponse:
    """Let reviews of a team open by themselves, or no longer."""
    slug, by = request.POST.get("team", ""), Actor.person(user_of(request))
    team = Team.objects.filter(slug=slug).first() if slug else None
    if slug and team is None:
        raise InputError(f"There is no team “{slug[:60]}”.")
    of = team.name if team else "all teams"
    if request.POST.get("do") == "stop":
        stop_rhythm(team, by=by)
        messages.success(request, f"Reviews of {of} are opened by hand from now on.")
        return redirect("reviews")
    try:
        first_on, clock = date.fromisoformat(request.POST.get("first_on", "")), time.fromisoformat(request.POST.get("clock", ""))
    except ValueError:
        raise InputError("Say when the first one is: a day as 2026-05-31, and an hour as 10:00.") from None
    rhythm = set_rhythm(team, first_on=first_on, clock=clock.replace(second=0, microsecond=0, tzinfo=None), by=by)
    moments = coming_moments(rhythm, now=timezone.now())
    when = f" The next one is on {timezone.localtime(moments[0]):%-d %B at %H:%M}." if moments else ""
    messages.success(request, f"Reviews of {of} open by themselves.{when}")
    return redirect("reviews")


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Open the next review and begin to walk."""
    slug = request.POST.get("team", "")
    team = Team.objects.filter(slug=slug).first() if slug else None
    if slug and team is None:
        raise InputError(f"There is no team “{slug[:60]}”.")
    now = timezone.localtime()
    by = Actor.person(user_of(request))
    review = open_review(
        by=by, team=team, title=request.POST.get("title") or title_of(team, now), planned_for=now, agenda=agenda_of(team), at=now
    )
    if not review.entries.exists():
        messages.success(request, "The review is open, and nothing is on its agenda: it can be finished at once.")
        return redirect("review", review.pk)
    return redirect("review-walk", review.pk)


def _teams_for(request: HttpRequest) -> list[Team | None]:
    """All teams together first; then those of one's own, or each for who leads."""
    user = user_of(request)
    if user.role == "viewer":
        return []
    mine = Team.objects.all() if user.leads else Team.objects.filter(pk__in=user_team_ids(user))
    return [None, *mine]


def _chosen(slug: str | None, offered: list[Team | None]) -> Team | None:
    for team in offered:
        if team is not None and team.slug == slug:
            return team
    return offered[0] if offered else None
