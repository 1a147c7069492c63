"""Every number of the insights for what a person may see, as of a day, of a team, severity, type or service. The counting is core's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from followthrough.core.item import Type
from followthrough.core.portfolio.ages import Bucket
from followthrough.core.portfolio.balance import Balances
from followthrough.core.portfolio.cohorts import Cohort, quarters
from followthrough.core.portfolio.flow import FlowWeek
from followthrough.core.portfolio.loop import IncidentLoop, Loop
from followthrough.core.portfolio.repeats import Quarter, Repeated, Struck, by_quarter, look_back
from followthrough.core.portfolio.slips import Slips
from followthrough.core.portfolio.spells import Spell
from followthrough.core.portfolio.survival import Curve
from followthrough.core.portfolio.tallies import (
    AGED,
    BEGAN,
    DONE,
    DUE,
    FLOW,
    HAVING,
    LACKING,
    LEFT,
    LOOP,
    MOVED,
    OPEN,
    OUTCOME,
    SLIPS,
    WAITING,
)
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.insights.sight import read_spells
from followthrough.web.models import Incident, Repeat, SpellRow

QUARTERS, WEEKS = 6, 12
SHOWN = 240  # incidents of which each loop is drawn
OF_ITEMS = (OPEN, DUE, AGED, SLIPS, MOVED, OUTCOME, DONE, LEFT, WAITING, FLOW)
OF_INCIDENTS = (LOOP, BEGAN, HAVING, LACKING)


@dataclass(frozen=True, slots=True)
class Ages:
    """One age group of the open items, and how many of it are overdue."""

    bucket: Bucket
    overdue: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of it. `curves` are by type and by severity (None: nobody stated it), without those that have no item; `latest` the loops
    of the incidents that began last, oldest first.
    """

    as_of: date
    cohorts: list[Cohort]
    ages: list[Ages]
    weeks: list[FlowWeek]
    overall: Curve
    by_type: dict[Type, Curve]
    by_severity: dict[int | None, Curve]
    balances: Balances
    slips: Slips
    loops: dict[Loop, int]
    latest: list[tuple[Incident, IncidentLoop]]
    quarters: list[Quarter]


def numbers(portfolio: Portfolio) -> Numbers:
    """Work them out."""
    first = quarters(portfolio.as_of, QUARTERS)[0].first
    found = portfolio.counts(*OF_ITEMS, *OF_INCIDENTS, since=first)
    latest = list(portfolio.incidents()[:SHOWN])[::-1]
    each = portfolio.loops_of(one.pk for one in latest)
    return Numbers(
        as_of=portfolio.as_of,
        cohorts=found.cohorts(QUARTERS),
        ages=[Ages(*pair) for pair in zip(found.buckets(), found.overdue_by_age(), strict=True)],
        weeks=found.flow(WEEKS),
        overall=found.curve(),
        by_type=found.curves_by_type(),
        by_severity=found.curves_by_severity(),
        balances=found.balances(),
        slips=found.slips(),
        loops=found.loops(),
        latest=[(one, each[one.pk]) for one in latest],
        quarters=by_quarter(repeats_since(first, portfolio), found.began(), on=portfolio.as_of, count=QUARTERS),
    )


def repeats_since(first: date, portfolio: Portfolio) -> list[Repeated]:
    """The confirmed repeats that struck from a day on, with what the earlier incidents had left undone when they did."""
    incidents = portfolio.incidents().filter(pk__in=Repeat.objects.values("incident"))
    began = {row.pk: row.began_on or timezone.localdate(row.recorded_at) for row in incidents}
    visible = Incident.objects.all() if portfolio.user is None else Incident.objects.visible_to(portfolio.user)
    rows = Repeat.objects.filter(incident__in=[pk for pk, on in began.items() if on >= first], earlier__in=visible)
    struck = [Struck(row.incident_id, row.earlier_id, began[row.incident_id]) for row in rows.order_by("pk")]
    earlier = {one.earlier for one in struck}
    told: defaultdict[int, list[Spell]] = defaultdict(list)
    stored = portfolio.sight.of(SpellRow.objects.filter(incident__in=earlier)).order_by("item_id")
    for spell in [*(spell for _, spell in read_spells(stored)), *portfolio.sight.own]:
        told[spell.incident].append(spell)
    return [look_back(one, told[one.earlier]) for one in struck]
