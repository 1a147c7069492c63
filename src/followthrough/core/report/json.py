"""Findings as JSON, for programs. Keys may be added in later versions; none is taken away."""

from __future__ import annotations

import json
from collections.abc import Sequence

from followthrough.core.lint.rule import Finding
from followthrough.core.report.result import Result


def render(results: Sequence[Result]) -> str:
    """One object: every finding with its place, and the files that could not be read."""
    return json.dumps(
        {
            "files": len(results),
            "findings": [_finding(result, finding) for result in results for finding in result.findings],
            "unreadable": [{"file": result.file, "message": result.problem} for result in results if result.problem is not None],
        },
        ensure_ascii=False,
        indent=2,
    )


def _finding(result: Result, finding: Finding) -> dict[str, str | int | None]:
    span = finding.span
    return {
        "file": result.file,
        "line": span.first if span else None,
        "end_line": span.last if span else None,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.level.value,
        "message": finding.message,
        "words": result.text[span.start : span.end] if span else None,
    }
