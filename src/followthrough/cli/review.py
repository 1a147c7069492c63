"""Hold the review in a terminal: what is overdue, blocked, waiting or new, one after the other, with one outcome for each.

  followthrough review                          # how the open review stands, or what the next one would have on its agenda
  followthrough review --open                   # open the next one and walk through it (--team checkout: of one team)
  followthrough review --walk                   # go on with the open one
  followthrough review --finish                 # refused while something overdue has no outcome
  followthrough review --minutes 12             # print the minutes of a review as Markdown

The walk asks for one key, then for what that outcome needs. The same review can be open in a browser; who decides second is
shown what the first decided. At the end of the input it stops, and everything decided is kept.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from followthrough.errors import ConfigError, NotFound, WrongState

if TYPE_CHECKING:
    from followthrough.web.models import Review, Team, User


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from followthrough.cli.local import add_acting_person

    what = parser.add_mutually_exclusive_group()
    what.add_argument("--open", action="store_true", help="open the next review and walk through it")
    what.add_argument("--walk", action="store_true", help="go on with the one that is open")
    what.add_argument("--finish", action="store_true", help="finish the one that is open")
    what.add_argument("--minutes", type=int, metavar="NUMBER", help="print the minutes of a review as Markdown")
    parser.add_argument("--team", metavar="SLUG", help="of this team (default: all teams together)")
    parser.add_argument("--title", metavar="WORDS", help="with --open: what to call it")
    add_acting_person(parser)


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import acting_user, find_team, open_portfolio

    if args.title and not args.open:
        raise ConfigError("--title goes with --open")
    open_portfolio()
    user = acting_user(args.acting)
    team = find_team(args.team) if args.team else None
    if args.minutes is not None:
        return _minutes(args.minutes, user)
    if args.open:
        return _walk(_open(team, args.title, user), user)
    review = _open_one(team)
    if args.walk:
        return _walk(_needed(review, team), user)
    if args.finish:
        return _finish(_needed(review, team), user)
    return _standing(review, user) if review else _coming(team)


def _open_one(team: Team | None) -> Review | None:
    from followthrough.web.models import Review

    return Review.objects.filter(team=team, finished_at=None).first()


def _needed(review: Review | None, team: Team | None) -> Review:
    if review is None:
        of = f" of {team.name}" if team else ""
        raise WrongState(f"no review{of} is open: `followthrough review --open` opens the next one")
    return review


def _open(team: Team | None, title: str | None, user: User) -> Review:
    from django.utils import timezone

    from followthrough.web.insights.agenda import agenda_of
    from followthrough.web.operations.reviews import open_review, title_of
    from followthrough.web.permissions import Actor

    now = timezone.localtime()
    by = Actor.person(user)
    return open_review(by=by, team=team, title=title or title_of(team, now), planned_for=now, agenda=agenda_of(team), at=now)


def _walk(review: Review, user: User) -> int:
    from followthrough.cli.review_walk import Walk

    Walk(review, user).go()
    return 0


def _finish(review: Review, user: User) -> int:
    from followthrough.web.operations.reviews import finish_review
    from followthrough.web.permissions import Actor

    finish_review(review.pk, by=Actor.person(user))
    print(f"Finished: {review.title}. Its minutes: followthrough review --minutes {review.pk}")
    return 0


def _minutes(number: int, user: User) -> int:
    from followthrough.core.minutes import markdown
    from followthrough.web.insights.minutes import minutes_of
    from followthrough.web.models import Review

    review = Review.objects.filter(pk=number).first()
    if review is None:
        known = ", ".join(str(pk) for pk in Review.objects.order_by("-pk").values_list("pk", flat=True)[:5])
        raise NotFound(f"there is no review {number}; the last ones are: {known or 'none so far'}")
    print(markdown(minutes_of(review, user)), end="")
    return 0


def _standing(review: Review, user: User) -> int:
    from followthrough.cli.console import clean
    from followthrough.web.insights.minutes import entries_of

    entries = entries_of(review, user)
    left = [entry for entry in entries if not entry.outcome]
    must = sum(1 for entry in left if entry.must and entry.item is not None and entry.item.is_open)
    print(f"{clean(review.title)} (review {review.pk}): {len(left)} of {len(entries)} without an outcome, {must} of them overdue")
    print("  followthrough review --walk     # go on with it")
    if not must:
        print("  followthrough review --finish   # nothing overdue lacks an outcome")
    return 0


def _coming(team: Team | None) -> int:
    from followthrough.cli.console import clean, cut, paint
    from followthrough.web.insights.agenda import agenda_of
    from followthrough.web.models import Incident, Item

    lines = agenda_of(team)
    texts = dict(Item.objects.filter(pk__in=[line.item for line in lines if line.item]).values_list("pk", "text"))
    titles = dict(Incident.objects.filter(pk__in=[line.incident for line in lines if line.incident]).values_list("pk", "title"))
    print(f"No review is open. The next one would have {len(lines)} on its agenda, {sum(line.must for line in lines)} of them overdue:")
    for line in lines:
        text = texts[line.item] if line.item else titles[line.incident or 0]
        why = ", ".join(said for _, said in line.reasons)
        print(f"  {cut(clean(text), 90)}  {paint(clean(why), 'dim')}")
    print("  followthrough review --open     # open it and walk through it")
    return 0
