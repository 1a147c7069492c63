"""The facts of a review's minutes, as far as a reader may see them, and what has become of each outcome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from followthrough.core import minutes as core
from followthrough.core.fate import STATES, Fate, Standing, fate
from followthrough.core.item import State
from followthrough.web.models import Event, Item, Person, Presence, Review, ReviewEntry, User
from followthrough.web.models.review import Outcome
from followthrough.web.operations.snapshot import Values, fold

Histories = dict[int, list[Event]]


def minutes_of(review: Review, user: User | None) -> core.Minutes:
    """Everything that the minutes say to this reader; `None`: to anybody, so nothing of a private incident.

    Of a finished review they stay what they were when it was finished.
    """
    entries = entries_of(review, user)
    before = entries_of(review.previous, user) if review.previous else []
    histories = _histories([*entries, *before])
    until = review.finished_at or timezone.now()
    names: dict[object, str] = dict(Person.objects.values_list("pk", "name"))
    there = Presence.objects.filter(review=review, took_part=True).select_related("user")
    return core.Minutes(
        title=review.title,
        opened_on=timezone.localdate(review.opened_at),
        finished_on=timezone.localdate(review.finished_at) if review.finished_at else None,
        team=review.team.name if review.team else "",
        people=tuple(presence.user.shown_name for presence in there),
        points=tuple(_point(entry, histories, names, until) for entry in entries),
        words=review.words,
        sequels=tuple(_sequels(before, histories, until)),
    )


def fates_of(entries: Sequence[ReviewEntry]) -> dict[int, tuple[Fate, str]]:
    """What has become of each entry's outcome as of now, by entry."""
    histories, now = _histories(entries), timezone.now()
    return {entry.pk: found for entry in entries if (found := _fate(entry, histories, now)) is not None}


def entries_of(review: Review, user: User | None) -> list[ReviewEntry]:
    """What stands on a review's agenda, as far as the reader may see it, in its order."""
    rows = (ReviewEntry.objects.public() if user is None else ReviewEntry.objects.visible_to(user)).filter(review=review)
    return list(rows.select_related("item__incident", "item__owner", "item__handed_to", "item__team", "incident__team", "by", "event"))


def _histories(entries: Iterable[ReviewEntry]) -> Histories:
    found: defaultdict[int, list[Event]] = defaultdict(list)
    items = {entry.item_id for entry in entries if entry.item_id}
    for event in Event.objects.filter(item__in=items).order_by("number"):
        found[event.item_id or 0].append(event)
    return found


def _point(entry: ReviewEntry, histories: Histories, names: Mapping[object, str], until: datetime) -> core.Point:
    incident = entry.item.incident if entry.item else entry.incident
    assert incident is not None, "an entry is about an item or an incident"
    plain = core.Point(
        text=entry.item.text if entry.item else incident.title,
        incident=incident.reference,
        address=_address((entry.item or incident).get_absolute_url()),
        why=", ".join(said for _, said in entry.reasons),
        outcome=entry.get_outcome_display() if entry.outcome else "",
        words=entry.words,
        change=entry.shown,
        by=entry.by.shown_name if entry.by else "",
        of_incident=entry.item is None,
    )
    if entry.item is None:
        return plain
    then = _values(histories[entry.item.pk], until)
    standing = _standing(then)
    ended = not entry.outcome and not standing.state.is_open
    return replace(
        plain,
        text=str(then["text"]),
        owner=names.get(then["owner"], ""),
        elsewhere=STATES[standing.state] if ended else "",
        slips=int(str(then["slips"])) if entry.outcome == Outcome.NEW_DATE else 0,
        first_due=_day(then["original_due"]) if entry.outcome == Outcome.NEW_DATE else None,
    )


def _sequels(entries: Sequence[ReviewEntry], histories: Histories, until: datetime) -> Iterable[core.Sequel]:
    for entry in entries:
        found = _fate(entry, histories, until)
        if found is not None and entry.item is not None:
            what, now = found
            address = _address(entry.item.get_absolute_url())
            yield core.Sequel(entry.item.text, address, entry.get_outcome_display(), now, what, _reason(entry.item, what))


def _reason(item: Item, what: Fate) -> str:
    return item.reason if what is Fate.DROPPED else ""


def _fate(entry: ReviewEntry, histories: Histories, until: datetime) -> tuple[Fate, str] | None:
    """What became of an entry's outcome by a moment; None of one that has none, or is about an incident."""
    if entry.item_id is None or not entry.outcome or entry.event is None:
        return None
    events = histories[entry.item_id]
    then = fold(Item, [event for event in events if event.number <= entry.event.number])
    now = _standing(_values(events, until))
    return fate(entry.outcome, due=_day(then["due"]), now=now, on=timezone.localdate(until))


def _values(events: Sequence[Event], until: datetime) -> Values:
    return fold(Item, [event for event in events if event.at <= until])


def _standing(values: Values) -> Standing:
    closed = values["closed_at"]
    closed_on = timezone.localdate(datetime.fromisoformat(str(closed))) if closed else None
    return Standing(State(str(values["state"])), _day(values["due"]), closed_on)


def _day(value: object) -> date:
    return date.fromisoformat(str(value))


def _address(path: str) -> str:
    """The whole address of a page; empty where nobody has said under which one people reach the server."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""
