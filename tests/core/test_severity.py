"""Whatever a company calls them, severities are ranked from 1, the worst, to 4."""

from __future__ import annotations

import pytest

from followthrough.core.severity import rank


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SEV1", 1),
        ("SEV0", 1),
        ("Sev-3", 3),
        ("sev 5", 4),
        ("P2", 2),
        ("P10", 4),
        ("S4", 4),
        ("Severity: 2", 2),
        ("priority 3", 3),
        ("3", 3),
        ("2 - major", 2),
        ("critical", 1),
        ("Major outage", 2),
        ("High", 2),
        ("medium", 3),
        ("minor impact", 4),
        ("Sev 2 (minor at first)", 2),
    ],
)
def test_a_severity_has_a_rank(text: str, expected: int) -> None:
    assert rank(text) == expected


@pytest.mark.parametrize("text", [None, "", "none", "unknown", "12:30", "2026-01-02", "1 hour", "99.9%", "503 errors"])
def test_what_names_no_severity_has_none(text: str | None) -> None:
    assert rank(text) is None


def test_a_very_long_text_is_looked_at_only_at_its_beginning() -> None:
    assert rank("x" * 100_000 + " SEV1") is None
