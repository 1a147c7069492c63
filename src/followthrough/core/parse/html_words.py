"""Words with their look (bold, struck through) to Markdown, with the characters escaped that Markdown would take for its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

# An address is left as it is: a backslash would cut it short.
ADDRESS = re.compile(r"https?://\S+")
SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~])|[`*]|(?<=\])\(|<(?=[a-zA-Z/!])|&(?=#?[a-zA-Z0-9]{1,31};)|~(?=~)|(?<![^\W_])_|_(?![^\W_])")
SPACE = re.compile(r"[ \t\r\f\v\u00a0\u2007\u202f\u2028\u2029\x1c-\x1f\x85]+")
LINE_START = re.compile(r"\A(?:#{1,6}(?=\s)|>|(?:-{2,}|={2,}|_{3,})(?=$)|\+(?=\s)|~~~)")
BULLET = re.compile(r"\A(?:[•◦▪▫‣⁃●○■□·∙–](?=\s)\s{1,9}|[•◦▪‣⁃●](?=\w))")
BOX = re.compile(r"\A(?:- )?([☐☑☒⬜🗹🗸])\ufe0f?\s{0,9}(?=\S)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one look. `ready` ones are Markdown already."""

    text: str
    bold: bool = False
    struck: bool = False
    ready: bool = False


def escape(text: str) -> str:
    """Plain words as Markdown that reads as these words."""
    if not SPECIAL.search(text):
        return text
    parts, at = [], 0
    for address in ADDRESS.finditer(text):
        parts += [SPECIAL.sub(r"\\\g<0>", text[at : address.start()]), address[0]]
        at = address.end()
    return "".join([*parts, SPECIAL.sub(r"\\\g<0>", text[at:])])


def join(pieces: Iterable[Piece], *, bold: bool = True) -> str:
    """The pieces as one paragraph of Markdown; a line end stays where a piece holds one."""
    out = []
    for struck, group in groupby(_runs(pieces, bold), key=lambda run: run[1]):
        out.append(_wrap("".join(_wrap(text, "**") if strong else text for text, _, strong in group), "~~" if struck else ""))
    lines = (SPACE.sub(" ", line).strip() for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line)


def _runs(pieces: Iterable[Piece], bold: bool) -> Iterable[tuple[str, bool, bool]]:
    for (struck, strong), group in groupby(pieces, key=lambda piece: (piece.struck, piece.bold and bold)):
        yield "".join(piece.text if piece.ready else escape(piece.text) for piece in group), struck, strong


def _wrap(text: str, mark: str) -> str:
    """The words between marks, line by line, and the spaces at their ends outside: inside, Markdown would not take the marks."""
    if not mark or not text.strip():
        return text
    return "\n".join(_wrap_line(line, mark) for line in text.split("\n"))


def _wrap_line(line: str, mark: str) -> str:
    words = line.strip()
    if not words:
        return line
    before = len(line) - len(line.lstrip())
    return f"{line[:before]}{mark}{words}{mark}{line[before + len(words) :]}"


def lead(line: str, *, entry: bool = False) -> str:
    """A line with the bullet or box in front of it written as Markdown writes them, and nothing that would pass for other markup."""
    struck = line.startswith("~~")
    start = line[2:] if struck else line
    if box := BOX.match(start):
        done = "[ ]" if box[1] in "☐⬜" else "[x]"
        return f"{'' if entry else '- '}{done} {'~~' if struck else ''}{start[box.end() :]}"
    if not entry and (bullet := BULLET.match(start)):
        return lead(f"- {'~~' if struck else ''}{start[bullet.end() :]}")
    return f"\\{line}" if LINE_START.match(line) else line


def cell(text: str) -> str:
    """Words as they stand in a cell of a table, on one line."""
    return text.replace("\\|", "|").replace("|", "\\|").replace("\n", " <br> ")


def row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
