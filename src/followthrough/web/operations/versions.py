"""A postmortem that was edited and comes again: which document it continues, and what becomes of the candidates it had.

What a person decided stays decided, even where the words around it have moved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from django.db.models import QuerySet

from followthrough.core import item as core
from followthrough.web.models import Candidate, ChainHead, Document, Event
from followthrough.web.models.candidate import Status
from followthrough.web.models.event import Kind
from followthrough.web.operations.record import Step, create
from followthrough.web.operations.snapshot import take
from followthrough.web.permissions import Actor

TELLING = 4  # words: a shorter line, such as a heading, stands in every document
SHARED = 0.5  # of the lines of the shorter text: it is the same document, whatever it is called
SHARED_OF_ONE_NAME = 0.2
ALIKE = 0.85  # of two items' words: the same item, reworded a little


def find_earlier(document: Document, among: QuerySet[Document]) -> Document | None:
    """The newest version that this document continues: its name or most of its lines are the same."""
    lines = _lines(document.text)
    for earlier in among.filter(replaced_by=None).select_related("incident"):
        least = SHARED_OF_ONE_NAME if earlier.name == document.name else SHARED
        if _share(lines, _lines(earlier.text)) >= least:
            return earlier
    return None


def _lines(text: str) -> set[str]:
    return {line for line in map(_plain, text.splitlines()) if line.count(" ") >= TELLING - 1}


def _share(one: set[str], other: set[str]) -> float:
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer else 0.0


def take_candidates(head: ChainHead, document: Document, found: Sequence[core.Candidate], *, by: Actor) -> tuple[int, int]:
    """Store what was found in a document: how many candidates are new, and how many were there in an earlier version."""
    earlier = _candidates_before(document)
    matches = _match(found, earlier)
    for position, candidate in enumerate(found):
        row = matches.get(position)
        if row is None:
            create(head, _row(document, position, candidate), kind=Kind.FOUND, by=by, at=document.imported_at)
        else:
            _carry(head, row, document, position, candidate, by=by)
    surviving = {row.pk for row in matches.values()}
    for row in earlier:
        if row.pk not in surviving:
            _let_go(head, row, document, by=by)
    return len(found) - len(matches), len(matches)


def _candidates_before(document: Document) -> list[Candidate]:
    """Those of all earlier versions: what was decided two versions ago is still decided."""
    ids: list[int] = []
    version = document.replaces
    while version is not None:
        ids.append(version.pk)
        version = version.replaces
    return list(Candidate.objects.select_for_update().filter(document__in=ids, part_of=None).order_by("position", "id"))


def _match(found: Sequence[core.Candidate], earlier: Sequence[Candidate]) -> dict[int, Candidate]:
    """Pair what is found now with what was found before: by the quoted words, else by the item's, else by likeness."""
    matches: dict[int, Candidate] = {}
    free = list(earlier)
    for same in (_same_quote, _same_text, _alike):
        for position, candidate in enumerate(found):
            if position in matches:
                continue
            row = next((row for row in free if same(candidate, row)), None)
            if row is not None:
                matches[position] = row
                free.remove(row)
    return matches


def _same_quote(candidate: core.Candidate, row: Candidate) -> bool:
    return _plain(candidate.quote) == _plain(row.quote)


def _same_text(candidate: core.Candidate, row: Candidate) -> bool:
    return _plain(candidate.item.text) in {_plain(row.text), _plain(row.quote)}


def _alike(candidate: core.Candidate, row: Candidate) -> bool:
    words = SequenceMatcher(None, _plain(candidate.item.text).split(), _plain(row.text).split(), autojunk=False)
    return words.quick_ratio() >= ALIKE and words.ratio() >= ALIKE


def _plain(text: str) -> str:
    """The words alone: marks, boxes and spacing may change without a new meaning."""
    return " ".join(re.findall(r"\w+", re.sub(r"\[[ xX]\]", " ", text).casefold()))


def _row(document: Document, position: int, candidate: core.Candidate) -> Candidate:
    row = Candidate(document=document, where=candidate.where.value, confidence=candidate.confidence)
    _put(row, position, candidate)
    _read(row, candidate.item)
    return row


def _put(row: Candidate, position: int, candidate: core.Candidate) -> None:
    span = candidate.span
    row.position, row.quote = position, candidate.quote
    row.start, row.end, row.first_line, row.last_line = span.start, span.end, span.first, span.last


def _read(row: Candidate, item: core.ActionItem) -> None:
    row.text, row.type, row.stated = item.text, item.type.value, item.state.value
    row.owners, row.owner_kind = list(item.owners), item.owner_kind.value
    row.due, row.due_raw = item.due, (item.due_raw or "")[:200]
    row.tracking = list(item.tracking)


def _carry(head: ChainHead, row: Candidate, document: Document, position: int, candidate: core.Candidate, *, by: Actor) -> None:
    """Move a candidate to where the newer version says it, with its parts. What a person changed or decided stays."""
    for part in row.parts.select_for_update():
        _carry(head, part, document, position, candidate, by=by)
    step = Step(row, by, document.imported_at, head, take(row))
    row.document = document
    row.where, row.confidence = candidate.where.value, candidate.confidence
    _put(row, position, candidate)
    if row.status == Status.GONE and row.part_of_id is None:
        row.status = Status.WAITING
    if row.status == Status.WAITING and row.part_of_id is None and not _was_edited(row):
        _read(row, candidate.item)
    step.record(Kind.CARRIED)


def _was_edited(row: Candidate) -> bool:
    return Event.objects.filter(candidate=row, kind=Kind.EDITED).exists()


def _let_go(head: ChainHead, row: Candidate, document: Document, *, by: Actor) -> None:
    """What the newer version no longer says waits no longer; what was decided stays as it is."""
    for part in row.parts.select_for_update():
        _let_go(head, part, document, by=by)
    if row.status != Status.WAITING:
        return
    step = Step(row, by, document.imported_at, head, take(row))
    row.status = Status.GONE
    step.record(Kind.GONE)
