"""The minutes of a review on their way to a person or a room, because somebody asked for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.web.models.review import Review
from followthrough.web.models.sending import Sending
from followthrough.web.models.team import Person


class Notice(Sending):
    """The minutes to one person, or (without one) to where all that goes through a channel ends up."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    class Meta(Sending.Meta):
        ordering = ["asked_at", "id"]
        constraints = [
            *Sending.Meta.constraints,
            models.UniqueConstraint(fields=["review", "person"], name="notice_once_to_a_person", condition=models.Q(person__isnull=False)),
            models.UniqueConstraint(fields=["review", "channel"], name="notice_once_to_a_room", condition=models.Q(person__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.review} to {self.person or self.channel}"
