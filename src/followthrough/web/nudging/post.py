"""Take messages to where their readers are, through each channel no faster than it likes, and write down what came of each.

Does not say what is sent, nor to whom: reminders and minutes do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from followthrough.channels.base import Channel as Way
from followthrough.channels.base import Delivered, Failed, Message, Outcome, RetryAfter
from followthrough.errors import ConfigError
from followthrough.web.insights.reaching import Place
from followthrough.web.models import Channel
from followthrough.web.models.sending import Sending
from followthrough.web.operations import sending

Opened = Callable[[Channel], Way]
Letter = Callable[[str, datetime | None], Message]  # to an address; since when nobody knows whether it arrived


@dataclass(slots=True)
class Round:
    """What came of a round."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    stopped: str = ""


@dataclass(slots=True)
class Post:
    """One worker's lines to the channels. Close it after use."""

    now: Callable[[], datetime]
    opened: Opened
    sleep: Callable[[float], None]
    ways: dict[int, Way] = field(default_factory=dict)

    def send(self, row: Sending, places: Iterable[Place], letter: Letter, done: Round) -> None:
        """Try one message, at the first of its places that may be written to now."""
        place = _chosen(row, list(places), at=self.now())
        unclear_since = row.tried_at
        if place is None or not sending.sending(row, place.channel, place.to, at=self.now()):
            done.waiting += 1
            return
        try:
            way = self._way(place.channel)
        except ConfigError as error:  # its settings can't be used any more: the others go on
            _record(row, Failed(str(error), permanent=False), done, at=self.now())
            return
        _record(row, way.send(letter(place.to, unclear_since)), done, at=self.now())

    def _way(self, channel: Channel) -> Way:
        way = self.ways.get(channel.pk)
        if way is None:
            way = self.ways[channel.pk] = self.opened(channel)
        elif way.can.pause:
            self.sleep(way.can.pause)
        return way

    def close(self) -> None:
        for way in self.ways.values():
            way.close()
        self.ways.clear()


def _chosen(row: Sending, places: list[Place], *, at: datetime) -> Place | None:
    """The first place; one that is to be left alone for a while is passed over.

    A message that may have arrived stays with its channel: nobody else could find it.
    """
    if row.tried_at is not None:
        places = [place for place in places if place.channel.pk == row.channel_id] or places
    return next((place for place in places if place.channel.wait_until is None or place.channel.wait_until <= at), None)


def _record(row: Sending, outcome: Outcome, done: Round, *, at: datetime) -> None:
    """Write down what came of a message."""
    match outcome:
        case Delivered():
            sending.delivered(row, remote_id=outcome.id, at=at)
            done.sent += 1
        case Failed(permanent=True) if outcome.reach != "channel":
            sending.refused(row, outcome.reason, by_address=outcome.reach == "address")
            done.failed += 1
        case RetryAfter():
            sending.postponed(row, outcome.reason, at=at, until=outcome.until, by_channel=outcome.reach == "channel")
            done.waiting += 1
        case Failed():
            sending.postponed(row, outcome.reason, at=at, by_channel=outcome.reach == "channel", uncertain=outcome.uncertain)
            done.waiting += 1
