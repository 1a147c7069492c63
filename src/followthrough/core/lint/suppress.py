"""Read the comments that silence a finding: `<!-- followthrough: ignore FT101 reason -->`. Removes nothing from a document.

A comment speaks for its own line and, where it stands alone on its line, for the next line that is not empty.
`ignore-file` in place of `ignore` speaks for the whole document. Without codes it silences every rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.pattern import Pattern

COMMENT = Pattern(r"(?i)<!--\s*followthrough:\s*(?P<verb>ignore(?:-file)?)\b(?P<rest>.*?)-->")
CODES = Pattern(r"(?i)\s*(?:[:,]\s*)?(FT\d+|[a-z]+(?:-[a-z]+)+)\b", longest=200)


class Comment(NamedTuple):
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
    """All comments of a document. `by_line` has those that speak for single lines, so that many comments cost no more than their lines."""

    comments: Sequence[Comment] = ()
    everywhere: tuple[Comment, ...] = ()
    by_line: dict[int, list[Comment]] = field(default_factory=dict)

    @classmethod
    def of(cls, comments: Sequence[Comment]) -> Silence:
        by_line: dict[int, list[Comment]] = {}
        for comment in comments:
            for line in comment.lines:
                by_line.setdefault(line, []).append(comment)
        return cls(comments, tuple(comment for comment in comments if not comment.lines), by_line)

    def covers(self, finding: Finding) -> bool:
        return any(comment.covers(finding) for comment in self._near(finding))

    def names(self, finding: Finding) -> bool:
        """Whether a finding is silenced by its own name: a comment without names says nothing of what is wrong with comments."""
        return any(comment.words and comment.covers(finding) for comment in self._near(finding))

    def _near(self, finding: Finding) -> Iterator[Comment]:
        yield from self.everywhere
        if finding.span is not None:
            for line in range(finding.span.first, finding.span.last + 1):
                yield from self.by_line.get(line, ())


def silence(text: str, names: frozenset[str], code: frozenset[int] = frozenset()) -> Silence:
    """What a document asks to be silent about. `names` are the names of the rules, so that a reason is not taken for one;
    what stands on the lines of `code` is shown there and not meant."""
    if "followthrough:" not in text.lower():
        return Silence()
    found: list[Comment] = []
    rows = text.split("\n")
    below = _below(rows)
    start = 0
    for number, row in enumerate(rows, start=1):
        for comment in COMMENT.finditer(row) if number not in code else ():
            if row[: comment.start()].count("`") % 2:
                continue  # shown, as code within a line
            words, reason = _codes(comment["rest"], names)
            lines = () if comment["verb"].lower() == "ignore-file" else (number, *below.get(number, ()))
            found.append(Comment(Span(start + comment.start(), start + comment.end(), number, number), words, reason, lines))
        start += len(row) + 1
    return Silence.of(found)


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


def _below(rows: list[str]) -> dict[int, tuple[int]]:
    """For each line that holds nothing but comments, the next line below that holds words."""
    found: dict[int, tuple[int]] = {}
    words = None
    for number in range(len(rows), 0, -1):
        row = rows[number - 1]
        if COMMENT.sub("", row).strip() if "<!--" in row else row.strip():
            words = number
        elif words is not None:
            found[number] = (words,)
    return found
