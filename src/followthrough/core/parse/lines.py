"""Where the lines of a text begin: turns line numbers into the spans that quotations are cut from. Knows no markup."""

from __future__ import annotations

import re

from followthrough.core.item import Span

# Characters nobody sees. Before the first word of a line they would hide a list mark from the parser.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
HIDING = re.compile(rf"^[ \t\u00a0{INVISIBLE}]*[\u00a0{INVISIBLE}]", re.MULTILINE)


class Lines:
    """The lines of a canonical text, counted from 0 here as the Markdown parser does.

    `visible` is what the parser gets to see: as long as the text, with the invisible beginnings of lines blanked.
    """

    def __init__(self, text: str) -> None:
        self.visible = text if text.isascii() else HIDING.sub(lambda found: " " * len(found[0]), text)
        self.lines = self.visible.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def span(self, first: int, after: int, *, begins: str = "") -> Span:
        """The lines `first` up to, without, `after`, trimmed; on the first from the words `begins` on, where it has them."""
        last = max(first, min(after, len(self.lines)) - 1)
        while last > first and not self.lines[last].strip():
            last -= 1
        line = self.lines[first]
        at = line.find(begins) if begins else -1
        if at < 0:
            at = len(line) - len(line.lstrip())
        start = self.starts[first] + at
        end = max(start, self.starts[last] + len(self.lines[last].rstrip()))
        return Span(start, end, first + 1, last + 1)
