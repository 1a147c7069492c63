"""What the numbers are read from. Nothing here is a source: all of it follows from the events and can be made again from them.

Kept by `web.operations.rollups` in the transaction that writes an event. `view` tells for whom a row counts: what no private incident
touches counts for everybody; of items that one touches there are two accounts, one for those who see it and one for all others.
"""

from __future__ import annotations

from django.db import models

from followthrough.web.models.incident import Incident
from followthrough.web.models.item import Item


class View(models.IntegerChoices):
    """For whom a row counts."""

    EVERYBODY = 0
    OUTSIDE = 1  # who sees no private incident
    INSIDE = 2  # who sees them all


class SpellRow(models.Model):
    """One `core.portfolio.spells.Spell`: an item, from a day to the day before another, and what speaks for it."""

    view = models.PositiveSmallIntegerField(choices=View.choices)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, db_constraint=False, related_name="spells")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_constraint=False, related_name="spells")
    team = models.PositiveBigIntegerField(null=True)
    type = models.CharField(max_length=12)
    since = models.DateField()
    until = models.DateField()
    end = models.ForeignKey(Item, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    end_incident = models.PositiveBigIntegerField()
    end_type = models.CharField(max_length=12)
    state = models.CharField(max_length=14)
    outcome = models.CharField(max_length=14)
    accepted_on = models.DateField()
    original_due = models.DateField()
    first_due = models.DateField()
    due = models.DateField()
    closed_on = models.DateField(null=True)
    slips = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["team", "until"], name="spell_of_team"),
            models.Index(fields=["until", "first_due"], name="spell_on_a_day"),
            models.Index(fields=["end"], condition=~models.Q(item=models.F("end")), name="spell_of_another"),
        ]

    def __str__(self) -> str:
        return f"item {self.item_id} from {self.since} to {self.until}"


class IncidentSpellRow(models.Model):
    """One `core.portfolio.tallies.IncidentSpell`: where the loop of an incident with items stood from a day on. `types`: with commas."""

    view = models.PositiveSmallIntegerField(choices=View.choices)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, db_constraint=False, related_name="loop_spells")
    since = models.DateField()
    until = models.DateField()
    done = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    open = models.PositiveIntegerField()
    loop = models.CharField(max_length=16)
    types = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["loop", "until"], name="loop_on_a_day")]

    def __str__(self) -> str:
        return f"incident {self.incident_id} from {self.since} to {self.until}"


class TallyRow(models.Model):
    """How much one cell of `core.portfolio.tallies` counts in one set, as of the last event; no row where that is nought."""

    of = models.CharField(max_length=40)
    view = models.PositiveSmallIntegerField(choices=View.choices)
    measure = models.CharField(max_length=12)
    part = models.CharField(max_length=20)
    key = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "view", "measure", "part", "key"], name="tally_once")]
        indexes = [models.Index(fields=["number"], condition=models.Q(number=0), name="tally_of_nought")]

    def __str__(self) -> str:
        return f"{self.of} {self.measure} {self.part} {self.key}: {self.number}"


class RollupHead(models.Model):
    """The one row that says by which rules and in which time zone the roll-ups were made; others have to be made anew."""

    rules = models.PositiveIntegerField()
    zone = models.CharField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="rollups_have_one_head")]

    def __str__(self) -> str:
        return f"rules {self.rules}, {self.zone}"
