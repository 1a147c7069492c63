"""The facts of a quarter's report, for what a person may see. The counting is core's."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from followthrough.core.portfolio.cohorts import Cohort, name_of, quarter_of
from followthrough.core.portfolio.loop import Loop
from followthrough.core.portfolio.repeats import by_quarter
from followthrough.core.portfolio.tallies import DONE, DUE, HAVING, LACKING, LEFT, OPEN, OUTCOME, WAITING
from followthrough.core.portfolio.windows import Window
from followthrough.core.report.quarter import Named, Report
from followthrough.web.insights.numbers import repeats_since
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Decision, Event, Incident, Item, Team, User
from followthrough.web.models.event import Kind

SHOWN = 10
LOOPS = {Loop.NONE_RECORDED: "no item was recorded", Loop.NONE_CLOSED: "nothing is closed", Loop.PARTLY_CLOSED: "partly closed"}


def report_of(window: Window, *, user: User, team: Team | None, today: date) -> Report:
    """The quarter that a window is, as of its end or of today."""
    as_of = min(window.last, today)
    portfolio = Portfolio(as_of=as_of, user=user, team=team)
    before = quarter_of(window.first - timedelta(days=1))
    counts = portfolio.counts(OPEN, DUE, OUTCOME, DONE, LEFT, WAITING, HAVING, LACKING, since=before.first)
    began = {row.pk: row for row in _began_in(window, portfolio.incidents())}
    loops = portfolio.loops_of(began)
    repeated = repeats_since(window.first, portfolio)
    return Report(
        name=name_of(window),
        as_of=as_of,
        is_over=window.last < today,
        team=team.name if team else "",
        open=counts.open,
        overdue=counts.overdue,
        open_before=Portfolio(as_of=before.last, user=user, team=team).counts(OPEN).open,
        now=Cohort(name_of(window), counts.completion(window), window.last < today),
        before=Cohort(name_of(before), counts.completion(before), is_over=True),
        time=counts.curve(),
        balance=counts.balances().finding(),
        repeats=by_quarter(repeated, Counter(_began(row) for row in began.values()), on=window.last, count=1)[0],
        closed=sum(one.loop is Loop.CLOSED for one in loops.values()),
        incidents=len(began),
        not_closed=tuple(_incident(began[one.incident], LOOPS[one.loop]) for one in loops.values() if one.loop in LOOPS)[:SHOWN],
        oldest=_oldest([one.item for one in portfolio.oldest(SHOWN)], as_of),
        risks=_risks(window, user=user, team=team),
        declined=_decisions(window, Decision.Kind.DECLINED, user=user, team=team).count(),
        moved=_moved(window, user=user, team=team),
    )


def _began_in(window: Window, incidents: QuerySet[Incident]) -> list[Incident]:
    likely = incidents.filter(Q(began_on__range=window) | Q(began_on=None))
    return [row for row in likely if window.holds(_began(row))]


def _began(incident: Incident) -> date:
    return incident.began_on or timezone.localdate(incident.recorded_at)


def _incident(row: Incident, note: str) -> Named:
    return Named(f"{row.reference} {row.title}", _address(row.get_absolute_url()), note)


def _oldest(wanted: list[int], on: date) -> tuple[Named, ...]:
    rows = Item.objects.select_related("incident").in_bulk(wanted)
    return tuple(
        Named(rows[pk].text, _address(rows[pk].get_absolute_url()), f"{rows[pk].incident.reference}, {_age(rows[pk], on)}")
        for pk in wanted
        if pk in rows
    )


def _age(item: Item, on: date) -> str:
    days = (on - timezone.localdate(item.accepted_at)).days
    return f"{days} day{'' if days == 1 else 's'} old"


def _decisions(window: Window, kind: str, *, user: User, team: Team | None):  # type: ignore[no-untyped-def]  # a QuerySet
    first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in (window.first, window.last + timedelta(days=1)))
    rows = Decision.objects.filter(kind=kind, at__gte=first, at__lt=after, item__in=Item.objects.visible_to(user))
    rows = rows.exclude(event__undone_by__isnull=False)
    return rows.filter(item__team=team) if team else rows


def _risks(window: Window, *, user: User, team: Team | None) -> tuple[Named, ...]:
    rows = _decisions(window, Decision.Kind.RISK_ACCEPTED, user=user, team=team).select_related("item__incident").order_by("at", "pk")
    return tuple(
        Named(row.item.text, _address(row.item.get_absolute_url()), f"until {row.review_on}: {row.reason}. Expected: {row.impact}")
        for row in rows
    )


def _moved(window: Window, *, user: User, team: Team | None) -> int:
    first, after = (timezone.make_aware(datetime.combine(day, time.min)) for day in (window.first, window.last + timedelta(days=1)))
    rows = Event.objects.filter(kind=Kind.DUE_SET, at__gte=first, at__lt=after, changes__has_key="slips", undone_by=None)
    rows = rows.filter(item__in=Item.objects.visible_to(user).values("pk"))
    return (rows.filter(item__team=team) if team else rows).count()


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else path
