"""One review: its agenda while it is open, its minutes once it is finished. Outcomes are given in the walk."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followthrough.core.minutes import markdown
from followthrough.errors import FollowthroughError, NotFound, NotPermitted
from followthrough.web.insights.agenda import agenda_of
from followthrough.web.insights.minutes import entries_of, fates_of, minutes_of
from followthrough.web.models import Review
from followthrough.web.operations import reviews
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor, may_change

Run = Callable[[Review, Actor, HttpRequest], str]


@require_safe
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """The agenda with what is settled, or the minutes."""
    return _page(request, find_review(review_id))


@require_safe
def as_markdown(request: HttpRequest, review_id: int) -> HttpResponse:
    """The minutes as a Markdown file, with what the reader may see."""
    one = find_review(review_id)
    text = markdown(minutes_of(one, user_of(request)))
    name = f"review-{timezone.localdate(one.opened_at):%Y-%m-%d}.md"
    return HttpResponse(
        text, content_type="text/markdown; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
def act(request: HttpRequest, review_id: int, name: str) -> HttpResponse:
    """Finish it, keep what was said, look for what has come onto the agenda since."""
    one, run = find_review(review_id), ACTS.get(name)
    if run is None:
        raise Http404
    try:
        messages.success(request, run(one, Actor.person(user_of(request)), request))
    except (NotPermitted, NotFound):
        raise
    except FollowthroughError as error:
        return _page(request, one, problem=str(error), words=request.POST.get("words"), status=422)
    return redirect("review", review_id)


def find_review(review_id: int) -> Review:
    return get_object_or_404(Review.objects.select_related("team", "opened_by", "previous"), pk=review_id)


def _page(request: HttpRequest, one: Review, *, problem: str = "", words: str | None = None, status: int = 200) -> HttpResponse:
    user = user_of(request)
    entries = entries_of(one, user)
    left = [entry for entry in entries if not entry.outcome]
    values = {
        "review": one,
        "entries": entries,
        "left": left,
        "lacking": [entry for entry in left if entry.must and entry.item is not None and entry.item.is_open],
        "may_act": may_change(user, team_id=one.team_id),
        "problem": problem,
        "words": one.words if words is None else words,
        "on": timezone.localdate(),
    }
    if not one.is_open:
        fates = fates_of(entries)
        minutes = minutes_of(one, user)
        rows = [(entry, fates.get(entry.pk), point) for entry, point in zip(entries, minutes.points, strict=True)]
        values |= {"minutes": minutes, "rows": rows, "notices": one.notices.select_related("person", "channel")}
    return render(request, "reviews/one.html" if one.is_open else "reviews/minutes.html", values, status=status)


def _finish(one: Review, by: Actor, request: HttpRequest) -> str:
    reviews.finish_review(one.pk, by=by)
    return "The review is finished. These are its minutes."


def _keep_words(one: Review, by: Actor, request: HttpRequest) -> str:
    reviews.put_into_words(one.pk, by=by, said=request.POST.get("words", ""))
    return "Kept."


def _renew(one: Review, by: Actor, request: HttpRequest) -> str:
    added = reviews.renew_agenda(one.pk, by=by, agenda=agenda_of(one.team, since=one.previous))
    return f"{added} came onto the agenda." if added else "Nothing has come onto the agenda since."


ACTS: dict[str, Run] = {"finish": _finish, "words": _keep_words, "renew": _renew}
