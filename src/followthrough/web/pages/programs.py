"""Doors for programs: tokens and badges. Make one, see which there are and when they were last used, take one away."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followthrough.errors import FollowthroughError, InputError
from followthrough.web.models import Feed, Service, Team, Token, User
from followthrough.web.models.account import Role
from followthrough.web.operations.feeds import make_badge, revoke_feed
from followthrough.web.operations.tokens import make_token, revoke_token, scopes_for
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor

LASTS = (("30", "30 days"), ("90", "90 days"), ("365", "a year"), ("", "until it is taken away"))
USUAL = "365"


@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """What one has made; an administrator sees everybody's tokens, and nobody sees their text again."""
    return _page(request)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a token, and show it: once, as nobody can read it out of the database again."""
    user = user_of(request)
    days = request.POST.get("days", USUAL)
    try:
        if days and not (days.isdecimal() and len(days) < 6):
            raise InputError("Choose for how long the token is good.")
        name, scopes = request.POST.get("name", ""), request.POST.getlist("scope")
        _, text = make_token(name=name, scopes=scopes, days=int(days) if days else None, by=Actor.person(user))
    except FollowthroughError as error:
        return _page(request, problem=str(error), status=422)
    return _page(request, text=text)


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    token = revoke_token(token_id, by=Actor.person(user_of(request)))
    messages.success(request, f"“{token.name}” was taken away: it opens nothing any more.")
    return redirect("programs")


@require_POST
def make_picture(request: HttpRequest) -> HttpResponse:
    """Make a badge, and show its address: once."""
    kind, _, slug = request.POST.get("of", "").partition(":")
    team = Team.objects.filter(slug=slug).first() if kind == "team" else None
    service = Service.objects.filter(slug=slug).first() if kind == "service" else None
    if team is None and service is None and kind != "all":
        return _page(request, problem="Say of what the badge is: a team, a service, or all teams.", status=422)
    secret = make_badge(by=Actor.person(user_of(request)), team=team, service=service)
    address = reverse("badge", args=[secret])
    return _page(request, badge=f"{settings.PUBLIC_URL}{address}" if settings.PUBLIC_URL else request.build_absolute_uri(address))


@require_POST
def revoke_picture(request: HttpRequest, feed_id: int) -> HttpResponse:
    revoke_feed(feed_id, by=Actor.person(user_of(request)))
    messages.success(request, "The badge was taken away. Its address says so to whoever still shows it.")
    return redirect("programs")


def _page(request: HttpRequest, *, text: str = "", badge: str = "", problem: str = "", status: int = 200) -> HttpResponse:
    user = user_of(request)
    values = {
        "tokens": _tokens(user),
        "badges": Feed.objects.filter(kind=Feed.Kind.BADGE, made_by=user, revoked_at=None).select_related("team", "service"),
        "scopes": [(scope.value, scope.label) for scope in scopes_for(user)],
        "lasts": LASTS,
        "days": request.POST.get("days", USUAL),
        "name": "" if text else request.POST.get("name", ""),
        "chosen": request.POST.getlist("scope"),
        "services": Service.objects.all(),
        "now": timezone.now(),
        "text": text,
        "badge": badge,
        "problem": problem,
        "server": settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "programs.html", values, status=status)


def _tokens(user: User) -> list[Token]:
    rows = Token.objects.filter(revoked_at=None).select_related("made_by")
    return list(rows if user.role == Role.ADMINISTRATOR else rows.filter(made_by=user))
