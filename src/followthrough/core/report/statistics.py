"""How often each rule spoke, and in how many files: for deciding where to begin. Says nothing of single findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from followthrough.core.level import WEIGHTS, Level
from followthrough.core.report.result import Result, summary


@dataclass(frozen=True, slots=True)
class Count:
    """One rule, with the level that its findings had. A rule that weighs differently in two files has two of these."""

    code: str
    name: str
    level: Level
    findings: int
    files: int


def count(results: Sequence[Result]) -> list[Count]:
    """The rules that spoke, most often first."""
    findings: Counter[tuple[str, str, Level]] = Counter()
    files: Counter[tuple[str, str, Level]] = Counter()
    for result in results:
        said = [(finding.code, finding.name, finding.level) for finding in result.findings]
        findings.update(said)
        files.update(set(said))
    every = [Count(*key, number, files[key]) for key, number in findings.items()]
    return sorted(every, key=lambda one: (-one.findings, one.code))


def render(results: Sequence[Result]) -> str:
    """A table for people."""
    counts = count(results)
    head = ("FINDINGS", "FILES", "CODE", "SEVERITY", "RULE")
    rows = [head, *((str(one.findings), str(one.files), one.code, one.level.value, one.name) for one in counts)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [_line(row, widths) for row in rows] if counts else []
    weighed = ", ".join(f"{number} {level}" for level, number in _by_level(counts).items() if number)
    return "\n".join([*lines, f"{summary(results)}{f' ({weighed})' if weighed else ''}"])


def render_json(results: Sequence[Result]) -> str:
    """The same for programs."""
    counts = count(results)
    rules = [{"code": one.code, "name": one.name, "severity": one.level, "findings": one.findings, "files": one.files} for one in counts]
    unreadable = sum(1 for result in results if result.problem is not None)
    return json.dumps({"files": len(results), "unreadable": unreadable, "severities": _by_level(counts), "rules": rules}, indent=2)


def _by_level(counts: Sequence[Count]) -> dict[str, int]:
    return {level.value: sum(one.findings for one in counts if one.level is level) for level in WEIGHTS}


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    numbers = [cell.rjust(width) for cell, width in zip(row[:2], widths[:2], strict=True)]
    return "  ".join([*numbers, *(cell.ljust(width) for cell, width in zip(row[2:], widths[2:], strict=True))]).rstrip()
