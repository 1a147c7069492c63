"""The tables of AsciiDoc as rows of Markdown, one line for each line they take: a row stands where its first cell does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from followthrough.core.parse.html_words import cell

EMPTY = "|"
MOST_COLUMNS = 100
COLUMNS = re.compile(r"cols\s{0,9}=\s{0,9}\"?([^\"\]]{1,300})")
# What a cell begins with: how many columns it takes, how it is aligned, its style, and the bar.
CELL = re.compile(r"(?:^|(?<=\s))(?:\.?\d{1,3}(?:\.\d{1,3})?[+*])?[<^>]?(?:\.[<^>])?[adehlmsv]?\|(?!\|)")


def read_table(lines: Sequence[str], at: int, inline: Callable[[str], str]) -> list[str]:
    """The lines of a table from its `|===` on, with the one that ends it."""
    end = next((number for number in range(at + 1, len(lines)) if lines[number].rstrip() == "|==="), len(lines))
    cells: list[tuple[int, str]] = []
    for number in range(at + 1, end):
        if lines[number].lstrip().startswith("//"):
            continue
        before, *parts = CELL.split(lines[number].strip())
        if before.strip() and cells:
            where, said = cells[-1]
            cells[-1] = (where, f"{said} {before.strip()}"[:10_000])
        cells += [(number, part.strip()) for part in parts]
    columns = _columns(lines[at - 1] if at else "", cells)
    rows: dict[int, str] = {}
    last = at
    for start in range(0, len(cells), max(1, columns)):
        row = cells[start : start + columns]
        text = [cell(inline(said)) for _, said in row]
        where = max(row[0][0], last + 1)
        if where >= end:  # more rows than lines
            rows[last] += " " + " | ".join(text) + " |"
            continue
        rows[where] = "| " + " | ".join(text) + " |" if rows else "||" + "||".join(part.strip("*") or " " for part in text) + "||"
        last = where
    first = min(rows, default=end)
    inner = [rows.get(number, EMPTY if number > first else "") for number in range(at + 1, end)]
    return ["", *inner, *([""] if end < len(lines) else [])]


def _columns(above: str, cells: Sequence[tuple[int, str]]) -> int:
    """How many columns a table has: as its attributes say, else as many as stand on its first line."""
    if above.strip().startswith("[") and (found := COLUMNS.search(above)):
        total = 0
        for part in found[1].split(","):
            times = part.strip().partition("*")[0]
            total += int(times) if "*" in part and times.isdigit() and len(times) < 4 else 1
        return max(1, min(total, MOST_COLUMNS))
    return max(1, min(sum(number == cells[0][0] for number, _ in cells), MOST_COLUMNS)) if cells else 1
