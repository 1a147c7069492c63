"""How a program proves for whom it asks. Only a digest of the token is kept, so nobody can read it out of the database."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class Scope(models.TextChoices):
    """What a token is good for. It never reaches further than the account that made it, and never decides anything."""

    GATE = "gate", "ask whether a release may go ahead"
    METRICS = "metrics", "read the numbers for Prometheus"
    DIRECTORY = "directory", "bring people, teams and services up to date"


class Token(models.Model):
    """A token, by whom and for what. `shown` is how it begins, to tell it from others."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    shown = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # to the minute or so: asking must not cost a write each time
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="token_has_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def purposes(self) -> list[str]:
        """What it is good for, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]

    def is_good(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)
