"""AsciiDoc to Markdown, line for line. Includes nothing, evaluates nothing; blocks are reduced to the words in them."""

from __future__ import annotations

import re

from followthrough.core.parse.asciidoc_table import read_table
from followthrough.core.pattern import Pattern

HEADING = re.compile(r"\A(={1,6}|#{1,6})\s{1,9}(\S.*)")
ATTRIBUTE = re.compile(r"\A:(!?[a-zA-Z][\w-]{0,60}!?):(?:\s{1,9}(.*))?")
ENTRY = re.compile(r"\A\s{0,40}(\*{1,6}|-|\.{1,6}|\d{1,3}\.)\s{1,9}(?=\S)")
TERM = re.compile(r"\A\s{0,40}(\S[^:\n]{0,200}?)::(?:\s{1,9}(.*))?")
BOX = re.compile(r"\A\[([ xX*])\]\s{1,9}")
BLOCK_TITLE = re.compile(r"\A\.([^\s.][^\n]{0,200})")
ANCHOR = re.compile(r"\A\[[^\]\n]{0,500}\]")
VERBATIM = re.compile(r"\A(-{4,}|\.{4,}|```\w{0,20})")
COMMENTED = re.compile(r"\A(?:/{4,}|\+{4,})")
ENCLOSING = re.compile(r"\A(?:={4,}|\*{4,}|--)")
QUOTED = re.compile(r"\A_{4,}")
KEPT = frozenset(
    {"revdate", "date", "severity", "incident", "author", "status", "owner", "reference", "id", "incident-id", "incident-date"}
)
COMMENT = "followthrough:"
INLINE: tuple[tuple[Pattern, str], ...] = (
    (Pattern(r"\[(?:\.)?(?:line-through|strike|del)\]#{1,2}([^#\n]{1,500})#{1,2}", needs=("]#",)), r"~~\1~~"),
    (Pattern(r"\[[^\]\n]{1,100}\]#{1,2}([^#\n]{1,500})#{1,2}", needs=("]#",)), r"\1"),
    (
        Pattern(r"(?:link:)?((?:https?|mailto):[^\s\[\]]{1,1000})\[([^\]\n,]{1,300})(?:,[^\]\n]{0,200})?\]", needs=("://", "mailto:")),
        r"[\2](\1)",
    ),
    (Pattern(r"(https?://[^\s\[\]]{1,1000})\[\]", needs=("[]",)), r"\1"),
    (Pattern(r"(?:xref:|<<)([^\[>,\n]{1,200})(?:\[([^\]\n]{1,200})\]|,\s{0,9}([^>\n]{1,200})>>)", needs=("xref:", "<<")), r"\2\3"),
    (Pattern(r"image::?[^\s\[]{1,500}\[[^\]\n]{0,300}\]", needs=("image:",)), ""),
    (Pattern(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,500})(?<=\S)\*(?![\w*])", needs=("*",)), r"**\1**"),
    (Pattern(r"\s\+$", needs=("+",)), ""),
)
SUBSTITUTED = Pattern(r"\{([a-z][\w-]{0,60})\}", needs=("{",))


def to_markdown(text: str, *, name: str = "") -> str:
    """The same lines in Markdown."""
    del name
    return "\n".join(_Reader(text.split("\n")).read())


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.out: list[str] = []
        self.marks: list[str] = []  # of the entries that are open, outermost first
        self.widths: list[int] = []
        self.continued = False  # after a `+`: the next block belongs to the entry
        self.quoted = False
        self.values: dict[str, str] = {}

    def read(self) -> list[str]:
        while (at := len(self.out)) < len(self.lines):
            line = self.lines[at].rstrip()
            if VERBATIM.fullmatch(line):
                self._verbatim(line)
            elif COMMENTED.fullmatch(line):
                self._drop(line)
            elif line == "|===":
                self.marks, self.widths = [], []
                self.out += read_table(self.lines, at, self._inline)
            else:
                words = self._words(line, at)
                self.out.append(f"> {words}" if self.quoted else words)
        return self.out

    def _verbatim(self, fence: str) -> None:
        closing = fence if fence[0] != "`" else "```"
        self.out.append("```")
        while (at := len(self.out)) < len(self.lines):
            line = self.lines[at].rstrip()
            self.out.append("```" if line == closing else line.replace("```", "'''"))
            if line == closing:
                return

    def _drop(self, fence: str) -> None:
        self.out.append("")
        while (at := len(self.out)) < len(self.lines):
            self.out.append("")
            if self.lines[at].rstrip() == fence:
                return

    def _words(self, line: str, at: int) -> str:
        words = line.strip()
        if not words:
            return ""
        if QUOTED.fullmatch(words):
            self.quoted = not self.quoted
            return ""
        if ENCLOSING.fullmatch(words) or ANCHOR.fullmatch(words) or words in {"'''", "<<<"}:
            if not self.continued:
                self.marks, self.widths = [], []
            return ""
        if words == "+":
            self.continued = True
            return ""
        if words.startswith("//"):
            return f"<!-- {words[2:].strip()} -->" if COMMENT in words else ""
        if found := HEADING.fullmatch(words):
            self.marks, self.widths = [], []
            return "#" * len(found[1]) + " " + self._inline(found[2].removesuffix(found[1]).strip())
        if found := ATTRIBUTE.fullmatch(words):
            return self._attribute(found[1], found[2] or "")
        if found := ENTRY.match(line):
            return self._entry(found[1], line[found.end() :])
        if (found := BLOCK_TITLE.fullmatch(words)) and not words.startswith(".."):
            self.marks, self.widths = [], []
            return f"**{self._inline(found[1])}**"
        if found := TERM.fullmatch(line):
            if "::" not in self.marks:
                self.marks, self.widths = [], []
            return self._entry("::", f"{found[1]}: {found[2] or ''}".rstrip())
        above = self.lines[at - 1].strip() if at else ""
        if not above and not self.continued:
            self.marks, self.widths = [], []
        inside = bool(self.marks) and (bool(above) or self.continued)
        self.continued = False
        return " " * (sum(self.widths) if inside else 0) + self._inline(words)

    def _attribute(self, key: str, value: str) -> str:
        self.values[key.lower()] = value.strip()
        name = key.lower().removeprefix("rev")
        return f"{name.capitalize()}: {value.strip()}" if key.lower() in KEPT and value.strip() else ""

    def _entry(self, mark: str, words: str) -> str:
        kind = "1." if mark[0].isdigit() else mark
        depth = self.marks.index(kind) if kind in self.marks else len(self.marks)
        written = f"{mark} " if mark[0].isdigit() else "1. " if mark[0] == "." else "- "
        self.marks[depth:], self.widths[depth:] = [kind], [len(written)]
        box = BOX.match(words)
        mark = f"[{'x' if box[1] in 'xX*' else ' '}] " if box else ""
        return " " * sum(self.widths[:depth]) + written + mark + self._inline(words[box.end() :] if box else words)

    def _inline(self, text: str) -> str:
        text = SUBSTITUTED.sub(lambda found: self.values.get(found[1], found[0]) or "", text)
        for pattern, replacement in INLINE:
            text = pattern.sub(replacement, text)
        return text
