"""The policy in force, and the one way to change it: a whole new one, with a reason. What was in force before stays on record."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from followthrough.core.calendar import WorkingHours
from followthrough.core.policy import DEFAULT, Policy, policy_due, read_policy, write_policy
from followthrough.errors import Conflict, NotPermitted, WrongState
from followthrough.web.holidays import holidays_of
from followthrough.web.models import PolicyVersion, Team
from followthrough.web.operations.record import writing
from followthrough.web.operations.wording import required
from followthrough.web.permissions import Actor, require_person


def policy_in_force() -> Policy:
    """What is agreed on now; the program's own policy where nothing was agreed on."""
    newest = PolicyVersion.objects.values_list("text", flat=True).first()
    return DEFAULT if newest is None else read_policy(newest)


def agreed_due(severity: int | None, accepted_on: date, *, type: str | None = None, team: Team | None = None) -> date:  # noqa: A002
    """The due date of an item that was accepted without one, by the policy in force and the team's working days."""
    policy = policy_in_force()
    if policy.due_in == "days":
        return policy_due(severity, accepted_on, policy, type)
    holidays = holidays_of(team.country if team else "", accepted_on.year)
    return policy_due(severity, accepted_on, policy, type, WorkingHours(holidays=holidays))


def newest_version() -> int:
    """The number of the policy in force, 0 for the program's own: who changes it says which one they saw."""
    return PolicyVersion.objects.values_list("pk", flat=True).first() or 0


def set_policy(text: str, *, by: Actor, reason: str, seen: int, at: datetime | None = None) -> PolicyVersion:
    """Put a policy in force, for leads. ConfigError where the text is none; Conflict where another has come since `seen`."""
    user = require_person(by)
    if not user.leads:
        raise NotPermitted("The policy is agreed on by leads: ask one.")
    policy = read_policy(text)
    reason = required(reason, "Say why: everybody whose dates change will ask.")
    with writing():
        if newest_version() != seen:
            raise Conflict("Somebody else has changed the policy meanwhile. Yours was not saved: look at what is in force now.")
        if policy == policy_in_force():
            raise WrongState("That is what is in force already.")
        return PolicyVersion.objects.create(text=write_policy(policy), reason=reason, at=at or timezone.now(), by=user)
