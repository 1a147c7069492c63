"""Read the cases of tests/rules: small postmortems with what a rule is expected to say on the line. Runs no rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "rules"
FENCE = re.compile(r"^```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"\s*<!--\s*(FT\d+)\s*(.*?)\s*-->\s*$")


@dataclass(frozen=True, slots=True)
class Expected:
    line: int
    code: str
    beginning: str


@dataclass(frozen=True, slots=True)
class Case:
    """One postmortem, without its marks, and what the marks said."""

    file: str
    at: int
    text: str
    expected: tuple[Expected, ...]


def cases(file: Path) -> list[Case]:
    """The postmortems of one file."""
    source = file.read_text(encoding="utf-8")
    return [_case(file.name, source.count("\n", 0, fence.start()) + 2, fence[1]) for fence in FENCE.finditer(source)]


def _case(file: str, at: int, block: str) -> Case:
    lines: list[str] = []
    expected: list[Expected] = []
    for number, line in enumerate(block.splitlines(), start=1):
        if found := MARK.search(line):
            expected.append(Expected(number, found[1], found[2]))
            line = line[: found.start()]
        lines.append(line)
    return Case(file, at, "\n".join(lines) + "\n", tuple(expected))
