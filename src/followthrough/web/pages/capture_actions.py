"""What a person does on a card: accept, edit, dismiss, merge, split, take back. Each is one operation.

Answers with the changed card to htmx and with a redirect to a plain form. A refusal shows the card again, with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from followthrough.core.item import OwnerKind, Type
from followthrough.errors import Conflict, FollowthroughError, InputError, MissingReason
from followthrough.web.models import Candidate, Document, Person
from followthrough.web.models.candidate import Status
from followthrough.web.operations.candidates import (
    Promise,
    accept_candidate,
    dismiss_candidate,
    edit_candidate,
    merge_candidate,
    restore_candidate,
    split_candidate,
)
from followthrough.web.operations.people import find_or_add_person
from followthrough.web.pages.capture_cards import Card, Known, Typed, as_item, make_card
from followthrough.web.pages.capture_document import (
    by_htmx,
    find_candidate,
    find_document,
    render_card,
    render_kept,
    render_screen,
    user_of,
)
from followthrough.web.pages.capture_reading import Screen, candidates_of, know, read_screen
from followthrough.web.permissions import Actor

NOT_ONE_PERSON = {
    OwnerKind.TEAM: "a team, not a person",
    OwnerKind.ROLE: "a role, not a person",
    OwnerKind.SEVERAL: "more than one person",
    OwnerKind.NONE: "no person",
}


@require_POST
def accept(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Make an item of a candidate, as it stands in the fields."""

    def act(candidate: Candidate, typed: Typed, known: Known) -> None:
        _accept(request, candidate, typed, known, version=_version(request))

    return _answer(request, candidate_id, act)


