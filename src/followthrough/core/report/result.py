"""What came of one file, as every format is given it. No format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from followthrough.core.lint.rule import Finding
from followthrough.core.report.excerpt import Text


@dataclass(frozen=True, slots=True)
class Result:
    """One file: its text, as far as it is spoken of, and what the rules said, or why it could not be read."""

    file: str
    text: Text = ""
    findings: tuple[Finding, ...] = ()
    problem: str | None = None


def summary(results: Sequence[Result]) -> str:
    """One line that says how it went: "7 findings in 2 of 3 files"."""
    found = sum(len(result.findings) for result in results)
    files = sum(1 for result in results if result.findings)
    read = sum(1 for result in results if result.problem is None)
    unread = len(results) - read
    words = f"{_many(found, 'finding')} in {files} of {_many(read, 'file')}" if found else f"no findings in {_many(read, 'file')}"
    return f"{words}; {_many(unread, 'file')} could not be read" if unread else words


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
