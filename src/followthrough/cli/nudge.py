"""Say whom the reminders would reach now, and with what; or in the next weeks, if nobody did anything.

  followthrough nudge                         # who would hear of what at the next moment at which they work
  followthrough nudge --simulate 90d          # a transcript of the next ninety days
  followthrough nudge --simulate 30d --person Ada
  followthrough nudge --send                  # one round now, as the policy allows it

Each person gets at most one message a day, in their own working hours; what is late and reaches nobody is listed last, with the
reason. Nothing is sent, but with --send what is due now, once: the worker does the same every ten minutes. It needs a channel
(`followthrough channel`) and a policy that says nudging = "on".
"""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

    from followthrough.core.nudges import Asked, Digest, Held, Recipient

LONGEST = 366


def days(text: str) -> timedelta:
    """A span such as 90d, as argparse wants it."""
    from datetime import timedelta

    found = re.fullmatch(r"(\d{1,4})\s*(d|days?)?", text.strip())
    if found is None or not 1 <= int(found[1]) <= LONGEST:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days from 1 to {LONGEST}: write it as 90d")
    return timedelta(days=int(found[1]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    parser.add_argument("--simulate", type=days, metavar="DAYS", help="let so many days pass, as 90d")
    parser.add_argument("--send", action="store_true", help="send what is due now")
    parser.add_argument("--person", metavar="NAME", help="only what this person hears")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_person, open_portfolio

    open_portfolio()
    from django.utils import timezone

    from followthrough.core.nudges import plan
    from followthrough.web.insights.nudging import asked, delivered, recipients
    from followthrough.web.operations.policies import policy_in_force

    user = acting_user(args.acting)
    if not user.leads:
        raise ConfigError("what everybody is reminded of is shown to leads: act as one with --as USER")
    if args.send:
        return _send()
    only = find_person(args.person).pk if args.person else None
    items, people, policy, now = asked(), recipients(), policy_in_force(), timezone.now()
    texts = {item.item: item for item in items}
    if args.simulate:
        return _simulated(items, people, args.simulate, only, now)
    found = plan(items, people, policy, delivered(people), now)
    for digest in sorted(found.digests, key=lambda one: (one.at, one.person)):
        if only in (None, digest.person):
            _print(digest, digest.at, people, texts)
    print(_summary(found.digests, only))
    if found.stopped:
        print(f"This run would ask first: {found.stopped}")
    if only is None:
        _print_held(found.held, texts)
    return 0


def _send() -> int:
    from django.utils import timezone

    from followthrough.web.nudging.opening import open_stored
    from followthrough.web.nudging.run import run_round
    from followthrough.web.operations.policies import policy_in_force

    nudging = policy_in_force().nudging
    if nudging != "on":
        raise ConfigError(f'the policy says nudging = "{nudging}", so nothing is sent: change it under Policy in the browser')
    done = run_round(now=timezone.now, opened=open_stored)
    print(f"{done.sent} sent, {done.waiting} waiting, {done.failed} given up")
    if done.stopped:
        print(f"Stopped: {done.stopped}")
    return 0


def _simulated(items: list[Asked], people: dict[int, Recipient], span: timedelta, only: int | None, now: datetime) -> int:
    from followthrough.core.simulate_nudges import exceptions, simulate
    from followthrough.web.insights.nudging import delivered
    from followthrough.web.operations.policies import policy_in_force

    policy, texts, told = policy_in_force(), {item.item: item for item in items}, delivered(people)
    begin = now.replace(minute=0, second=0, microsecond=0)
    heard = [
        entry for entry in simulate(items, people, policy, begin=begin, span=span, history=told) if only in (None, entry.digest.person)
    ]
    for entry in heard:
        _print(entry.digest, entry.at, people, texts)
        if entry.stopped:
            print(f"  The run that this is part of would ask first: {entry.stopped}")
    print(_summary([entry.digest for entry in heard], only))
    if only is None:
        _print_held(exceptions(items, people, policy, told, begin + span), texts)
    return 0


def _print(digest: Digest, at: datetime, people: dict[int, Recipient], texts: dict[int, Asked]) -> None:
    from zoneinfo import ZoneInfo

    from followthrough.cli.console import clean, cut, paint

    to = people[digest.person]
    local = at.astimezone(ZoneInfo(to.hours.zone))
    print(paint(f"{local:%Y-%m-%d %H:%M} {to.hours.zone}  {clean(to.name)}", "bold"))
    for line in digest.lines:
        print(f"  item {line.item}  {cut(clean(texts[line.item].text), 80)}")
        print(paint(f"    {clean(line.why)}", "dim"))
    if digest.more:
        print(paint(f"  and {digest.more} more, with the next message", "dim"))


def _summary(digests: Iterable[Digest], only: int | None) -> str:
    rows = list(digests)
    lines = sum(len(digest.lines) for digest in rows)
    people = len({digest.person for digest in rows})
    return f"\n{len(rows)} messages with {lines} lines" + ("" if only else f", to {people} people")


def _print_held(held: Iterable[Held], texts: dict[int, Asked]) -> None:
    from followthrough.cli.console import clean, cut

    nobody = [one for one in held if one.nobody]
    if nobody:
        print(f"\nNobody hears of these {len(nobody)} late items:")
    for one in nobody:
        print(f"  item {one.item}  {cut(clean(texts[one.item].text), 70)}: {clean(one.why)}")
