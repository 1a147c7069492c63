"""How the command line looks: colours on a terminal only, and tables that stay readable in a pipe."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "amber": "33", "violet": "35", "underline": "4"}


def coloured(stream: TextIO | None = None) -> bool:
    """Whether a stream wants colour. NO_COLOR and FORCE_COLOR are the conventions of the same names."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def paint(text: str, *styles: str, stream: TextIO | None = None) -> str:
    """The text in the named styles, or as it is where nobody would see them."""
    if not styles or not coloured(stream):
        return text
    return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m"


def clean(text: str) -> str:
    """One line without control characters: a document's words must not move the reader's cursor."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def wide(text: str) -> int:
    """The columns a text takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns, with an ellipsis where it was longer."""
    if wide(text) <= width:
        return text
    kept = ""
    for character in text:
        if wide(kept) + wide(character) > width - 1:
            break
        kept += character
    return kept.rstrip() + "…"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), stretch: int | None = None) -> str:
    """A plain table. Column `stretch` is cut to the terminal's width; in a pipe nothing is cut. `right` aligns numbers."""
    body = [[clean(cell) for cell in row] for row in rows]
    widths = [max([wide(title), *(wide(row[i]) for row in body)]) for i, title in enumerate(head)]
    if stretch is not None and sys.stdout.isatty():
        import shutil  # brings every compression library along, so not where nothing is cut

        room = shutil.get_terminal_size().columns - sum(widths) + widths[stretch] - 2 * (len(widths) - 1)
        widths[stretch] = max(20, min(widths[stretch], room))
    lines = [paint(_line(head, widths, right), "dim")]
    lines += [_line([cut(cell, widths[i]) for i, cell in enumerate(row)], widths, right) for row in body]
    return "\n".join(lines)


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    padded = []
    for i, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * (width - wide(cell))
        padded.append(space + cell if i in right else cell + space)
    return "  ".join(padded).rstrip()
