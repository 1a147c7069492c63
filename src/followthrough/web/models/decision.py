"""What a person decided about an item, with the reason. No decision without a person: the database refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.web.models.event import Event
from followthrough.web.models.item import Item


class Decision(models.Model):
    """One line of the register. An undone decision stays in it, with the time it was undone."""

    class Kind(models.TextChoices):
        RISK_ACCEPTED = "risk_accepted"
        DECLINED = "declined"
        SUPERSEDED = "superseded"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    reason = models.TextField()
    impact = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="decision")
    ended_at = models.DateTimeField(null=True, blank=True)  # undone, reopened, or back from an accepted risk

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="decision_has_a_reason"),
            models.CheckConstraint(
                condition=~models.Q(kind="risk_accepted") | models.Q(review_on__isnull=False), name="decision_on_risk_has_a_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} item {self.item_id}"
