"""The numbers as Prometheus reads them, counted from the database, so that they survive a restart and are the same from every process.

No metric is about a person. What a metric means is its help text; the definitions are those of the pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from followthrough import __version__
from followthrough.core.gate import SEVERITIES
from followthrough.core.portfolio.completion import Completion, last_full_quarter, running
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.models import Candidate, Channel, Connection, Item, Nudge, NudgeRun, Outbox, Review, Service, Team, User
from followthrough.web.models.outbox import Stage

NONE = "none"  # the label of what has no team, or an incident whose severity nobody stated
DAY = 86_400  # seconds

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gauge:
    """One metric: its values by the values of its labels."""

    name: str
    help: str
    labels: Labels = ()
    values: dict[Labels, float] = field(default_factory=dict)


def gauges(*, user: User, on: date) -> list[Gauge]:
    """Everything that there is to measure, of what this account may see."""
    return [*_portfolio(user, on), *_services(user, on), *_undecided(user), *_reviews(), *_trackers(), *_channels(), _build()]


def _portfolio(user: User, on: date) -> Iterator[Gauge]:
    portfolio = Portfolio(as_of=on, user=user)
    teams: dict[int | None, str] = {None: NONE} | dict(Team.objects.values_list("pk", "slug"))
    opened = Item.objects.visible_to(user).open().order_by()
    rows = opened.values_list("team", "incident__severity").annotate(open=Count("pk"), late=Count("pk", filter=Q(due__lt=on)))
    # A nought is said: a series that ends tells nobody that it ended well.
    count: dict[Labels, float] = {(slug, rank): 0 for slug in teams.values() for rank in (*map(str, SEVERITIES), NONE)}
    late = dict(count)
    for team, severity, number, overdue in rows:
        key = (teams[team], _rank(severity))
        count[key], late[key] = number, overdue
    labels = ("team", "severity")
    yield Gauge("open_items", "Open action items.", labels, count)
    yield Gauge("overdue_items", "Open action items whose due date has passed.", labels, late)
    first = opened.values_list("team").annotate(first=Min("accepted_at"))
    oldest: dict[Labels, float] = {(teams[team],): max((on - timezone.localdate(at)).days, 0) * DAY for team, at in first}
    yield Gauge("oldest_open_item_age_seconds", "Age of the oldest open action item since it was accepted.", ("team",), oldest)
    due: dict[Labels, float] = {}
    rates: dict[Labels, float] = {}
    for name, window in (("last_quarter", last_full_quarter(on)), ("90_days", running(on))):
        found = portfolio.completion_of_teams(window)
        for team, slug in teams.items():
            completion = found.get(team, Completion(*window))
            due |= _outcomes(slug, name, completion)
            if completion.rate is not None:
                rates[slug, name] = completion.rate
    yield Gauge(
        "due_items", "Action items whose original due date lies in the window, by what became of them.", ("team", "window", "outcome"), due
    )
    yield Gauge("completion_ratio", "Share of the due action items of the window that are done.", ("team", "window"), rates)
    values: dict[Labels, float] = {(loop.value,): number for loop, number in portfolio.loops().items()}
    yield Gauge("incidents", "Incidents by where their loop stands.", ("loop",), values)


def _outcomes(team: str, window: str, completion: Completion) -> dict[Labels, float]:
    return {(team, window, outcome.value): count for outcome, count in completion.counts.items()}


def _services(user: User, on: date) -> Iterator[Gauge]:
    rows = Item.objects.visible_to(user).open().order_by().values("incident__services__slug", "incident__severity")
    rows = rows.filter(incident__services__isnull=False).annotate(open=Count("pk"), late=Count("pk", filter=Q(due__lt=on)))
    opened: dict[Labels, float] = {(slug, NONE): 0 for slug in Service.objects.values_list("slug", flat=True)}
    late = dict(opened)
    for row in rows:
        key = (row["incident__services__slug"], _rank(row["incident__severity"]))
        opened[key], late[key] = row["open"], row["late"]
    labels = ("service", "severity")
    yield Gauge("service_open_items", "Open action items of incidents of a service.", labels, opened)
    yield Gauge("service_overdue_items", "Overdue action items of incidents of a service: what holds up its gate.", labels, late)


def _undecided(user: User) -> Iterator[Gauge]:
    rows = Item.objects.visible_to(user).open().needing_decision().order_by().values_list("team__slug").annotate(number=Count("pk"))
    values: dict[Labels, float] = {(slug or NONE,): number for slug, number in rows}
    yield Gauge("undecided_items", "Open action items that need a person's decision.", ("team",), values)
    waiting = Candidate.objects.visible_to(user).waiting().count()
    yield Gauge("waiting_candidates", "Candidates that wait for a person to accept or dismiss them.", (), {(): waiting})


def _reviews() -> Iterator[Gauge]:
    rows = (
        Review.objects.order_by()
        .values_list("team__slug")
        .annotate(last=Max("finished_at"), opened=Count("pk", filter=Q(finished_at=None)))
    )
    finished: dict[Labels, float] = {(slug or "all",): last.timestamp() for slug, last, _ in rows if last is not None}
    opened: dict[Labels, float] = {(slug or "all",): number for slug, _, number in rows}
    yield Gauge("last_review_timestamp_seconds", "When a review of the team (all: of all teams) was last finished.", ("team",), finished)
    yield Gauge("open_reviews", "Reviews that are opened and not finished.", ("team",), opened)


def _trackers() -> Iterator[Gauge]:
    labels = ("connection", "tracker")
    rows = list(Connection.objects.filter(removed_at=None))
    synced: dict[Labels, float] = {(row.name, row.kind): row.succeeded_at.timestamp() for row in rows if row.succeeded_at is not None}
    failing: dict[Labels, float] = {(row.name, row.kind): float(row.failing_since is not None) for row in rows}
    entries = Outbox.objects.order_by().values_list("connection", "stage").annotate(number=Count("pk"))
    counted = {(connection, stage): number for connection, stage, number in entries}
    waiting: dict[Labels, float] = {
        (row.name, row.kind): sum(counted.get((row.pk, stage), 0) for stage in (Stage.WAITING, Stage.SENDING, Stage.UNCLEAR))
        for row in rows
    }
    parked: dict[Labels, float] = {(row.name, row.kind): counted.get((row.pk, Stage.PARKED), 0) for row in rows}
    yield Gauge("last_sync_timestamp_seconds", "When a connection was last in step with its tracker.", labels, synced)
    yield Gauge("connection_failing", "1 while a connection fails.", labels, failing)
    yield Gauge("outbox_waiting", "Writes to a tracker that wait.", labels, waiting)
    yield Gauge("outbox_parked", "Writes that the tracker refused for good; a person has to look.", labels, parked)


def _channels() -> Iterator[Gauge]:
    rows = Channel.objects.filter(removed_at=None)
    failing: dict[Labels, float] = {(row.name, row.kind): float(row.failing_since is not None) for row in rows}
    yield Gauge("channel_failing", "1 while nothing can be delivered through a channel.", ("channel", "kind"), failing)
    late = Nudge.objects.filter(stage__in=[Nudge.Stage.WAITING, Nudge.Stage.SENDING], next_at__lte=timezone.now()).count()
    yield Gauge("late_reminders", "Reminders that should have been sent by now.", (), {(): late})
    newest = NudgeRun.objects.first()
    stopped = newest is not None and newest.state == NudgeRun.State.STOPPED
    yield Gauge("reminder_run_stopped", "1 while a run of reminders waits for a lead to let it go.", (), {(): float(stopped)})


def _build() -> Gauge:
    return Gauge("build_info", "The version that answers.", ("version",), {(__version__,): 1})


def _rank(severity: int | None) -> str:
    return NONE if severity is None else str(severity)
