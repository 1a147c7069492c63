"""Who signs in, and as what. Whom an item belongs to is a `Person`, who may have no account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """What an account may do: a viewer reads, a member changes items of own teams, a lead of all teams, an administrator everything."""

    VIEWER = "viewer"
    MEMBER = "member"
    LEAD = "lead"
    ADMINISTRATOR = "administrator"


class User(AbstractUser):
    """An account. Signs in by username or e-mail address."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MEMBER)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(is_superuser=False) | models.Q(role="administrator"), name="user_super_is_administrator"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Django's own way to the first account (`createsuperuser`) knows no roles."""
        if self.is_superuser:
            self.role = Role.ADMINISTRATOR
        super().save(*args, **kwargs)

    @property
    def leads(self) -> bool:
        """May act for every team."""
        return self.role in {Role.LEAD, Role.ADMINISTRATOR}

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username
