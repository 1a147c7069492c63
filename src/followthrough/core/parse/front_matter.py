"""The `key: value` lines between `---` at the top of a document. Nested values are left to themselves: this is no YAML reader."""

from __future__ import annotations

from collections.abc import Sequence

FENCE = "---"
LONGEST = 200  # lines; a document that opens with a rule has no end mark near


def split_front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The values by lower-case key, and how many lines they take; `({}, 0)` where there are none."""
    if not lines or lines[0].rstrip() != FENCE:
        return {}, 0
    for number, line in enumerate(lines[1:LONGEST], start=1):
        if line.rstrip() in {FENCE, "..."}:
            values = _values(lines[1:number])
            # Two rules around prose are rules around prose.
            return (values, number + 1) if values or number == 1 else ({}, 0)
    return {}, 0


def _values(lines: Sequence[str]) -> dict[str, str]:
    values = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key and not key[0].isspace() and key.replace("-", "").replace("_", "").replace(" ", "").isalnum():
            values[key.strip().lower()] = value.strip().strip("\"'")
    return values
