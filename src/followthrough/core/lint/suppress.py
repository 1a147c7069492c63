"""Read the comments that silence a finding: `<!-- followthrough: ignore FT101 reason -->`. Removes nothing from a document.

A comment speaks for its own line and, where it stands alone on its line, for the next line that is not empty.
`ignore-file` in place of `ignore` speaks for the whole document. Without codes it silences every rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from followthrough.core.lint.rule import Finding

COMMENT = r"(?i)<!--\s*followthrough:\s*(?P<verb>ignore(?:-file)?)\b(?P<rest>.*?)-->"
CODES = r"(?i)\s*(?:[:,]\s*)?(FT\d+|[a-z]+(?:-[a-z]+)+)\b"
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Silence:
    """Codes and names, in lower case, that are silenced in the whole document and on single lines."""

    everywhere: frozenset[str] = frozenset()
    lines: dict[int, frozenset[str]] = field(default_factory=dict)

    def covers(self, finding: Finding) -> bool:
        words = {finding.code.lower(), finding.name, EVERYTHING}
        if words & self.everywhere:
            return True
        span = finding.span
        return span is not None and any(words & self.lines.get(line, frozenset()) for line in range(span.first, span.last + 1))


def silence(text: str, names: frozenset[str]) -> Silence:
    """What a document asks to be silent about. `names` are the names of the rules, so that a reason is not taken for one."""
    if "followthrough:" not in text.lower():
        return Silence()
    everywhere: set[str] = set()
    lines: dict[int, frozenset[str]] = {}
    rows = text.split("\n")
    for number, row in enumerate(rows, start=1):
        for comment in re.finditer(COMMENT, row):
            codes = _codes(comment["rest"], names)
            if comment["verb"].lower() == "ignore-file":
                everywhere |= codes
                continue
            for line in _reach(rows, number):
                lines[line] = lines.get(line, frozenset()) | codes
    return Silence(frozenset(everywhere), lines)


def _codes(rest: str, names: frozenset[str]) -> frozenset[str]:
    codes: list[str] = []
    while found := re.match(CODES, rest):
        word = found[1].lower()
        if not word.startswith("ft") and word not in names:
            break
        codes.append(word)
        rest = rest[found.end() :]
    return frozenset(codes or [EVERYTHING])


def _reach(rows: list[str], number: int) -> list[int]:
    """The lines that a comment on a line speaks for."""
    if re.sub(COMMENT, "", rows[number - 1]).strip():
        return [number]
    below = next((line for line in range(number + 1, len(rows) + 1) if re.sub(COMMENT, "", rows[line - 1]).strip()), number)
    return [number, below]
