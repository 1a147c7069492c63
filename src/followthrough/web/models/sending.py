"""What every message on its way has: where it goes, how often it was tried, and whether it arrived. Says nothing about what it tells."""

from __future__ import annotations

import uuid

from django.db import models


class Stage(models.TextChoices):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # the receiver refused it for good
    DROPPED = "dropped"  # not wanted any more: the run was dropped, or a later one tells all of it


class Sending(models.Model):
    """One message to one place. `key` is the same however often it has to be sent, so that a receiver can know it again."""

    Stage = Stage

    channel = models.ForeignKey("web.Channel", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss")
    to = models.CharField(max_length=300, blank=True)  # the address that was tried last
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)  # an attempt of which nobody knows whether it arrived began then
    sent_at = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)  # why it failed, in the receiver's words

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["stage", "next_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stage="sent", sent_at__isnull=False) | (~models.Q(stage="sent") & models.Q(sent_at__isnull=True)),
                name="%(class)s_sent_has_a_time",
            )
        ]
