"""Plain text to Markdown, line for line: headings are guessed from how they stand, bullets of all kinds become list entries."""

from __future__ import annotations

import re

from followthrough.core.parse.html_words import BOX
from followthrough.core.parse.indents import ENTRY, Indents

CAPITALS = re.compile(r"\A[A-Z0-9][A-Z0-9 &/,.'’()+-]{3,70}:?")
TITLE = re.compile(r"\A[A-Z][\w &/,'’()+-]{2,60}:")
NUMBERED = re.compile(r"\A\d{1,2}(?:\.\d{1,2})?[.)]?\s{1,9}([A-Z][\w &/,'’()+-]{2,60}):?")
NUMBER = re.compile(r"\A(\d{1,2})[.)]")
UNDERLINE = re.compile(r"\A([=\-~^*_#])\1{2,}")
BOXED = re.compile(r"\A\[[ xX]?\]\s")
WORDS = 7  # that a heading has at most
TITLE_WORDS = 14
LEADS_IN = frozenset("we i they he she it the this these those here to as in for of our and also following please".split())  # noqa: SIM905


def to_markdown(text: str, *, name: str = "") -> str:
    """The same lines in Markdown."""
    del name
    lines = text.split("\n")
    out: list[str] = []
    indents = Indents(letters=False)
    titled = False
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    while len(out) < len(lines):
        at = len(out)
        line = lines[at]
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if not line.strip():
            out.append("")
        elif UNDERLINE.fullmatch(below.strip()) and not UNDERLINE.fullmatch(line.strip()):
            indents.close()
            out += [f"{'##' if titled else '#'} {line.strip().rstrip(':')}", ""]
            titled = True
        elif level := heading_level(lines, at, first=first, titled=titled):
            indents.close()
            titled = True
            found = NUMBERED.fullmatch(line.strip())
            out.append("#" * level + " " + (found[1] if found else line.strip().rstrip(":")))
        elif (columns := line.strip().count("\t")) and (rows := _rows(lines, at, columns)) > 1:
            out += [_row(row, header=number == 0) for number, row in enumerate(lines[at : at + rows])]
        else:
            out.append(_words(line, indents))
    return "\n".join(out)


def heading_level(lines: list[str], at: int, *, first: int, titled: bool) -> int:
    """Which heading a line is, by its words and what stands around it; 0 for none."""
    line = lines[at].strip()
    above = lines[at - 1].strip() if at else ""
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    words = line.split()
    if len(words) > TITLE_WORDS or above or line[:1] in "-*[":
        return 0
    if len(words) <= WORDS and CAPITALS.fullmatch(line) and sum(letter.isalpha() for letter in line) >= 4:
        return 2 if titled else 1
    if len(words) <= WORDS and TITLE.fullmatch(line) and words[0].lower() not in LEADS_IN:
        return 2
    if len(words) <= WORDS and not below and NUMBERED.fullmatch(line) and not _is_counted(lines, at):
        return 2
    return 1 if at == first and not titled and not below and line[-1] not in ".!?,;:" and "\t" not in line else 0


def _is_counted(lines: list[str], at: int) -> bool:
    """Whether the next or the last line with words counts on: then these are entries of a list that stand apart."""
    here = NUMBER.match(lines[at].strip())
    for near, step in ((lines[at + 1 : at + 4], 1), (lines[max(0, at - 3) : at][::-1], -1)):
        other = NUMBER.match(next((line.strip() for line in near if line.strip()), ""))
        if here and other and int(other[1]) == int(here[1]) + step:
            return True
    return False


def _words(line: str, indents: Indents) -> str:
    """A line with its bullet or box as Markdown writes them; a box alone makes an entry, too."""
    words = line.lstrip()
    margin = line[: len(line) - len(words)]
    mark = ENTRY.match(words)
    said = words[mark.end() :] if mark else words
    if box := BOX.match(said):
        said = f"{'[ ]' if box[1] in '☐⬜' else '[x]'} {said[box.end() :]}"
    elif not BOXED.match(said):
        return indents.line(line)
    return indents.line(f"{margin}{mark[0] if mark else '- '}{said}")


def _rows(lines: list[str], at: int, columns: int) -> int:
    """How many lines from here on have as many columns, parted by tabs."""
    end = at
    while end < len(lines) and lines[end].strip() and lines[end].rstrip("\r").count("\t") == columns:
        end += 1
    return end - at


def _row(line: str, *, header: bool) -> str:
    cells = [part.strip().replace("|", "\\|") for part in line.split("\t")]
    return "||" + "||".join(part or " " for part in cells) + "||" if header else "| " + " | ".join(cells) + " |"
