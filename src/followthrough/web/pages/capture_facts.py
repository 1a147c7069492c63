"""What was sent to the capture screen: the document's bytes, and what a person says of its incident.

Reads a form and compares. Writes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import PurePath

from django.http import HttpRequest

from followthrough.core.extract import read
from followthrough.core.item import IncidentFacts
from followthrough.core.parse import parse
from followthrough.core.severity import rank
from followthrough.errors import InputError

MOST_BYTES = 10 * 1024 * 1024
PASTED = "pasted.md"


@dataclass(frozen=True, slots=True)
class Sent:
    """A document as it was sent. `text` is what the text field held, to be shown again."""

    content: bytes
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """The incident as it stands in the form; an empty field means: as the document says."""

    reference: str = ""
    title: str = ""
    severity: str = ""
    began_on: str = ""
    team: str = ""

    @classmethod
    def sent(cls, request: HttpRequest) -> Fields:
        return cls(**{field.name: request.POST.get(field.name, "").strip() for field in fields(cls)})

    @classmethod
    def read(cls, facts: IncidentFacts) -> Fields:
        severity = rank(facts.severity)
        return cls(
            reference=facts.reference or "",
            title=facts.title or "",
            severity=str(severity) if severity else "",
            began_on=facts.date.isoformat() if facts.date else "",
        )

    def over(self, other: Fields) -> Fields:
        """These, and where one is empty that of the other."""
        return replace(other, **{field.name: value for field in fields(self) if (value := getattr(self, field.name))})

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.began_on) if self.began_on else None
        except ValueError:
            raise InputError(f"“{self.began_on}” is no date: write it as 2026-05-30.") from None

    @property
    def severity_number(self) -> int | None:
        return int(self.severity) if self.severity in {"1", "2", "3", "4"} else None


@dataclass(frozen=True, slots=True)
class Found:
    """What a document turned out to say, before anything is kept."""

    fields: Fields
    candidates: int


def receive(request: HttpRequest) -> Sent:
    """The document that was sent as a file, or else as text."""
    upload = request.FILES.get("file")
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if upload is not None and upload.size:
        name = PurePath((upload.name or PASTED).replace("\\", "/")).name[:200]
        if upload.size > MOST_BYTES:
            raise InputError(
                f"this file has {upload.size / 1024 / 1024:.0f} MB, and a document may have 10 MB. Nothing was kept. "
                "Save it without its images, or paste the part with the action items",
                source=name,
            )
        return Sent(upload.read(), name, text)
    if upload is not None:
        raise InputError("this file is empty. Nothing was kept. Choose another, or paste the text", source=upload.name)
    if not text.strip():
        raise InputError("There is no document yet: choose a file, or paste the text of the postmortem.")
    return Sent(text.encode(), request.POST.get("name", "").strip()[:200] or PASTED, text)


def look(sent: Sent) -> Found:
    """Read a document without keeping it."""
    reading = read(parse(sent.content, name=sent.name))
    return Found(Fields.read(reading.incident), len(reading.candidates))


def as_text(sent: Sent) -> Sent:
    """An uploaded text file as the content of the text field, so that it can be sent a second time without choosing it again."""
    if sent.text or len(sent.content) > MOST_BYTES // 10:
        return sent
    try:
        return replace(sent, text=sent.content.decode())
    except UnicodeDecodeError:
        return sent
