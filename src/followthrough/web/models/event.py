"""What happened, in order, for ever. Rows are appended by `web.operations.record` and never changed: a trigger refuses."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from followthrough.web.models.candidate import Candidate
from followthrough.web.models.incident import Incident
from followthrough.web.models.item import Item


class Through(models.TextChoices):
    """By what means a change came."""

    PERSON = "person"
    POLICY = "policy"
    IMPORT = "import"
    TRACKER = "tracker"
    AGENT = "agent"  # a program that acts for somebody: it proposes, and never decides


class Kind(models.TextChoices):
    """What happened. The words after each are how it is told of a person."""

    FOUND = "found", "found this in the document"  # of a candidate
    CARRIED = "carried", "found this again in a newer version of the document"
    GONE = "gone", "brought a newer version of the document that no longer says this"
    MERGED_IN = "merged_in", "merged this into an item"
    DISMISSED = "dismissed", "dismissed this"
    RESTORED = "restored", "took this back onto the list"
    SPLIT_UP = "split_up", "split this into several"

    ACCEPTED = "accepted", "accepted this"  # of a candidate, and of the item it became
    EDITED = "edited", "edited this"

    ADDED = "added", "made this item out of a larger one"  # of an item
    ASSIGNED = "assigned", "changed the owner"
    HANDED = "handed", "asked somebody else to take this item over"
    TAKEN_OVER = "taken_over", "took this item over"
    REFUSED = "refused", "did not take this item over"
    ON_TRACK = "on_track", "said that this item is on track"
    SNOOZED = "snoozed", "asked not to be reminded of this item for a while"
    DUE_SET = "due_set", "changed the due date"
    TICKETS_SET = "tickets_set", "changed the tickets"
    STARTED = "started", "started this item"
    STOPPED = "stopped", "said that work on this item has stopped"
    BLOCKED = "blocked", "said that this item is blocked"
    UNBLOCKED = "unblocked", "said that this item is no longer blocked"
    DONE = "done", "said that this item is done"
    VERIFIED = "verified", "verified this item"
    REOPENED = "reopened", "reopened this item"
    KEPT = "kept", "decided to keep this item"
    RISK_ACCEPTED = "risk_accepted", "accepted the risk of this item"
    DECLINED = "declined", "declined this item"
    SPLIT = "split", "split this item"
    MERGED = "merged", "merged this item into another"
    RETURNED = "returned", "brought this item back from an accepted risk"
    ADOPTED = "adopted", "adopted this from its ticket"
    ASKED = "asked", "closed the ticket in a way that needs a decision"
    PLACED = "placed", "moved this item to another incident"
    UNDONE = "undone", "took back the last change of this item"

    RECORDED = "recorded", "recorded this incident"  # of an incident
    LOOKED_AT = "looked_at", "looked at this incident and recorded no item"

    OPENED = "opened", "opened this review"  # of a review
    CHANGED = "changed", "changed this review"
    FINISHED = "finished", "finished this review"


class Event(models.Model):
    """One change of one item, one candidate, one incident or one review.

    `number` counts all events from 1 without a gap and gives their order; `at` is when it happened, `recorded_at` when
    it was written down (an import may tell of the past). `changes` maps each changed field to [from, to].
    `digest` covers this row and the digest before it, so that a changed, removed or reordered row is found.
    """

    number = models.PositiveBigIntegerField(unique=True)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    candidate = models.ForeignKey(Candidate, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    review = models.ForeignKey("Review", null=True, blank=True, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    through = models.CharField(max_length=8, choices=Through.choices)
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    undoes = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, candidate__isnull=True, incident__isnull=True, review__isnull=True)
                | models.Q(item__isnull=True, candidate__isnull=False, incident__isnull=True, review__isnull=True)
                | models.Q(item__isnull=True, candidate__isnull=True, incident__isnull=False, review__isnull=True)
                | models.Q(item__isnull=True, candidate__isnull=True, incident__isnull=True, review__isnull=False),
                name="event_is_about_one_thing",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="event_kind_is_known"),
            models.CheckConstraint(condition=models.Q(through__in=Through.values), name="event_through_is_known"),
            models.CheckConstraint(
                condition=~models.Q(through="person") | models.Q(actor__isnull=False), name="event_of_a_person_names_them"
            ),
        ]
        indexes = [models.Index(fields=["item", "number"]), models.Index(fields=["at"])]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class ChainHead(models.Model):
    """The one row that knows the last event's number and digest; locked while the next is appended.

    `written` are the events of the transaction that holds it, for the roll-ups that follow from them.
    """

    written: list[Event]

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="chain_has_one_head")]

    def __str__(self) -> str:
        return f"head at {self.number}"
