"""What waits to be written to a tracker. Written in one transaction with the change that asks for it, before anything is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.web.models.connection import Connection
from followthrough.web.models.item import Item
from followthrough.web.models.link import Link


class Job(models.TextChoices):
    FILE = "file", "file a ticket"
    EDIT = "edit", "change a ticket"


class Stage(models.TextChoices):
    """Where an entry is. `unclear`: it was sent and no answer came, so nobody knows; a look-up decides, never a second try."""

    WAITING = "waiting"
    SENDING = "sending"
    UNCLEAR = "unclear"
    DONE = "done"
    PARKED = "parked"  # the tracker refused for good: a person mends it, drops it or tries again
    DROPPED = "dropped"


ACTIVE = (Stage.WAITING, Stage.SENDING, Stage.UNCLEAR, Stage.PARKED)


class Outbox(models.Model):
    """One thing to write: a ticket to be made of an item, or an item's ticket to be brought up to date."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="outbox")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="outbox")
    link = models.ForeignKey(Link, null=True, blank=True, on_delete=models.PROTECT, related_name="outbox")
    job = models.CharField(max_length=4, choices=Job.choices)
    marker = models.UUIDField(unique=True)  # travels in a filed ticket, so that a repeat finds it
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sent = models.JSONField(default=dict)  # of a filing: each field as [ours, theirs] when it was sent
    attempts = models.PositiveIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # the last time
    next_at = models.DateTimeField()
    lease = models.PositiveBigIntegerField(default=0)  # of the connection when it was claimed
    ended_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)  # the tracker's, of the last trouble

    class Meta:
        ordering = ["next_at", "id"]
        verbose_name_plural = "outbox"
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "item"],
                name="outbox_files_an_item_once",
                condition=models.Q(job="file", stage__in=["waiting", "sending", "unclear", "parked"]),
            ),
            models.UniqueConstraint(
                fields=["link"], name="outbox_one_edit_waits", condition=models.Q(job="edit", stage__in=["waiting", "parked"])
            ),
            models.CheckConstraint(condition=models.Q(stage__in=Stage.values), name="outbox_stage_is_known"),
            models.CheckConstraint(condition=models.Q(job="file") | models.Q(link__isnull=False), name="outbox_edit_has_a_link"),
        ]
        indexes = [models.Index(fields=["connection", "stage", "next_at"])]

    def __str__(self) -> str:
        return f"{self.get_job_display()} ({self.stage})"


class Delivery(models.Model):
    """A webhook whose origin was proven: a hint where to look, kept so that a repeat is known."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="deliveries")
    delivery_id = models.CharField(max_length=200)
    event = models.CharField(max_length=120, blank=True)
    refs = models.JSONField(default=list)  # [id, key] each; empty: everything may have changed
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["connection", "delivery_id"], name="delivery_once")]
        indexes = [models.Index(fields=["connection", "state"])]

    def __str__(self) -> str:
        return self.delivery_id
