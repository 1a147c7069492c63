"""Take a postmortem in: its bytes, its incident, and what reads like an item as candidates that wait. Accepts nothing."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from followthrough.core.extract import Reading, read
from followthrough.core.parse import parse
from followthrough.core.severity import rank
from followthrough.errors import NotPermitted
from followthrough.web.models import Document, Incident, Team
from followthrough.web.operations import versions
from followthrough.web.operations.incidents import record_incident
from followthrough.web.operations.record import writing
from followthrough.web.operations.references import stem, unused_reference
from followthrough.web.operations.wording import words
from followthrough.web.permissions import Actor, may_see, require_change


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: nothing where `unchanged`, else how many candidates are new and how many carried over."""

    document: Document
    unchanged: bool = False
    found: int = 0
    kept: int = 0


def import_document(
    *,
    content: bytes,
    name: str,
    by: Actor,
    team: Team | None = None,
    incident: Incident | None = None,
    reading: Reading | None = None,
    at: datetime | None = None,
) -> Imported:
    """Take in a document, once. The same bytes change nothing; an edited postmortem becomes a new version of itself.

    `reading` is what `read_document` made of the same bytes, for those who had to look at it before.
    """
    require_change(by, team_id=team.pk if team else None)
    if incident is not None:
        _require_place(incident, by=by)
    sha256 = hashlib.sha256(content).hexdigest()
    known = _known(sha256, by=by)
    if known is not None:
        return Imported(known, unchanged=True)
    name = words(name)[-500:] or "document"
    reading = reading or read_document(content, name=name)  # slow, so before the transaction
    with writing() as head:
        known = _known(sha256, by=by)  # somebody may have been faster
        if known is not None:
            return Imported(known, unchanged=True)
        document = Document(name=name, sha256=sha256, content=content, text=reading.document.text, imported_by=by.user)
        document.imported_at = at or timezone.now()
        _place(document, reading, given=incident, team=team, by=by)
        document.save(force_insert=True)
        head.refresh_from_db()  # recording the incident was an event, too
        found, kept = versions.take_candidates(head, document, reading.candidates, by=by)
    return Imported(document, found=found, kept=kept)


def is_here(content: bytes) -> bool:
    """Whether a document of these bytes was imported before."""
    return Document.objects.filter(sha256=hashlib.sha256(content).hexdigest()).exists()


def read_document(content: bytes, *, name: str) -> Reading:
    """What a document says. Raises InputError for what can't be read."""
    return read(parse(content, name=name))


def looks_like_postmortem(reading: Reading) -> bool:
    """Whether a document promises something or says of which incident it tells: a guide or a list of links does neither."""
    facts = reading.incident
    return bool(reading.candidates or facts.reference or facts.date or facts.severity)


def _known(sha256: str, *, by: Actor) -> Document | None:
    document = Document.objects.select_related("incident").filter(sha256=sha256).first()
    if document is not None and by.user is not None and not may_see(by.user, document.incident):
        raise NotPermitted("This document can't be imported by you: ask an administrator.")
    return document


def _place(document: Document, reading: Reading, *, given: Incident | None, team: Team | None, by: Actor) -> None:
    """Find the incident that a document tells of, and the version of the document that was here before; record a new incident."""
    reference = words(reading.incident.reference or "")[:80]
    incident = given or (Incident.objects.filter(reference__iexact=reference).first() if reference else None)
    if incident is not None:
        _require_place(incident, by=by)
        document.incident = incident
        document.replaces = versions.find_earlier(document, Document.objects.filter(incident=incident))
    elif not reference and (earlier := versions.find_earlier(document, Document.objects.filter(name=document.name))) is not None:
        _require_place(earlier.incident, by=by)
        document.incident, document.replaces = earlier.incident, earlier
    else:
        document.incident = _record(document, reading, reference=reference, team=team, by=by)


def _require_place(incident: Incident, *, by: Actor) -> None:
    if by.user is not None and not may_see(by.user, incident):
        raise NotPermitted("This document belongs to an incident that you are not part of: ask an administrator.")
    require_change(by, team_id=incident.team_id)


def _record(document: Document, reading: Reading, *, reference: str, team: Team | None, by: Actor) -> Incident:
    facts = reading.incident
    return record_incident(
        reference=reference or unused_reference(document.name),
        title=_without_reference(facts.title or "", reference) or " ".join(re.split(r"[-_\s]+", stem(document.name))).strip(),
        severity=rank(facts.severity),
        severity_stated=facts.severity or "",
        began_on=facts.date,
        team=team,
        by=by,
        at=document.imported_at,
    )


def _without_reference(title: str, reference: str) -> str:
    """ "INC-481: Checkout down" without the reference, which stands beside the title wherever it is shown."""
    if reference and title.lower().startswith(reference.lower()):
        return title[len(reference) :].lstrip(" :–—-|.")
    return title
