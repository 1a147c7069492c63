"""The recurring meeting that walks the items, what stands on its agenda, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse

from followthrough.web.models.event import Event
from followthrough.web.models.incident import Incident, let_in
from followthrough.web.models.item import Item
from followthrough.web.models.team import Team

if TYPE_CHECKING:
    from followthrough.web.models.account import User


class Outcome(models.TextChoices):
    """What a review made of an item, or of an incident without one."""

    ON_TRACK = "on_track", "on track"
    DONE = "done", "done"
    NEW_DATE = "new_date", "new date"
    NEW_OWNER = "new_owner", "new owner"
    BLOCKED = "blocked", "blocked"
    SPLIT = "split", "split"
    RISK_ACCEPTED = "risk_accepted", "risk accepted"
    DECLINED = "declined", "declined"
    NO_ITEM = "no_item", "looked at, no item"  # of an incident


class Review(models.Model):
    """One meeting, of a team or of all: open, then finished. What was decided in it stays as it was said."""

    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    title = models.CharField(max_length=160)
    planned_for = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # None: the schedule
    finished_at = models.DateTimeField(null=True, blank=True)
    words = models.TextField(blank=True)  # what was said that belongs to no item
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")

    class Meta:
        ordering = ["-planned_for", "-id"]
        constraints = [
            models.UniqueConstraint(Coalesce("team", 0), name="review_one_at_a_time", condition=models.Q(finished_at__isnull=True)),
            models.CheckConstraint(condition=~models.Q(title=""), name="review_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.finished_at is None


class EntryQuerySet(models.QuerySet["ReviewEntry"]):
    def public(self) -> EntryQuerySet:
        """What anybody may read."""
        return self.filter(models.Q(item__incident__private=False) | models.Q(incident__private=False))

    def visible_to(self, user: User) -> EntryQuerySet:
        """Without what belongs to a private incident of other people."""
        if user.role == "administrator":
            return self
        allowed = let_in(user)
        return self.filter(
            models.Q(item__incident__private=False)
            | models.Q(item__incident__in=allowed)
            | models.Q(incident__private=False)
            | models.Q(incident__in=allowed)
        )


class ReviewEntry(models.Model):
    """One item on an agenda (or an incident without items), why it stands there, and its outcome.

    `reasons` are [code, words] each, as of the day the review was opened. `must` says that the review can't be finished while
    the item is open and has no outcome. `event` is what the outcome did to the item, `shown` what the item was before and after
    in words, kept as it was said.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="review_entries")
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="review_entries")
    reasons = models.JSONField(default=list)
    flags = models.JSONField(default=list)
    must = models.BooleanField(default=False)
    carried_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=13, choices=Outcome.choices, blank=True)
    words = models.TextField(blank=True)
    shown = models.TextField(blank=True)
    event = models.OneToOneField(Event, null=True, blank=True, on_delete=models.PROTECT, related_name="review_entry")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "review entries"
        constraints = [
            models.UniqueConstraint(fields=["review", "item"], name="review_entry_once", condition=models.Q(item__isnull=False)),
            models.UniqueConstraint(
                fields=["review", "incident"], name="review_entry_of_incident_once", condition=models.Q(incident__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, incident__isnull=True) | models.Q(item__isnull=True, incident__isnull=False),
                name="review_entry_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", by__isnull=True, at__isnull=True)
                | (~models.Q(outcome="") & models.Q(by__isnull=False, at__isnull=False)),
                name="review_outcome_is_somebodys",
            ),
            models.CheckConstraint(condition=models.Q(outcome__in=["", *Outcome.values]), name="review_outcome_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}/{self.position}"


class Presence(models.Model):
    """Who has a review before them, and at what: for the others in it, and for the minutes."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(ReviewEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()
    took_part = models.BooleanField(default=False)  # decided something, or was there while it was open

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.review}"


class Rhythm(models.Model):
    """When reviews of a team, or of all, open by themselves: from a day on, as often as is agreed on. No row: by hand."""

    team = models.OneToOneField(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="rhythm")
    first_on = models.DateField()
    clock = models.TimeField()  # of the team's zone
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Coalesce("team", 0), name="rhythm_one_for_each")]

    def __str__(self) -> str:
        return f"{self.team or 'all teams'}, from {self.first_on}"
