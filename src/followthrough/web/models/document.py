"""A postmortem as it came in: its bytes, kept unchanged, and the canonical text that all spans index."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse

from followthrough.web.models.incident import Incident


class Document(models.Model):
    """One version of a postmortem. The same bytes are the same document, whatever the file is called."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    text = models.TextField()
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["-imported_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("capture", args=[self.pk])
