"""reStructuredText to Markdown, line for line. Directives are reduced to the words in them; nothing is included, nothing is run."""

from __future__ import annotations

import re

from followthrough.core.parse.indents import ENTRY, Indents, width
from followthrough.core.parse.rst_table import read_grid, read_list_table, read_simple
from followthrough.core.pattern import Pattern

ADORNMENT = re.compile(r"\A([=\-~^\"'`+*#:._<>!$%&,;?@|/])\1{2,}")
DIRECTIVE = re.compile(r"\A\.\.\s{1,9}(?:\|[^|]{1,80}\|\s{1,9})?([a-zA-Z][\w.+-]{0,60}(?::[\w-]{1,60})?)::(?:\s{1,9}(.*))?")
TARGET = re.compile(r"\A\.\.\s{1,9}_`?([^:`]{1,200})`?:(?:\s{1,9}(\S{1,1000}))?\s{0,9}")
NOTE = re.compile(r"\A\.\.\s{1,9}\[(#?[\w-]{1,60})\]\s{1,9}(.*)")
FIELD = re.compile(r"\A:([A-Za-z][\w ./-]{0,60}):(?:\s{1,9}(.*))?")
OPTION = re.compile(r"\A\s{1,99}:[\w-]{1,60}:")
GRID = re.compile(r"\A\+(?:[-=]{2,}\+)+")
SIMPLE = re.compile(r"\A={2,}(?:\s+={2,})+")
CODE = frozenset(
    {"code", "code-block", "sourcecode", "literalinclude", "parsed-literal", "highlight", "math", "graphviz", "mermaid", "uml"}
)
DROPPED = frozenset(
    {"include", "image", "contents", "toctree", "raw", "meta", "index", "sectnum", "default-role", "role", "tocTree", "unicode"}
)
TITLED = frozenset({"rubric", "topic", "sidebar", "admonition", "table", "list-table", "csv-table", "dropdown", "tab-item", "card"})
SAID = frozenset({"note", "warning", "tip", "important", "attention", "caution", "danger", "error", "hint", "seealso", "todo", "figure"})
COMMENT = "followthrough:"
STRIKES = "strike|strikethrough|del|s"
INLINE: tuple[tuple[Pattern, str], ...] = (
    (Pattern(rf":(?:{STRIKES}):`([^`]{{1,500}})`", needs=(":strike", ":del:", ":s:")), r"~~\1~~"),
    (Pattern(r":[a-zA-Z][\w:-]{0,60}:`([^`<]{1,300}?)\s{0,9}<[^>`]{1,500}>`", needs=(":`",)), r"\1"),
    (Pattern(r":[a-zA-Z][\w:-]{0,60}:`~?([^`]{1,500})`", needs=(":`",)), r"\1"),
    (Pattern(r"`([^`<]{1,300}?)\s{0,9}<([^>`\s]{1,1000})>`__?", needs=(">`_",)), r"[\1](\2)"),
    (Pattern(r"\[(#?[\w-]{1,60})\]_(?!\w)", needs=("]_",)), r"\\[\1]"),
    (Pattern(r"(?<!\w)\|([\w][\w ./-]{0,60})\|_{0,2}(?!\w)", needs=("|",)), r"\1"),
)
REFERENCE = Pattern(r"(?<![`\w])`([^`]{1,300})`__?(?!\w)|(?<![\w`])(\w[\w.-]{0,80})__?(?![\w`])", needs=("_",))


