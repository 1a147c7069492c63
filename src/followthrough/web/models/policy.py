"""What has been agreed on: how long a fix may take, who is asked when. Each change is a row; none is edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PolicyVersion(models.Model):
    """The policy as it stood from a moment on, in the form of a file. The newest is in force."""

    text = models.TextField()  # TOML, as `core.policy` reads it
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="policy_says_why")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
