"""Who hears of a late item, from which day on: the policy's ladder, read for one item. Says it before it happens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from followthrough.core.policy import Policy, Rung


@dataclass(frozen=True, slots=True)
class Step:
    """A rung that an item reaches on a day."""

    rung: Rung
    on: date

    @property
    def words(self) -> str:
        """As it stands on the item's page."""
        whom = {"owner": "its owner", "manager": "the owner's manager", "service owner": "who owns the service", "review": "the review"}
        return f"{whom[self.rung.to]} hears of it on {self.on:%Y-%m-%d}"


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


def coming(policy: Policy, *, due: date, severity: int | None, on: date) -> Step | None:
    """The next rung, beyond its owner, that it reaches if nothing is done; None where none is left."""
    later = [step for step in ladder(policy, due=due, severity=severity) if step.on > on and step.rung.to != "owner"]
    return later[0] if later else None
