"""Follow-up work in lists, tables and checklists that the document presents as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.core.document import Block, Document, Kind
from followthrough.core.extract.headings import Section, section_of
from followthrough.core.extract.mention import Mention
from followthrough.core.extract.wording import QUESTION, intends, is_imperative, is_placeholder, opening
from followthrough.core.item import Where

TASK_COLUMN = re.compile(
    r"\b(?:action|task|item|to-?do|follow-?up|what|description|work|remediation|step|summary|title|recommendation)s?\b", re.IGNORECASE
)
OWNER_COLUMN = re.compile(r"\b(?:owner|assignee|assigned|who|dri|responsible|person|lead|champion)s?\b", re.IGNORECASE)
DUE_COLUMN = re.compile(r"\b(?:due|deadline|when|by\s+when|eta|target|date|timeline|horizon)\b", re.IGNORECASE)
TICKET_COLUMN = re.compile(r"\b(?:tickets?|tracking|bugs?|issues?|links?|jira|pr|reference|ref|id)\b", re.IGNORECASE)
STATE_COLUMN = re.compile(r"\b(?:status|state|done|progress|completed?)\b|✅|☑", re.IGNORECASE)
TYPE_COLUMN = re.compile(r"\b(?:type|kind|category|class)\b", re.IGNORECASE)
FEW_WORDS = 2


def find_listed(document: Document) -> Iterator[Mention]:
    """Every entry and row of a list of follow-up work, and every open or ticked box."""
    children = _children(document)
    taken: set[int] = set()
    for index, block in enumerate(document.blocks):
        if block.kind is Kind.ROW:
            yield from _row(block)
        elif block.kind is Kind.ENTRY and _is_listed(block, document):
            if block.parent in taken and block.checked is None:
                taken.add(index)  # details of the task above, to whatever depth
                continue
            if index in children and _only_groups(block):
                continue
            if _is_task(block):
                taken.add(index)
                yield Mention(block, block.text, block.span, Where.LISTED, 0.9 if is_imperative(block.text) else 0.75)


def _children(document: Document) -> set[int]:
    return {block.parent for block in document.blocks if block.parent is not None and block.kind is Kind.ENTRY}


def _is_listed(block: Block, document: Document) -> bool:
    section = section_of(block.headings)
    if section is Section.WORK:
        return True
    return block.checked is not None and section is not Section.RESPONSE and "check" not in document.name.lower()


def _only_groups(block: Block) -> bool:
    """Whether an entry with entries below it is their heading and no work of its own."""
    words = block.text.split()
    return (
        block.text.rstrip().endswith(":")
        or (len(words) <= 4 and not is_imperative(block.text))
        or not (is_imperative(block.text) or intends(block.text))
    )


def _is_task(block: Block) -> bool:
    text = block.text
    if is_placeholder(text) or (QUESTION.search(text) and not is_imperative(text)):
        return False
    if _is_bare_link(block) or opening(text) == "":
        return False
    return block.checked is not None or len(text.split()) >= FEW_WORDS


def _is_bare_link(block: Block) -> bool:
    return (
        len(block.links) == 1
        and block.links[0].text.strip() == block.text.strip().rstrip(".")
        and block.links[0].target.endswith(block.text.strip())
    )


def _row(block: Block) -> Iterator[Mention]:
    columns = [column.lower() for column in block.columns]
    if len(block.cells) < len(columns):
        columns = columns[: len(block.cells)]
    section = section_of(block.headings)
    owner, due, ticket, state, kind = (
        _column(columns, pattern) for pattern in (OWNER_COLUMN, DUE_COLUMN, TICKET_COLUMN, STATE_COLUMN, TYPE_COLUMN)
    )
    task = _task_column(columns, block, others={owner, due, ticket, state, kind})
    looks_like_actions = (
        any(re.search(r"\b(?:action items?|follow-?up|task|to-?do|remediation)\b", column) for column in columns)
        and section is not Section.RESPONSE
    )
    if task is None or not (section is Section.WORK or looks_like_actions):
        return
    words = block.cells[task]
    if is_placeholder(words) or len(words.split()) < FEW_WORDS:
        return
    yield Mention(
        block,
        words,
        block.span,
        Where.LISTED,
        0.95,
        owner_cell=_cell(block, owner, but=task),
        due_cell=_cell(block, due, but=task),
        ticket_cell=_cell(block, ticket, but=task),
        state_cell=_cell(block, state, but=task),
        type_cell=_cell(block, kind, but=task),
    )


def _column(columns: list[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, column in enumerate(columns) if pattern.search(column) and len(column.split()) <= 4), None)


def _task_column(columns: list[str], block: Block, *, others: set[int | None]) -> int | None:
    named = [at for at, column in enumerate(columns) if TASK_COLUMN.search(column) and (at not in others or "action" in column)]
    if named:
        return max(named, key=lambda at: len(block.cells[at]))
    free = [at for at in range(len(block.cells)) if at not in others]
    return max(free, key=lambda at: len(block.cells[at]), default=None)


def _cell(block: Block, at: int | None, *, but: int) -> str:
    if at is None or at == but or at >= len(block.cells):
        return ""
    links = " ".join(link.target for link in block.cell_links[at] if link.target not in block.cells[at])
    return f"{block.cells[at]} {links}".strip()
