"""An action item has no ticket.

Why:  Work is planned where the team plans its work. A promise that stands only in the postmortem is not in
      any backlog, and nobody opens the postmortem again to look for it.
Bad:  - Set a timeout of two seconds on calls to the tax service.
Good: - Set a timeout of two seconds on calls to the tax service. (PAY-1204)
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.lint.rule import rule


@rule("FT121", "no-tracking-id", since="0.1", mend="tickets")
def no_tracking_id(item: ActionItem) -> Iterator[str]:
    if not item.tracking:
        yield "no ticket: give the ID or the address of the one that carries this"
