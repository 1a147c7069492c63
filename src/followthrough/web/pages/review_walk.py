"""Walk mode: one entry fills the screen, one key an outcome. Says who else is here, and what they decided meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from followthrough.errors import Conflict, FollowthroughError, NotFound, NotPermitted
from followthrough.web.insights.minutes import entries_of
from followthrough.web.models import Person, Presence, Review, ReviewEntry, User
from followthrough.web.operations import reviews
from followthrough.web.pages.item_actions import Field
from followthrough.web.pages.lens import user_of
from followthrough.web.pages.review import find_review
from followthrough.web.pages.review_outcomes import CHOICES, OF_INCIDENTS, OF_ITEMS, Choice
from followthrough.web.pages.story import tell_story
from followthrough.web.permissions import Actor, may_change, may_change_item

HERE_FOR = timedelta(seconds=30)  # who has not asked for that long is gone
LAST = 4  # events of an item's story that are shown


@dataclass(frozen=True, slots=True)
class Form:
    """The open form of an outcome, with what was typed and what was wrong."""

    choice: Choice
    fields: tuple[tuple[Field, str], ...]
    problem: str = ""
    conflict: bool = False


@require_safe
def walk(request: HttpRequest, review_id: int) -> HttpResponse:
    """The entry that is asked for, else the first that has no outcome."""
    one, entries = _with_entries(request, review_id)
    if not one.is_open or not entries:
        return redirect("review", review_id)
    asked = request.GET.get("entry", "")
    entry = next((entry for entry in entries if str(entry.pk) == asked), None) or _next(entries, None)
    if entry is None:
        return redirect("review", review_id)
    choice = CHOICES.get(request.GET.get("do", ""))
    form = _opened(entry, choice) if choice and _may_decide(entry, user_of(request)) else None
    if form and request.headers.get("HX-Request"):
        return render(request, "reviews/_form.html", {"form": form, "entry": entry, "review": one, **_choices()})
    return _page(request, one, entries, entry, form)


@require_POST
def decide(request: HttpRequest, review_id: int, entry_id: int, outcome: str) -> HttpResponse:
    """Give an entry its outcome, and on to the next that has none. A refusal shows the form again, with what was typed."""
    one, entries = _with_entries(request, review_id)
    entry, choice = _one_of(entries, entry_id), CHOICES.get(outcome)
    if choice is None:
        raise Http404
    typed = {field.name: request.POST.get(field.name, "") for field in choice.fields}
    by = Actor.person(user_of(request))
    try:
        reviews.record_outcome(entry.pk, choice.answer(typed, by), by=by, version=_version(request))
    except (NotPermitted, NotFound):
        raise
    except FollowthroughError as error:
        conflict = isinstance(error, Conflict)
        one, entries = _with_entries(request, review_id)
        fields = tuple((field, typed[field.name]) for field in choice.fields)
        form = Form(choice, fields, str(error), conflict)
        return _page(request, one, entries, _one_of(entries, entry_id), form, status=409 if conflict else 422)
    undo = reverse("review-take-back", args=[review_id, entry_id])
    messages.success(request, f"{_about(entry)}: {choice.outcome.label}.", extra_tags=f"take-back:{undo}")
    return _onwards(request, review_id, after=entry)


@require_POST
def take_back(request: HttpRequest, review_id: int, entry_id: int) -> HttpResponse:
    """Take back one's own outcome, and stand before that entry again."""
    one, entries = _with_entries(request, review_id)
    entry = _one_of(entries, entry_id)
    try:
        reviews.take_back(entry.pk, by=Actor.person(user_of(request)))
    except (NotPermitted, NotFound):
        raise
    except FollowthroughError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Taken back. Both stay in the item's story.")
    return redirect(_address(one.pk, entry))


@require_POST
def here(request: HttpRequest, review_id: int) -> HttpResponse:
    """Say that one is here, and hear who else is, how far the review is, and what became of the entry one looks at."""
    one, entries = _with_entries(request, review_id)
    asked, now = request.POST.get("entry", ""), timezone.now()
    entry = next((entry for entry in entries if str(entry.pk) == asked), None)
    reviews.be_there(one.pk, by=Actor.person(user_of(request)), entry_id=entry.pk if entry else None, at=now)
    changed = entry is not None and _stamp(entry) != request.POST.get("stamp", "")
    values = {"review": one, "entry": entry, "changed": changed, **_together(one, entries, entry, user_of(request), now)}
    return render(request, "reviews/_here.html", values)


