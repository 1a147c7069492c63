"""The `key: value` lines between `---` at the top of a document. Nested values are left to themselves: this is no YAML reader."""

from __future__ import annotations

FENCE = "---"
LONGEST = 200  # lines; a document that opens with a rule has no end mark near


def split_front_matter(text: str) -> tuple[dict[str, str], int]:
    """The values by lower-case key, and how many lines they take; `({}, 0)` where there are none."""
    if not text.startswith(FENCE + "\n"):
        return {}, 0
    lines = text.split("\n", LONGEST + 1)
    for number, line in enumerate(lines[1:LONGEST], start=1):
        if line.rstrip() in {FENCE, "..."}:
            return _values(lines[1:number]), number + 1
    return {}, 0


def _values(lines: list[str]) -> dict[str, str]:
    values = {}
    for line in lines:
        key, colon, value = line.partition(":")
        if colon and key.strip() and not key[0].isspace():
            values[key.strip().lower()] = value.strip().strip("\"'")
    return values
