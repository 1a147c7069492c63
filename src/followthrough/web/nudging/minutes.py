"""Minutes on their way: to whom they can go, what the message says, and one round of sending. Never with a private incident in it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from followthrough.channels.base import Line, Message, Section
from followthrough.core import minutes as core
from followthrough.errors import ConfigError
from followthrough.web.insights.minutes import minutes_of
from followthrough.web.insights.reaching import Place, places
from followthrough.web.models import Channel, Notice, Person, Review
from followthrough.web.models.sending import Stage
from followthrough.web.nudging.opening import open_stored
from followthrough.web.nudging.post import Opened, Post, Round
from followthrough.web.operations.notices import give_up

PATIENCE = timedelta(days=7)
Letter = Callable[[str, datetime | None], Message]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody to whom the minutes may go, and where they would arrive. `is_usual`: of the review's team."""

    person: Person
    place: Place | None
    is_usual: bool


def readers_of(review: Review) -> list[Reader]:
    """Everybody who is here, those of the review's team first."""
    people = list(Person.objects.filter(is_active=True, is_robot=False).prefetch_related("teams"))
    found = places(people)
    rows = [
        Reader(person, found[person.pk][0] if found[person.pk] else None, review.team is None or review.team in person.teams.all())
        for person in people
    ]
    return sorted(rows, key=lambda row: (not row.is_usual, row.person.name.casefold(), row.person.pk))


def rooms() -> list[Channel]:
    """Channels in which all goes to one place: a chat, a program's address."""
    return [channel for channel in Channel.objects.filter(removed_at=None) if _is_room(channel)]


def _is_room(channel: Channel) -> bool:
    try:
        return not open_stored(channel).can.persons
    except ConfigError:  # its settings can't be used any more; the channel's page says so
        return False


def message_of(review: Review, *, key: str, to: str = "", to_name: str = "", tried_at: datetime | None = None) -> Message:
    """The minutes as everybody may read them."""
    minutes = minutes_of(review, None)
    count = len(minutes.decided)
    return Message(
        key=key,
        to=to,
        to_name=to_name,
        subject=f"Minutes: {' '.join(review.title.split())}",
        intro=f"{count} item{'' if count == 1 else 's'} got an outcome, {len(minutes.carried_over)} carried over.",
        sections=tuple(_sections(minutes)),
        closing="You get this because somebody who was there sent you the minutes. Nothing has to be answered.",
        url=_page(review.get_absolute_url()),
        text=core.text(minutes),
        thread=f"review-{review.pk}",
        kind="review.minutes",
        tried_at=tried_at,
    )


def _sections(minutes: core.Minutes) -> Iterator[Section]:
    told = (
        ("What was decided", minutes.decided),
        ("Incidents reviewed, no item", minutes.without_items),
        ("Settled meanwhile", minutes.settled_elsewhere),
        ("Carried over", minutes.carried_over),
    )
    for title, points in told:
        if points:
            yield Section(f"{title} ({len(points)})", tuple(_line(point) for point in points))


def _line(point: core.Point) -> Line:
    owner = "" if point.owner is None else f"owned by {point.owner}" if point.owner else "owned by nobody"
    what = point.outcome or point.elsewhere or point.why
    parts = [point.incident, owner, f"{what} ({point.change})" if point.change else what, f"“{point.words}”" if point.words else ""]
    return Line(point.text, point.address, ". ".join(part for part in parts if part))


def _page(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""


def send_waiting(*, now: Callable[[], datetime], opened: Opened, sleep: Callable[[float], None] = time.sleep) -> Round:
    """Send the minutes whose time has come. Somebody asked for them now, so they wait for nobody's working hours."""
    done = Round()
    give_up(before=now() - PATIENCE)
    waiting = Notice.objects.filter(stage__in=[Stage.WAITING, Stage.SENDING], next_at__lte=now())
    with closing(Post(now, opened, sleep)) as post:
        for notice in waiting.select_related("review__team", "person", "channel").order_by("asked_at", "pk"):
            post.send(notice, _places(notice), _letter(notice), done)
    return done


def _places(notice: Notice) -> list[Place]:
    if notice.person is not None:
        return places([notice.person])[notice.person.pk]
    return [Place(notice.channel, "")] if notice.channel is not None and notice.channel.removed_at is None else []


def _letter(notice: Notice) -> Letter:
    name = notice.person.name if notice.person else ""
    return lambda to, tried_at: message_of(notice.review, key=str(notice.key), to=to, to_name=name, tried_at=tried_at)
