"""One round of reminders: send what waits, plan what is due, write it down, send it. Run every few minutes; a round may die anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from followthrough.channels.base import Channel as Way
from followthrough.channels.base import Delivered, Failed, Outcome, RetryAfter
from followthrough.core.nudges import Recipient, plan
from followthrough.web.insights.nudging import asked, delivered, recipients
from followthrough.web.insights.reaching import Place, places
from followthrough.web.models import Channel, Nudge, NudgeRun
from followthrough.web.nudging.letter import message_of
from followthrough.web.operations import nudges
from followthrough.web.operations.policies import policy_in_force

Opened = Callable[[Channel], Way]


@dataclass(slots=True)
class Round:
    """What came of a round."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    stopped: str = ""


def run_round(*, now: Callable[[], datetime], opened: Opened, sleep: Callable[[float], None] = time.sleep) -> Round:
    """Send what is due. Nothing goes out unless the policy says that reminders are on."""
    done, policy = Round(), policy_in_force()
    if policy.nudging != "on":
        return done
    nudges.drop_stale(at=now())
    people = recipients()
    post = _Post(people, now, opened, sleep)
    post.send_waiting(done)
    run = nudges.standing_run(at=now())
    if run is not None and run.state != NudgeRun.State.PLANNED:
        waits = run.state == NudgeRun.State.STOPPED
        done.stopped = "A run waits for somebody to let it go." if waits else "Somebody dropped the run of this day."
        return done
    found = plan(asked(), people, policy, delivered(people), now())
    due = [digest for digest in found.digests if digest.at <= now()]
    if found.stopped and run is None:
        done.stopped = nudges.stop_run(found.stopped, at=now()).words
        return done
    if due and nudges.begin_run(due, found.held, at=now()):
        post.send_waiting(done)
    return done


@dataclass(slots=True)
class _Post:
    """Takes messages to where their readers are, through each channel no faster than it likes."""

    people: Mapping[int, Recipient]
    now: Callable[[], datetime]
    opened: Opened
    sleep: Callable[[float], None]

    def send_waiting(self, done: Round) -> None:
        """Everything whose time has come. A retry keeps to its reader's hours too; what gets old is dropped, and the next plan tells it."""
        waiting = Nudge.objects.filter(stage__in=[Nudge.Stage.WAITING, Nudge.Stage.SENDING], next_at__lte=self.now())
        ways: dict[int, Way] = {}
        try:
            for nudge in waiting.select_related("person").order_by("due_at", "pk"):
                to = self.people.get(nudge.person_id)
                if to is not None and not to.hours.is_open(self.now()):
                    done.waiting += 1
                elif nudges.forget_what_is_over(nudge):
                    self._send(nudge, ways, done)
        finally:
            for way in ways.values():
                way.close()

    def _send(self, nudge: Nudge, ways: dict[int, Way], done: Round) -> None:
        place = _place(nudge, at=self.now())
        unclear_since = nudge.tried_at
        if place is None or not nudges.sending(nudge, place.channel, place.to, at=self.now()):
            done.waiting += 1
            return
        way = ways.get(place.channel.pk)
        if way is None:
            way = ways[place.channel.pk] = self.opened(place.channel)
        elif way.can.pause:
            self.sleep(way.can.pause)
        _record(nudge, way.send(message_of(nudge, to=place.to, tried_at=unclear_since)), done, at=self.now())


def _record(nudge: Nudge, outcome: Outcome, done: Round, *, at: datetime) -> None:
    """Write down what came of a message."""
    match outcome:
        case Delivered():
            nudges.delivered(nudge, remote_id=outcome.id, at=at)
            done.sent += 1
        case Failed(permanent=True) if outcome.reach != "channel":
            nudges.refused(nudge, outcome.reason, by_address=outcome.reach == "address")
            done.failed += 1
        case RetryAfter():
            nudges.postponed(nudge, outcome.reason, at=at, until=outcome.until, by_channel=outcome.reach == "channel")
            done.waiting += 1
        case Failed():
            nudges.postponed(nudge, outcome.reason, at=at, by_channel=outcome.reach == "channel", uncertain=outcome.uncertain)
            done.waiting += 1


def _place(nudge: Nudge, *, at: datetime) -> Place | None:
    """Where this person is reached now; one that is to be left alone for a while is passed over.

    A message that may have arrived stays with its channel: nobody else could find it.
    """
    found = places([nudge.person])[nudge.person_id]
    if nudge.tried_at is not None:
        found = [place for place in found if place.channel.pk == nudge.channel_id] or found
    return next((place for place in found if place.channel.wait_until is None or place.channel.wait_until <= at), None)
