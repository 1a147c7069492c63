"""Markdown (CommonMark, tables, task lists, strike-through) to blocks with exact lines. Reads structure, judges nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from followthrough.core.document import Block, Kind, Link
from followthrough.core.parse.inline import Words, read_words
from followthrough.core.parse.lines import Lines

BOX = re.compile(r"^\[([ xX✓✔*-]?)\]\s+")
DONE_BOXES = frozenset("xX✓✔*")
BOLD_ALONE = re.compile(r"^(?:\*\*|__)([^*_\n][^*\n]{0,100})(?:\*\*|__)\s*:?\s*$")
DEEPEST = 60  # nesting; the parser leaves out what lies deeper
HEADING_WORDS = 10
LEAD_IN_WORDS = 14
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


@cache
def _parser() -> MarkdownIt:
    # Inline markup is read by `inline.py`, block by block and only where it is asked for.
    return MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable("table").disable(["inline", "text_join"], ignoreInvalid=True)


def read_blocks(text: str, *, skip_lines: int = 0) -> tuple[Block, ...]:
    """The blocks of a Markdown text in order. `skip_lines` lines at the top (front matter) are no part of it."""
    lines = Lines(text)
    body = "\n" * skip_lines + "\n".join(lines.lines[skip_lines:])
    tokens = _parser().parse(body)
    blocks = _Reader(lines).read(tokens)
    if any(token.level >= DEEPEST for token in tokens):
        blocks += _left_out(lines, blocks, skip_lines)
    return tuple(blocks)


def _left_out(lines: Lines, blocks: list[Block], skip_lines: int) -> list[Block]:
    """What the parser dropped because it is nested too deeply, a paragraph a line: flagged by its flatness, not lost."""
    covered = {number for block in blocks for number in range(block.span.first - 1, block.span.last)}
    found = []
    for number, line in enumerate(lines.lines):
        words = line.lstrip(" \t>-*+").strip()
        if number >= skip_lines and number not in covered and words:
            plain = read_words(words)
            found.append(Block(Kind.PARAGRAPH, plain.text, lines.span(number, number + 1, begins=words), links=plain.links))
    return found


class _Reader:
    """Walks the parser's tokens once, keeping the headings above and the list entries around."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.blocks: list[Block] = []
        self.headings: list[tuple[int, str]] = []
        self.lead_in = ""  # "We will:" right before a list
        self.lead_ins: list[str] = []  # of the lists around
        self.entries: list[int | None] = []  # indices of the list entries around; None until the entry's words are read
        self.quotes = 0
        self.columns: list[Words] = []

    def read(self, tokens: Sequence[Token]) -> list[Block]:
        for at, token in enumerate(tokens):
            match token.type:
                case "inline":
                    self._inline(tokens[at - 1], token)
                case "fence" | "code_block":
                    self._code(token)
                case "html_block":
                    self._html(token)
                case "bullet_list_open" | "ordered_list_open":
                    self.lead_ins.append(self.lead_in)
                    self.lead_in = ""
                case "bullet_list_close" | "ordered_list_close":
                    self.lead_ins.pop()
                case "list_item_open":
                    self.entries.append(None)
                case "list_item_close":
                    self.entries.pop()
                case "blockquote_open":
                    self.quotes += 1
                case "blockquote_close":
                    self.quotes -= 1
                case "table_open":
                    self.columns = []
                case "tr_open":
                    self._row(tokens, at)
                case _:
                    pass
        return self.blocks

    def _path(self) -> tuple[str, ...]:
        return (*(words for _, words in self.headings), *(words for words in self.lead_ins if words))

    def _parent(self) -> int | None:
        return next((index for index in reversed(self.entries) if index is not None), None)

    def _inline(self, opening: Token, token: Token) -> None:
        if opening.type in {"th_open", "td_open"} or token.map is None:
            return
        first, after = token.map
        if opening.type == "heading_open":
            self._heading(token.content, int(opening.tag[1]), first, after)
        elif self.entries and self.entries[-1] is None:
            self._entry(token.content, first, after)
        else:
            self._paragraph(token.content, first, after)

    def _heading(self, source: str, level: int, first: int, after: int) -> None:
        words = read_words(source)
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        span = self.lines.span(first, after, begins=source.split("\n")[0])
        self.blocks.append(Block(Kind.HEADING, words.text, span, self._path(), level=min(level, 6), links=words.links))
        self.headings.append((level, words.text.rstrip(":").strip()))
        self.lead_in = ""

    def _entry(self, source: str, first: int, after: int) -> None:
        box = BOX.match(source)
        checked = None if box is None else box[1] in DONE_BOXES and box[1] != ""
        source = source[box.end() :] if box else source
        words = read_words(source)
        self._add(Kind.ENTRY, words, source, first, after, level=len(self.entries), checked=checked)
        self.entries[-1] = len(self.blocks) - 1
        self.lead_in = ""

    def _paragraph(self, source: str, first: int, after: int) -> None:
        bold = BOLD_ALONE.match(source)
        if bold and not self.entries and not self.quotes and len(source.split()) <= HEADING_WORDS:
            self._heading(bold[1], 7, first, after)
            return
        words = read_words(source)
        kind = Kind.QUOTE if self.quotes else Kind.PARAGRAPH
        self._add(kind, words, source, first, after)
        last = words.text.rsplit(". ", 1)[-1]
        self.lead_in = last.rstrip(": ") if last.endswith(":") and len(last.split()) <= LEAD_IN_WORDS else ""

    def _add(
        self, kind: Kind, words: Words, source: str, first: int, after: int, *, level: int = 0, checked: bool | None = None
    ) -> None:
        span = self.lines.span(first, after, begins=source.split("\n")[0].strip())
        parent = self._parent()
        self.blocks.append(
            Block(kind, words.text, span, self._path(), level=level, parent=parent, checked=checked, struck=words.struck, links=words.links)
        )

    def _code(self, token: Token) -> None:
        if token.map and token.content.strip():
            span = self.lines.span(*token.map)
            self.blocks.append(Block(Kind.CODE, token.content, span, self._path(), parent=self._parent()))

    def _html(self, token: Token) -> None:
        """Tags are dropped, words are kept; comments are the author's notes and no part of the text."""
        words = read_words(COMMENT.sub(" ", token.content))
        if token.map and words.text:
            self._add(Kind.PARAGRAPH, words, "", *token.map)

    def _row(self, tokens: Sequence[Token], at: int) -> None:
        cells = []
        for place_of_cell in range(at + 1, len(tokens)):
            token = tokens[place_of_cell]
            if token.type == "tr_close":
                break
            if token.type == "inline":
                cells.append(read_words(token.content))
        if not self.columns:
            self.columns = cells or [Words("")]
            return
        place = tokens[at].map
        if place is None or not any(cell.text for cell in cells):
            return
        links: tuple[Link, ...] = tuple(link for cell in cells for link in cell.links)
        filled = [cell for cell in cells if cell.text]
        self.blocks.append(
            Block(
                Kind.ROW,
                " | ".join(cell.text for cell in filled),
                self.lines.span(*place),
                self._path(),
                struck=all(cell.struck for cell in filled),
                links=links,
                columns=tuple(cell.text for cell in self.columns),
                cells=tuple(cell.text for cell in cells),
                cell_links=tuple(cell.links for cell in cells),
            )
        )
        self.lead_in = ""
