"""An item and the ticket that carries it, with what the two last agreed on; and what became of it, told line by line."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.core.plan import Field, Side
from followthrough.web.models.candidate import choices
from followthrough.web.models.connection import Connection
from followthrough.web.models.item import Item


class Standing(models.TextChoices):
    """How the ticket stands. Only `linked` is followed both ways; nothing but a person ends an item because of the others."""

    LINKED = "linked"
    UNLABELLED = "unlabelled", "without the label"  # still followed
    HIDDEN = "hidden", "out of sight"
    MOVED_AWAY = "moved_away", "moved out of sight"
    DELETED = "deleted"
    HALTED = "halted"  # too many changes back and forth: a person looks


FOLLOWED = (Standing.LINKED, Standing.UNLABELLED)


class Link(models.Model):
    """One item in one tracker. `base` maps each field to the pair [ours, theirs] of the last agreement."""

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="links")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="links")
    ticket_id = models.CharField(max_length=120)  # the tracker's stable id
    key = models.CharField(max_length=250)  # what people call it now
    url = models.CharField(max_length=500, blank=True)
    aliases = models.JSONField(default=list)  # ids and keys it had before a move
    base = models.JSONField(default=dict)
    title = models.TextField(blank=True)  # this and the next two: as last seen there, for eyes
    status = models.CharField(max_length=200, blank=True)
    assignee = models.CharField(max_length=300, blank=True)
    remote_updated_at = models.DateTimeField(null=True, blank=True)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.LINKED)
    standing_since = models.DateTimeField()
    standing_words = models.TextField(blank=True)
    filed = models.BooleanField(default=False)  # by us; else adopted
    linked_at = models.DateTimeField()
    checked_at = models.DateTimeField()  # when the tracker last showed it, or said that it is gone
    let_go_at = models.DateTimeField(null=True, blank=True)  # a person said that this ticket no longer carries the item

    class Meta:
        ordering = ["linked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["connection", "ticket_id"], name="link_ticket_once", condition=models.Q(let_go_at=None)),
            models.UniqueConstraint(fields=["connection", "item"], name="link_item_once", condition=models.Q(let_go_at=None)),
            models.CheckConstraint(condition=models.Q(standing__in=Standing.values), name="link_standing_is_known"),
        ]
        indexes = [models.Index(fields=["connection", "checked_at"])]

    def __str__(self) -> str:
        return self.key

    @property
    def is_followed(self) -> bool:
        return self.let_go_at is None and self.standing in FOLLOWED


class Clash(models.Model):
    """Both sides edited one field differently. The value that gave way is kept here, and can be taken back with one click."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="clashes")
    field = models.CharField(max_length=12, choices=choices(Field))
    ours = models.JSONField(null=True)
    theirs = models.JSONField(null=True)
    winner = models.CharField(max_length=8, choices=choices(Side))
    rule = models.TextField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "clashes"

    def __str__(self) -> str:
        return f"{self.field}: {self.ours} / {self.theirs}"


class SyncNote(models.Model):
    """One line of the story of a sync: what was read from a tracker, written to it, or went wrong."""

    class Direction(models.TextChoices):
        IN = "in", "from the tracker"
        OUT = "out", "to the tracker"
        TROUBLE = "trouble"

    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="notes")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="sync_notes")
    at = models.DateTimeField()
    direction = models.CharField(max_length=8, choices=Direction.choices)
    words = models.TextField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["item", "-at"]), models.Index(fields=["connection", "-at"])]

    def __str__(self) -> str:
        return self.words
