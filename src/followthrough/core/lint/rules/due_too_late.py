"""The due date of an action item lies further ahead than the team's policy allows (180 days, setting `due-days`).

Why:  The incident can strike again on any day until then. Work that can wait that long is either planned
      work, which belongs on the roadmap, or a risk that is being accepted without anybody saying so.
Bad:  - Give the scheduler its own database. (due 2031-12-31)
Good: - Give the scheduler its own database. (due 2026-10-31)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.level import Level
from followthrough.core.lint.rule import Context, dated_rule


@dated_rule("FT114", "due-too-late", since="0.1", level=Level.WARNING)
def due_too_late(item: ActionItem, context: Context) -> Iterator[str]:
    if item.due is None:
        return
    ahead = (item.due - context.today).days
    allowed = context.config.due_days_for(context.severity)
    if ahead > allowed:
        yield (
            f"due {item.due.isoformat()}, {ahead} days from now, where {allowed} are allowed: "
            "take a first step that fits, or accept the risk openly"
        )
