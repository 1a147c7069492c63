"""One round of reminders: send what waits, plan what is due, write it down, send it. Run every few minutes; a round may die anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime

from followthrough.channels.base import Message
from followthrough.core.nudges import Recipient, plan
from followthrough.web.insights.nudging import asked, delivered, recipients
from followthrough.web.insights.reaching import places
from followthrough.web.models import Nudge, NudgeRun
from followthrough.web.models.sending import Stage
from followthrough.web.nudging.letter import message_of
from followthrough.web.nudging.post import Opened, Post, Round
from followthrough.web.operations import nudges
from followthrough.web.operations.policies import policy_in_force


def run_round(*, now: Callable[[], datetime], opened: Opened, sleep: Callable[[float], None] = time.sleep) -> Round:
    """Send what is due. Nothing goes out unless the policy says that reminders are on."""
    done, policy = Round(), policy_in_force()
    if policy.nudging != "on":
        return done
    nudges.drop_stale(at=now())
    people = recipients()
    with closing(Post(now, opened, sleep)) as post:
        _send_waiting(post, people, done)
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
            _send_waiting(post, people, done)
    return done


def _send_waiting(post: Post, people: Mapping[int, Recipient], done: Round) -> None:
    """Everything whose time has come. A retry keeps to its reader's hours too; what gets old is dropped, and the next plan tells it."""
    waiting = Nudge.objects.filter(stage__in=[Stage.WAITING, Stage.SENDING], next_at__lte=post.now())
    for nudge in waiting.select_related("person").order_by("due_at", "pk"):
        to = people.get(nudge.person_id)
        if to is not None and not to.hours.is_open(post.now()):
            done.waiting += 1
        elif nudges.forget_what_is_over(nudge):
            post.send(nudge, places([nudge.person])[nudge.person_id], _letter(nudge), done)


def _letter(nudge: Nudge) -> Callable[[str, datetime | None], Message]:
    return lambda to, tried_at: message_of(nudge, to=to, tried_at=tried_at)
