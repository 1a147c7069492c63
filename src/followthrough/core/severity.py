"""Severities as people write them, as a number from 1 (worst) to 4."""

from __future__ import annotations

import re

NUMBERED = re.compile(r"\b(?:sev(?:erity)?|p(?:rio(?:rity)?)?|s|level|tier)\W{0,3}([0-9])\b", re.IGNORECASE)
ALONE = re.compile(r"^\W*([0-9])\W*$")
WORDS = {
    1: ("critical", "blocker", "catastrophic", "highest", "urgent"),
    2: ("major", "high", "severe", "serious"),
    3: ("moderate", "medium", "partial", "minor"),
    4: ("low", "lowest", "trivial", "cosmetic", "negligible", "informational"),
}


def rank(text: str | None) -> int | None:
    """1 to 4 for "SEV1", "P2", "Sev-3", "critical" …; None where no severity can be read. What is below 4 counts as 4, a 0 as 1."""
    if not text:
        return None
    number = NUMBERED.search(text) or ALONE.match(text)
    if number:
        return min(max(int(number[1]), 1), 4)
    words = set(re.findall(r"[a-z]+", text.lower()))
    return next((value for value, names in WORDS.items() if words & set(names)), None)
