"""Write down to whom the minutes of a review are to be sent. Each gets them once; the one who sends is `web.nudging`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from followthrough.errors import InputError, NotFound, WrongState
from followthrough.web.models import Channel, Notice, Person, Review
from followthrough.web.models.sending import Stage
from followthrough.web.permissions import Actor, require_change, require_person


def send_minutes(
    review_id: int, *, by: Actor, people: Collection[Person], rooms: Collection[Channel] = (), at: datetime | None = None
) -> list[Notice]:
    """Send the minutes of a finished review to people and to rooms (channels in which all goes to one place).

    Who has them, or will get them, gets no second copy; a place that refused them is tried again.
    """
    user, now = require_person(by), at or timezone.now()
    review = Review.objects.filter(pk=review_id).first()
    if review is None:
        raise NotFound(f"There is no review {review_id}.")
    require_change(by, team_id=review.team_id)
    if review.is_open:
        raise WrongState("This review is still open: its minutes are sent once it is finished.")
    if not people and not rooms:
        raise InputError("Choose at least one person or one room to send them to.")
    if gone := [person.name for person in people if not person.is_active or person.is_robot]:
        raise InputError(f"{gone[0]} is no longer here, or is not a person: choose others.")
    with transaction.atomic():
        review = Review.objects.select_for_update(of=["self"]).get(pk=review_id)  # one after the other
        review.notices.filter(stage=Stage.FAILED).delete()
        there = set(review.notices.values_list("person_id", "channel_id"))
        persons, places = {person for person, _ in there if person}, {channel for person, channel in there if person is None}
        rows = [Notice(review=review, person=one, asked_by=user, asked_at=now, next_at=now) for one in people if one.pk not in persons]
        rows += [Notice(review=review, channel=one, asked_by=user, asked_at=now, next_at=now) for one in rooms if one.pk not in places]
        return Notice.objects.bulk_create(rows)


def give_up(*, before: datetime) -> int:
    """What could not be sent for so long is said to have failed; how many. It can be asked for again."""
    waiting = Notice.objects.filter(stage__in=[Stage.WAITING, Stage.SENDING], asked_at__lt=before)
    return waiting.update(stage=Stage.FAILED, words="It could not be sent for a week.")
