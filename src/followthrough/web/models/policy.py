"""What a team, or everybody, has agreed on: how long a fix may take, who is asked when. Each change is a row; none is edited."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.web.models.team import Team


class PolicyVersion(models.Model):
    """A policy as it stood from a moment on, in the form of a file. The newest of a team is in force; one without text is given up."""

    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="policies")  # None: everybody's
    text = models.TextField(blank=True)  # TOML, as `core.policy` reads it; empty: the one above it, or the program's own
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.team or 'everybody'}, {self.at:%Y-%m-%d}"
