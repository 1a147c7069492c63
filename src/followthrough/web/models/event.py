"""What happened, in order, for ever. Rows are appended by `web.operations.record` and never changed: a trigger refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.web.models.candidate import Candidate
from followthrough.web.models.item import Item


class Through(models.TextChoices):
    """By what means a change came."""

    PERSON = "person"
    POLICY = "policy"
    IMPORT = "import"
    TRACKER = "tracker"


class Event(models.Model):
    """One change of one item or one candidate.

    `number` counts all events from 1 without a gap and gives their order; `at` is when it happened, `recorded_at` when
    it was written down (an import may tell of the past). `changes` maps each changed field to [from, to].
    `digest` covers this row and the digest before it, so that a changed, removed or reordered row is found.
    """

    number = models.PositiveBigIntegerField(unique=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    candidate = models.ForeignKey(Candidate, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=8, choices=Through.choices)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(item__isnull=False) | models.Q(candidate__isnull=False), name="event_is_about_something"
            ),
            models.CheckConstraint(condition=models.Q(through__in=Through.values), name="event_through_is_known"),
            models.CheckConstraint(
                condition=~models.Q(through="person") | models.Q(actor__isnull=False), name="event_of_a_person_names_them"
            ),
        ]
        indexes = [models.Index(fields=["item", "number"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class ChainHead(models.Model):
    """The one row that knows the last event's number and digest; locked while the next is appended."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="chain_has_one_head")]

    def __str__(self) -> str:
        return f"head at {self.number}"
