"""GET /badges/<secret>.svg: a badge for a README or a wiki. Its address is all that is asked for, as those places can't sign in."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from followthrough.errors import NotFound
from followthrough.web.insights.badges import GREY, Badge, badge_of
from followthrough.web.models import Feed
from followthrough.web.operations.feeds import open_feed

LETTER, PADDING = 6.6, 12  # pixels, about; the picture stretches the words to what was reckoned
LONGEST = 40  # characters of a name
MINUTES = 5


@login_not_required
@require_safe
def badge(request: HttpRequest, secret: str) -> HttpResponse:
    now = timezone.now()
    try:
        shown, status = badge_of(open_feed(secret, at=now, kind=Feed.Kind.BADGE), on=timezone.localdate(now)), 200
    except NotFound:
        shown, status = Badge("action items", "no badge here", GREY), 404  # a picture all the same: who looks sees why
    if len(shown.label) > LONGEST:
        shown = replace(shown, label=f"{shown.label[: LONGEST - 1]}…")
    left, right = (round(len(words) * LETTER) + PADDING for words in (shown.label, shown.words))
    values = {
        "badge": shown,
        "left": left,
        "right": right,
        "width": left + right,
        "left_text": left - PADDING,
        "right_text": right - PADDING,
        "middle": left / 2,
        "right_middle": left + right / 2,
    }
    answer = render(request, "badge.svg", values, content_type="image/svg+xml; charset=utf-8", status=status)
    answer.headers["Cache-Control"] = f"public, max-age={MINUTES * 60}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
