"""Where a finding stands, in lines and columns, and how it is recognised when it has moved. Looks at no rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from followthrough.core.item import Span
from followthrough.core.lint.rule import Finding
from followthrough.core.report.excerpt import Text
from followthrough.core.report.result import Result


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns, counted from 1 in characters; the end is behind the last character."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding with its file as reports name it, its words, and a fingerprint that stays when lines above it come and go."""

    file: str
    finding: Finding
    words: str
    fingerprint: str
    place: Place | None


def place(text: Text, span: Span) -> Place:
    """The lines and columns of a span, up to the last character that is no line end."""
    words = text[span.start : span.end].rstrip("\n")
    return Place(span.first, _column(text, span.start), span.last, _column(text, span.start + len(words)))


def placed(results: Iterable[Result]) -> Iterator[Placed]:
    """Every finding of every file, in order. Two that are alike to the letter are told apart by counting."""
    seen: Counter[tuple[str, ...]] = Counter()
    for result in results:
        file = relative(result.file)
        for finding in result.findings:
            span = finding.span
            words = result.text[span.start : span.end] if span else ""
            key = (file, finding.code, " ".join(words.split()))
            seen[key] += 1
            yield Placed(file, finding, words, fingerprint(*key, str(seen[key])), place(result.text, span) if span else None)


def relative(file: str) -> str:
    """The name of a file with forward slashes and without a leading "./", as the services that show findings want it."""
    return PurePath(file).as_posix()


def fingerprint(*parts: str) -> str:
    """A short name for what these words say."""
    import hashlib  # only formats for services need it, and they are not what starts in a hook

    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _column(text: Text, at: int) -> int:
    return at - text.rfind("\n", 0, at)
