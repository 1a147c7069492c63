"""What stands in somebody's calendar: due dates, accepted risks that come back, reviews. As an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from icalendar import Calendar, Event, vDuration

from followthrough.web.insights.rhythm import coming
from followthrough.web.models import Feed, Item, Review, Rhythm, Team
from followthrough.web.operations.policies import policy_in_force

LASTS = timedelta(minutes=45)
AHEAD = 4  # meetings of a rhythm
AGO = timedelta(days=90)  # how far back finished reviews are shown
REFRESH = timedelta(hours=4)


def calendar_of(feed: Feed, *, now: datetime) -> bytes:
    """The file: with what the feed's maker may see, of its person or team."""
    whose = feed.person.name if feed.person else feed.team.name if feed.team else "all teams"
    calendar = Calendar()
    calendar.add("prodid", "-//Followthrough//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Followthrough: {whose}")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in (*_of_items(feed), *_of_reviews(feed, now)):
        event.add("dtstamp", now)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _of_items(feed: Feed) -> Iterator[Event]:
    rows = Item.objects.visible_to(feed.made_by).select_related("incident", "owner")
    if feed.person is not None:
        rows = rows.filter(owner=feed.person)
    if feed.team is not None:
        rows = rows.filter(team=feed.team)
    for item in rows.filter(Q(pk__in=Item.objects.open()) | Q(state="risk_accepted")).order_by("pk"):
        on, what = (item.due, "Due") if item.is_open else (item.review_on, "Comes back")
        if on is not None:
            owner = item.owner.name if item.owner else "nobody owns it"
            yield _day(f"item-{item.pk}-{'due' if item.is_open else 'back'}", on, f"{what}: {item.text}", item.get_absolute_url(), owner)


def _of_reviews(feed: Feed, now: datetime) -> Iterator[Event]:
    every = timedelta(days=policy_in_force().review_every)
    teams: list[Team | None] = [None]
    teams += [feed.team] if feed.team else list(feed.person.teams.all()) if feed.person else list(Team.objects.all())
    rhythms = {rhythm.team_id: rhythm for rhythm in Rhythm.objects.select_related("team")}
    for team in teams:
        reviews = list(Review.objects.filter(team=team, opened_at__gte=now - AGO).order_by("opened_at"))
        for review in reviews:
            yield _meeting(f"review-{review.pk}", review.planned_for, review.title, review.get_absolute_url())
        rhythm = rhythms.get(team.pk if team else None)
        if rhythm is not None:
            held = {review.planned_for for review in reviews}
            moments = [moment for moment in coming(rhythm, now=now, number=AHEAD) if moment not in held]
        else:
            moments = [at for review in reviews[-1:] if (at := review.planned_for + every) > now]
        for number, at in enumerate(moments):
            which = "" if rhythm is None else f"-{number}"
            title = (
                f"{team.name if team else 'Review'}: the next review" if number == 0 else f"{team.name if team else 'All teams'}: review"
            )
            yield _meeting(f"next-review-{team.pk if team else 0}{which}", at, title, "/reviews/")


def _day(uid: str, on: date, title: str, path: str, note: str) -> Event:
    event = _event(uid, title, path)
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("description", f"{note}\n{_address(path)}")
    event.add("transp", "TRANSPARENT")  # a date to know of, no time that is taken
    return event


def _meeting(uid: str, at: datetime, title: str, path: str) -> Event:
    event = _event(uid, title, path)
    event.add("dtstart", at)
    event.add("dtend", at + LASTS)
    event.add("description", _address(path))
    return event


def _event(uid: str, title: str, path: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@followthrough")
    event.add("summary", " ".join(title.split()))
    event.add("url", _address(path))
    return event


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"
