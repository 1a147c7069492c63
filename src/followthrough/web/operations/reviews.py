"""Open a review, give each entry its one outcome, take one back, finish. What an outcome does to an item is that item's own operation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from followthrough.errors import Conflict, InputError, NotFound, WrongState
from followthrough.web.models import Event, Item, Person, Presence, Review, ReviewEntry, Team, User
from followthrough.web.models.event import Kind
from followthrough.web.models.review import Outcome
from followthrough.web.operations import decisions, handover, items
from followthrough.web.operations.chain import append
from followthrough.web.operations.decisions import Part
from followthrough.web.operations.record import Step, create, writing
from followthrough.web.operations.snapshot import take
from followthrough.web.operations.telling import ago
from followthrough.web.operations.wording import required, words
from followthrough.web.permissions import Actor, require_change, require_person


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to talk about: an item, or an incident without items; why, as [code, words] each."""

    item: int | None
    incident: int | None
    reasons: tuple[tuple[str, str], ...]
    flags: tuple[str, ...] = ()
    must: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One outcome with what it needs: a new date its day, a block its day, an accepted risk its impact and day, and so on."""

    outcome: Outcome
    words: str = ""
    day: date | None = None
    person: Person | None = None
    impact: str = ""
    parts: Sequence[Part] = ()


def open_review(
    *, by: Actor, team: Team | None, title: str, planned_for: datetime, agenda: Sequence[Line], at: datetime | None = None
) -> Review:
    """Open the next review of a team, or of all, with its agenda. One at a time: what is open is finished first."""
    require_change(by, team_id=team.pk if team else None)
    with writing() as head:
        open_one = Review.objects.filter(team=team, finished_at=None).first()
        if open_one is not None:
            raise WrongState(f"“{open_one.title}” is still open: finish it before the next one is opened.")
        now = at or timezone.now()
        previous = Review.objects.filter(team=team).order_by("-opened_at", "-pk").first()
        title = required(title, "A review needs a title.")[:160]
        review = Review(team=team, title=title, planned_for=planned_for, opened_at=now, opened_by=by.user, previous=previous)
        create(head, review, kind=Kind.OPENED, by=by, at=now)
        _put_on(review, agenda)
    return review


def title_of(team: Team | None, now: datetime) -> str:
    """What a review is called unless somebody calls it otherwise."""
    return f"{team.name if team else 'Review'}, {now.day} {now:%B %Y}"


def renew_agenda(review_id: int, *, by: Actor, agenda: Sequence[Line]) -> int:
    """Add what has come onto the agenda since the review was opened; how many. What stands there stays where it is."""
    with writing():
        review = _open_one(review_id, by)
        there = {(entry.item_id, entry.incident_id) for entry in review.entries.all()}
        return _put_on(review, [line for line in agenda if (line.item, line.incident) not in there])


def record_outcome(entry_id: int, answer: Answer, *, by: Actor, version: int, at: datetime | None = None) -> ReviewEntry:
    """Give an entry its outcome. `version` is the item's as it was shown; the second of two who decide is told of the first."""
    user = require_person(by)
    with writing():
        entry = _entry(entry_id, by)
        if entry.outcome:
            raise Conflict(f"{_told(entry, to=user)} Your own outcome was not saved: take that one back first if it is wrong.")
        if entry.item is not None:
            before = entry.item
            event = _OUTCOMES[_of_items(answer)](entry.item.pk, answer, by, version, at)
            entry.shown = _shown(before, Item.objects.get(pk=before.pk), answer)
        else:
            event = _no_item(entry, answer, by, at)
        entry.outcome, entry.words, entry.event = answer.outcome.value, words(answer.words), event
        entry.by, entry.at = user, at or timezone.now()
        entry.save()
        _took_part(entry.review, user, entry.at)
    return entry


def take_back(entry_id: int, *, by: Actor, at: datetime | None = None) -> ReviewEntry:
    """Take back the outcome that one gave an entry today. Both stay in the item's history."""
    require_person(by)
    with writing():
        entry = _entry(entry_id, by)
        if not entry.outcome:
            raise WrongState("This has no outcome that could be taken back.")
        if entry.item is not None:
            if _last(entry.item) != entry.event:
                raise WrongState("This item has changed since this outcome was given: change it on its own page instead.")
            items.undo(entry.item.pk, by=by, version=entry.item.version, at=at)
        elif entry.by != by.user:
            raise WrongState("This outcome is not yours: ask whoever gave it to take it back.")
        entry.outcome = entry.words = entry.shown = ""
        entry.event = entry.by = entry.at = None
        entry.save()
    return entry


