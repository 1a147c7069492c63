"""Markdown (CommonMark, tables, task lists, strike-through) to blocks with exact lines. Reads structure, judges nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from followthrough.core.document import Block, Kind
from followthrough.core.parse.block_parser import BlockParser
from followthrough.core.parse.front_matter import split_front_matter
from followthrough.core.parse.inline import Words, read_words
from followthrough.core.parse.leftover import leftovers, woven
from followthrough.core.parse.lines import Lines
from followthrough.core.parse.table import split_cells, table

if TYPE_CHECKING:
    from markdown_it.token import Token

BOX = re.compile(r"\[([ xX✓✔]?)\](?:\s+|$)")
DONE_BOXES = frozenset("xX✓✔")
BOLD_LINE = re.compile(r"(?:\*\*|__)([^*_\n][^*\n]{0,100})(?:\*\*|__)[ \t]*:?[ \t]*(?:\n|$)")
BOLD_LEVEL = 7  # below every real heading, unless one of them is above it by more than the title
HEADING_WORDS = 10
NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.? {1,3}[^\W\d]")
LEAD_IN_WORDS = 14
BARE_LEAD_IN_WORDS = 4  # "todo", without a colon, on a line of its own right before a list
COMMENT = re.compile(r"<!--(?:.*?-->|.*)", re.DOTALL)
NESTING = 60  # levels the parser follows; what lies deeper is read as paragraphs


@cache
def _parser() -> BlockParser:
    # Inline markup is read by `inline.py`.
    parser = BlockParser(nesting=NESTING)
    parser.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    return parser


def read_markdown(text: str) -> tuple[dict[str, str], tuple[Block, ...]]:
    """The front matter and the blocks of a Markdown text, in order."""
    lines = Lines(text)
    front_matter, skipped = split_front_matter(lines.lines)
    body = "\n" * skipped + lines.visible[lines.starts[skipped] :] if skipped else lines.visible
    tokens, environment = _parser().parse(body)
    references = environment.get("references", {})
    targets = {label: str(reference["href"]) for label, reference in references.items()}
    reader = _Reader(lines, targets)
    reader.read(tokens)
    for reference in [*references.values(), *environment.get("duplicate_refs", [])]:
        reader.seen.append((reference["map"][0], reference["map"][1]))
    lost = leftovers(lines, skipped, reader.seen)
    return front_matter, tuple(woven(reader.blocks, lost) if lost else reader.blocks)


class _Reader:
    """Walks the parser's tokens once, keeping the headings above and the list entries around."""

    def __init__(self, lines: Lines, targets: Mapping[str, str]) -> None:
        self.lines = lines
        self.targets = targets
        self.blocks: list[Block] = []
        self.seen: list[tuple[int, int]] = []  # the lines that tokens stand for
        self.headings: list[tuple[float, str]] = []
        self.path: tuple[str, ...] = ()
        self.lead_in = ""  # "We will:" right before a list
        self.lead_ins: list[str] = []  # of the lists around
        self.entries: list[int | None] = []  # indices of the list entries around; None until the entry's words are read
        self.quotes = 0
        self.columns: tuple[str, ...] = ()
        self.only_head: Block | None = None  # a table's header, until it turns out to have rows

    def read(self, tokens: Sequence[Token]) -> None:
        for at, token in enumerate(tokens):
            if token.type != "row":
                self._finish_table()
            match token.type:
                case "inline":
                    self._inline(tokens[at - 1], token)
                case "row" | "columns":
                    self._row(token)
                case "fence" | "code_block":
                    self._code(token)
                case "html_block":
                    self._html(token)
                case "hr":
                    self._see(token)
                    self.lead_in = ""
                case "bullet_list_open" | "ordered_list_open":
                    self.lead_ins.append(self.lead_in)
                    self.lead_in = ""
                    self._walked()
                case "bullet_list_close" | "ordered_list_close":
                    self.lead_ins.pop()
                    self._walked()
                case "list_item_open":
                    self.entries.append(None)
                case "list_item_close":
                    self.entries.pop()
                case "blockquote_open":
                    self.quotes += 1
                case "blockquote_close":
                    self.quotes -= 1
                case _:
                    pass
        self._finish_table()

    def _walked(self) -> None:
        self.path = (*(words for _, words in self.headings), *(words for words in self.lead_ins if words))

    def _see(self, token: Token) -> tuple[int, int]:
        first, after = token.map or (0, 0)
        self.seen.append((first, after))
        return first, after

    def _parent(self) -> int | None:
        return next((index for index in reversed(self.entries) if index is not None), None)

    def _inline(self, opening: Token, token: Token) -> None:
        first, after = self._see(token)
        if opening.type == "heading_open":
            self._see(opening)  # with the line under a setext heading
            self._heading(token.content, int(opening.tag[1]), first, after)
        elif self.entries and self.entries[-1] is None:
            self._entry(token.content, first, after)
        elif token.content:
            self._paragraph(token.content, first, after)

    def _bold_level(self) -> float:
        """A line in bold below `##` holds for the `###` after it; one below nothing but the title ends at the next heading."""
        real = max((level for level, _ in self.headings if level == int(level)), default=0)
        return real + 0.5 if 2 <= real < BOLD_LEVEL else BOLD_LEVEL

    def _heading(self, source: str, level: float, first: int, after: int) -> None:
        words = read_words(source, self.targets)
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self._walked()
        self._add(Kind.HEADING, words, source, first, after, level=min(math.ceil(level), 6))
        self.headings.append((level, words.text.rstrip(":").strip()))
        self.lead_in = ""
        self._walked()

    def _entry(self, source: str, first: int, after: int) -> None:
        box = BOX.match(source)
        checked = None if box is None else box[1] in DONE_BOXES and box[1] != ""
        source = source[box.end() :] if box else source
        self.entries[-1] = len(self.blocks)
        words = read_words(source, self.targets)
        parent = next((index for index in reversed(self.entries[:-1]) if index is not None), None)
        self._add(Kind.ENTRY, words, source, first, after, level=len(self.entries), checked=checked, parent=parent)
        self.lead_in = words.text.rstrip(": ") if words.text.endswith(":") else ""

    def _paragraph(self, source: str, first: int, after: int) -> None:
        bold = None if self.entries or self.quotes else BOLD_LINE.match(source)
        if bold and len(bold[1].split()) <= HEADING_WORDS:
            source = source[bold.end() :]
            self._heading(bold[0], self._bold_level(), first, first + 1)
            if not source:
                return
            first += 1
        words = read_words(source, self.targets)
        self._add(Kind.QUOTE if self.quotes else Kind.PARAGRAPH, words, source, first, after, parent=self._parent())
        last = words.text.rsplit(". ", 1)[-1]
        leads = last.endswith(":") and len(last.split()) <= LEAD_IN_WORDS
        # "5.2 Short term (by 31 March)", in nobody's markup, right before a list
        leads = leads or (len(words.text.split()) <= HEADING_WORDS and words.text[-1:] not in ".!?" and bool(NUMBERED.match(words.text)))
        bare = words.text and source.rsplit("\n", 1)[-1].strip(" *_")
        if not leads and bare and len(bare.split()) <= BARE_LEAD_IN_WORDS and bare[-1] not in ".!?,;:)":
            leads, last = True, bare
        self.lead_in = last.rstrip(": ") if leads else ""

    def _add(
        self,
        kind: Kind,
        words: Words,
        source: str,
        first: int,
        after: int,
        *,
        level: int = 0,
        checked: bool | None = None,
        parent: int | None = None,
    ) -> None:
        span = self.lines.span(first, after, begins=source.split("\n", 1)[0].strip())
        self.blocks.append(
            Block(kind, words.text, span, self.path, level=level, parent=parent, checked=checked, struck=words.struck, links=words.links)
        )

    def _code(self, token: Token) -> None:
        first, after = self._see(token)
        self.lead_in = ""
        if token.content.strip():
            self.blocks.append(Block(Kind.CODE, token.content, self.lines.span(first, after), self.path, parent=self._parent()))

    def _html(self, token: Token) -> None:
        """Tags are dropped, words are kept; comments are the author's notes and no part of the text."""
        first, after = self._see(token)
        words = read_words(COMMENT.sub(" ", token.content))
        if words.text:
            self._add(Kind.PARAGRAPH, words, "", first, after, parent=self._parent())

    def _row(self, token: Token) -> None:
        first, _ = self._see(token)
        self.lead_in = ""
        cells = [read_words(cell, self.targets) for cell in split_cells(token.content)]
        columns = () if token.type == "columns" else self.columns
        filled = [cell for cell in cells if cell.text]
        row = Block(
            Kind.ROW,
            " | ".join(cell.text for cell in filled),
            self.lines.span(first, first + 1),
            self.path,
            parent=self._parent(),
            struck=bool(filled) and max(filled, key=lambda cell: len(cell.text)).struck,  # the task, whatever stands beside it
            links=tuple(link for cell in cells for link in cell.links),
            columns=columns,
            cells=tuple(cell.text for cell in cells),
            cell_links=tuple(cell.links for cell in cells),
        )
        if token.type == "columns":
            self.columns, self.only_head = row.cells, row
        elif filled:
            self.only_head = None
            self.blocks.append(row)

    def _finish_table(self) -> None:
        """A table that is all header still has words."""
        if self.only_head is not None and self.only_head.text:
            self.blocks.append(self.only_head)
        self.only_head = None
