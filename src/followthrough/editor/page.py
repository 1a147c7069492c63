"""One open document with what was found in it, and where that stands in the text that the editor shows. Decides on no rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from followthrough.core.extract.reading import Reading
from followthrough.core.item import Candidate, Span
from followthrough.core.lint.mend.change import Change
from followthrough.core.lint.rule import Finding
from followthrough.editor.places import Places, Position, Range


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a text: what was read and what the rules said, or why it could not be looked at."""

    reading: Reading | None = None
    findings: tuple[Finding, ...] = ()
    problem: str | None = None


class Checker(Protocol):
    """What the editor's side asks of the command's side, which knows files, configuration and the day.

    `path` is a document's file, or its name where it has none yet. With `thorough` the documents beside it are looked at, too.
    """

    def check(self, path: str, text: str, *, thorough: bool) -> Checked: ...
    def mend(self, path: str, text: str) -> tuple[Change, ...]: ...


@dataclass(frozen=True, slots=True)
class Page:
    """A document at one version. `places` are those of the text that the editor has, with line feeds for its line ends."""

    path: str
    version: int | None
    places: Places
    checked: Checked = field(default_factory=Checked)

    @property
    def is_source(self) -> bool:
        """Whether what was read is what the editor shows. HTML and the like were translated: there the lines are others."""
        return self.checked.reading is not None and self.checked.reading.document.text == self.places.text

    def range_of(self, span: Span | None) -> Range:
        """Where something stands. Of a translated document: where its words are, else the first line."""
        if span is None or self.checked.reading is None:
            return self.places.line(0)
        if self.is_source:
            words = self.checked.reading.document.text[span.start : span.end]
            return self.places.range(span.start, span.start + len(words.rstrip()))
        words = self.checked.reading.document.text[span.start : span.end].strip()
        at = self.places.text.find(words) if words else -1
        return self.places.range(at, at + len(words)) if at >= 0 else self.places.line(0)

    def findings_at(self, place: Range) -> list[Finding]:
        return [finding for finding in self.checked.findings if _touch(self.range_of(finding.span), place)]

    def candidates_at(self, place: Position) -> list[Candidate]:
        if self.checked.reading is None:
            return []
        return [one for one in self.checked.reading.candidates if _touch(self.range_of(one.span), Range(place, place))]


def normal(text: str) -> str:
    """An editor's text with line feeds for its line ends, which moves no line and no column."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _touch(one: Range, other: Range) -> bool:
    return one.start <= other.end and other.start <= one.end