def put_into_words(review_id: int, *, by: Actor, said: str, at: datetime | None = None) -> Review:
    """Keep what was said in the review that belongs to no item."""
    with writing() as head:
        review = _open_one(review_id, by)
        step = Step(review, by, at or timezone.now(), head, take(review))
        review.words = words(said)
        step.record(Kind.CHANGED)
    return review


def finish_review(review_id: int, *, by: Actor, at: datetime | None = None) -> Review:
    """Finish it, provided that each overdue item has its outcome. What has none otherwise is carried over to the next one."""
    user = require_person(by)
    with writing() as head:
        review = _open_one(review_id, by)
        lacking = left_to_do(review)
        if lacking:
            more = f" and {len(lacking) - 3} more" if len(lacking) > 3 else ""
            named = ", ".join(f"“{_text(entry)}”" for entry in lacking[:3])
            raise WrongState(f"An overdue item needs an outcome before the review can be finished: {named}{more}.")
        step = Step(review, by, at or timezone.now(), head, take(review))
        review.finished_at = step.at
        step.record(Kind.FINISHED)
        _took_part(review, user, step.at)
    return review


def left_to_do(review: Review) -> list[ReviewEntry]:
    """The entries that keep the review from being finished: overdue, still open, without an outcome."""
    rows = review.entries.select_related("item__incident").filter(must=True, outcome="", item__incident__private=False)
    return [entry for entry in rows if entry.item is not None and entry.item.is_open]


def be_there(review_id: int, *, by: Actor, entry_id: int | None, at: datetime) -> None:
    """Note who has the review before them, and which entry. Not part of the history: it says nothing about an item."""
    user = require_person(by)
    review = Review.objects.filter(pk=review_id, finished_at=None).first()
    if review is None:
        return
    entry = review.entries.filter(pk=entry_id).first() if entry_id else None
    Presence.objects.update_or_create(review=review, user=user, defaults={"entry": entry, "seen_at": at})


def _put_on(review: Review, agenda: Sequence[Line]) -> int:
    first = review.entries.count()
    undecided = {}
    if review.previous is not None:
        undecided = {(entry.item_id, entry.incident_id): entry for entry in review.previous.entries.filter(outcome="")}
    rows = [
        ReviewEntry(
            review=review,
            position=first + number,
            item_id=line.item,
            incident_id=line.incident,
            reasons=[list(reason) for reason in line.reasons],
            flags=list(line.flags),
            must=line.must,
            carried_from=undecided.get((line.item, line.incident)),
        )
        for number, line in enumerate(agenda, start=1)
    ]
    ReviewEntry.objects.bulk_create(rows)
    return len(rows)


def _open_one(review_id: int, by: Actor) -> Review:
    review = Review.objects.select_for_update(of=("self",)).filter(pk=review_id).first()
    if review is None:
        raise NotFound(f"There is no review {review_id}.")
    require_change(by, team_id=review.team_id)
    if not review.is_open:
        raise WrongState("This review is finished: what was decided in it stays. Open the next one.")
    return review


def _entry(entry_id: int, by: Actor) -> ReviewEntry:
    """The entry, locked, of a review that is open. Whether one may change its item is asked by the item's operation."""
    rows = ReviewEntry.objects.visible_to(by.user) if by.user else ReviewEntry.objects.none()
    found = rows.select_for_update(of=("self",)).select_related("review", "item__owner", "incident", "by").filter(pk=entry_id).first()
    if found is None:
        raise NotFound("There is no such entry, or it belongs to a private incident that you are not part of.")
    if not found.review.is_open:
        raise WrongState("This review is finished: what was decided in it stays. Change the item on its own page.")
    return found


def _of_items(answer: Answer) -> Outcome:
    if answer.outcome not in _OUTCOMES:
        raise InputError("That is an outcome for an incident without items.")
    return answer.outcome


