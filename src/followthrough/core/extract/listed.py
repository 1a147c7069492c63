"""Items in lists and tables that a document presents as follow-up work. Prose is `buried.py`'s affair."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.found import Found
from followthrough.core.extract.headings import Section, section_of
from followthrough.core.extract.placeholders import is_blank, is_to_the_author
from followthrough.core.extract.references import is_reference
from followthrough.core.extract.signals import signals
from followthrough.core.extract.verbs import base, is_gerund, is_imperative, is_past
from followthrough.core.item import Where
from followthrough.core.pattern import Pattern

_GROUP_WORDS = 5
_LONGEST = 2000  # characters; who writes more than this says more than an item
_MOST_LINKS = 50
_MOST_BESIDE = 30
_LABEL = Pattern(r"^[^.!?]{1,60}:$")
# "Owner: Priya" in an entry of its own says something of the item above it.
ATTRIBUTE = Pattern(
    r"(?:action )?(?:owners?|assignees?|assigned to|dri|due(?: date| by)?|deadline|eta|tickets?|tracking|jira|issue"
    r"|status|state|priority|severity|type|effort"
    r"|estimate|impact|notes?|links?|prs?)\s*[:=]",
    re.IGNORECASE,
)
_QUESTION = Pattern(
    r"^(?:why|how|what|when|where|who|which|did|do|does|was|were|is|are|has|have|had|can|could|would)\b[^?]*\?\s*$",
    re.IGNORECASE,
    needs=("?",),
)
_ASKS = Pattern(
    r"\b(?:should|must|need(?:s|ed)? to|need|will|have to|has to|could|can we|want to|going to|let's|to be|plan to|ought to)\b",
    re.IGNORECASE,
)
_TIMED = Pattern(r"^\W*(?:\d{4}-\d\d-\d\d[ T])?\d{1,2}[:.]\d\d\b")
# Columns by what they hold.
TASK_COLUMN = Pattern(
    r"\b(?:action(?: items?)?|tasks?|description|follow[ -]?ups?(?! (?:in|ticket|by|date|owner))|items?|what|to[ -]?do|remediation"
    r"|improvement|title|summary|work(?! item)|measures?|recommendations?|decisions?|commitments?|proposals?|changes?|steps?)\b",
    re.IGNORECASE,
)
OTHER_COLUMN = Pattern(
    r"\b(?:owner|assignee|assigned|dri|who|responsible|lead|due|date|deadline|eta|when|status|state|done|type|category"
    r"|kind|priority|prio|severity|ticket|tracking|jira|issue|bug|link|url|pr|id|notes?|comments?|team|time|effort"
    r"|term|until|by|estimate|#|no\.?)\b|^\W*$",
    re.IGNORECASE,
)
_ACTION_COLUMN = Pattern(
    r"\b(?:action(?: items?)?|tasks?|follow[ -]?ups?|to[ -]?do|remediation|measures?|recommendations?|decisions?|commitments?)\b",
    re.IGNORECASE,
)
_KEEPING_COLUMN = Pattern(r"\b(?:owner|assignee|assigned|dri|responsible|due|deadline|ticket|tracking|jira)\b", re.IGNORECASE)
_EVENT_COLUMN = Pattern(r"\b(?:time|timestamp|event|utc|when happened)\b", re.IGNORECASE)


# There an entry that opens with an order is nearly always advice, or what somebody did.
_ELSEWHERE = frozenset({Section.UNKNOWN, Section.STORY, Section.RESPONSE})


def find_listed(document: Document, title: str | None) -> Iterator[Found]:
    """The entries and rows that may be items: all under follow-up headings, elsewhere those that read like a task."""
    blocks = document.blocks
    children: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.parent is not None:
            children.setdefault(block.parent, []).append(index)
    beside = _lists(blocks)
    groups: dict[int, tuple[str, ...]] = {}
    details: set[int] = set()
    for index, block in enumerate(blocks):
        if block.kind is Kind.ROW:
            section = section_of(block.headings, title)
            announced = section is Section.FOLLOW_UP or _columns(block.columns).announced
            if announced or (section in _ELSEWHERE and _columns(block.columns).tasks):
                yield from _row(block, section, announced, beside[index])
            continue
        if block.kind is not Kind.ENTRY:
            continue
        over = groups.get(block.parent, ()) if block.parent is not None else ()
        if index in details or (block.parent in details and block.parent is not None):
            details.add(index)
            continue
        below = [child for child in children.get(index, ()) if blocks[child].kind is Kind.ENTRY]
        groups[index] = (*over, block.text.rstrip(":").strip()) if below and len(block.text) < 200 else over
        section = section_of((*block.headings, *over), title)
        announced = section is Section.FOLLOW_UP
        if not announced and not (section in _ELSEWHERE and (block.checked is not None or _is_task(block.text))):
            continue
        if below and _only_groups(block, [blocks[child] for child in below]):
            continue
        tasks = [child for child in below if _is_task(blocks[child].text)]
        if len(tasks) > 1 and 2 * len(tasks) > len(below) and block.checked is None:
            continue  # what it asks for is what they ask for
        if announced and below and 2 * len(tasks) <= len(below):
            details.update(below)
        telling = [blocks[child] for child in children.get(index, ()) if child in details or blocks[child].kind is Kind.PARAGRAPH]
        if is_item(block):
            yield Found(
                block,
                block.text,
                Where.LISTED,
                section,
                announced,
                signals(block.text[:_LONGEST]),
                "\n".join(child.text for child in telling)[:_LONGEST],
                tuple(link for child in telling for link in child.links),
                (*block.headings, *over),
                *beside[index],
            )


def _lists(blocks: Sequence[Block]) -> dict[int, tuple[int, float]]:
    """Of each entry and row, how many stand in the same list or table, and which share of them reads like a task."""
    members: dict[tuple[Kind, int | None, tuple[str, ...]], list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind in (Kind.ENTRY, Kind.ROW):
            members.setdefault((block.kind, block.parent, block.headings), []).append(index)
    told: dict[int, tuple[int, float]] = {}
    for indices in members.values():
        looked_at = indices[:_MOST_BESIDE]
        share = sum(_is_task(_task_text(blocks[index])) for index in looked_at) / len(looked_at)
        told.update(dict.fromkeys(indices, (len(indices), share)))
    return told


def _task_text(block: Block) -> str:
    if block.kind is Kind.ROW:
        cell = task_cell(block)
        return "" if cell is None else block.cells[cell]
    return block.text


def is_item(block: Block) -> bool:
    """Whether an entry under a follow-up heading is more than a blank, a question, a link or a note to the author."""
    text = block.text[:_LONGEST]
    if is_blank(text) or is_reference(text) or ATTRIBUTE.match(text) or _TIMED.match(text):
        return False
    if text.endswith("?") and (_QUESTION.match(text) or is_to_the_author(text)):
        return False
    if not any(character.isalpha() for character in _without_links(block)):
        return False
    return not (is_to_the_author(text) and not is_imperative(text)) and (not _LABEL.match(text) or is_imperative(text))


def _is_task(text: str) -> bool:
    return is_imperative(text) or is_gerund(text) or is_past(text) or bool(_ASKS.search(text[:200]))


def _only_groups(block: Block, below: list[Block]) -> bool:
    """Whether an entry with entries below only says what they have in common."""
    text = block.text
    if text.endswith(":") or (
        block.checked is None and len(text.split()) <= _GROUP_WORDS and not is_imperative(text) and not _ASKS.search(text)
    ):
        return True
    return block.checked is None and all(child.checked is not None for child in below)


def _without_links(block: Block) -> str:
    """What stays of the words when the links are taken out: nothing of a bare link."""
    text = block.text[:_LONGEST]
    for link in block.links[:_MOST_LINKS]:
        if base((link.text.split() or [""])[0]) is None:
            text = text.replace(link.text, " ")
    return text


def task_cell(block: Block) -> int | None:
    """Which cell of a row holds the task: by its column's name, else the longest that no other column claims."""
    columns = _columns(block.columns)
    if columns.of_events:
        return None
    best: int | None = None
    highest = (False, 0)
    for index, cell in enumerate(block.cells):
        if not cell or index in columns.others:
            continue
        named = index in columns.tasks
        score = (named and len(cell.split()) > 1, len(cell))
        if best is None or score > highest:
            best, highest = index, (named, len(cell))
    return best


