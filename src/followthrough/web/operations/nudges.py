"""Write down runs and messages: what is to be sent before it is, that it was sent only after. The one who sends is `web.nudging`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from followthrough.core.nudges import Digest, Held
from followthrough.errors import NotPermitted, WrongState
from followthrough.web.models import Channel, Nudge, NudgeLine, NudgeRun
from followthrough.web.permissions import Actor, require_person

WAITS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
Stage = Nudge.Stage


def begin_run(digests: Sequence[Digest], held: Iterable[Held], *, at: datetime) -> NudgeRun:
    """Write down messages that are to go now. Who has one that waits gets no second."""
    with transaction.atomic():
        run = NudgeRun.objects.create(at=at, state=NudgeRun.State.PLANNED, held=[[one.item, one.why] for one in held if one.nobody])
        busy = set(Nudge.objects.filter(stage__in=[Stage.WAITING, Stage.SENDING]).values_list("person_id", flat=True))
        for digest in digests:
            if digest.person in busy:
                continue
            nudge = Nudge.objects.create(run=run, person_id=digest.person, due_at=digest.at, next_at=at)
            NudgeLine.objects.bulk_create(NudgeLine(nudge=nudge, item_id=line.item, step=line.step, why=line.why) for line in digest.lines)
    return run


def stop_run(words: str, *, at: datetime) -> NudgeRun:
    """A run that would send too much waits for a person. While one waits, no other begins."""
    waiting = NudgeRun.objects.filter(state=NudgeRun.State.STOPPED).first()
    return waiting or NudgeRun.objects.create(at=at, state=NudgeRun.State.STOPPED, words=words)


def decide_run(run_id: int, *, go: bool, by: Actor) -> NudgeRun:
    """Let a stopped run go, or drop it. For leads."""
    user = require_person(by)
    if not user.leads:
        raise NotPermitted("A lead decides whether so many messages go out.")
    with transaction.atomic():
        run = NudgeRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None or run.state != NudgeRun.State.STOPPED:
            raise WrongState("This run waits for nobody: somebody has decided about it already.")
        run.state = NudgeRun.State.PLANNED if go else NudgeRun.State.DROPPED
        run.decided_by = user
        run.save(update_fields=["state", "decided_by"])
    return run


def sending(nudge: Nudge, channel: Channel, *, at: datetime) -> bool:
    """Take a message to send it now; False where another worker has it. From here on its fate is unclear until it is known."""
    taken = Nudge.objects.filter(pk=nudge.pk, stage__in=[Stage.WAITING, Stage.SENDING], next_at__lte=at)
    if not taken.update(stage=Stage.SENDING, channel=channel, attempts=nudge.attempts + 1, next_at=at + WAITS[0]):
        return False
    nudge.refresh_from_db()
    return True


def delivered(nudge: Nudge, *, remote_id: str, at: datetime) -> None:
    """It has reached its reader's side: only now it counts as sent."""
    Nudge.objects.filter(pk=nudge.pk).update(stage=Stage.SENT, sent_at=at, remote_id=remote_id[:300], words="")
    if nudge.channel_id is not None:
        Channel.objects.filter(pk=nudge.channel_id).update(delivered_at=at, failing_since=None, failure="", wait_until=None)


def refused(nudge: Nudge, words: str) -> None:
    """This one will never be taken: what it told is told again by the next plan, and by the ladder."""
    Nudge.objects.filter(pk=nudge.pk).update(stage=Stage.FAILED, words=words[:2000])


def postponed(nudge: Nudge, words: str, *, at: datetime, until: datetime | None = None, by_channel: bool) -> None:
    """It is tried again later. Where the channel itself is in trouble, so is all else that goes through it."""
    wait = WAITS[min(nudge.attempts, len(WAITS)) - 1] if nudge.attempts else WAITS[0]
    again = until or at + wait
    Nudge.objects.filter(pk=nudge.pk).update(stage=Stage.WAITING, words=words[:2000], next_at=again)
    if by_channel and nudge.channel_id is not None:
        Channel.objects.filter(pk=nudge.channel_id, failing_since=None).update(failing_since=at)
        Channel.objects.filter(pk=nudge.channel_id).update(failure=words[:2000], wait_until=again)


def drop_stale(*, at: datetime, older: timedelta = timedelta(hours=20)) -> int:
    """A message that could not be sent for most of a day is dropped: the next plan tells all of it as it is then, in one message."""
    stale = Nudge.objects.filter(stage=Stage.WAITING, due_at__lt=at - older)
    return stale.update(stage=Stage.DROPPED)
