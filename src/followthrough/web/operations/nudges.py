"""Write down runs and messages: what is to be sent before it is, that it was sent only after. The one who sends is `web.nudging`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from followthrough.core.nudges import Digest, Held, Line, Role
from followthrough.errors import NotPermitted, WrongState
from followthrough.web.models import Nudge, NudgeLine, NudgeRun
from followthrough.web.models.sending import Stage
from followthrough.web.permissions import Actor, require_person

DAY = timedelta(hours=20)  # within it the same is not planned anew: shorter than from one working morning to the next


def begin_run(digests: Sequence[Digest], held: Iterable[Held], *, at: datetime) -> NudgeRun | None:
    """Write down messages that are to go now. Who has one that waits gets no second, nor on this day who refused one."""
    busy = Q(stage__in=[Stage.WAITING, Stage.SENDING]) | Q(stage=Stage.FAILED, due_at__gt=at - DAY)
    with transaction.atomic():
        left_out = set(Nudge.objects.filter(busy).values_list("person_id", flat=True))
        wanted = [digest for digest in digests if digest.person not in left_out]
        if not wanted:
            return None
        run = NudgeRun.objects.create(at=at, state=NudgeRun.State.PLANNED, held=[[one.item, one.why] for one in held if one.nobody])
        for digest in wanted:
            nudge = Nudge.objects.create(run=run, person_id=digest.person, due_at=digest.at, next_at=at)
            NudgeLine.objects.bulk_create(_line(nudge, line) for line in digest.lines)
    return run


def _line(nudge: Nudge, line: Line) -> NudgeLine:
    offers = [str(offer) for offer in line.offers]
    return NudgeLine(nudge=nudge, item_id=line.item, role=line.role, step=line.step, why=line.why, offers=offers)


def stop_run(words: str, *, at: datetime) -> NudgeRun:
    """A run that would send too much waits for a person. While one waits, no other begins."""
    waiting = NudgeRun.objects.filter(state=NudgeRun.State.STOPPED).first()
    return waiting or NudgeRun.objects.create(at=at, state=NudgeRun.State.STOPPED, words=words)


def decide_run(run_id: int, *, go: bool, by: Actor, at: datetime | None = None) -> NudgeRun:
    """Let a stopped run go, or drop it: then nothing is planned for a day. For leads."""
    user = require_person(by)
    if not user.leads:
        raise NotPermitted("A lead decides whether so many messages go out.")
    with transaction.atomic():
        run = NudgeRun.objects.select_for_update().filter(pk=run_id).first()
        if run is None or run.state != NudgeRun.State.STOPPED:
            raise WrongState("This run waits for nobody: somebody has decided about it already.")
        run.state = NudgeRun.State.PLANNED if go else NudgeRun.State.DROPPED
        run.decided_by, run.decided_at = user, at or timezone.now()
        run.save(update_fields=["state", "decided_by", "decided_at"])
    return run


def standing_run(*, at: datetime) -> NudgeRun | None:
    """The run that speaks for the present: one that waits for somebody, or one about which somebody decided within the last day."""
    waiting = NudgeRun.objects.filter(state=NudgeRun.State.STOPPED).first()
    return waiting or NudgeRun.objects.filter(decided_at__gt=at - DAY).order_by("-decided_at").first()


def forget_what_is_over(nudge: Nudge) -> bool:
    """Take out of a message that has certainly not arrived what is no longer so; False where nothing is left to say, and it is dropped."""
    lines = list(nudge.lines.select_related("item"))
    if not nudge.person.is_active or nudge.person.is_robot:
        over = [line.pk for line in lines]
    elif nudge.tried_at is None:
        over = [line.pk for line in lines if not line.item.is_open or (line.role == Role.OWNER and line.item.owner_id != nudge.person_id)]
    else:
        return True
    if len(over) == len(lines):
        Nudge.objects.filter(pk=nudge.pk).update(stage=Stage.DROPPED)
        return False
    NudgeLine.objects.filter(pk__in=over).delete()
    return True


def drop_stale(*, at: datetime) -> int:
    """A message that could not be sent for most of a day is dropped: the next plan tells all of it as it is then, in one message."""
    stale = Nudge.objects.filter(stage=Stage.WAITING, due_at__lt=at - DAY)
    return stale.update(stage=Stage.DROPPED)


def try_again(nudge_id: int, *, by: Actor) -> Nudge:
    """Write to an address again that refused a message: somebody has seen to it. For leads, and for whose address it is."""
    user = require_person(by)
    with transaction.atomic():
        nudge = Nudge.objects.select_for_update(of=["self"]).select_related("person").filter(pk=nudge_id, stage=Stage.FAILED).first()
        if nudge is None:
            raise WrongState("Nothing was refused there, or it is tried again already.")
        if not user.leads and nudge.person.user_id != user.pk:
            raise NotPermitted(f"{nudge.person.name} says where to be reached, or a lead does.")
        same = Nudge.objects.filter(person=nudge.person_id, channel=nudge.channel_id, to=nudge.to, stage=Stage.FAILED)
        same.update(stage=Stage.DROPPED)
    return nudge