class _Columns(NamedTuple):
    """What the names of a table's columns say, which is the same for each of its rows."""

    tasks: frozenset[int]
    others: frozenset[int]  # an owner, a date, a ticket …
    of_events: bool  # it tells what happened when
    announced: bool  # it has something to do, and who, when or which ticket


@lru_cache(maxsize=256)
def _columns(names: tuple[str, ...]) -> _Columns:
    tasks = frozenset(index for index, name in enumerate(names) if TASK_COLUMN.search(name))
    others = frozenset(index for index, name in enumerate(names) if name.strip() and OTHER_COLUMN.search(name)) - tasks
    events = not tasks and any(_EVENT_COLUMN.search(name) for name in names)
    announced = any(_ACTION_COLUMN.search(name) and "taken" not in name.lower() for name in names)
    return _Columns(tasks, others, events, announced and any(_KEEPING_COLUMN.search(name) for name in names))


def _row(block: Block, section: Section, announced: bool, beside: tuple[int, float]) -> Iterator[Found]:
    index = task_cell(block)
    if index is None:
        return
    text = block.cells[index]
    links = block.cell_links[index] if index < len(block.cell_links) else ()
    if is_item(replace(block, text=text, links=links)):
        said = signals(text[:_LONGEST])
        yield Found(block, text, Where.LISTED, section, announced, said, headings=block.headings, beside=beside[0], tasks_beside=beside[1])
