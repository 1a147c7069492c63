"""Something in a document that reads like an item and waits for a person."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from followthrough.core import item as core
from followthrough.web.models.document import Document
from followthrough.web.models.incident import let_in

if TYPE_CHECKING:
    from followthrough.web.models.account import User


def choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of a core enumeration as choices of a column."""
    return [(value.value, value.value.replace("_", " ")) for value in values]


class Status(models.TextChoices):
    """What a person made of a candidate."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DISMISSED = "dismissed"
    SPLIT = "split"  # its parts are candidates of their own
    GONE = "gone"  # a newer version of the document no longer says it


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def waiting(self) -> CandidateQuerySet:
        return self.filter(status=Status.WAITING)

    def visible_to(self, user: User) -> CandidateQuerySet:
        if user.role == "administrator":
            return self
        return self.filter(models.Q(document__incident__private=False) | models.Q(document__incident__in=let_in(user)))


class Candidate(models.Model):
    """The quoted words at `start`..`end` of the document's text, and what was read out of them."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="candidates")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    quote = models.TextField()
    where = models.CharField(max_length=8, choices=choices(core.Where))
    confidence = models.FloatField(default=1.0)

    text = models.TextField()
    type = models.CharField(max_length=12, choices=choices(core.Type))
    owners = models.JSONField(default=list)
    owner_kind = models.CharField(max_length=8, choices=choices(core.OwnerKind))
    due = models.DateField(null=True, blank=True)
    due_raw = models.CharField(max_length=200, blank=True)
    tracking = models.JSONField(default=list)
    stated = models.CharField(max_length=8, choices=choices(core.Stated))

    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    item = models.ForeignKey("Item", null=True, blank=True, on_delete=models.PROTECT, related_name="candidates")
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="candidate_status_is_known"),
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="candidate_span_in_order"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["accepted", "merged"]) | models.Q(item__isnull=False), name="candidate_taken_has_its_item"
            ),
            models.CheckConstraint(condition=~models.Q(status="dismissed") | ~models.Q(reason=""), name="candidate_dismissed_with_reason"),
        ]
        indexes = [models.Index(fields=["status", "document"])]

    def __str__(self) -> str:
        return self.text[:80]
