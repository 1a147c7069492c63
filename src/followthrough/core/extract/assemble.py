"""A found entry, row or sentence to a candidate: who, when, which ticket, what state, what type. Finds none itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from followthrough.core.document import Document, Kind, Link
from followthrough.core.extract.criteria import criterion_in
from followthrough.core.extract.dates import Due, due_in_cell, due_in_headings, due_in_text
from followthrough.core.extract.found import Found
from followthrough.core.extract.headings import follow_up_path
from followthrough.core.extract.listed import task_cell
from followthrough.core.extract.model.linear import Linear
from followthrough.core.extract.own_words import own_words
from followthrough.core.extract.owners import owners_in_cell, owners_in_headings, owners_in_text
from followthrough.core.extract.references import find_references
from followthrough.core.extract.states import state_in_cell, state_of, state_of_headings
from followthrough.core.extract.tail import day_of, tail_of
from followthrough.core.extract.types import type_of
from followthrough.core.item import ActionItem, Candidate, OwnerKind, Stated, Where
from followthrough.core.pattern import Pattern

# Whoever writes more than this in one item shall not keep a pattern busy. The quotation keeps all of it.
_LONGEST = 2000  # characters
_MOST_LINKS = 50
# What the columns beside the task hold: the first that fits.
_ROLES = (
    (
        "owner",
        Pattern(
            r"\b(?:owner|owned by|assignee|assigned(?: to)?|dri|who|responsible|responsibility|lead|accountable|on it|doer|"
            r"poc|contact|driver|person|people)s?\b",
            re.IGNORECASE,
        ),
    ),
    ("team", Pattern(r"\b(?:team|squad|group)\b", re.IGNORECASE)),
    (
        "due",
        Pattern(
            r"\b(?:due|deadline|eta|when|target|date|by when|completion|until|planned|scheduled|term|timeline|time ?frame|finish)\b|^by$",
            re.IGNORECASE,
        ),
    ),
    ("status", Pattern(r"\b(?:status|state|done|complete[d]?|progress|resolution)\b|^\W*[✅✔☑]\W*$", re.IGNORECASE)),
    ("type", Pattern(r"\b(?:type|category|kind|class)\b", re.IGNORECASE)),
    (
        "criterion",
        Pattern(r"\b(?:done when|criteri(?:a|on)|definition of done|acceptance|success|verification|measure of)\b", re.IGNORECASE),
    ),
    (
        "ticket",
        Pattern(
            r"\b(?:ticket|tracking|jira|issue|bug|link|pr|url|id|reference|ref"
            r"|github|gitlab|linear|redmine|bugzilla|phab(?:ricator)?|asana|trello"
            r"|shortcut|servicenow|ado|ab|mr|work item|follow[ -]?up in|tracked(?: in)?)s?\b",
            re.IGNORECASE,
        ),
    ),
)
_STATE_MARKS = frozenset("✅✔☑❌🚫")
_TICKS = frozenset("✅✔☑")
_LABELLED_OWNER = Pattern(r"\b(?:owner|assignee|assigned to|dri|responsible)s?\s*[:=–-]", re.IGNORECASE)
_STATED = Pattern(r"\b(?:status|state)\s*[:=]\s*([\w' ]{2,20})", re.IGNORECASE)


class Context(NamedTuple):
    """What holds for every item of a document."""

    document: Document
    base: date | None
    reference: str | None
    people: frozenset[str]
    type_model: Linear | None = None


class _Cells(NamedTuple):
    """What the columns beside the task say."""

    owners: tuple[str, ...] = ()
    kind: OwnerKind = OwnerKind.NONE
    due: Due = Due()
    tracking: tuple[str, ...] = ()
    state: Stated | None = None
    type: str = ""
    criterion: str | None = None


def assemble(found: Found, context: Context) -> Candidate:
    """The candidate, with the exact words it was read from."""
    block = found.block
    found = replace(found, text=found.text[:_LONGEST], links=found.links[:_MOST_LINKS])
    cells = _read_cells(found, context) if block.kind is Kind.ROW else _Cells()
    path = follow_up_path(found.headings) if found.where is Where.LISTED else ()
    owned = owners_in_text(found.text, people=context.people)
    owners, kind, words = (cells.owners, cells.kind, found.text) if cells.owners else (owned.owners, owned.kind, owned.text)
    if not owners and found.details:
        told = owners_in_text(found.details, people=context.people)
        owners, kind = (told.owners, told.kind) if _LABELLED_OWNER.search(found.details) else ((), kind)
    if not owners and path:
        owners, kind = owners_in_headings(path[1:], people=context.people)
    said = f"{found.text}\n{found.details}".strip()
    due = cells.due if cells.due.raw else due_in_text(said, context.base)
    tail = tail_of(found.text) if block.kind is not Kind.ROW else None
    if due.raw is None and tail is not None and tail.when:
        due = Due(day_of(tail.when, context.base), tail.when)
    if due.raw is None and path:
        due = due_in_headings(path, context.base)
    own = own_words(words) or found.text
    item = ActionItem(
        text=own,
        owners=owners,
        owner_kind=kind,
        due=due.on,
        due_raw=due.raw,
        tracking=_tracking(found, cells, path, context),
        state=_state(found, cells, path),
        type=type_of(own, stated=cells.type, headings=path[1:], model=context.type_model),
        done_criterion=cells.criterion or criterion_in(said),
    )
    span = block.span
    return Candidate(item, span, context.document.quote(span), found.where, found.confidence)


def _tracking(found: Found, cells: _Cells, path: tuple[str, ...], context: Context) -> tuple[str, ...]:
    links = (found.block.links if found.block.kind is not Kind.ROW else _task_links(found))[:_MOST_LINKS]
    here = find_references(f"{found.text} {found.details}".strip(), (*links, *found.links), own=context.reference)
    every = tuple(dict.fromkeys((*cells.tracking, *here)))
    return every or tuple(ref for heading in path[1:] for ref in find_references(heading, own=context.reference))


def _state(found: Found, cells: _Cells, path: tuple[str, ...]) -> Stated:
    if cells.state is not None and cells.state is not Stated.OPEN:
        return cells.state
    own = state_of(found.text, checked=found.block.checked, struck=found.block.struck)
    tail = tail_of(found.text) if own is Stated.OPEN else None
    if tail is not None and tail.state is not None and found.block.checked is None:
        return tail.state
    if own is Stated.OPEN and (told := _STATED.search(found.details)):
        return state_in_cell(told[1]) or own
    if own is Stated.OPEN and cells.state is None and found.block.checked is None:
        return state_of_headings(path)
    return own


def _task_links(found: Found) -> tuple[Link, ...]:
    index = task_cell(found.block)
    return found.block.cell_links[index] if index is not None and index < len(found.block.cell_links) else ()


def _read_cells(found: Found, context: Context) -> _Cells:
    block = found.block
    task = task_cell(block)
    owners: tuple[str, ...] = ()
    kind = OwnerKind.NONE
    due, state, kind_of_fix, criterion = Due(), None, "", None
    tracking: dict[str, None] = {}
    for index, whole in enumerate(block.cells):
        cell = whole[:_LONGEST]
        column = block.columns[index] if index < len(block.columns) else ""
        if index == task or not cell:
            continue
        links = block.cell_links[index][:_MOST_LINKS]
        state = state or _shouted(cell)
        role = _role(column)
        if role == "owner" or (role == "team" and not owners):
            owners, kind = owners_in_cell(cell)
        elif role == "due":
            if state_in_cell(cell) is Stated.DONE:
                state = Stated.DONE  # "Done, 26 January" says when it was, not when it is due
            else:
                due = due_in_cell(cell.rstrip(" ✅✔☑"), context.base)
        elif role == "type":
            kind_of_fix = cell
        elif role == "criterion":
            criterion = cell
        else:
            if role == "status":
                state = state_in_cell(cell) or state
            found_here = find_references(cell, links, own=context.reference)
            tracking.update(dict.fromkeys(found_here or (_bare_ticket(column, cell) if role == "ticket" or links else ())))
    return _Cells(owners, kind, due, tuple(tracking), state, kind_of_fix, criterion)


@lru_cache(maxsize=1024)
def _role(column: str) -> str:
    """What a column beside the task holds, by its name; empty where the name does not say."""
    return next((role for role, pattern in _ROLES if pattern.search(column)), "")


def _shouted(cell: str) -> Stated | None:
    """Some write the state into whatever column is left: "n/a DONE", "✅"."""
    if cell.lstrip()[:1] in _STATE_MARKS:
        return state_in_cell(cell)
    if cell.rstrip()[-1:] in _TICKS:
        return Stated.DONE
    said = state_in_cell(cell[-40:].split()[-1].strip("*_()[]")) if cell.rstrip(")*_ ").endswith(("DONE", "FIXED", "CLOSED")) else None
    return said if said is Stated.DONE else None


def _bare_ticket(column: str, cell: str) -> tuple[str, ...]:
    """A ticket column may hold a bare number."""
    return (f"#{cell}",) if re.fullmatch(r"\d{1,7}", cell) and not re.search(r"\b(?:id|no)\b", column, re.IGNORECASE) else ()
