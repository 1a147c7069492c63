"""Answer the four questions: how many are open, how old is the oldest, how much gets done, which incidents are closed.

  followthrough status
  followthrough status --as-of 2026-03-31 --team checkout
  followthrough status --explain        # with the definition of every number
  followthrough status --json

Each number is counted from the history of the items, as of the end of a day. "Closed" is done or decided by a person (risk
accepted, declined); an item that was split or merged counts through what replaced it.

--json prints one object: as_of, team, open, overdue, needs_decision and waiting (counts; the last two are of now),
oldest {number, text, incident, accepted, age_days} or null, ages [{from, to, count}], completion {last_quarter, running_90_days},
each {first, last, total, done_on_time, done_late, risk_accepted, declined, still_open, rate, on_time_rate}, weeks
[{first, last, done, decided, open}], and incidents {closed, partly_closed, none_closed, none_recorded}, each a list of
{reference, title, done, decided, open}. Rates run from 0 to 1 and are null where nothing was due. New keys may be added.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.web.insights.answers import Answers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.accept import day
    from followthrough.cli.local import add_acting_person

    parser.add_argument("--as-of", type=day, metavar="DATE", help="at the end of this day (default: today)")
    parser.add_argument("--team", metavar="SLUG", help="only of this team")
    parser.add_argument(
        "--limit", type=int, default=10, metavar="N", help="name at most this many incidents of each kind (default 10, 0 for all)"
    )
    parser.add_argument("--explain", action="store_true", help="say beside each number what it counts")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON (see above)")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import find_team, open_portfolio, reading_user

    open_portfolio()
    from django.utils import timezone

    from followthrough.core.portfolio.windows import EARLIEST
    from followthrough.errors import InputError
    from followthrough.web.insights.answers import ask
    from followthrough.web.models import Incident

    user = reading_user(args.acting)
    team = find_team(args.team) if args.team else None
    if args.as_of and not EARLIEST <= args.as_of <= timezone.localdate():
        raise InputError(f"--as-of {args.as_of}: numbers are counted from {EARLIEST} to today")
    if not args.json and not Incident.objects.exists():
        print(NOTHING_YET)
        return 0
    answers = ask(as_of=args.as_of, user=user, team=team)
    if args.json:
        import json

        print(json.dumps(_as_json(answers), indent=2, ensure_ascii=False))
    else:
        from followthrough.cli.answers_text import write

        print(write(answers, explain=args.explain, limit=args.limit))
    return 0


NOTHING_YET = """The portfolio is empty: no postmortem was read yet. Begin with the ones you have:

  followthrough import docs/postmortems                   # what reads like an action item then waits for a person
  followthrough import docs/postmortems --accept-listed   # a first load: accept what stands in lists of action items
  followthrough demo                                      # look at an invented company's year instead"""


def _as_json(answers: Answers) -> dict[str, object]:
    from followthrough.core.portfolio.completion import Completion
    from followthrough.core.portfolio.loop import Loop

    summary = answers.summary

    def completion(of: Completion) -> dict[str, object]:
        counts = {outcome.value: count for outcome, count in of.counts.items()}
        window = {"first": of.first.isoformat(), "last": of.last.isoformat(), "total": of.total}
        return {**window, **counts, "rate": of.rate, "on_time_rate": of.on_time_rate}

    return {
        "as_of": summary.as_of.isoformat(),
        "team": answers.team,
        "open": summary.open,
        "overdue": summary.overdue,
        "oldest": answers.oldest and {**answers.oldest._asdict(), "accepted": answers.oldest.accepted.isoformat()},
        "ages": [{"from": bucket.youngest, "to": bucket.oldest, "count": bucket.count} for bucket in summary.buckets],
        "completion": {"last_quarter": completion(summary.last_quarter), "running_90_days": completion(summary.running)},
        "weeks": [
            {"first": week.first.isoformat(), "last": week.last.isoformat(), "done": week.done, "decided": week.decided, "open": week.open}
            for week in summary.weeks
        ],
        "incidents": {
            loop.value: [
                {"reference": one.reference, "title": one.title, "done": one.done, "decided": one.decided, "open": one.open}
                for one in answers.incidents[loop]
            ]
            for loop in (Loop.CLOSED, Loop.PARTLY_CLOSED, Loop.NONE_CLOSED, Loop.NONE_RECORDED)
        },
        "needs_decision": answers.needs_decision,
        "waiting": answers.waiting,
    }
