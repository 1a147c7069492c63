"""One round of reminders: send what waits, plan what is due, write it down, send it. Run every few minutes; a round may die anywhere."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from followthrough.channels.base import Channel as Way
from followthrough.channels.base import Delivered, Failed, RetryAfter
from followthrough.core.nudges import Recipient, plan
from followthrough.web.insights.nudging import asked, delivered, recipients
from followthrough.web.models import Address, Channel, Nudge, NudgeRun
from followthrough.web.nudging.letter import message_of
from followthrough.web.operations import nudges
from followthrough.web.operations.policies import policy_in_force

log = logging.getLogger(__name__)
Opened = Callable[[Channel], Way]


@dataclass(slots=True)
class Round:
    """What came of a round."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    stopped: str = ""


def run_round(*, now: Callable[[], datetime], opened: Opened) -> Round:
    """Send what is due. Nothing goes out unless the policy says that reminders are on."""
    done, policy = Round(), policy_in_force()
    if policy.nudging != "on":
        return done
    nudges.drop_stale(at=now())
    people = recipients()
    _send_waiting(done, people, now, opened)
    if NudgeRun.objects.filter(state=NudgeRun.State.STOPPED).exists():
        done.stopped = "A run waits for somebody to let it go."
        return done
    found = plan(asked(), people, policy, delivered(people), now())
    due = [digest for digest in found.digests if digest.at <= now()]
    if found.stopped and not _was_let_go(now()):
        done.stopped = nudges.stop_run(found.stopped, at=now()).words
        return done
    if due:
        nudges.begin_run(due, found.held, at=now())
        _send_waiting(done, people, now, opened)
    return done


def _was_let_go(at: datetime) -> bool:
    """Whether somebody has let the stopped run of this day go."""
    run = NudgeRun.objects.exclude(decided_by=None).order_by("-at").first()
    return run is not None and run.state == NudgeRun.State.PLANNED and run.at.date() == at.date()


def _send_waiting(done: Round, people: Mapping[int, Recipient], now: Callable[[], datetime], opened: Opened) -> None:
    waiting = Nudge.objects.filter(stage__in=[Nudge.Stage.WAITING, Nudge.Stage.SENDING], next_at__lte=now())
    ways: dict[int, Way] = {}
    try:
        for nudge in waiting.select_related("person").order_by("due_at", "pk"):
            to = people.get(nudge.person_id)
            if to is not None and not to.hours.is_open(now()):
                done.waiting += 1  # a retry keeps to their hours too; one that gets old is dropped, and the next plan tells all of it
            else:
                _send(nudge, ways, done, now, opened)
    finally:
        for way in ways.values():
            way.close()


def _send(nudge: Nudge, ways: dict[int, Way], done: Round, now: Callable[[], datetime], opened: Opened) -> None:
    if not nudge.person.is_active or nudge.person.is_robot:
        nudges.refused(nudge, f"{nudge.person.name} is no longer here.")
        done.failed += 1
        return
    place = _place(nudge, at=now())
    if place is None or not nudges.sending(nudge, place[0], at=now()):
        done.waiting += 1
        return
    channel, to = place
    if channel.pk not in ways:
        ways[channel.pk] = opened(channel)
    outcome = ways[channel.pk].send(message_of(nudge, to=to))
    match outcome:
        case Delivered():
            nudges.delivered(nudge, remote_id=outcome.id, at=now())
            done.sent += 1
        case Failed(permanent=True) if outcome.reach != "channel":
            nudges.refused(nudge, outcome.reason)
            done.failed += 1
        case RetryAfter():
            nudges.postponed(nudge, outcome.reason, at=now(), until=outcome.until, by_channel=outcome.reach == "channel")
            done.waiting += 1
        case Failed():
            nudges.postponed(nudge, outcome.reason, at=now(), by_channel=outcome.reach == "channel")
            done.waiting += 1


def _place(nudge: Nudge, *, at: datetime) -> tuple[Channel, str] | None:
    """Through which channel, and to which address: the preferred one that reaches this person and is not to be left alone for a while."""
    usable = Channel.objects.filter(removed_at=None).filter(Q(wait_until=None) | Q(wait_until__lte=at))
    written = dict(Address.objects.filter(person=nudge.person_id).values_list("channel_id", "value"))
    for channel in usable:
        to = written.get(channel.pk) or (nudge.person.email if channel.kind == "email" else None)
        if to:
            return channel, to
    return None