def _no_item(entry: ReviewEntry, answer: Answer, by: Actor, at: datetime | None) -> Event:
    assert entry.incident is not None, "an entry is about an item or an incident"
    if answer.outcome != Outcome.NO_ITEM:
        raise InputError("This incident has no item: say that it was looked at, or record an item for it.")
    require_change(by, team_id=entry.incident.team_id)
    with writing() as head:
        return append(head, entry.incident, kind=Kind.LOOKED_AT, by=by, at=at or timezone.now(), changes={}, reason=words(answer.words))


def _took_part(review: Review, user: User, at: datetime) -> None:
    Presence.objects.update_or_create(review=review, user=user, defaults={"seen_at": at, "took_part": True})


def _told(entry: ReviewEntry, *, to: User) -> str:
    assert entry.by is not None, "an outcome is somebody's"
    assert entry.at is not None, "and was given at a time"
    name = "You" if entry.by == to else entry.by.shown_name
    said = f": “{entry.words}”" if entry.words else ""
    return f"{name} decided “{entry.get_outcome_display()}” {ago(entry.at, now=timezone.now())}{said}."


def _text(entry: ReviewEntry) -> str:
    text = entry.item.text if entry.item else ""
    return text if len(text) <= 80 else f"{text[:79]}…"


def _shown(before: Item, after: Item, answer: Answer) -> str:
    """What an outcome changed, in words for the minutes."""
    match answer.outcome:
        case Outcome.NEW_DATE:
            return f"{before.due:%Y-%m-%d} → {after.due:%Y-%m-%d}"
        case Outcome.NEW_OWNER:
            was = before.owner.name if before.owner else "nobody"
            return f"{was} → {after.owner.name}" if after.handed_to is None and after.owner else f"{was} → {after.handed_to} (asked)"
        case Outcome.BLOCKED:
            return f"by {after.blocked_by}, to be asked again on {after.blocked_until:%Y-%m-%d}"
        case Outcome.RISK_ACCEPTED:
            return f"until {after.review_on:%Y-%m-%d}; {after.impact}"
        case Outcome.SPLIT:
            return "into " + ", ".join(f"“{part.text}”" for part in after.parts.order_by("pk"))
        case _:
            return ""


def _day(answer: Answer, what: str) -> date:
    if answer.day is None:
        raise InputError(f"Say {what}, as in 2026-05-31.")
    return answer.day


def _on_track(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    return _last(items.say_on_track(pk, by=by, version=version, reason=answer.words, at=at))


def _done(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    return _last(items.mark_done(pk, by=by, version=version, evidence=answer.words, at=at))


def _new_date(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    due = _day(answer, "the new date")
    return _last(items.set_due(pk, by=by, version=version, due=due, reason=answer.words, at=at))


def _new_owner(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    if answer.person is None:
        raise InputError("Say who is to own it: one person.")
    return _last(handover.hand_over(pk, by=by, version=version, to=answer.person, reason=answer.words, at=at))


def _blocked(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    until = _day(answer, "when it is to be asked again")
    return _last(items.block(pk, by=by, version=version, blocked_by=answer.words, until=until, at=at))


def _split(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    decisions.split_item(pk, by=by, version=version, parts=answer.parts, reason=answer.words, at=at)
    return _last(Item.objects.get(pk=pk))


def _accept_risk(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    review_on = _day(answer, "the day on which it comes back")
    return _last(decisions.accept_risk(pk, by=by, version=version, reason=answer.words, impact=answer.impact, review_on=review_on, at=at))


def _decline(pk: int, answer: Answer, by: Actor, version: int, at: datetime | None) -> Event:
    return _last(decisions.decline(pk, by=by, version=version, reason=answer.words, at=at))


def _last(item: Item) -> Event:
    """The event of what was just done, under the lock that all writers share."""
    return item.events.order_by("-number")[0]


_OUTCOMES = {
    Outcome.ON_TRACK: _on_track,
    Outcome.DONE: _done,
    Outcome.NEW_DATE: _new_date,
    Outcome.NEW_OWNER: _new_owner,
    Outcome.BLOCKED: _blocked,
    Outcome.SPLIT: _split,
    Outcome.RISK_ACCEPTED: _accept_risk,
    Outcome.DECLINED: _decline,
}
