"""Whether a document is a form still to be filled in. Such a document promises nothing, whatever its lists say."""

from __future__ import annotations

import re

from followthrough.core.document import Document, Kind
from followthrough.core.extract.wording import is_placeholder

NAMED = re.compile(r"\btemplates?\b", re.IGNORECASE)
FILL_IN = re.compile(
    r"<[A-Za-z][\w\s,/'’.:-]{2,80}>|\[(?:[A-Z][\w\s,/'’-]{2,60})\](?![(\[:])|\{\{?[\w\s.|-]{2,60}\}?\}|\b(?:YYYY|yyyy|XX:XX|hh:mm|HH:MM|mm-dd)\b|"
    r"\b(?:describe|explain|list|include|insert|fill\s+in|write|summari[sz]e|provide|add)\s+(?:here|the|a|an|any|what|how|who|your|all|as)\b|\?$"
)
HALF = 0.5


def is_template(document: Document) -> bool:
    """Whether half of its text blocks are placeholders or notes to the author; a document that calls itself a template needs fewer."""
    blocks = [block for block in document.blocks if block.kind in {Kind.PARAGRAPH, Kind.ENTRY, Kind.ROW} and block.text]
    if not blocks:
        return False
    hints = sum(is_placeholder(block.text) or bool(FILL_IN.search(document.quote(block.span))) for block in blocks)
    title = " ".join((document.name.rsplit("/", 1)[-1], *(block.text for block in document.blocks[:2])))
    share = hints / len(blocks)
    return share >= (HALF / 4 if NAMED.search(title) else HALF)
