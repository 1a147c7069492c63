"""The two questions a card can ask before it changes: into which parts to split, into which item to merge.

Each is a part for htmx and a page of its own without. What is answered goes to `capture_actions.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from followthrough.core.lint.rules.compound import AND
from followthrough.core.lint.wording import sentences
from followthrough.web.models import Candidate, Item
from followthrough.web.pages.capture_document import by_htmx, find_candidate, user_of
from followthrough.web.pages.capture_similar import find_similar

MOST_COMPARED = 2_000
# What stands between two tasks of one sentence.
BETWEEN = re.compile(r"[\s,;&]*(?:(?:and|then|also)\s+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Offer:
    """An item that a candidate could be merged into, with the words that both use."""

    item: Item
    shared: tuple[str, ...] = ()


@require_safe
def split_panel(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Ask for the parts, with a first cut to mend."""
    candidate = find_candidate(request, candidate_id)
    return _panel(request, candidate, "split", {"texts": "\n".join(first_cut(candidate.text))})


@require_safe
def merge_panel(request: HttpRequest, candidate_id: int) -> HttpResponse:
    """Offer open items that use similar words, or those found by other words."""
    candidate = find_candidate(request, candidate_id)
    words = request.GET.get("words", "").strip()
    return _panel(
        request, candidate, "merge", {"offers": find_offers(request, words or candidate.text, loosely=bool(words)), "words": words}
    )


def find_offers(request: HttpRequest, text: str, *, loosely: bool = False) -> list[Offer]:
    """Open items of all incidents that this person may see."""
    items = Item.objects.visible_to(user_of(request)).open().order_by("-accepted_at", "-id")[:MOST_COMPARED]
    known = list(items.values_list("pk", "text"))
    similar = find_similar(text, [words for _, words in known], enough=0.02 if loosely else 0.18)
    rows = Item.objects.select_related("incident", "owner").in_bulk([known[one.index][0] for one in similar])
    return [Offer(rows[known[one.index][0]], one.shared) for one in similar]


def first_cut(text: str) -> list[str]:
    """The tasks that a text seems to ask for, cut where the rule about several tasks sees a second one begin."""
    parts = []
    for sentence in sentences(text):
        at = 0
        for joint in re.finditer(AND.pattern, sentence, re.IGNORECASE):
            parts.append(sentence[at : joint.start()])
            between = BETWEEN.match(sentence, joint.start())
            at = between.end() if between else joint.start()
        parts.append(sentence[at:])
    bare = [part.strip(" .,;") for part in parts]
    return [part[:1].upper() + part[1:] for part in bare if part]


def _panel(request: HttpRequest, candidate: Candidate, name: str, values: dict[str, object]) -> HttpResponse:
    template = f"capture/_{name}.html" if by_htmx(request) else f"capture/{name}.html"
    return render(
        request, template, {"candidate": candidate, "document": candidate.document, "incident": candidate.document.incident, **values}
    )
