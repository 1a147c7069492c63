"""The due date of an open action item has already passed.

Why:  Either the work is done and the document does not say so, or the date was never real. Both make every
      other date in the document worth less.
Bad:  - Cap retries of the mail sender at five. (due 2019-03-01)
Good: - Cap retries of the mail sender at five. (due 2026-07-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.lint.rule import Context, dated_rule


@dated_rule("FT113", "due-in-the-past", since="0.1")
def due_in_the_past(item: ActionItem, context: Context) -> Iterator[str]:
    if item.due is not None and item.due < context.today:
        days = (context.today - item.due).days
        late = "yesterday" if days == 1 else f"{days} days ago"
        yield f"due {item.due.isoformat()}, {late}: mark it done, or set a new date and say why"
