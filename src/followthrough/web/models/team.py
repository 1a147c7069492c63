"""People, the teams they are in and the services those look after. A person needs no account to own an item."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower


class Team(models.Model):
    """A group of people with a calendar of its own; what it leaves open is the organisation's."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, blank=True)  # IANA, as Europe/Berlin
    country = models.CharField(max_length=12, blank=True)  # of its public holidays: DE, or DE-BY for a part of it

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who can own an item. Known by e-mail address or handle; a display name alone may belong to several."""

    name = models.CharField(max_length=160)
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001  unique where given, so "none" must be NULL
    handle = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001  as the e-mail address
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="person")
    teams = models.ManyToManyField(Team, through="Membership", related_name="people")
    is_active = models.BooleanField(default=True)
    is_robot = models.BooleanField(default=False)  # owns items in a tracker, and is never asked anything
    manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")

    # When they work; what is left open is their team's, and then the organisation's.
    zone = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=12, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once", condition=models.Q(email__isnull=False)),
            models.UniqueConstraint(Lower("handle"), name="person_handle_once", condition=models.Q(handle__isnull=False)),
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True) | models.Q(opens__lt=models.F("closes")),
                name="person_works_before_they_stop",
            ),
            models.CheckConstraint(condition=~models.Q(manager=models.F("id")), name="person_does_not_manage_themselves"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.person} in {self.team}"


class Service(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="services")
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="services")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
