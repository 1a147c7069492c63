"""The tables of reStructuredText (grid, simple, list-table) as rows of Markdown, one line for each line they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from followthrough.core.parse.html_words import cell

Inline = Callable[[str], str]
EMPTY = "|"  # a row that says nothing, where a table goes on over a line
MOST_LINES = 20_000
BORDER = frozenset("-=+| ")
RULE = re.compile(r"\A(?:={2,}|-{2,})(?:\s+(?:={2,}|-{2,}))*")


def read_grid(lines: Sequence[str], at: int, inline: Inline) -> list[str]:
    """A table drawn with `+---+`; nothing where it is drawn some other way."""
    end = at
    while end < len(lines) and end - at < MOST_LINES and lines[end].strip()[:1] in {"+", "|"}:
        end += 1
    out: list[str] = []
    group: list[list[str]] = []
    header = False
    for line in [lines[number].strip() for number in range(at, end)]:
        if not (BORDER.issuperset(line) and ("--" in line or "==" in line)):
            group.append([part.strip() for part in line.strip("|").split("|")])
            continue
        if group:
            header = _put(out, group, inline, header=header)
            group = []
        out.append(EMPTY if header else "")
    if group:
        _put(out, group, inline, header=header)
    return out if end - at > 2 else []


def read_simple(lines: Sequence[str], at: int, inline: Inline) -> list[str]:
    """A table with `====` above and below; nothing where it does not end."""
    columns = [(found.start(), found.end()) for found in re.finditer(r"={2,}", lines[at])]
    rules = [at]
    for number in range(at + 1, min(len(lines), at + MOST_LINES)):
        if RULE.fullmatch(lines[number].strip()) and lines[number].strip()[0] == "=":
            rules.append(number)
            following = lines[number + 1].strip() if number + 1 < len(lines) else ""
            if not following or len(rules) == 3:
                break
    if len(rules) < 2:
        return []
    out = [""]
    header = False
    group: list[list[str]] = []
    for number in range(at + 1, rules[-1] + 1):
        cells = [] if number in rules or RULE.fullmatch(lines[number].strip()) else _cut(lines[number], columns)
        if group and (not cells or cells[0]):
            header = _put(out, group, inline, header=header)
            group = []
        if any(cells):
            group.append(cells)
        else:
            out.append(EMPTY if header else "")
    return out


def read_list_table(lines: Sequence[str], at: int, end: int, inline: Inline) -> list[str]:
    """The rows of a list of lists, `* - cell`."""
    out: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for number in range(at, end):
        words = lines[number].strip()
        if words.startswith("* -"):
            rows.append((number, [words[3:].strip()]))
        elif rows and words.startswith("-") and words[1:2] in {"", " "}:
            rows[-1][1].append(words[1:].strip())
        elif rows and words:
            rows[-1][1][-1] += " " + words
    starts = dict(rows)
    header = False
    for number in range(at, end):
        cells = starts.get(number)
        out.append((EMPTY if header else "") if cells is None else _row(cells, inline, header=not header))
        header = header or cells is not None
    return out if rows else []


def _cut(line: str, columns: Sequence[tuple[int, int]]) -> list[str]:
    """The cells of a line: each begins below its column, the last goes on to the end."""
    ends = [start for start, _ in columns[1:]] + [len(line)]
    return [line[start:end].strip() for (start, _), end in zip(columns, ends, strict=True)]


def _put(out: list[str], group: list[list[str]], inline: Inline, *, header: bool) -> bool:
    """Write the lines of one row; whether the table has a header now. A table without one gets its first row for it."""
    columns = max(len(cells) for cells in group)
    whole = [" ".join(cells[column] for cells in group if column < len(cells) and cells[column]) for column in range(columns)]
    out.append(_row(whole, inline, header=not header))
    out += [EMPTY] * (len(group) - 1)
    return True


def _row(cells: Sequence[str], inline: Inline, *, header: bool) -> str:
    parts = [cell(inline(part)) for part in cells]
    return "||" + "||".join(part.strip("*") or " " for part in parts) + "||" if header else "| " + " | ".join(parts) + " |"
