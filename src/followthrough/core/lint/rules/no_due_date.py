"""An action item has no due date.

Why:  Without a date an item is never late, so nothing ever brings it back to mind. The weeks in which everybody
      still remembers the incident pass unused.
Bad:  - Add an alert on the age of the oldest message in the queue.
Good: - Add an alert on the age of the oldest message in the queue. (due 2026-07-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.lint.rule import rule


@rule("FT111", "no-due-date", since="0.1")
def no_due_date(item: ActionItem) -> Iterator[str]:
    if item.due is None and not item.due_raw:
        yield "no due date: give the day by which it will be done"
