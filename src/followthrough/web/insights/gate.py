"""Ask the portfolio whether a release may go ahead. The judging is core's; a name that nobody knows is refused, never let through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from followthrough.core.gate import LONGEST_GRACE, SEVERITIES, Promise, Question, Verdict, judge
from followthrough.errors import InputError
from followthrough.web.models import Item, Service, Team, User

UNRANKED = "unranked"


def read_question(*, service: str = "", team: str = "", severities: Iterable[str] = (), grace: int = 0) -> Question:
    """What was typed, as a question; InputError for a service, team or severity that does not exist: a typo must not open a gate."""
    if service and not Service.objects.filter(slug=service).exists():
        raise InputError(f"There is no service “{service[:60]}”. {_known(Service.objects.values_list('slug', flat=True), 'services')}")
    if team and not Team.objects.filter(slug=team).exists():
        raise InputError(f"There is no team “{team[:60]}”. {_known(Team.objects.values_list('slug', flat=True), 'teams')}")
    if not 0 <= grace <= LONGEST_GRACE:
        raise InputError(f"Days of grace run from 0 to {LONGEST_GRACE}, not {grace}.")
    ranks = list(dict.fromkeys(severities))
    for rank in ranks:
        if rank != UNRANKED and rank not in map(str, SEVERITIES):
            raise InputError(f"A severity is 1, 2, 3, 4 or {UNRANKED}, not “{rank[:20]}”.")
    if not ranks:
        return Question(service=service, team=team, grace=grace)
    chosen = tuple(sorted(int(rank) for rank in ranks if rank != UNRANKED))
    return Question(service=service, team=team, severities=chosen, unranked=UNRANKED in ranks, grace=grace)


def ask_gate(question: Question, *, user: User | None, on: date) -> Verdict:
    """Hold what this account may see against the day. `user=None` is a portfolio without accounts, where nothing is private."""
    rows = Item.objects.overdue(on=on) if user is None else Item.objects.visible_to(user).overdue(on=on)
    if question.service:
        rows = rows.filter(incident__services__slug=question.service)
    if question.team:
        rows = rows.filter(team__slug=question.team)
    rows = rows.select_related("incident", "owner", "team").order_by("pk")
    return judge(map(_promise, rows), question, on=on)


def _promise(item: Item) -> Promise:
    return Promise(
        item=item.pk,
        text=item.text,
        incident=item.incident.reference,
        severity=item.incident.severity,
        due=item.due,
        owner=item.owner.name if item.owner else "",
        team=item.team.slug if item.team else "",
        url=f"{settings.PUBLIC_URL}{item.get_absolute_url()}" if settings.PUBLIC_URL else "",
        needs_decision=bool(item.needs_decision),
        private=item.incident.private,
    )


def _known(slugs: Iterable[str], what: str) -> str:
    names = list(slugs)
    if not names:
        return f"There are no {what} so far."
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return f"The {what} are: {', '.join(sorted(names)[:20])}{more}."