def to_markdown(text: str, *, name: str = "") -> str:
    """The same lines in Markdown."""
    del name
    return "\n".join(_Reader(text.split("\n")).read())


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = [line.expandtabs(8) for line in lines]
        self.out: list[str] = []
        self.indents = Indents()
        self.levels: list[tuple[str, bool]] = []  # how headings of each level look
        self.targets = {found[1].lower(): found[2] for line in lines if (found := TARGET.match(line)) and found[2]}

    def read(self) -> list[str]:
        while (at := len(self.out)) < len(self.lines):
            line = self.lines[at]
            if not line.strip():
                self.out.append("")
            elif not (self._heading(at) or self._table(at) or self._explicit(at)):
                self._words(line)
        return self.out

    def _line(self, at: int) -> str:
        return self.lines[at] if 0 <= at < len(self.lines) else ""

    def _heading(self, at: int) -> bool:
        line, below, third = self._line(at), self._line(at + 1).rstrip(), self._line(at + 2).rstrip()
        overlined = bool(ADORNMENT.fullmatch(line.rstrip())) and line.rstrip() == third and bool(below.strip())
        title = below if overlined else line
        if not overlined and (line[:1].isspace() or not ADORNMENT.fullmatch(below) or ADORNMENT.fullmatch(line.rstrip())):
            return False
        if len(below if not overlined else third) < min(len(title.strip()), 4) or SIMPLE.fullmatch(line.strip()):
            return False
        look = ((third if overlined else below)[0], overlined)
        if look not in self.levels:
            self.levels.append(look)
        heading = "#" * min(self.levels.index(look) + 1, 6) + " " + self._inline(title.strip())
        self.out += ["", heading, ""] if overlined else [heading, ""]
        self.indents.close()
        return True

    def _table(self, at: int) -> bool:
        line = self._line(at).strip()
        read = read_grid if GRID.fullmatch(line) else read_simple if SIMPLE.fullmatch(line) else None
        rows = read(self.lines, at, self._inline) if read else []
        self.out += rows
        return bool(rows)

    def _explicit(self, at: int) -> bool:
        """What begins with two dots: a directive, a target, a note, or a comment."""
        line = self._line(at)
        words = line.strip()
        if not (words == ".." or words.startswith(".. ")):
            return False
        margin = width(line)
        if found := DIRECTIVE.fullmatch(words):
            self._directive(at, margin, found[1].lower().split(":")[-1], found[2] or "")
        elif TARGET.match(words) or words.startswith(".. __"):
            self.out.append("")
        elif found := NOTE.match(words):
            self.out.append(self.indents.line(f"{' ' * margin}\\[{found[1]}] {self._inline(found[2])}"))
        else:
            self.out.append(f"<!-- {words[2:].strip()} -->" if COMMENT in words else "")
            if not self._line(at + 1).strip():
                return True  # an empty comment takes nothing along
            self._blank(self._end(at + 1, margin))
        return True

    def _directive(self, at: int, margin: int, kind: str, said: str) -> None:
        end = self._end(at + 1, margin)
        if kind in CODE:
            self._code(end, opening=True)
        elif kind == "list-table" and (rows := read_list_table(self.lines, at + 1, end, self._inline)):
            self.out.append(self._title(said))
            self.out += rows
        elif kind in DROPPED:
            self._blank(end)
        else:
            self.out.append(self._title(said) if kind in TITLED else self._inline(said) if kind in SAID and kind != "figure" else "")
            while len(self.out) < end and OPTION.match(self._line(len(self.out))):
                self.out.append("")

    def _title(self, said: str) -> str:
        return f"**{self._inline(said.strip())}**" if said.strip() else ""

    def _end(self, at: int, margin: int) -> int:
        """The line after the block that stands further in than a margin."""
        last = at
        for number in range(at, len(self.lines)):
            if self.lines[number].strip():
                if width(self.lines[number]) <= margin:
                    break
                last = number + 1
        return last

    def _blank(self, end: int) -> None:
        self.out += [""] * (end - len(self.out))

    def _code(self, end: int, *, opening: bool) -> None:
        if opening:
            self.out.append("```")
        while len(self.out) < end:
            self.out.append(self.lines[len(self.out)].replace("```", "'''"))
        if end < len(self.lines):  # the line after a block is empty
            self.out.append("```" if not self.lines[end].strip() else self.indents.line(self._inline(self.lines[end])))

    def _words(self, line: str) -> None:
        at, words = len(self.out), line.strip()
        if field := FIELD.fullmatch(words):
            self.indents.close()
            self.out.append(f"{field[1]}: {self._inline(field[2] or '')}".rstrip())
            return
        if words.startswith("| ") or words == "|":
            words = words[2:]
        below = self._line(at + 1)
        above = self._line(at - 1)
        alone = not above.strip() or width(above) > width(line)
        term = alone and bool(below.strip()) and width(below) > width(line) and not ENTRY.match(words)
        read = self.indents.line(" " * width(line) + self._inline(words))
        if words.endswith("::"):
            self.out.append(read[:-1] if words != "::" else "")
            if not below.strip() and width(self._line(at + 2)) > width(line):
                self.out.append("```")
                self._code(self._end(at + 2, width(line)), opening=False)
            return
        self.out.append(f"{read}:" if term and read[-1:].isalnum() else read)

    def _inline(self, text: str) -> str:
        for pattern, replacement in INLINE:
            text = pattern.sub(replacement, text)
        return REFERENCE.sub(self._reference, text) if "_" in text else text

    def _reference(self, found: re.Match[str]) -> str:
        words = str(found[1] or found[2])
        target = self.targets.get(words.lower())
        return f"[{words}]({target})" if target else words if found[1] else str(found[0])
