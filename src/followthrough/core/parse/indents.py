"""List entries and the lines below them, from any way of indenting to the one that Markdown reads. One line in, one line out."""

from __future__ import annotations

import re

ENTRY = re.compile(r"\A(?P<mark>[*+•◦▪‣●·–-]|\(?[0-9]{1,3}[.)]|#\.|\(?[a-zA-Z][.)](?= ))(?P<space>[ \t]{1,9})(?=\S)")
WIDEST = 400  # columns: what stands further in stands there


def width(line: str) -> int:
    """How far in a line begins."""
    return min(len(line) - len(line.lstrip()), WIDEST)


class Indents:
    """The entries that are open, each with where its words began and where they begin now."""

    def __init__(self, *, letters: bool = True) -> None:
        self.open: list[tuple[int, int]] = []
        self.letters = letters

    def line(self, line: str) -> str:
        """The line as Markdown has it; deeper than its entry it does not stand, so nothing passes for code."""
        line = line.expandtabs(4)
        words = line.strip()
        if not words:
            return ""
        at = width(line)
        while self.open and at < self.open[-1][0]:
            self.open.pop()
        now = self.open[-1][1] if self.open else 0
        found = ENTRY.match(words)
        if found and (self.letters or not found["mark"].strip("(.)").isalpha()):
            mark = f"{digits}." if (digits := found["mark"].strip("#(.)")).isdigit() else "1." if found["mark"] == "#." else "-"
            words = words if digits.isalpha() else words[found.end() :]
            self.open.append((at + found.end(), now + len(mark) + 1))
            return f"{' ' * now}{mark} {words}"
        return " " * now + words

    def close(self) -> None:
        """No entry goes on."""
        self.open.clear()
