"""Calendars to subscribe to: make one, see which there are, take one away; and the file itself, for whoever has its address."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followthrough.errors import InputError, NotFound
from followthrough.web.insights.calendar import calendar_of
from followthrough.web.models import Feed, Person, Team
from followthrough.web.operations.feeds import make_feed, open_feed, revoke_feed
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor

MINE = "me"
ALL = "all"


@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """The calendars that one has made."""
    return _page(request)


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make one, and show its address: once, as nobody can read it out of the database again."""
    user, of = user_of(request), request.POST.get("of", "")
    person = Person.objects.filter(user=user).first() if of == MINE else None
    team = Team.objects.filter(slug=of).first() if of not in {MINE, ALL} else None
    if person is None and team is None and of != ALL:
        raise InputError("Say whose calendar it is to be: your own, a team's, or all teams'.")
    secret = make_feed(by=Actor.person(user), person=person, team=team)
    address = reverse("calendar-file", args=[secret])
    shown = f"{settings.PUBLIC_URL.rstrip('/')}{address}" if settings.PUBLIC_URL else request.build_absolute_uri(address)
    return _page(request, address=shown)


@require_POST
def revoke(request: HttpRequest, feed_id: int) -> HttpResponse:
    revoke_feed(feed_id, by=Actor.person(user_of(request)))
    messages.success(request, "Taken away. Its address answers nobody any more.")
    return redirect("calendars")


@login_not_required
@require_safe
def file(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself. Its address is all that is asked for, as programs for calendars can't sign in."""
    now = timezone.now()
    try:
        feed = open_feed(secret, at=now)
    except NotFound as error:
        return HttpResponse(str(error), status=404, content_type="text/plain; charset=utf-8")
    headers = {"Content-Disposition": 'inline; filename="followthrough.ics"', "Referrer-Policy": "no-referrer"}
    return HttpResponse(calendar_of(feed, now=now), content_type="text/calendar; charset=utf-8", headers=headers)


def _page(request: HttpRequest, *, address: str = "") -> HttpResponse:
    user = user_of(request)
    feeds = Feed.objects.filter(kind=Feed.Kind.CALENDAR, made_by=user, revoked_at=None).select_related("person", "team")
    has_person = Person.objects.filter(user=user).exists()
    return render(request, "calendars.html", {"feeds": feeds, "address": address, "has_person": has_person})
