"""The numbers as Prometheus reads them, counted from the database, so that they survive a restart and are the same from every process.

No metric is about a person. What a metric means is its help text; the definitions are those of the pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q
from django.utils import timezone

from followthrough import __version__
from followthrough.core.gate import SEVERITIES
from followthrough.core.portfolio.ages import age, open_now, overdue
from followthrough.core.portfolio.ages import oldest as first_accepted
from followthrough.core.portfolio.completion import Completion, last_full_quarter, running, tally
from followthrough.core.portfolio.history import Standing
from followthrough.core.portfolio.loop import loop_counts, loops_of
from followthrough.core.portfolio.replacement import Replacements
from followthrough.web.insights.portfolio import select
from followthrough.web.models import Candidate, Channel, Connection, Incident, Item, Nudge, NudgeRun, Outbox, Review, Service, Team, User
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
    selection = select(as_of=on, user=user)
    teams: dict[int | None, str] = {None: NONE} | dict(Team.objects.values_list("pk", "slug"))
    ranks = dict(Incident.objects.values_list("pk", "severity"))
    by_team: defaultdict[str, list[Standing]] = defaultdict(list, {slug: [] for slug in teams.values()})
    for one in selection.standings:
        by_team[teams[one.team]].append(one)

    def count(standings: list[Standing]) -> dict[Labels, float]:
        counted = Counter((teams[one.team], _rank(ranks[one.incident])) for one in standings)
        # A nought is said: a series that ends tells nobody that it ended well.
        return {(slug, rank): counted[slug, rank] for slug in teams.values() for rank in (*map(str, SEVERITIES), NONE)}

    labels = ("team", "severity")
    yield Gauge("open_items", "Open action items.", labels, count(open_now(selection.standings)))
    yield Gauge("overdue_items", "Open action items whose due date has passed.", labels, count(overdue(selection.standings, on=on)))
    replacements = Replacements(selection.known)
    oldest: dict[Labels, float] = {}
    due: dict[Labels, float] = {}
    rates: dict[Labels, float] = {}
    for slug, standings in by_team.items():
        first = first_accepted(standings)
        if first is not None:
            oldest[slug,] = age(first, on=on) * DAY
        survivors = replacements.survivors(one.item for one in standings)
        for window, days in (("last_quarter", last_full_quarter(on)), ("90_days", running(on))):
            completion = tally(survivors, days)
            due |= _outcomes(slug, window, completion)
            if completion.rate is not None:
                rates[slug, window] = completion.rate
    yield Gauge("oldest_open_item_age_seconds", "Age of the oldest open action item since it was accepted.", ("team",), oldest)
    yield Gauge(
        "due_items", "Action items whose original due date lies in the window, by what became of them.", ("team", "window", "outcome"), due
    )
    yield Gauge("completion_ratio", "Share of the due action items of the window that are done.", ("team", "window"), rates)
    loops = loop_counts(loops_of(selection.incidents, replacements))
    yield Gauge("incidents", "Incidents by where their loop stands.", ("loop",), {(loop.value,): count for loop, count in loops.items()})


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
