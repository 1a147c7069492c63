"""A block rule for tables: the parser's own makes six tokens a cell, which takes minutes for what this reads in seconds.

One token a line, cells unread. Takes the same tables as the parser's rule; alignment is not kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

DELIMITER = re.compile(r":?-+:?")  # of one column
FULL = 200_000  # cells that a row may leave out, over a table: beyond it a small file could ask for endless work


def split_cells(line: str) -> list[str]:
    """The cells of a line; `\\|` does not part them."""
    line = line.strip()
    # The text holds no NUL: `decode` has seen to it.
    cells = [cell.replace("\x00", "|") for cell in line.replace("\\|", "\x00").split("|")]
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip() and line.endswith("|"):
        cells.pop()
    return [cell.strip() for cell in cells]


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table that starts at a line; in the shape that the parser's rules have."""
    if start + 2 > end or state.sCount[start + 1] < state.blkIndent or state.is_code_block(start + 1) or state.is_code_block(start):
        return False
    delimiter = _line(state, start + 1)
    if delimiter[:1] == "|" and is_double(_line(state, start)):
        columns = len(split_double(_line(state, start)))
        marks = split_cells(delimiter)
        if not (marks and all(DELIMITER.fullmatch(mark) for mark in marks)):
            return _read(state, start, end, columns, silent=silent, header=1)
    if not delimiter or delimiter[0] not in "|:-":
        return False
    marks = split_cells(delimiter)
    if not marks or not all(DELIMITER.fullmatch(mark) for mark in marks):
        return False
    head = _line(state, start)
    columns = len(marks)
    if "|" not in head or len(split_cells(head)) != columns:
        return False
    return _read(state, start, end, columns, silent=silent, header=2)


def is_double(line: str) -> bool:
    """Whether a line is a header as wikis write it, `||Action||Owner||`: no line of dashes follows."""
    return len(line) > 4 and line.startswith("||") and line.endswith("||")


def split_double(line: str) -> list[str]:
    """The cells of a header as wikis write it."""
    return [cell.strip() for cell in line[2:-2].split("||")]


def _read(state: StateBlock, start: int, end: int, columns: int, *, silent: bool, header: int) -> bool:
    if silent:
        return True
    parent, state.parentType = state.parentType, "table"
    head = _line(state, start)
    _push(state, "columns", start, head if header == 2 else "|" + "|".join(split_double(head)) + "|", lines=header)
    state.line = _rows(state, start + header, end, columns)
    state.parentType = parent
    return True


def _rows(state: StateBlock, start: int, end: int, columns: int) -> int:
    stops = state.md.block.ruler.getRules("blockquote")
    missing = 0
    line = start
    while line < end and missing < FULL:
        words = _line(state, line)
        if not words or state.sCount[line] < state.blkIndent or state.is_code_block(line):
            break
        if words[0] != "|" and any(rule(state, line, end, True) for rule in stops):
            break
        missing += max(0, columns - words.count("|"))
        _push(state, "row", line, words)
        line += 1
    return line


def _push(state: StateBlock, kind: str, line: int, words: str, lines: int = 1) -> None:
    token = state.push(kind, "tr", 0)
    token.map = [line, line + lines]
    token.content = words


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
