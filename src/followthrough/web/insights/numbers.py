"""Every number of the insights for what a person may see, as of a day, of a team, severity, type or service. The counting is core's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from followthrough.core.item import Type
from followthrough.core.portfolio.ages import BOUNDS, Bucket, age, buckets, open_now, overdue
from followthrough.core.portfolio.balance import Balances, balance
from followthrough.core.portfolio.cohorts import Cohort, cohorts
from followthrough.core.portfolio.flow import FlowWeek, flow
from followthrough.core.portfolio.history import Change, Standing, stand
from followthrough.core.portfolio.loop import IncidentLoop, loops_of
from followthrough.core.portfolio.repeats import Quarter, Repeated, Struck, by_quarter, look_back
from followthrough.core.portfolio.replacement import Replacements, Survivor
from followthrough.core.portfolio.slips import Slips, slips
from followthrough.core.portfolio.survival import Curve, curve, lasted
from followthrough.web.insights.portfolio import changes, select
from followthrough.web.models import Event, Incident, Repeat, Service, Team, User

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Ages:
    """One age group of the open items, and how many of it are overdue."""

    bucket: Bucket
    overdue: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of it. `curves` are by type and by severity (None: nobody stated it), without those that have no item."""

    as_of: date
    cohorts: list[Cohort]
    ages: list[Ages]
    weeks: list[FlowWeek]
    overall: Curve
    by_type: dict[Type, Curve]
    by_severity: dict[int | None, Curve]
    balances: Balances
    slips: Slips
    loops: list[tuple[Incident, IncidentLoop]]
    quarters: list[Quarter]
    repeated: list[Repeated]


def numbers(
    *,
    as_of: date,
    user: User | None,
    team: Team | None = None,
    severity: int | None = None,
    type: Type | None = None,  # noqa: A002
    service: Service | None = None,
) -> Numbers:
    """Work them out. `user=None` is the system itself, which sees everything."""
    chosen = select(as_of=as_of, user=user, team=team, severity=severity, type=type, service=service)
    replacements = Replacements(chosen.standings, chosen.known)
    survivors = replacements.survivors()
    rows = Incident.objects.in_bulk(chosen.incidents)
    repeated = repeats_among(chosen.incidents, user=user, as_of=as_of)
    began = [row.began_on or timezone.localdate(row.recorded_at) for row in rows.values()]
    each = loops_of(chosen.incidents, replacements)
    wanted = {one.item for one in chosen.standings}
    return Numbers(
        as_of=as_of,
        cohorts=cohorts(survivors, on=as_of),
        ages=_ages(chosen.standings, as_of),
        weeks=flow((one for one in changes(user=user, of_state=True) if one.item in wanted), on=as_of, count=WEEKS),
        overall=curve(lasted(survivors, on=as_of)),
        by_type=_curves_by_type(survivors, as_of),
        by_severity=_curves_by_severity(survivors, as_of, user),
        balances=balance(chosen.standings, known=chosen.known),
        slips=slips(chosen.standings),
        loops=sorted(((rows[one.incident], one) for one in each), key=lambda pair: (_began(pair[0]), pair[0].pk)),
        quarters=by_quarter(repeated, began, on=as_of),
        repeated=repeated,
    )


def _began(incident: Incident) -> date:
    return incident.began_on or timezone.localdate(incident.recorded_at)


def _ages(standings: list[Standing], on: date) -> list[Ages]:
    late = overdue(open_now(standings), on=on)
    groups = zip(BOUNDS, buckets(standings, on=on), strict=True)
    return [
        Ages(bucket, sum(low <= age(one, on=on) and (high is None or age(one, on=on) <= high) for one in late))
        for (low, high), bucket in groups
    ]


def _curves_by_type(survivors: list[Survivor], on: date) -> dict[Type, Curve]:
    of = {kind: [one for one in survivors if one.standing.type is kind] for kind in Type}
    return {kind: curve(lasted(some, on=on)) for kind, some in of.items() if some}


def _curves_by_severity(survivors: list[Survivor], on: date, user: User | None) -> dict[int | None, Curve]:
    incidents = Incident.objects.all() if user is None else Incident.objects.visible_to(user)
    ranks = dict(incidents.order_by().values_list("pk", "severity"))
    of: defaultdict[int | None, list[Survivor]] = defaultdict(list)
    for one in survivors:
        of[ranks.get(one.standing.incident)].append(one)
    return {rank: curve(lasted(of[rank], on=on)) for rank in sorted(of, key=lambda rank: rank or 9)}


def repeats_among(incidents: list[int], *, user: User | None, as_of: date) -> list[Repeated]:
    """The confirmed repeats among these incidents, with what the earlier ones had left undone when they struck."""
    visible = Incident.objects.all() if user is None else Incident.objects.visible_to(user)
    rows = Repeat.objects.filter(incident__in=incidents, earlier__in=visible).select_related("incident")
    struck = [Struck(row.incident_id, row.earlier_id, _began(row.incident)) for row in rows.order_by("pk")]
    struck = [one for one in struck if one.on <= as_of]
    told: defaultdict[int, list[Change]] = defaultdict(list)
    homes = dict(
        Event.objects.filter(item__incident__in={one.earlier for one in struck}).order_by().values_list("item_id", "item__incident_id")
    )
    for change in changes(user=user) if homes else []:
        if change.item in homes:
            told[homes[change.item]].append(change)
    return [look_back(one, lambda day, earlier=one.earlier: stand(told[earlier], as_of=day)) for one in struck]  # type: ignore[misc]
