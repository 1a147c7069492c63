"""From which day on who is to hear of a late item: the policy's ladder, read for one item. Knows no person: `hearing` does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from followthrough.core.policy import Policy, Rung


@dataclass(frozen=True, slots=True)
class Step:
    """A rung that an item reaches on a day."""

    rung: Rung
    on: date


def rungs(policy: Policy, *, severity: int | None) -> list[Rung]:
    """The rungs that are for an item of this severity, each person once, in order. An unranked item is treated as the mildest."""
    ranked = severity if severity in policy.due_days else max(policy.due_days)
    first: dict[str, Rung] = {}
    for rung in sorted(policy.ladder, key=lambda one: one.days_late):
        if rung.severities is None or ranked in rung.severities:
            first.setdefault(rung.to, rung)
    return sorted(first.values(), key=lambda one: one.days_late)


def ladder(policy: Policy, *, due: date, severity: int | None) -> list[Step]:
    """Every rung with the day on which an item that is due on `due` reaches it."""
    room = (date.max - due).days  # a date may be the calendar's last
    return [Step(rung, due + timedelta(days=rung.days_late)) for rung in rungs(policy, severity=severity) if rung.days_late <= room]
