"""The cells of an HTML table as rows of one width: spans are filled, a header is found. Writes no Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from followthrough.core.parse.html_tree import Node

WIDEST = 200  # columns
MOST_CELLS = 200_000
HEADER_LENGTH = 60  # characters: a cell that says more is no header
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of one width. Without a header the first row says nothing about the others."""

    header: tuple[Node | None, ...] | None
    rows: tuple[tuple[Node | None, ...], ...]


def is_layout(table: Node) -> bool:
    """Whether a table only puts things beside each other: a single column or row, or whole pages in its cells."""
    rows = list(rows_of(table))
    if len(rows) < 2 or max((len(row) for row in rows), default=0) < 2:
        return True
    return any(node.name == "table" or node.name in HEADINGS for row in rows for each in row for node in each.within())


def rows_of(table: Node) -> Iterator[list[Node]]:
    """The cells of each row, those of inner tables left out."""
    for child in table.nodes():
        if child.name == "tr":
            yield [cell for cell in child.nodes() if cell.name in {"td", "th"}]
        elif child.name not in {"caption", "colgroup", "td", "th", "table"}:
            yield from rows_of(child)


def read_table(table: Node) -> Table:
    rows = [row for row in filled(list(rows_of(table))) if any(cell is not None for cell in row)]
    width = max((len(row) for row in rows), default=0)
    even = [(*row, *[None] * (width - len(row))) for row in rows]
    head = next((node for node in table.nodes() if node.name == "thead"), None)
    in_head = len(list(rows_of(head))) if head else 0
    if even and (in_head or is_header(even[0])):
        # Of several header rows the last names the columns.
        return Table(even[max(0, in_head - 1)], tuple(even[max(1, in_head) :]))
    return Table(None, tuple(even))


def filled(rows: list[list[Node]]) -> Iterator[list[Node | None]]:
    """The rows with a cell that reaches over several columns in the first of them, and one that reaches down in each of its rows."""
    below: dict[int, tuple[int, Node]] = {}  # column: rows still to fill, and with what
    made = 0
    for row in rows:
        line: list[Node | None] = []
        waiting = iter(row)
        cell = next(waiting, None)
        while len(line) < WIDEST and (cell is not None or any(column >= len(line) for column in below)):
            if (column := len(line)) in below:
                left, held = below.pop(column)
                line.append(held)
                if left > 1:
                    below[column] = (left - 1, held)
            elif cell is None:
                line.append(None)
            else:
                wide, high = span(cell, "colspan"), span(cell, "rowspan")
                if high > 1:
                    below[column] = (high - 1, cell)
                line += [cell, *[None] * (min(wide, WIDEST - column) - 1)]
                cell = next(waiting, None)
        made += len(line)
        if made > MOST_CELLS:
            return
        yield line


def span(cell: Node, attribute: str) -> int:
    value = cell.get(attribute).strip()
    return min(int(value), WIDEST) if value.isascii() and value.isdigit() and len(value) < 6 and int(value) > 0 else 1


def is_header(row: tuple[Node | None, ...]) -> bool:
    """Whether the first row of a table without `thead` names its columns."""
    cells = [cell for cell in row if cell is not None]
    words = [cell.text().strip() for cell in cells]
    if all(cell.name == "th" for cell in cells):
        return True
    if any(cell.name == "th" for cell in cells[:1]):
        return False  # its rows are named, not its columns
    if all(is_bold(cell) for cell, said in zip(cells, words, strict=True) if said) and any(words):
        return True
    return len(cells) == len(row) > 2 and all(0 < len(said) <= HEADER_LENGTH for said in words)


def is_bold(cell: Node) -> bool:
    """Whether all words of a cell stand in bold."""
    plain = "".join(child if isinstance(child, str) else "" if child.name in {"b", "strong"} else _plain(child) for child in cell.children)
    return not plain.strip()


def _plain(node: Node) -> str:
    return "".join(child if isinstance(child, str) else "" if child.name in {"b", "strong"} else _plain(child) for child in node.children)
