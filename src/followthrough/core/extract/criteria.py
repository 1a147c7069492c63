"""By what an item says it will be known to be done. Finds the author's own words; makes none up."""

from __future__ import annotations

import re

from followthrough.core.pattern import Pattern

_SAID = Pattern(
    r"\b(?:done when|done criteri(?:on|a)|success criteri(?:on|a)|acceptance criteri(?:on|a)|definition of done"
    r"|verified by|exit criteri(?:on|a)|measured by)"
    r"\s*[:=–-]?\s*([^\n()\[\]]{3,200})",
    re.IGNORECASE,
    needs=("done", "definition", "criteri", "verified", "measured"),
)


def criterion_in(text: str) -> str | None:
    """The words that say when it is done."""
    found = _SAID.search(text[:4000])
    return found[1].strip(" .*_") or None if found else None
