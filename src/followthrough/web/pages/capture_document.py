"""The capture screen of one document: its text on the left, a card for each candidate on the right.

Only shows. What a person does on it is in `capture_actions.py`.
"""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from followthrough.core.item import Type
from followthrough.core.lint.rules import RULES
from followthrough.web.models import Candidate, Document, Incident, User
from followthrough.web.models.candidate import Status
from followthrough.web.pages.capture_cards import Card
from followthrough.web.pages.capture_reading import Screen, read_screen, read_source

REASONS = ("Already done", "Tells what happened, promises nothing", "Not ours to do")
UNDOABLE = frozenset({Status.DISMISSED, Status.MERGED, Status.SPLIT})
WHYS = tuple((rule.code, rule.wants, rule.doc.partition("Why:")[2].partition("\nBad:")[0].strip()) for rule in RULES if rule.check_item)


@require_safe
def capture(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show a document with its candidates."""
    document = find_document(request, document_id)
    screen = read_screen(document, user_of(request), page=_number(request, "page"), at=_number(request, "at"))
    return render_screen(request, screen)


def render_screen(request: HttpRequest, screen: Screen, *, status: int = 200) -> HttpResponse:
    groups = read_source(screen, show_from=_number(request, "show"))
    return render(request, "capture/document.html", {**parts(screen), "groups": groups, "whys": WHYS}, status=status)


def parts(screen: Screen) -> dict[str, object]:
    """What the templates of a card, the bar and the end need."""
    return {
        "screen": screen,
        "document": screen.document,
        "incident": screen.document.incident,
        "bar": screen.bar,
        "may_act": screen.may_act,
        "types": tuple(Type),
        "reasons": REASONS,
        "undoable": UNDOABLE,
        "next_document": _next_document(screen) if screen.bar.waiting == 0 else None,
    }


def render_card(request: HttpRequest, card: Card, screen: Screen) -> HttpResponse:
    """The part that htmx puts in place of a card, with the bar and the end beside it."""
    response = render(request, "capture/_changed.html", {**parts(screen), "card": card})
    return reswap(retarget(response, f"#c{card.candidate.pk}"), "outerHTML")


def render_kept(request: HttpRequest, card: Card, screen: Screen) -> HttpResponse:
    """What changes on a card while somebody works in its fields: the findings and the version, not the fields."""
    return render(request, "capture/_kept.html", {**parts(screen), "card": card})


def find_document(request: HttpRequest, document_id: int) -> Document:
    """The document, unless its incident is private and not this person's: then there is none."""
    visible = Incident.objects.visible_to(user_of(request))
    documents = Document.objects.select_related("incident__team", "replaced_by").defer("replaced_by__content", "replaced_by__text")
    return get_object_or_404(documents.filter(incident__in=visible), pk=document_id)


def find_candidate(request: HttpRequest, candidate_id: int) -> Candidate:
    rows = Candidate.objects.visible_to(user_of(request)).select_related("document__incident__team", "item__owner", "decided_by", "part_of")
    candidate = rows.defer("document__content", "document__text").filter(pk=candidate_id).first()
    if candidate is None:
        raise Http404("There is no such candidate, or its incident is private.")
    return candidate


def user_of(request: HttpRequest) -> User:
    """The account behind a request. The middleware lets nobody else through."""
    return cast(User, request.user)


def by_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _next_document(screen: Screen) -> Document | None:
    """Another document whose candidates wait; those of private incidents are left to whoever looks for them."""
    waiting = Candidate.objects.waiting().filter(document__incident__private=False).exclude(document=screen.document)
    documents = Document.objects.filter(pk__in=waiting.values("document")).select_related("incident").defer("content", "text")
    return documents.order_by("imported_at", "pk").first()


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
