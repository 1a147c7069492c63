"""Something that broke, and the times it broke again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from followthrough.web.models.team import Person, Service, Team

if TYPE_CHECKING:
    from followthrough.web.models.account import User


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User) -> IncidentQuerySet:
        """All but the private ones of other people. An administrator sees those too: somebody has to be able to let people in."""
        if user.role == "administrator":
            return self
        return self.filter(models.Q(private=False) | models.Q(pk__in=let_in(user)))


def let_in(user: User) -> models.QuerySet[Any, Any]:
    """The ids of the private incidents that this account was let into."""
    return Incident.people.through.objects.filter(person__user=user).values("incident")


class Incident(models.Model):
    """Something that broke. `severity` runs from 1 (worst) to 4; None where nobody said."""

    reference = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    severity = models.PositiveSmallIntegerField(null=True, blank=True)
    severity_stated = models.CharField(max_length=80, blank=True)
    began_on = models.DateField(null=True, blank=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents")
    services = models.ManyToManyField(Service, blank=True, related_name="incidents")
    private = models.BooleanField(default=False)
    people = models.ManyToManyField(Person, blank=True, related_name="private_incidents")
    recorded_at = models.DateTimeField()

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = [models.F("began_on").desc(nulls_last=True), "-id"]
        indexes = [models.Index(fields=["began_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__isnull=True) | models.Q(severity__gte=1, severity__lte=4), name="incident_severity_1_to_4"
            ),
            models.CheckConstraint(condition=~models.Q(reference=""), name="incident_has_a_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("incident", args=[self.reference])


class RepeatQuerySet(models.QuerySet["Repeat"]):
    def visible_to(self, user: User) -> RepeatQuerySet:
        """Of incidents that are both open to this account. By joins: as two lists of incidents, SQLite compares each with each."""
        if user.role == "administrator":
            return self
        allowed = let_in(user)
        return self.filter(
            models.Q(incident__private=False) | models.Q(incident__in=allowed),
            models.Q(earlier__private=False) | models.Q(earlier__in=allowed),
        )


class Repeat(models.Model):
    """An incident that an earlier one already taught about, as a person confirmed."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="repeats")
    earlier = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="repeated_by")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    objects = RepeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "earlier"], name="repeat_once"),
            models.CheckConstraint(condition=~models.Q(incident=models.F("earlier")), name="repeat_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.incident.reference} repeats {self.earlier.reference}"
