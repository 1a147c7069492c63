"""Where to put the comment that silences a finding. It gives no reason: that is for whoever ignores it, and FT902 asks for it."""

from __future__ import annotations

from followthrough.core.document import Block, Kind
from followthrough.core.lint.rule import Finding
from followthrough.editor.page import Page


def comment_for(page: Page, finding: Finding) -> tuple[int, str] | None:
    """The character before which to insert, and what. None where a comment would not be read, as in HTML that was translated."""
    reading = page.checked.reading
    if reading is None or not page.is_source or finding.code.startswith("FT9"):
        return None
    comment = f"<!-- followthrough: ignore {finding.code} -->"
    if finding.span is None:
        return 0, f"<!-- followthrough: ignore-file {finding.code} -->\n"
    start, end = page.places.bounds(finding.span.first - 1)
    line = page.places.text[start:end]
    kind = _kind_at(reading.document.blocks, finding.span.start)
    if kind is Kind.HEADING or line.count("`") % 2:
        return start, f"{_indent(line)}{comment}\n"
    words = line.rstrip()
    if kind is Kind.ROW and words.endswith("|") and not words.endswith("\\|"):
        return start + len(words) - 1, f"{'' if words[-2:-1].isspace() else ' '}{comment} "
    return start + len(words), f" {comment}"


def _kind_at(blocks: tuple[Block, ...], at: int) -> Kind | None:
    return next((block.kind for block in blocks if block.span.start <= at < max(block.span.end, block.span.start + 1)), None)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
