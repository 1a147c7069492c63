"""The due date of an action item is no day: "soon", "Q3", "next sprint".

Why:  Nobody can say on which morning such an item became late, so nobody is asked on that morning. The day
      may be moved later, with a reason; a season can only pass.
Bad:  - Move the nightly export off the primary database. (due Q3)
Good: - Move the nightly export off the primary database. (due 2026-08-29)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.lint.rule import rule


@rule("FT112", "vague-due-date", since="0.1")
def vague_due_date(item: ActionItem) -> Iterator[str]:
    if item.due is None and item.due_raw:
        yield f"'{item.due_raw}' is no day: give a date, as in 2026-07-04"
