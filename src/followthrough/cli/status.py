"""Answer the four questions: how many action items are open, how old is the oldest, how much gets done, which incidents are closed.

  followthrough status
  followthrough status --team checkout
  followthrough status --as-of 2026-06-30     # as it was at the end of that day
  followthrough status --explain              # with the definition of each number

--json prints: as_of, open, overdue, oldest {number, text, incident, days} or null, ages {label: count}, last_quarter and
running_90_days {first, last, total, done_on_time, done_late, risk_accepted, declined, still_open, rate}, loops {kind: [incident]}.
"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from followthrough.cli.accept import day

if TYPE_CHECKING:
    from followthrough.core.portfolio.completion import Completion
    from followthrough.core.portfolio.loop import Loop
    from followthrough.core.portfolio.summary import Summary
    from followthrough.web.models import Incident, Item

NAMES = {"closed": "closed", "partly_closed": "partly closed", "none_closed": "none closed", "none_recorded": "none recorded"}
SHOWN = 12  # incidents of one kind; --incidents shows all
BAR = 24  # columns


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=day, metavar="DATE", help="as it was at the end of a past day, as 2026-06-30")
    parser.add_argument("--team", metavar="SLUG", help="of this team alone")
    parser.add_argument("--severity", type=int, choices=(1, 2, 3, 4), help="of incidents of this severity, 1 the worst")
    parser.add_argument("--type", choices=("prevention", "detection", "mitigation", "process"), help="of items of this type")
    parser.add_argument("--incidents", action="store_true", help="list every incident, not only the first ones of each kind")
    parser.add_argument("--explain", action="store_true", help="say below each number what it means")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import find_team, open_portfolio

    open_portfolio()
    from django.utils import timezone

    from followthrough.core.item import Type
    from followthrough.errors import ConfigError
    from followthrough.web.insights.portfolio import summary
    from followthrough.web.models import Incident, Item

    today = timezone.localdate()
    as_of = args.as_of or today
    if as_of > today:
        raise ConfigError(f"{as_of} is still to come: choose today or a day before")
    found = summary(
        as_of=as_of,
        user=None,
        team=find_team(args.team) if args.team else None,
        severity=args.severity,
        type=Type(args.type) if args.type else None,
    )
    incidents = Incident.objects.in_bulk([one.incident for one in found.incidents])
    oldest = Item.objects.select_related("incident").filter(pk=found.oldest.item).first() if found.oldest else None
    if args.json:
        import json

        print(json.dumps(_as_json(found, oldest, incidents), indent=2, ensure_ascii=False))
    elif not found.incidents and not found.open:
        print("Nothing here yet. `followthrough import PATH` reads postmortems; try `followthrough demo` to look around first.")
    else:
        _print(found, oldest, incidents, all_incidents=args.incidents, explain=args.explain)
    return 0


def _print(found: Summary, oldest: Item | None, incidents: dict[int, Incident], *, all_incidents: bool, explain: bool) -> None:
    from followthrough.cli.console import clean, paint

    print(paint(f"As of {found.as_of:%-d %B %Y}", "dim"))
    late = paint(f"{found.overdue} overdue", "red", "bold") if found.overdue else "none overdue"
    print(f"\n{paint(f'{found.open} open', 'bold')}, {late}")
    _explain(explain, "open", "overdue")
    if oldest is not None and found.oldest_age is not None:
        who = f"owner {oldest.owner}" if oldest.owner else "nobody owns it"
        print(f"{paint('Oldest', 'bold')} {found.oldest_age} days: {clean(oldest.text)}")
        print(paint(f"  item {oldest.pk}, {oldest.incident.reference}, {who}", "dim"))
        _explain(explain, "oldest")
    if found.open:
        print()
        most = max(bucket.count for bucket in found.buckets)
        for bucket in found.buckets:
            print(f"  {bucket.label:>13}  {bucket.count:>4}  {'▇' * (-(-bucket.count * BAR // most) if most else 0)}")
        _explain(explain, "buckets")
    print(f"\n{paint('Completion', 'bold')}, of the items that were due")
    _print_completion("last full quarter", found.last_quarter)
    _print_completion("the last 90 days", found.running)
    _explain(explain, "completion", "done_on_time", "risk_accepted", "declined", "still_open")
    _print_loops(found, incidents, all_incidents=all_incidents)
    _explain(explain, "loop")


def _print_completion(name: str, completion: Completion) -> None:
    window = f"{name} ({completion.first} to {completion.last})"
    shares = completion.percentages
    if shares is None or completion.rate is None:
        print(f"  {window}: no item was due")
        return
    print(f"  {window}: {completion.rate:.0%} done, {completion.done} of {completion.total}")
    print("    " + " · ".join(f"{outcome.value.replace('_', ' ')} {share} %" for outcome, share in shares.items()))


def _print_loops(found: Summary, incidents: dict[int, Incident], *, all_incidents: bool) -> None:
    from followthrough.cli.console import clean, cut, paint

    print(f"\n{paint('Incidents', 'bold')}: " + ", ".join(f"{found.loops[loop]} {NAMES[loop.value]}" for loop in _loops()))
    for loop in _loops():
        rows = [one for one in found.incidents if one.loop is loop]
        if not rows:
            continue
        print(f"\n  {paint(NAMES[loop.value], 'bold')} ({len(rows)})")
        for one in rows if all_incidents else rows[:SHOWN]:
            incident = incidents[one.incident]
            share = f"{one.closed} of {one.total}" if one.total else ""
            if one.decided:
                share += f", {one.decided} decided away"
            print(f"    {cut(incident.reference, 34):<34}  {share:<24}  {cut(clean(incident.title), 60)}".rstrip())
        if len(rows) > SHOWN and not all_incidents:
            print(paint(f"    … and {len(rows) - SHOWN} more: --incidents lists all", "dim"))


def _loops() -> list[Loop]:
    from followthrough.core.portfolio.loop import Loop

    return [Loop(name) for name in NAMES]


def _explain(wanted: bool, *names: str) -> None:
    if not wanted:
        return
    from followthrough.cli.console import paint
    from followthrough.core.portfolio.definitions import DEFINITIONS

    for name in names:
        print(paint(f"    {name.replace('_', ' ')}: {DEFINITIONS[name]}", "dim"))


def _as_json(found: Summary, oldest: Item | None, incidents: dict[int, Incident]) -> dict[str, Any]:
    return {
        "as_of": found.as_of.isoformat(),
        "open": found.open,
        "overdue": found.overdue,
        "oldest": None
        if oldest is None
        else {"number": oldest.pk, "text": oldest.text, "incident": oldest.incident.reference, "days": found.oldest_age},
        "ages": {bucket.label: bucket.count for bucket in found.buckets},
        "last_quarter": _completion_as_json(found.last_quarter),
        "running_90_days": _completion_as_json(found.running),
        "loops": {loop.value: [incidents[one.incident].reference for one in found.incidents if one.loop is loop] for loop in _loops()},
    }


def _completion_as_json(completion: Completion) -> dict[str, str | int | float | date | None]:
    shares = {outcome.value: count for outcome, count in completion.counts.items()}
    return {
        "first": completion.first.isoformat(),
        "last": completion.last.isoformat(),
        "total": completion.total,
        **shares,
        "rate": completion.rate,
    }
