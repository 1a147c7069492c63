"""How long a fix may take, by the severity of its incident. Knows nothing of working days or of who is asked."""

from __future__ import annotations

from datetime import date, timedelta

DUE_DAYS = {1: 14, 2: 28, 3: 56, 4: 90}
LONGEST = max(DUE_DAYS.values())


def due_window(severity: int | None) -> int:
    """Days from acceptance to the due date. An incident whose severity nobody stated gets the longest window."""
    return LONGEST if severity is None else DUE_DAYS.get(severity, LONGEST)


def policy_due(severity: int | None, accepted_on: date) -> date:
    """The due date of an item that was accepted without one: a missing date is never a way out of the clock."""
    return accepted_on + timedelta(days=due_window(severity))
