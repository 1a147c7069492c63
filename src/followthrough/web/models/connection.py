"""One tracker, one place in it, one credential. The credential is sealed with a key that the database does not hold."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from followthrough.web.models.team import Person, Team

DEFAULT_LABEL = "incident-action"


class Connection(models.Model):
    """How to reach a tracker, what to do there, and how the sync stands. Its secrets are opened by `web.sync.opening` alone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # seals the secrets, stands in the webhook's address
    kind = models.CharField(max_length=16)  # of followthrough.trackers.registry.KINDS
    name = models.CharField(max_length=120, unique=True)
    base_url = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    place_name = models.CharField(max_length=300, blank=True)
    label = models.CharField(max_length=100, default=DEFAULT_LABEL)
    way = models.CharField(max_length=16, default="token")
    options = models.JSONField(default=dict, blank=True)
    statuses = models.JSONField(default=dict, blank=True)  # status id -> open, started, done, dropped
    credentials = models.TextField()
    hook_secret = models.TextField(blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="connections")  # of adopted items
    read_only = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    # The listing of what changed. `since` is fixed while its pages are read; `newest` becomes the next one's start.
    cursor = models.DateTimeField(null=True, blank=True)  # the tracker's own clock
    since = models.DateTimeField(null=True, blank=True)
    newest = models.DateTimeField(null=True, blank=True)
    page = models.TextField(blank=True)
    etag = models.CharField(max_length=300, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)  # when it was last read to its end
    adopted_at = models.DateTimeField(null=True, blank=True)  # when it was first read to its end
    expected = models.PositiveIntegerField(null=True, blank=True)
    seen = models.PositiveIntegerField(default=0)

    # The daily comparison with everything that is there.
    scan_began_at = models.DateTimeField(null=True, blank=True)
    scan_page = models.TextField(blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)

    # How it went.
    tried_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)
    failure_kind = models.CharField(max_length=16, blank=True)
    failures = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True, blank=True)
    limit = models.PositiveIntegerField(null=True, blank=True)
    remaining = models.PositiveIntegerField(null=True, blank=True)
    resets_at = models.DateTimeField(null=True, blank=True)

    # The webhook.
    hook_id = models.CharField(max_length=80, blank=True)
    hook_words = models.TextField(blank=True)  # why it is not healthy, or why there is none
    hook_checked_at = models.DateTimeField(null=True, blank=True)
    hook_expires_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    # Who is at work on it. The number grows with each lease: what an earlier holder still wants to write is refused.
    lease = models.PositiveBigIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(label=""), name="connection_has_a_label"),
            models.CheckConstraint(condition=~models.Q(name=""), name="connection_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True) | ~models.Q(paused_because=""), name="connection_paused_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("connection", args=[self.pk])

    @property
    def at_work(self) -> bool:
        return self.paused_at is None and self.removed_at is None

    def may_write(self) -> bool:
        return self.at_work and not self.read_only

    def is_leased(self, now: datetime) -> bool:
        return self.leased_until is not None and self.leased_until > now


class TrackerAccount(models.Model):
    """Somebody in a tracker, and the person they are here once somebody confirmed it. Names are for eyes and map nobody."""

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="accounts")
    account_id = models.CharField(max_length=200)
    handle = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)
    is_bot = models.BooleanField(default=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    proposed = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["handle", "name", "account_id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "account_id"], name="account_once"),
            # One person may have several accounts there; whose ticket it becomes is then the first that was confirmed.
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(confirmed_by__isnull=False), name="account_mapped_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}" if self.handle else self.name or self.account_id
