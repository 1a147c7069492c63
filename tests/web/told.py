"""The portfolio told event by event, as core defines it: a second way to every number that the roll-ups give. Slow, and simple."""

from __future__ import annotations

from datetime import date, timedelta

from followthrough.core.item import State, Type
from followthrough.core.portfolio.ages import buckets, open_now, overdue
from followthrough.core.portfolio.balance import balance
from followthrough.core.portfolio.cohorts import cohorts
from followthrough.core.portfolio.completion import completion, counted
from followthrough.core.portfolio.flow import flow
from followthrough.core.portfolio.history import stand
from followthrough.core.portfolio.loop import loops
from followthrough.core.portfolio.replacement import Outcome, Replacements
from followthrough.core.portfolio.slips import slips
from followthrough.core.portfolio.summary import summarise
from followthrough.core.portfolio.survival import curve, lasted
from followthrough.core.portfolio.tallies import STATE
from followthrough.core.portfolio.windows import Window, running
from followthrough.web.insights.history import read_changes
from followthrough.web.insights.numbers import OF_INCIDENTS, OF_ITEMS
from followthrough.web.insights.portfolio import Portfolio
from followthrough.web.insights.sight import facts_of
from followthrough.web.models import Event, Incident, Item, Service, Team, User


class Told:
    """What stood on a day, of what a person may see and of what was chosen."""

    def __init__(
        self,
        *,
        as_of: date,
        user: User | None,
        team: Team | None = None,
        severity: int | None = None,
        type: Type | None = None,  # noqa: A002
        service: Service | None = None,
    ) -> None:
        items = Item.objects.all() if user is None else Item.objects.visible_to(user)
        self.as_of = as_of
        self.changes = list(read_changes(Event.objects.filter(item__in=items.values("pk"))))
        self.known = stand(self.changes, as_of=as_of)
        visible = Incident.objects.all() if user is None else Incident.objects.visible_to(user)
        facts = facts_of(None)
        self.severities = {pk: one.severity for pk, one in facts.items()}
        self.began = {pk: one.began for pk, one in facts.items()}

        def fits(incident: int) -> bool:
            return (severity is None or facts[incident].severity == severity) and (
                service is None or service.pk in facts[incident].services
            )

        self.chosen = [
            one for one in self.known if (team is None or one.team == team.pk) and (type is None or one.type is type) and fits(one.incident)
        ]
        having = {one.incident for one in self.chosen}
        there = [row for row in visible.order_by("pk") if fits(row.pk) and facts[row.pk].began <= as_of]
        if type is not None:
            there = [row for row in there if row.pk in having]
        elif team is not None:
            there = [row for row in there if row.pk in having or row.team_id == team.pk]
        self.incidents = [row.pk for row in there]
        self.survivors = Replacements(self.chosen, self.known).survivors()


def assert_same(*, as_of: date, user: User | None, **chosen: object) -> None:
    """Every number that the pages read is the one that the events tell."""
    told = Told(as_of=as_of, user=user, **chosen)  # type: ignore[arg-type]
    read = Portfolio(as_of=as_of, user=user, **chosen)  # type: ignore[arg-type]
    expected = summarise(told.chosen, told.incidents, as_of=as_of, known=told.known)
    assert read.summary() == expected, f"{read.summary()} {expected}"
    late = overdue(told.chosen, on=as_of)
    assert read.overdue(3) == [(one.item, one.due) for one in late[:3]]
    first = sorted((one.accepted_on, one.item) for one in open_now(told.chosen))
    assert [(one.accepted_on, one.item) for one in read.oldest(3)] == first[:3]
    since = as_of - timedelta(days=700)
    found = read.counts(STATE, *OF_ITEMS, *OF_INCIDENTS, since=since)
    assert found.overdue_by_age() == [bucket.count for bucket in buckets(late, on=as_of)]
    assert found.cohorts() == cohorts(told.survivors, on=as_of)
    assert found.curve() == curve(lasted(told.survivors, on=as_of))
    of_type = {kind: [one for one in told.survivors if one.standing.type is kind] for kind in Type}
    assert found.curves_by_type() == {kind: curve(lasted(some, on=as_of)) for kind, some in of_type.items() if some}
    of_rank = {rank: [one for one in told.survivors if told.severities[one.standing.incident] == rank] for rank in (1, 2, 3, 4, None)}
    assert found.curves_by_severity() == {rank: curve(lasted(some, on=as_of)) for rank, some in of_rank.items() if some}
    wanted = {one.item for one in told.chosen}
    assert found.flow(12) == flow((one for one in told.changes if one.item in wanted), on=as_of, count=12)
    assert found.slips() == slips(told.chosen)
    assert [found.in_state(state) for state in State] == [sum(one.state is state for one in told.chosen) for state in State]
    assert found.balances() == balance(told.chosen, known=told.known)
    assert sum(number for on, number in found.began().items() if on >= since) == sum(told.began[pk] >= since for pk in told.incidents)
    assert sorted(read.incidents().values_list("pk", flat=True)) == told.incidents
    each = loops(told.incidents, told.chosen, known=told.known)
    assert list(read.loops_of(told.incidents).values()) == each
    for loop in found.loops():
        at = read.incidents_at(loop).values_list("pk", flat=True)
        assert sorted(at) == [one.incident for one in each if one.loop is loop]
    _same_windows(told, read, running(as_of))


def _same_windows(told: Told, read: Portfolio, window: Window) -> None:
    first, last = window
    of_outcome = counted(told.chosen, first=first, last=last, known=told.known)
    for outcome in Outcome:
        assert {one.pk for one in read.items_due(first, last, [outcome])} == {one.item for one in of_outcome[outcome]}
    by_team = read.completion_of_teams(window)
    for team in {one.team for one in told.chosen}:
        own = [one for one in told.chosen if one.team == team]
        expected = completion(own, first=first, last=last, known=told.known)
        assert by_team.get(team, type(expected)(*window)) == expected
