"""Findings as a GitLab Code Quality report, which a merge request shows beside the lines. Measures no quality beyond that.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from followthrough.core.level import Level
from followthrough.core.report.place import Placed, fingerprint, placed, relative
from followthrough.core.report.result import Result

SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.INFO: "info"}


def render(results: Sequence[Result]) -> str:
    """A list of findings. A file that could not be read is one, too: a merge request must not look clean for it."""
    entries = [_finding(one) for one in placed(results)]
    entries += [_unreadable(result) for result in results if result.problem is not None]
    return json.dumps(entries, ensure_ascii=False, indent=1)


def _finding(one: Placed) -> dict[str, Any]:
    finding = one.finding
    lines = {"begin": one.place.line, "end": one.place.end_line} if one.place else {"begin": 1}
    return {
        "description": f"{finding.code} {finding.message}",
        "check_name": finding.name,
        "fingerprint": one.fingerprint,
        "severity": SEVERITIES[finding.level],
        "location": {"path": one.file, "lines": lines},
    }


def _unreadable(result: Result) -> dict[str, Any]:
    file = relative(result.file)
    return {
        "description": result.problem,
        "check_name": "not-read",
        "fingerprint": fingerprint(file, "not-read"),
        "severity": "critical",
        "location": {"path": file, "lines": {"begin": 1}},
    }
