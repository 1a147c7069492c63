"""How bad an incident was, as one of four ranks, whatever a company calls them. Decides nothing by itself."""

from __future__ import annotations

import re

from followthrough.core.pattern import Pattern

_NUMBERED = Pattern(r"(?<![a-z0-9])(?:sev(?:erity)?|prio(?:rity)?|p|s|level|tier)[\s:#_-]{0,3}(\d{1,2})(?![\d.,:/%-]*\d)", re.IGNORECASE)
_BARE = Pattern(r"\W*([0-9])\b(?![.:/-]?\d)(?:\s*[-–—(:].*|\s*/\s*\d)?\W*", longest=200)
_WORDS = (
    (1, Pattern(r"\b(?:critical|catastrophic|blocker|disaster|urgent|emergency|highest)\b", re.IGNORECASE)),
    (2, Pattern(r"\b(?:major|high|severe|serious)\b", re.IGNORECASE)),
    (3, Pattern(r"\b(?:moderate|medium|normal|partial|significant)\b", re.IGNORECASE)),
    (4, Pattern(r"\b(?:minor|low|lowest|trivial|cosmetic|negligible)\b", re.IGNORECASE)),
)
_LONGEST = 200
_LEAST = 4


def rank(text: str | None) -> int | None:
    """1 for the worst to 4 for the least; None where the words name no severity. SEV0 counts as 1, SEV5 as 4."""
    if not text:
        return None
    words = text[:_LONGEST]
    if found := _NUMBERED.search(words) or _BARE.fullmatch(words):
        return min(max(int(found[1]), 1), _LEAST)
    return next((number for number, pattern in _WORDS if pattern.search(words)), None)
