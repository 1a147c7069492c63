"""Findings as lines for people: `postmortem.md:41: FT101 no owner: name the one person who will do this`.

With `quoted`, the words of each offending line follow its findings, underlined. Does not ask whether there is a
terminal: it is told, and given the brush.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.report.excerpt import Text
from followthrough.core.report.result import Result, summary

# Text and the names of styles in, text as it is to be shown out.
Paint = Callable[..., str]


def plain(text: str, *_: str) -> str:
    """A brush without colour."""
    return text


def render(results: Sequence[Result], *, quoted: bool = False, paint: Paint = plain, width: int = 100) -> str:
    """All findings and, at the end, their count."""
    lines: list[str] = []
    for result in results:
        for span, findings in groupby(result.findings, key=lambda finding: finding.span):
            lines += [_finding(result.file, finding, paint) for finding in findings]
            if quoted and span is not None:
                lines += [*_quote(result.text, span, paint, width), ""]
    return "\n".join([*lines, paint(summary(results), "bold")])


def _finding(file: str, finding: Finding, paint: Paint) -> str:
    place = clean(file) if finding.span is None else f"{clean(file)}:{finding.span.first}"
    return f"{paint(f'{place}:', 'bold')} {paint(finding.code, 'red')} {clean(finding.message)}"


def _quote(text: Text, span: Span, paint: Paint, width: int) -> Iterator[str]:
    """The first line of a span, with its part in the span underlined."""
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else span.end]
    first, last = span.start - start, min(span.end - start, len(line))
    gutter = f"{span.first:>5} │ "
    shown = _clip(clean_line(line), width - len(gutter))
    # Spaces before the words are theirs, not the fault's.
    first += len(line[first:last]) - len(line[first:last].lstrip())
    marks = max(1, min(last, len(shown)) - first)
    yield f"{paint(gutter, 'dim')}{shown}"
    if first < len(shown):
        yield f"{paint(' ' * 5 + ' │ ', 'dim')}{' ' * first}{paint('~' * marks, 'red')}"


def clean_line(line: str) -> str:
    """A line of a document, with nothing in it that could move a terminal's cursor; as long as it was."""
    return line if line.isprintable() else "".join(character if character.isprintable() else " " for character in line)


def clean(text: str) -> str:
    """The same for words that stand within a line of ours."""
    return " ".join(clean_line(text).split())


def _clip(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: max(20, width) - 1]}…"