def _page(
    request: HttpRequest, one: Review, entries: list[ReviewEntry], entry: ReviewEntry, form: Form | None, *, status: int = 200
) -> HttpResponse:
    user, now, place = user_of(request), timezone.now(), entries.index(entry)
    may_decide = _may_decide(entry, user)
    if may_change(user, team_id=one.team_id):
        reviews.be_there(one.pk, by=Actor.person(user), entry_id=entry.pk, at=now)
    values = {
        "review": one,
        "entry": entry,
        "item": entry.item,
        "incident": entry.item.incident if entry.item else entry.incident,
        "number": place + 1,
        "before": _address(one.pk, entries[place - 1]) if place else "",
        "after": _address(one.pk, entries[place + 1]) if place + 1 < len(entries) else "",
        "choices": OF_ITEMS if entry.item_id else OF_INCIDENTS,
        "may_decide": may_decide and not entry.outcome and (entry.item is None or entry.item.is_open),
        "form": form,
        "stamp": _stamp(entry),
        "story": _story(entry, user),
        "on": timezone.localdate(),
        **_together(one, entries, entry, user, now),
        **(_choices() if form else {}),
    }
    return render(request, "reviews/walk.html", values, status=status)


def _together(one: Review, entries: list[ReviewEntry], entry: ReviewEntry | None, user: User, now: datetime) -> dict[str, object]:
    """How far the review is, and who else has it before them."""
    settled = sum(1 for each in entries if each.outcome)
    seen = Presence.objects.filter(review=one, seen_at__gte=now - HERE_FOR).exclude(user=user).select_related("user", "entry")
    numbers = {each.pk: number for number, each in enumerate(entries, start=1)}
    others = sorted(
        (each.user.shown_name, "" if each.entry_id == (entry and entry.pk) else numbers.get(each.entry_id or 0, "")) for each in seen
    )
    return {
        "total": len(entries),
        "settled": settled,
        "lacking": sum(1 for each in entries if each.must and not each.outcome and each.item is not None and each.item.is_open),
        "others": others,
        "may_take_back": bool(entry and entry.outcome and entry.by_id == user.pk and _today(entry.at)),
    }


def _story(entry: ReviewEntry, user: User) -> list[object]:
    if entry.item is None:
        return []
    events = list(entry.item.events.select_related("actor").order_by("-number")[:LAST])
    return list(tell_story(events, to=user))


def _with_entries(request: HttpRequest, review_id: int) -> tuple[Review, list[ReviewEntry]]:
    one = find_review(review_id)
    return one, entries_of(one, user_of(request))


def _one_of(entries: list[ReviewEntry], entry_id: int) -> ReviewEntry:
    found = next((entry for entry in entries if entry.pk == entry_id), None)
    if found is None:
        raise Http404
    return found


def _next(entries: list[ReviewEntry], after: ReviewEntry | None) -> ReviewEntry | None:
    """The next entry without an outcome, from the start again where there is none behind."""
    left = [entry for entry in entries if not entry.outcome]
    behind = [entry for entry in left if after is None or entry.position > after.position]
    return next(iter(behind or left), None)


def _onwards(request: HttpRequest, review_id: int, *, after: ReviewEntry) -> HttpResponse:
    one, entries = _with_entries(request, review_id)
    following = _next(entries, after)
    return redirect(_address(one.pk, following) if following else reverse("review", args=[review_id]))


def _address(review_id: int, entry: ReviewEntry) -> str:
    return f"{reverse('review-walk', args=[review_id])}?{urlencode({'entry': entry.pk})}"


def _opened(entry: ReviewEntry, choice: Choice) -> Form:
    today = timezone.localdate()
    return Form(choice, tuple((field, field.initial(entry.item, today) if entry.item else "") for field in choice.fields))


def _may_decide(entry: ReviewEntry, user: User) -> bool:
    if entry.item is not None:
        return may_change_item(user, entry.item)
    return entry.incident is not None and may_change(user, team_id=entry.incident.team_id)


def _version(request: HttpRequest) -> int:
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _stamp(entry: ReviewEntry) -> str:
    """What an entry looked like when its page was drawn: another stamp means that somebody has changed it."""
    return f"{entry.outcome}.{entry.item.version if entry.item else 0}"


def _today(moment: datetime | None) -> bool:
    return moment is not None and timezone.localdate(moment) == timezone.localdate()


def _about(entry: ReviewEntry) -> str:
    text = entry.item.text if entry.item else str(entry.incident)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _choices() -> dict[str, object]:
    return {"people": list(Person.objects.filter(is_active=True).values_list("name", flat=True)[:500])}
