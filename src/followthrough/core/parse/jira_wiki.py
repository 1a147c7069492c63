"""Jira wiki markup to Markdown, line for line. Macros are reduced to the words in them."""

from __future__ import annotations

import re

from followthrough.core.parse.html_words import cell
from followthrough.core.pattern import Pattern

HEADING = re.compile(r"\A\s{0,9}h([1-6])\.\s{1,9}(.*)")
ENTRY = re.compile(r"\A\s{0,9}([*#-]{1,9})\s{1,9}(?=\S)")
VERBATIM = re.compile(r"\A\s{0,9}\{(code|noformat)(?::[^}]{0,200})?\}")
MACRO = re.compile(r"\{(panel|quote|info|note|warning|tip|expand|section|column|toc|anchor|color)(?::([^}\n]{0,300}))?\}")
TITLE = re.compile(r"(?:^|\|)title=([^|}]{1,200})")
MOST_LINES_OF_A_ROW = 50
INLINE: tuple[tuple[Pattern, str], ...] = (
    (Pattern(r"\{color(?::[^}]{1,30})?\}", needs=("{color",), longest=100_000), ""),
    (Pattern(r"\{(?:code|noformat)(?::[^}]{0,100})?\}(.{1,500}?)\{(?:code|noformat)\}", needs=("{code", "{noformat")), r"`\1`"),
    (Pattern(r"\{\{([^}]{1,500})\}\}", needs=("{{",)), r"`\1`"),
    (Pattern(r"\[~(?:accountid:)?([^\]\s]{1,200})\]", needs=("[~",)), r"@\1"),
    (Pattern(r"\[([^\]|\n]{1,500})\|((?:https?|mailto):[^\]|\s]{1,1000})(?:\|[^\]]{0,100})?\]", needs=("|http", "|mailto")), r"[\1](\2)"),
    (Pattern(r"\[(https?://[^\]|\s]{1,1000})(?:\|[^\]]{0,100})?\]", needs=("[http",)), r"\1"),
    (Pattern(r"(?<!\w)![^\s!|]{1,200}(?:\|[^!\n]{0,200})?!(?!\w)", needs=("!",)), ""),
    (Pattern(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,500})(?<=[^\s])\*(?![\w*])", needs=("*",)), r"**\1**"),
    (Pattern(r"(?:(?<=[\s|(])|^)-(?=[^\s-])([^\n|]{1,500}?)(?<=[^\s-])-(?=[\s|.,;:)]|$)", needs=("-",)), r"~~\1~~"),
    (Pattern(r"(?:(?<=[\s|(])|^)\+(?=[^\s+])([^\n|+]{1,500})(?<=[^\s+])\+(?=[\s|.,;:)]|$)", needs=("+",)), r"\1"),
    (Pattern(r"\(/\)", needs=("(/)",)), "✅"),
    (Pattern(r"\(x\)", needs=("(x)",)), "❌"),
    (Pattern(r"\\\\(?=\s|$)", needs=("\\\\",)), " "),
)


def to_markdown(text: str, *, name: str = "") -> str:
    """The same lines in Markdown."""
    del name
    return "\n".join(_Reader(text.split("\n")).read())


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.out: list[str] = []
        self.verbatim = ""  # the macro whose text is under way
        self.quoted = False
        self.in_table = False

    def read(self) -> list[str]:
        while len(self.out) < len(self.lines):
            line = self.lines[len(self.out)]
            if self.verbatim:
                self._verbatim(line)
            elif (opened := VERBATIM.match(line)) and f"{{{opened[1]}}}" not in line[opened.end() :]:
                self.verbatim = opened[1]
                self.out.append("```")
            else:
                self._line(line)
        return self.out

    def _verbatim(self, line: str) -> None:
        if f"{{{self.verbatim}}}" in line:
            self.verbatim = ""
            self.out.append("```")
        else:
            self.out.append(line.replace("```", "'''"))

    def _line(self, line: str) -> None:
        line = self._without_macros(line)
        stripped = line.strip()
        if stripped.startswith("|") and len(stripped) > 1:
            self._row(stripped)
            return
        self.in_table = False
        if found := HEADING.match(line):
            words = "#" * int(found[1]) + " " + inline(found[2]).strip().strip("*")
        elif stripped and not stripped.strip("-") and len(stripped) >= 4:
            words = ""
        elif found := ENTRY.match(line):
            words = _indent(found[1]) + inline(line[found.end() :])
        elif stripped.startswith("bq. "):
            words = "> " + inline(stripped[4:])
        else:
            words = inline(stripped)
        self.out.append(f"> {words}" if self.quoted else words)

    def _without_macros(self, line: str) -> str:
        if "{" not in line:
            return line
        title = ""
        for found in MACRO.finditer(line):
            if found[1] == "quote":
                self.quoted = not self.quoted
            elif found[2] and (said := TITLE.search(found[2])):
                title = said[1].strip()
        rest = MACRO.sub("", line)
        return f"*{title}*" if title and not rest.strip() else f"{title}: {rest}" if title else rest

    def _row(self, line: str) -> None:
        """A row; the lines that it goes on over become empty ones."""
        end = len(self.out) + 1
        joined = [line]
        while not joined[-1].rstrip().endswith("|") and end < len(self.lines) and len(joined) < MOST_LINES_OF_A_ROW:
            if not (following := self.lines[end].strip()) or following.startswith("|"):
                break
            joined.append(self._without_macros(following))
            end += 1
        whole = inline(" <br> ".join(joined)).strip()
        is_header = whole.startswith("||")
        cells = [cell(part.strip()) for part in re.split(r"(?<!\\)\|{1,2}", whole.strip("|"))]
        if is_header and not whole.endswith("||") and len(cells) > 1:
            self.out.append(f"- {cells[0].strip('*')}: {', '.join(filled for filled in cells[1:] if filled)}")  # a row with its own header
        elif not self.in_table:
            self.in_table = True
            self.out.append("||" + "||".join(part.strip("*") or " " for part in cells) + "||")
        else:
            self.out.append("| " + " | ".join(cells) + " |")
        self.out += ["|" if self.in_table else ""] * (end - len(self.out))


def _indent(mark: str) -> str:
    kinds = ["1. " if each == "#" else "- " for each in mark]
    if not mark.strip("-"):
        kinds = ["- "]  # more dashes are a dash
    return " " * sum(len(kind) for kind in kinds[:-1]) + kinds[-1]


def inline(text: str) -> str:
    """Words with their looks and links."""
    for pattern, replacement in INLINE:
        text = pattern.sub(replacement, text)
    return f"\\{text}" if text.startswith(("# ", "> ")) else text
