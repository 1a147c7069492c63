"""Where the lines of a text begin. Turns line numbers into the spans that quotations are cut from."""

from __future__ import annotations

from followthrough.core.item import Span


class Lines:
    """The lines of a canonical text, counted from 0 here as the Markdown parser does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def span(self, first: int, after: int, *, begins: str = "") -> Span:
        """The lines `first` up to and without `after`, without blank edges, from the words `begins` on where the first line has them."""
        last = min(after, len(self.lines)) - 1
        while last > first and not self.lines[last].strip():
            last -= 1
        line = self.lines[first]
        at = line.find(begins) if begins else -1
        if at < 0:
            at = len(line) - len(line.lstrip())
        start = self.starts[first] + at
        end = max(start, self.starts[last] + len(self.lines[last].rstrip()))
        return Span(start, end, first + 1, last + 1)
