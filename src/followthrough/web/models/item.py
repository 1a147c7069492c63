"""An action item: the row is what its events add up to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse

from followthrough.core import item as core
from followthrough.web.models.candidate import choices
from followthrough.web.models.incident import Incident, let_in
from followthrough.web.models.team import Person, Team

if TYPE_CHECKING:
    from followthrough.web.models.account import User

OPEN = sorted(state.value for state in core.OPEN_STATES)
CLOSED = sorted(state.value for state in core.CLOSED_STATES)


class DueSource(models.TextChoices):
    """Where the first due date came from: the document, the policy for want of one, or a person."""

    STATED = "stated"
    POLICY = "policy"
    PERSON = "person"


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> ItemQuerySet:
        if user.role == "administrator":
            return self
        return self.filter(models.Q(incident__private=False) | models.Q(incident__in=let_in(user)))

    def open(self) -> ItemQuerySet:
        return self.filter(state__in=OPEN)

    def closed(self) -> ItemQuerySet:
        return self.filter(state__in=CLOSED)

    def overdue(self, *, on: date) -> ItemQuerySet:
        """Open with a due date before the day `on`: on its due date an item is not yet overdue."""
        return self.open().filter(due__lt=on)

    def needing_decision(self) -> ItemQuerySet:
        return self.filter(needs_decision__gt="")  # not `exclude`: only this is read from the index


class Item(models.Model):
    """One piece of work promised after an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="items")
    text = models.TextField()
    done_criterion = models.TextField(blank=True)
    type = models.CharField(max_length=12, choices=choices(core.Type))
    state = models.CharField(max_length=14, choices=choices(core.State), default=core.State.OPEN.value)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="items")
    tickets = models.JSONField(default=list)

    accepted_at = models.DateTimeField()
    original_due = models.DateField()
    due = models.DateField()
    due_source = models.CharField(max_length=8, choices=DueSource.choices)
    slips = models.PositiveIntegerField(default=0)
    accepted_without = models.TextField(blank=True)  # why it was accepted although it lacked an owner, a date or a ticket

    handed_to = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="handed")  # has not answered yet
    snoozed_until = models.DateField(null=True, blank=True)  # from that day on it is asked after again
    snoozes = models.PositiveIntegerField(default=0)
    blocked_by = models.TextField(blank=True)
    blocked_until = models.DateField(null=True, blank=True)
    needs_decision = models.TextField(blank=True)  # why a person has to look at it

    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)  # of the decision that closed it
    impact = models.TextField(blank=True)  # of an accepted risk: what it is expected to cost, against what the work would
    review_on = models.DateField(null=True, blank=True)  # of an accepted risk: the day it comes back by itself
    verified_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(blank=True)

    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    replaced_by = models.ManyToManyField("self", through="Replacement", symmetrical=False, related_name="replaces")
    version = models.PositiveIntegerField(default=1)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=OPEN + CLOSED), name="item_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, closed_at__isnull=True) | models.Q(state__in=CLOSED, closed_at__isnull=False),
                name="item_closed_has_a_time",
            ),
            models.CheckConstraint(condition=~models.Q(state="blocked") | ~models.Q(blocked_by=""), name="item_blocked_says_by_what"),
            models.CheckConstraint(
                condition=~models.Q(state="risk_accepted")
                | (~models.Q(reason="") & ~models.Q(impact="") & models.Q(review_on__isnull=False)),
                name="item_accepted_risk_has_reason_impact_and_date",
            ),
            models.CheckConstraint(condition=~models.Q(state="declined") | ~models.Q(reason=""), name="item_declined_with_reason"),
            models.CheckConstraint(condition=~models.Q(text=""), name="item_has_words"),
            models.CheckConstraint(
                condition=models.Q(handed_to__isnull=True) | (models.Q(state__in=OPEN) & ~models.Q(handed_to=models.F("owner"))),
                name="item_handed_over_is_open_and_to_another",
            ),
            models.CheckConstraint(condition=models.Q(verified_at__isnull=True) | models.Q(state="done"), name="item_verified_is_done"),
        ]
        indexes = [
            models.Index(fields=["state", "due"]),
            models.Index(fields=["incident", "state"]),
            models.Index(fields=["team", "state"]),
            models.Index(fields=["owner", "state"]),
            models.Index(fields=["original_due"]),
            models.Index(fields=["due"]),
            models.Index(fields=["needs_decision"]),
            models.Index(fields=["accepted_at"]),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        return reverse("item", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Replacement(models.Model):
    """`item` is superseded; `successor` stands in its place."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="successor_links")
    successor = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="predecessor_links")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "successor"], name="replacement_once"),
            models.CheckConstraint(condition=~models.Q(item=models.F("successor")), name="replacement_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} → {self.successor_id}"
