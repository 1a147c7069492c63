"""Ways to reach people, and what was sent to whom about which item. Nothing counts as sent before it was delivered."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from followthrough.web.models.item import Item
from followthrough.web.models.sending import Sending
from followthrough.web.models.team import Person, Service, Team


class Channel(models.Model):
    """One way to reach people: a mail server, a Slack workspace, a webhook. Its secrets are sealed, and opened by `web.nudging` alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # seals the secrets, stands in an interaction's address
    kind = models.CharField(max_length=16)  # of followthrough.channels.registry.KINDS
    name = models.CharField(max_length=120, unique=True)
    options = models.JSONField(default=dict, blank=True)
    secrets = models.TextField(blank=True)
    preferred = models.PositiveSmallIntegerField(default=0)  # of several that reach a person the lowest is taken
    removed_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    delivered_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    wait_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["preferred", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="channel_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("channel", args=[self.pk])


class Address(models.Model):
    """Where a person, or a whole team, is reached through a channel: an e-mail address, a member's id, a room."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="addresses")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="addresses")
    value = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "person"], name="address_of_a_person_once", condition=models.Q(person__isnull=False)
            ),
            models.UniqueConstraint(fields=["channel", "team"], name="address_of_a_team_once", condition=models.Q(team__isnull=False)),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, team__isnull=True) | models.Q(person__isnull=True, team__isnull=False),
                name="address_is_of_one",
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="address_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.value


class NudgeRun(models.Model):
    """One look at the whole portfolio for whom to remind of what. `held` says of what nobody is reminded although it is late, and why."""

    class State(models.TextChoices):
        PLANNED = "planned", "sent as people start to work"
        STOPPED = "stopped", "waits for somebody to let it go"
        DROPPED = "dropped", "dropped by somebody"

    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices)
    words = models.TextField(blank=True)  # why it was stopped or dropped
    held = models.JSONField(default=list)  # [item, why] each
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Nudge(Sending):
    """One message to one person."""

    run = models.ForeignKey(NudgeRun, on_delete=models.PROTECT, related_name="nudges")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nudges")
    due_at = models.DateTimeField()  # a moment of the person's working hours

    class Meta(Sending.Meta):
        ordering = ["due_at", "id"]
        indexes = [*Sending.Meta.indexes, models.Index(fields=["person", "-sent_at"])]
        constraints = [
            *Sending.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"], name="nudge_one_waits_for_a_person", condition=models.Q(stage__in=["waiting", "sending"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.due_at:%Y-%m-%d}"


class NudgeLine(models.Model):
    """One item in a message: which step of the reminders or of the escalation it is, why it came, and what its reader can do about it."""

    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="nudge_lines")
    role = models.CharField(max_length=16, default="owner")  # of core.digest.Role: as what this person hears of it
    step = models.CharField(max_length=24)
    why = models.TextField()
    offers = models.JSONField(default=list, blank=True)  # of core.digest.Offer

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nudge", "item"], name="nudge_names_an_item_once")]

    def __str__(self) -> str:
        return f"{self.item_id} in {self.nudge_id}"


class Feed(models.Model):
    """A calendar to subscribe to, or a badge to show, at an address that is a secret. Only a digest of it is kept; whoever has it may read.

    A calendar is of a person, a badge of a service; both may be of a team, or of all where none is named.
    """

    class Kind(models.TextChoices):
        CALENDAR = "calendar"
        BADGE = "badge"

    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CALENDAR)
    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds")
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="calendar", service__isnull=True) & ~models.Q(person__isnull=False, team__isnull=False)
                | models.Q(kind="badge", person__isnull=True) & ~models.Q(service__isnull=False, team__isnull=False),
                name="feed_is_of_one_or_of_all",
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.team or self.service or "all teams")
