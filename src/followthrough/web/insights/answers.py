"""Ask the portfolio the four questions, with the words that belong to the numbers. How they look is not decided here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from followthrough.core.portfolio import summary as core
from followthrough.core.portfolio.loop import Loop
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Candidate, Item, Team, User


class Oldest(NamedTuple):
    """The open item that was accepted longest ago."""

    number: int
    text: str
    incident: str
    accepted: date
    age_days: int


class OneIncident(NamedTuple):
    reference: str
    title: str
    began_on: date | None
    done: int
    decided: int
    open: int


@dataclass(frozen=True, slots=True)
class Answers:
    summary: core.Summary
    team: str | None
    oldest: Oldest | None
    incidents: dict[Loop, list[OneIncident]]
    needs_decision: int
    waiting: int


def ask(*, as_of: date | None, user: User | None, team: Team | None) -> Answers:
    """The answers for what this account may see; without one, for everything. Without a day, as of today."""
    portfolio = Portfolio(as_of=as_of or timezone.localdate(), user=user, team=team)
    numbers = portfolio.summary()
    items = Item.objects.all() if user is None else Item.objects.visible_to(user)
    candidates = Candidate.objects.all() if user is None else Candidate.objects.visible_to(user)
    if team is not None:
        items, candidates = items.filter(team=team), candidates.filter(document__incident__team=team)
    return Answers(
        summary=numbers,
        team=team.slug if team else None,
        oldest=_name(numbers.oldest, age=numbers.oldest_age),
        incidents=_name_incidents(portfolio),
        needs_decision=items.open().needing_decision().count(),
        waiting=candidates.waiting().count(),
    )


def _name(oldest: core.Oldest | None, *, age: int | None) -> Oldest | None:
    if oldest is None:
        return None
    item = Item.objects.select_related("incident").get(pk=oldest.item)
    return Oldest(item.pk, item.text, item.incident.reference, oldest.accepted_on, age or 0)


def _name_incidents(portfolio: Portfolio) -> dict[Loop, list[OneIncident]]:
    """The incidents of each loop, the latest first."""
    rows = {row.pk: row for row in portfolio.incidents()}
    named: dict[Loop, list[OneIncident]] = {loop: [] for loop in Loop}
    for one in portfolio.loops_of(rows).values():
        row = rows[one.incident]
        named[one.loop].append(OneIncident(row.reference, row.title, row.began_on, one.done, one.decided, one.open))
    for incidents in named.values():
        incidents.sort(key=lambda one: (one.began_on or date.min, one.reference), reverse=True)
    return named
