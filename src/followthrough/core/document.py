"""A document as every reader hands it on: canonical text, and blocks that know their lines. No format, no file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from followthrough.core.item import Span


class Kind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ENTRY = "entry"  # one entry of a list: its own words, without those of the entries nested in it
    ROW = "row"  # one body row of a table
    CODE = "code"
    QUOTE = "quote"  # a paragraph inside a block quotation


class Link(NamedTuple):
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document with its place.

    `text` has the markup removed and links replaced by their words; `headings` are the headings above it, outermost
    first; `parent` is the index in `Document.blocks` of the list entry it is nested in.
    """

    kind: Kind
    text: str
    span: Span
    headings: tuple[str, ...] = ()
    level: int = 0  # of a heading 1 to 6; of an entry its depth, from 1
    parent: int | None = None
    checked: bool | None = None  # of a task-list entry; None where there is no box
    struck: bool = False  # all its words are struck through
    links: tuple[Link, ...] = ()
    columns: tuple[str, ...] = ()  # of a row: the table's header cells
    cells: tuple[str, ...] = ()  # of a row: its cells, markup removed
    cell_links: tuple[tuple[Link, ...], ...] = ()  # of a row: the links of each cell


@dataclass(frozen=True, slots=True)
class Document:
    """Canonical text (LF, NFC left as it is, no BOM) with its blocks. Spans index `text`."""

    text: str
    blocks: tuple[Block, ...]
    name: str = ""
    front_matter: Mapping[str, str] = field(default_factory=dict)
    format: str = "Markdown"  # what it was written in

    def quote(self, span: Span) -> str:
        """The exact words at a span."""
        return self.text[span.start : span.end]
