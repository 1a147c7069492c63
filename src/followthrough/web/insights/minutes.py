"""The facts of a review's minutes, as far as a reader may see them, and what has become of the outcomes of the one before."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from followthrough.core import minutes as core
from followthrough.web.models import Item, Presence, Review, ReviewEntry, User
from followthrough.web.models.review import Outcome

STATES = {
    "open": "open",
    "in_progress": "in progress",
    "blocked": "blocked",
    "done": "done",
    "risk_accepted": "an accepted risk",
    "declined": "declined",
    "superseded": "superseded",
}


def minutes_of(review: Review, user: User) -> core.Minutes:
    """Everything that the minutes say to this reader."""
    there = Presence.objects.filter(review=review, took_part=True).select_related("user")
    return core.Minutes(
        title=review.title,
        opened_on=timezone.localdate(review.opened_at),
        finished_on=timezone.localdate(review.finished_at) if review.finished_at else None,
        team=review.team.name if review.team else "",
        people=tuple(sorted((presence.user.shown_name for presence in there), key=str.casefold)),
        points=tuple(_point(entry, review) for entry in _entries(review, user)),
        words=review.words,
        sequels=tuple(_sequel(entry) for entry in _entries(review.previous, user) if _has_sequel(entry)) if review.previous else (),
    )


def _entries(review: Review, user: User) -> list[ReviewEntry]:
    rows = ReviewEntry.objects.visible_to(user).filter(review=review)
    return list(rows.select_related("item__incident", "incident", "by"))


def _point(entry: ReviewEntry, review: Review) -> core.Point:
    incident = entry.item.incident if entry.item else entry.incident
    assert incident is not None, "an entry is about an item or an incident"
    subject = entry.item or incident
    return core.Point(
        text=entry.item.text if entry.item else incident.title,
        incident=incident.reference,
        address=_address(subject.get_absolute_url()),
        why=", ".join(said for _, said in entry.reasons),
        outcome=entry.get_outcome_display() if entry.outcome else "",
        words=entry.words,
        change=entry.shown,
        by=entry.by.shown_name if entry.by else "",
        elsewhere=_elsewhere(entry.item, review) if not entry.outcome and entry.item else "",
    )


def _elsewhere(item: Item, review: Review) -> str:
    """How an item ended while the review was open, without it."""
    if item.is_open or item.closed_at is None or (review.finished_at is not None and item.closed_at > review.finished_at):
        return ""
    return STATES[item.state]


def _has_sequel(entry: ReviewEntry) -> bool:
    return entry.item is not None and entry.outcome in {Outcome.ON_TRACK, Outcome.NEW_DATE, Outcome.NEW_OWNER, Outcome.BLOCKED}


def _sequel(entry: ReviewEntry) -> core.Sequel:
    item = entry.item
    assert item is not None, "only of items"
    now = STATES[item.state]
    if item.is_open:
        late = item.due < timezone.localdate()
        now = f"{now}, {'overdue since' if late else 'due'} {item.due:%Y-%m-%d}"
    return core.Sequel(item.text, _address(item.get_absolute_url()), entry.get_outcome_display(), now)


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
