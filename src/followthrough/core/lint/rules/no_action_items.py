"""A postmortem promises nothing: it has no action item at all.

Why:  The same cause is still there tomorrow. If nothing is worth doing, that is a decision, and it deserves
      to be written down with its reason.
Bad:  The checkout was slow for an hour because a cache was cold. It has recovered.
Good: - Warm the cache before a new node takes traffic.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.lint.rule import document_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading


@document_rule("FT201", "no-action-items", since="0.1")
def no_action_items(reading: Reading) -> Iterator[str]:
    if not reading.candidates:
        yield "no action items: list what will be done under a heading 'Action items', or say why nothing will"
