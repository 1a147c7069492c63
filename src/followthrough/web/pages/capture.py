"""Bring a postmortem in: paste or upload it, mend what was read of its incident, see which documents still wait.

Keeps nothing by itself: `operations.documents` does.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from followthrough.errors import FollowthroughError, InputError
from followthrough.web.models import Document, Incident, Team, User
from followthrough.web.models.candidate import Status
from followthrough.web.operations.documents import Imported, import_document
from followthrough.web.operations.incidents import edit_incident, record_incident
from followthrough.web.pages.capture_document import user_of
from followthrough.web.pages.capture_facts import Fields, Found, Sent, as_text, look, receive
from followthrough.web.permissions import Actor

MOST_LISTED = 50
# A small postmortem to try with; its days lie around the day on which somebody does.
EXAMPLE = """# INC-203: Orders stuck for 40 minutes

Date: {began}
Severity: SEV2

The order queue stopped draining after a deploy. A customer told us before any alert did.

## Action items

- Alert when the oldest order waits longer than five minutes. (Owner: Priya Nair, due {due}, OPS-311)
- Restart the consumer by itself when it loses its connection
- Improve monitoring of the queue (Owner: platform team)

We should also write down how to drain the queue by hand.
"""


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The form, and the documents that wait. A POST brings a document in, or with "look" only reads its incident."""
    if request.method != "POST":
        text = _example() if "example" in request.GET else ""
        return _render(request, text=text)
    typed = Fields.sent(request)
    sent = Sent(b"", "", request.POST.get("text", ""))
    try:
        sent = receive(request)
        found = look(sent)
        if "look" in request.POST:
            kept = as_text(sent)
            return _render(request, text=kept.text, name=kept.name, fields=typed.over(found.fields), found=found)
        imported = _bring(sent, typed, found, user_of(request))
    except FollowthroughError as error:
        return _render(request, text=as_text(sent).text, name=sent.name, fields=typed, problem=str(error), status=422)
    _tell(request, imported)
    return redirect("capture", imported.document.pk)


@require_POST
def read_facts(request: HttpRequest) -> HttpResponse:
    """What a document says of its incident, for the form that it is being put into. Keeps nothing."""
    values: dict[str, object] = {"teams": _teams(), "known": True}
    try:
        found = look(receive(request))
        values |= {"fields": found.fields, "found": found, "earlier": _incident(found.fields.reference, user_of(request))}
    except InputError as error:
        values |= {"fields": Fields.sent(request), "problem": str(error)}
    return render(request, "capture/_facts.html", values)


def _example() -> str:
    today = timezone.localdate()
    return EXAMPLE.format(began=today - timedelta(days=3), due=today + timedelta(days=25))


def _bring(sent: Sent, typed: Fields, found: Found, user: User) -> Imported:
    """Import, under the incident that the person means and with what they corrected."""
    by = Actor.person(user)
    if Document.objects.filter(sha256=hashlib.sha256(sent.content).hexdigest()).exists():
        return import_document(content=sent.content, name=sent.name, by=by)
    read, wanted = found.fields, typed.over(found.fields)
    day = wanted.day
    team = Team.objects.filter(slug=typed.team).first() if typed.team else None
    incident = _incident(wanted.reference, user)
    if incident is None and wanted != read and wanted.reference:
        incident = record_incident(
            reference=wanted.reference, title=wanted.title, by=by, severity=wanted.severity_number, began_on=day, team=team
        )
    imported = import_document(content=sent.content, name=sent.name, by=by, team=team, incident=incident)
    _correct(imported, typed, read, by=by, team=team)
    return imported


def _correct(imported: Imported, typed: Fields, read: Fields, *, by: Actor, team: Team | None) -> None:
    incident = imported.document.incident
    changed: dict[str, object] = {}
    if typed.title and typed.title not in {read.title, incident.title}:
        changed["title"] = typed.title
    if typed.severity and typed.severity_number != incident.severity:
        changed["severity"] = typed.severity_number
    if typed.began_on and typed.day != incident.began_on:
        changed["began_on"] = typed.day
    if team is not None and incident.team_id is None:
        changed["team"] = team
    if changed:
        edit_incident(incident.pk, by=by, **changed)  # type: ignore[arg-type]  # each value has the type of its name


def _tell(request: HttpRequest, imported: Imported) -> None:
    document = imported.document
    if imported.unchanged:
        messages.info(request, f"This very document is here already, as {document.name}. Nothing was added.")
    elif imported.kept:
        messages.success(
            request,
            f"A new version of the postmortem of {document.incident.reference}: {imported.kept} kept as they were, {imported.found} new.",
        )
    elif imported.found == 0:
        messages.info(request, "The document is kept. Nothing in it reads like an action item.")


def _render(
    request: HttpRequest,
    *,
    text: str = "",
    name: str = "",
    fields: Fields | None = None,
    found: Found | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    waiting = _waiting(user_of(request))
    values = {
        "text": text,
        "name": name,
        "fields": fields or Fields(),
        "found": found,
        "earlier": _incident(fields.reference, user_of(request)) if fields and found else None,
        "problem": problem,
        "teams": _teams(),
        "documents": waiting[:MOST_LISTED],
        "waiting": sum(document.waits for document in waiting),  # type: ignore[attr-defined]  # annotated
        "more": max(0, len(waiting) - MOST_LISTED),
        "may_act": user_of(request).role != "viewer",
    }
    return render(request, "capture/bring.html", values, status=status)


def _waiting(user: User) -> QuerySet[Document]:
    """Documents with candidates that wait, the latest first."""
    rows = Document.objects.filter(incident__in=Incident.objects.visible_to(user)).select_related("incident").defer("content", "text")
    waits = Count("candidates", filter=Q(candidates__status=Status.WAITING))
    return rows.annotate(waits=waits, found=Count("candidates")).filter(waits__gt=0)


def _incident(reference: str, user: User) -> Incident | None:
    return Incident.objects.visible_to(user).filter(reference=reference).first() if reference else None


def _teams() -> QuerySet[Team]:
    return Team.objects.order_by("name")
