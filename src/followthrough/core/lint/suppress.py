"""Read the comments that silence a finding: `<!-- followthrough: ignore FT101 reason -->`. Removes nothing from a document.

A comment speaks for its own line and, where it stands alone on its line, for the next line that is not empty.
`ignore-file` in place of `ignore` speaks for the whole document. Without codes it silences every rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.pattern import Pattern

COMMENT = Pattern(r"(?i)<!--\s*followthrough:\s*(?P<verb>ignore(?:-file)?)\b(?P<rest>.*?)-->")
CODES = Pattern(r"(?i)\s*(?:[:,]\s*)?(FT\d+|[a-z]+(?:-[a-z]+)+)\b", longest=200)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment: the codes and names it silences, in lower case (none: all of them), why, and on which lines (none: on all)."""

    span: Span
    words: tuple[str, ...]
    reason: str
    lines: tuple[int, ...] = ()

    def covers(self, finding: Finding) -> bool:
        """Whether it silences a finding."""
        return (not self.words or self.names(finding)) and self._reaches(finding)

    def names(self, finding: Finding) -> bool:
        return finding.code.lower() in self.words or finding.name in self.words

    def _reaches(self, finding: Finding) -> bool:
        span = finding.span
        return not self.lines or (span is not None and any(span.first <= line <= span.last for line in self.lines))


@dataclass(frozen=True, slots=True)
class Silence:
    """All comments of a document."""

    comments: Sequence[Comment] = ()

    def covers(self, finding: Finding) -> bool:
        return any(comment.covers(finding) for comment in self.comments)

    def names(self, finding: Finding) -> bool:
        """Whether a finding is silenced by its own name: a comment without names says nothing of what is wrong with comments."""
        return any(comment.words and comment.covers(finding) for comment in self.comments)


def silence(text: str, names: frozenset[str], code: frozenset[int] = frozenset()) -> Silence:
    """What a document asks to be silent about. `names` are the names of the rules, so that a reason is not taken for one;
    what stands on the lines of `code` is shown there and not meant."""
    if "followthrough:" not in text.lower():
        return Silence()
    found: list[Comment] = []
    rows = text.split("\n")
    start = 0
    for number, row in enumerate(rows, start=1):
        for comment in COMMENT.finditer(row) if number not in code else ():
            if row[: comment.start()].count("`") % 2:
                continue  # shown, as code within a line
            words, reason = _codes(comment["rest"], names)
            lines = () if comment["verb"].lower() == "ignore-file" else _reach(rows, number)
            found.append(Comment(Span(start + comment.start(), start + comment.end(), number, number), words, reason, lines))
        start += len(row) + 1
    return Silence(tuple(found))


def _codes(rest: str, names: frozenset[str]) -> tuple[tuple[str, ...], str]:
    """The codes and names at the start, and the reason behind them."""
    codes: list[str] = []
    while found := CODES.match(rest):
        word = found[1].lower()
        if not word.startswith("ft") and word not in names:
            break
        codes.append(word)
        rest = rest[found.end() :]
    return tuple(codes), rest.strip(" \t:,;.–—-")


def _reach(rows: list[str], number: int) -> tuple[int, ...]:
    """The lines that a comment on a line speaks for."""
    if COMMENT.sub("", rows[number - 1]).strip():
        return (number,)
    below = next((line for line in range(number + 1, len(rows) + 1) if COMMENT.sub("", rows[line - 1]).strip()), number)
    return (number, below)
