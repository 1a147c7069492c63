"""The policy in the browser: what is in force, a change tried out on today's portfolio before it is made, and what was changed before."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from followthrough.core.escalation import rungs
from followthrough.core.nudges import Plan, Recipient, plan
from followthrough.core.policy import Policy, read_policy, write_policy
from followthrough.errors import Conflict, FollowthroughError, NotPermitted
from followthrough.web.insights.nudging import asked, delivered, recipients
from followthrough.web.models import PolicyVersion
from followthrough.web.operations.policies import newest_version, policy_in_force, set_policy
from followthrough.web.pages.lens import user_of
from followthrough.web.permissions import Actor

SHOWN = 20  # versions, and names in a preview


@dataclass(frozen=True, slots=True)
class Effect:
    """What a policy would have sent at the next moment, beside what the one in force would."""

    messages: int
    lines: int
    messages_now: int
    lines_now: int
    hear_too: tuple[str, ...]  # people who would hear of something, and hear of nothing now
    spared: tuple[str, ...]
    windows: tuple[tuple[int, int, int], ...]  # severity, days now, days then: for items that are accepted from now on


@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """Show it; on a POST try it out, or put it in force."""
    user, seen = user_of(request), newest_version()
    if request.method != "POST":
        return _page(request, text=write_policy(policy_in_force()), seen=seen)
    if not user.leads:
        raise NotPermitted("The policy is agreed on by leads: ask one.")
    text, reason, shown = request.POST.get("text", ""), request.POST.get("reason", ""), _number(request.POST.get("seen", ""))
    try:
        wanted = read_policy(text)
        if request.POST.get("do") != "set":
            return _page(request, text=text, reason=reason, seen=shown, effect=_effect(wanted))
        set_policy(text, by=Actor.person(user), reason=reason, seen=shown)
    except FollowthroughError as error:
        status = 409 if isinstance(error, Conflict) else 422
        return _page(request, text=text, reason=reason, seen=seen, problem=str(error), status=status)
    messages.success(request, "In force from now on. Due dates that were given stay; reminders go by it at once.")
    return redirect("policy")


def _page(
    request: HttpRequest, *, text: str, seen: int, reason: str = "", problem: str = "", effect: Effect | None = None, status: int = 200
) -> HttpResponse:
    now = policy_in_force()
    values = {
        "policy": now,
        "windows": sorted(now.due_days.items()),
        "ladders": [(severity, rungs(now, severity=severity)) for severity in sorted(now.due_days)],
        "text": text,
        "reason": reason,
        "seen": seen,
        "problem": problem,
        "effect": effect,
        "versions": PolicyVersion.objects.select_related("by")[:SHOWN],
        "may_change": user_of(request).leads,
    }
    return render(request, "policy.html", values, status=status)


def _effect(wanted: Policy) -> Effect:
    items, people, now, moment = asked(), recipients(), policy_in_force(), timezone.now()
    told = delivered(people)
    before, after = plan(items, people, now, told, moment), plan(items, people, wanted, told, moment)
    hears_now, will_hear = {digest.person for digest in before.digests}, {digest.person for digest in after.digests}
    return Effect(
        *_size(after),
        *_size(before),
        hear_too=_names(will_hear - hears_now, people),
        spared=_names(hears_now - will_hear, people),
        windows=tuple((one, days, wanted.due_days[one]) for one, days in sorted(now.due_days.items()) if wanted.due_days[one] != days),
    )


def _size(found: Plan) -> tuple[int, int]:
    return len(found.digests), sum(len(digest.lines) for digest in found.digests)


def _names(persons: set[int], people: dict[int, Recipient]) -> tuple[str, ...]:
    names = sorted((people[person].name for person in persons), key=str.casefold)
    return (*names[:SHOWN], f"and {len(names) - SHOWN} more") if len(names) > SHOWN else tuple(names)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
