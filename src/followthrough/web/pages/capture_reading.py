"""One document as the capture screen shows it: its cards, its marked text, what the rules say of the whole.

Reads and puts together. Decides nothing and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from followthrough.core import item as core
from followthrough.core.document import Document as Text
from followthrough.core.extract.reading import Reading
from followthrough.core.item import IncidentFacts, Span
from followthrough.core.lint.rules import RULES
from followthrough.core.lint.run import lint
from followthrough.web.models import Candidate, Document, Person, Team, User
from followthrough.web.models.candidate import Status
from followthrough.web.operations.policies import policy_in_force
from followthrough.web.pages.capture_cards import Card, Known, Said, Typed, as_item, make_card
from followthrough.web.pages.source import Group, Stored, lay_out, read_blocks
from followthrough.web.pages.source_words import Mark
from followthrough.web.permissions import may_change

CARDS_ON_A_PAGE = 20
MOST_SUGGESTED_PEOPLE = 300
# The rules speak of the whole document from this many candidates; a table of a hundred thousand rows must not stop the screen.
MOST_JUDGED = 400
ABOUT_THE_WHOLE = frozenset(rule.code for rule in RULES if rule.check_document is not None)
SHOWN = (Status.WAITING, Status.ACCEPTED, Status.MERGED, Status.DISMISSED, Status.SPLIT)


@dataclass(frozen=True, slots=True)
class Bar:
    """The line above: how many were found, how many could be accepted as they stand, what the document as a whole lacks."""

    found: int
    waiting: int
    ready: int
    accepted: int
    merged: int
    dismissed: int
    whole: tuple[Said, ...]
    uncounted: bool = False

    @property
    def decided(self) -> int:
        return self.found - self.waiting


@dataclass(frozen=True, slots=True)
class Screen:
    document: Document
    cards: Sequence[Card]
    bar: Bar
    page: int
    pages: int
    may_act: bool
    known: Known


def know(document: Document) -> Known:
    """What every card of a document needs to know."""
    incident = document.incident
    return Known(
        today=timezone.localdate(),
        severity=incident.severity,
        severity_stated=incident.severity_stated,
        people=_people(),
        teams=frozenset(Team.objects.values_list("name", flat=True)),
        policy=policy_in_force(),
    )


def _people() -> tuple[str, ...]:
    """How each person can be named so that nobody else is meant: by name, or where several share it by handle or address."""
    people = list(Person.objects.filter(is_active=True).order_by("name")[:MOST_SUGGESTED_PEOPLE])
    names = Counter(person.name.lower() for person in people)
    return tuple(
        person.name if names[person.name.lower()] == 1 else f"@{person.handle}" if person.handle else person.email or person.name
        for person in people
    )


def candidates_of(document: Document) -> list[Candidate]:
    """In the document's order, the parts of a split one behind it; what a newer version no longer says is left away."""
    rows = list(document.candidates.filter(status__in=SHOWN).select_related("item__owner", "decided_by", "part_of"))
    order = {row.pk: (row.position, row.pk) for row in rows}
    return sorted(rows, key=lambda row: (*order.get(row.part_of_id or row.pk, (row.position, row.pk)), row.part_of_id is not None, row.pk))


def read_screen(document: Document, user: User, *, page: int | None = None, at: int | None = None, changed: Card | None = None) -> Screen:
    """The screen of a document: the page asked for, or the one with candidate `at` on it, or the first with one that waits."""
    known = know(document)
    rows = candidates_of(document)
    pages = max(1, -(-len(rows) // CARDS_ON_A_PAGE))
    if page is None:
        wanted = next((index for index, row in enumerate(rows) if (row.pk == at if at else row.status == Status.WAITING)), 0)
        page = wanted // CARDS_ON_A_PAGE + 1
    page = min(max(page, 1), pages)
    here = rows[(page - 1) * CARDS_ON_A_PAGE : page * CARDS_ON_A_PAGE]
    cards = [changed if changed and changed.candidate.pk == row.pk else make_card(row, known) for row in here]
    may_act = may_change(user, team_id=document.incident.team_id)
    return Screen(document, cards, read_bar(document, rows, known), page, pages, may_act, known)


def read_bar(document: Document, rows: Sequence[Candidate], known: Known) -> Bar:
    """Counts over all candidates of a document, not only those on this page. A split one counts through its parts."""
    counted = [row for row in rows if row.status != Status.SPLIT]
    by_status = {status: sum(1 for row in counted if row.status == status) for status in SHOWN}
    waiting = [row for row in counted if row.status == Status.WAITING]
    return Bar(
        found=len(counted),
        waiting=by_status[Status.WAITING],
        ready=sum(1 for row in waiting[:MOST_JUDGED] if make_card(row, known).ready),
        accepted=by_status[Status.ACCEPTED],
        merged=by_status[Status.MERGED],
        dismissed=by_status[Status.DISMISSED],
        whole=_about_the_whole(document, counted, known),
        uncounted=len(waiting) > MOST_JUDGED,
    )


def _about_the_whole(document: Document, rows: Sequence[Candidate], known: Known) -> tuple[Said, ...]:
    """What the rules say of all that stands: dismissed candidates promise nothing."""
    standing = [row for row in rows if row.status != Status.DISMISSED][:MOST_JUDGED]
    reading = Reading(Text(document.text, ()), IncidentFacts(), tuple(_as_candidate(row, known) for row in standing))
    findings = lint(reading, today=known.today, config=known.config)
    return tuple(Said.of(finding) for finding in findings if finding.code in ABOUT_THE_WHOLE)


def _as_candidate(row: Candidate, known: Known) -> core.Candidate:
    span = Span(row.start, row.end, row.first_line, row.last_line)
    # A rule of the whole asks for types and words: done counts as promised, and no item rule has to run here.
    item = replace(as_item(row, Typed.of(row, known), known), state=core.Stated.DONE)
    return core.Candidate(item, span, row.quote, core.Where(row.where), row.confidence)


def read_source(screen: Screen, *, show_from: int | None = None) -> list[Group]:
    """The document, with the candidates of this page marked. Parts of a split one share its place."""
    document = screen.document
    text = read_blocks(Stored(document.sha256, document.name, bytes(document.content), document.text))
    marks: dict[int, Mark] = {}
    for card in screen.cards:
        row = card.candidate
        marks.setdefault(card.mark, Mark(card.mark, row.start, row.end, row.status))
    return lay_out(text, marks.values(), show_from=show_from)
