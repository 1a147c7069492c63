"""Propose a checkbox for a listed item that has none, so that the document can say when it is done."""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.document import Kind
from followthrough.core.extract.reading import Reading
from followthrough.core.item import Stated
from followthrough.core.lint.mend.change import Patch, Proposal
from followthrough.core.lint.mend.source import has_marker_only, listed


def propose(reading: Reading) -> Iterator[Proposal]:
    """A box for each open entry of a list. A row has its own column for that."""
    for candidate, block in listed(reading):
        if block is None or block.kind is not Kind.ENTRY or block.checked is not None or candidate.item.state is not Stated.OPEN:
            continue
        at = block.span.start
        if has_marker_only(reading.document.text, at):
            yield Proposal(candidate, (Patch(at, at, "[ ] "),), "checkbox")