@require_POST
def edit(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Keep what was changed in the fields; the candidate goes on waiting."""

    def act(candidate: Candidate, typed: Typed, known: Known) -> None:
        _keep(request, candidate, typed, known)

    return _answer(request, candidate_id, act, stay=True, show=render_kept)


@require_POST
def check(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """What the rules say of what is being typed. Keeps nothing."""
    candidate = find_candidate(request, candidate_id)
    document = find_document(request, candidate.document_id)
    known = know(document)
    card = make_card(candidate, known, typed=Typed.sent(request.POST, candidate, known))
    return render(request, "capture/_findings.html", {"card": card})


@require_POST
def dismiss(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Say that this is no action item, and why."""

    def act(candidate: Candidate, typed: Typed, known: Known) -> None:
        reason = request.POST.get("reason", "").strip() or request.POST.get("own_reason", "").strip()
        dismiss_candidate(candidate.pk, by=_by(request), version=_version(request), reason=reason)

    return _answer(request, candidate_id, act)


@require_POST
def restore(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Take back what was made of a candidate: it waits again."""

    def act(candidate: Candidate, typed: Typed, known: Known) -> None:
        restore_candidate(candidate.pk, by=_by(request), version=_version(request))

    was_split = find_candidate(request, candidate_id).status == Status.SPLIT
    return _answer(request, candidate_id, act, stay=True, whole_page=was_split)


@require_POST
def merge(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Let an item that is already there stand for this candidate."""

    def act(candidate: Candidate, typed: Typed, known: Known) -> None:
        into = request.POST.get("into", "")
        if not (into.isascii() and into.isdigit() and len(into) < 10):
            raise InputError("Choose the item that already asks for this.")
        merge_candidate(candidate.pk, into=int(into), by=_by(request), version=_version(request))

    return _answer(request, candidate_id, act)


@require_POST
def split(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Make several candidates of one, one a line."""

    def act(candidate: Candidate, typed: Typed, known: Known) -> None:
        texts = [line.strip() for line in request.POST.get("texts", "").splitlines() if line.strip()]
        split_candidate(candidate.pk, by=_by(request), version=_version(request), texts=texts)

    return _answer(request, candidate_id, act, stay=True, whole_page=True)


@require_POST
def accept_ready(request: HttpRequest, document_id: int) -> HttpResponse:
    """Accept every candidate of a document that lacks nothing. One that somebody else took meanwhile is left and named."""
    document = find_document(request, document_id)
    known = know(document)
    cards = [make_card(row, known) for row in candidates_of(document) if row.status == Status.WAITING]
    accepted, refused = 0, []
    for card in cards:
        if not card.ready:
            continue
        row = card.candidate
        try:
            _accept(request, row, card.typed, known, version=row.version)
            accepted += 1
        except FollowthroughError as error:
            refused.append(f"“{row.text[:80]}”: {error}")
    left = len(cards) - accepted
    if accepted:
        messages.success(request, f"{accepted} accepted. {_left(left)}")
    elif not refused:
        messages.info(request, "None is ready yet: each that waits lacks something, which its card names.")
    for words in refused:
        messages.error(request, words)
    return redirect("capture", document.pk)


def _left(waiting: int) -> str:
    if not waiting:
        return "Nothing waits here any more."
    return f"{waiting} still {'waits' if waiting == 1 else 'wait'} for you."


def _answer(
    request: HttpRequest,
    candidate_id: int,
    act: Callable[[Candidate, Typed, Known], None],
    *,
    stay: bool = False,
    whole_page: bool = False,
    show: Callable[[HttpRequest, Card, Screen], HttpResponse] = render_card,
) -> HttpResponse:
    candidate = find_candidate(request, candidate_id)
    document = find_document(request, candidate.document_id)
    known = know(document)
    typed = Typed.sent(request.POST, candidate, known)
    try:
        act(candidate, typed, known)
    except FollowthroughError as error:
        return _refuse(request, candidate_id, typed, error)
    if by_htmx(request):
        if whole_page:
            return HttpResponse(headers={"HX-Refresh": "true"})
        screen = read_screen(document, user_of(request), at=candidate_id)
        return show(request, make_card(find_candidate(request, candidate_id), known), screen)
    goal = candidate_id if stay else _next(document, candidate_id)
    if goal is None:
        return redirect(reverse("capture", args=[document.pk]) + "#end")
    return redirect(f"{reverse('capture', args=[document.pk])}?at={goal}#c{goal}")


def _keep(request: HttpRequest, candidate: Candidate, typed: Typed, known: Known) -> None:
    """Write what differs from what the card showed: a proposed date that nobody touched stays a proposal."""
    shown = Typed.of(candidate, known)
    if typed.due and typed.due_date is None:
        raise InputError(f"“{typed.due}” is no date: write it as {known.today:%Y-%m-%d}.")
    if replace(typed, without="") == shown:
        return
    edit_candidate(
        candidate.pk,
        by=_by(request),
        version=_version(request),
        text=typed.text if typed.text != shown.text else None,
        type=Type(typed.type) if typed.type != shown.type else None,
        owners=([typed.owner] if typed.owner else []) if typed.owner != shown.owner else None,
        due=typed.due_date if typed.due != shown.due else ...,
        tracking=typed.ticket_ids if typed.tickets != shown.tickets else None,
    )


def _accept(request: HttpRequest, candidate: Candidate, typed: Typed, known: Known, *, version: int) -> None:
    if typed.due and typed.due_date is None:
        raise InputError(f"“{typed.due}” is no date: write it as {known.today:%Y-%m-%d}.")
    with transaction.atomic():  # a person who was named for an item that is refused is not added either
        promise = Promise(
            text=typed.text,
            type=Type(typed.type),
            owner=_owner(candidate, typed, known),
            team=candidate.document.incident.team,
            due=typed.due_date,
            tickets=typed.ticket_ids,
        )
        accept_candidate(candidate.pk, by=_by(request), version=version, promise=promise, without=typed.without)


def _owner(candidate: Candidate, typed: Typed, known: Known) -> Person | None:
    """The person named, added where nobody knows them yet. A team, a role or several are nobody in particular."""
    if not typed.owner:
        return None
    kind = as_item(candidate, typed, known).owner_kind
    if kind is not OwnerKind.PERSON:
        if typed.without:
            return None
        raise MissingReason(f"“{typed.owner}” is {NOT_ONE_PERSON[kind]}. Name one person, or say why the item is accepted without.")
    return find_or_add_person(typed.owner)


def _by(request: HttpRequest) -> Actor:
    return Actor.person(user_of(request))


def _version(request: HttpRequest) -> int:
    """The version of the candidate that the person saw."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _next(document: Document, candidate_id: int) -> int | None:
    """The candidate to look at after this one: the next that waits, else the first that does."""
    rows = candidates_of(document)
    at = next((index for index, row in enumerate(rows) if row.pk == candidate_id), 0)
    return next((row.pk for row in rows[at:] + rows[:at] if row.status == Status.WAITING), None)


def _refuse(request: HttpRequest, candidate_id: int, typed: Typed, error: Exception) -> HttpResponse:
    """The card as it is now, with what was typed and why nothing was changed."""
    candidate = find_candidate(request, candidate_id)
    document = find_document(request, candidate.document_id)
    card = make_card(candidate, know(document), typed=typed, problem=str(error), asks_reason=isinstance(error, MissingReason))
    screen = read_screen(document, user_of(request), at=candidate_id, changed=card)
    if by_htmx(request):
        # A part is swapped in only when the answer is a success; what it says is the refusal.
        return render_card(request, card, screen)
    return render_screen(request, screen, status=409 if isinstance(error, Conflict) else 422)
