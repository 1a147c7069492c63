"""What becomes of an item and when: told stories set on days, and plain ones for items of which none is told.

Steps that would lie on the demo's day or after it are left out: they have not happened yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from random import Random

from followthrough.web.demo.days import shift, some_time, working, working_before
from followthrough.web.demo.sketches import Step

ON_TIME, LATE, OTHER = "on-time", "late", "open"

# Why a date moved, where the story does not say: what anybody might have said in a review.
SLIPS = (
    "On-call week with two incidents left no time for it",
    "The reviewer is away until next week",
    "Half of it is merged; the rest waits for the test environment",
    "Took longer than thought: the old code had three callers nobody knew of",
    "Moved behind the load test, which needs the same two people",
    "The first attempt failed in staging and was taken back",
    "Waits for a date with the team that runs the other side",
    "Sick leave",
    "Code is ready, the rollout is held until the change freeze ends",
    "Underestimated; agreed in the review to give it one more sprint",
    "The estimate left out the migration of existing rows",
    "Blocked for a week by the upgrade of the build machines, free again now",
    "Pushed back by an audit request that could not wait",
    "Needs another measurement before the threshold can be set",
)


@dataclass(frozen=True, slots=True)
class Timed:
    """A step at its moment. `until` is the day that a slip, a block or an accepted risk names."""

    at: datetime
    verb: str
    argument: str = ""
    words: str = ""
    until: date = date.max


@dataclass(frozen=True, slots=True)
class Setting:
    """What a story is told against: the item's clock, and the day of the demo in its time zone."""

    accepted: datetime
    due: date
    today: date
    zone: tzinfo

    @property
    def started(self) -> date:
        return self.accepted.date()


def told(steps: Iterable[Step], setting: Setting, *, rng: Random) -> list[Timed]:
    """A told story on working days, in order, as far as it has happened."""
    timed: list[Timed] = []
    due, last = setting.due, setting.accepted
    for step in steps:
        at = some_time(working(setting.started + timedelta(days=step.day)), rng=rng, zone=setting.zone)
        at = max(at, last + timedelta(minutes=rng.randint(20, 50)))
        if at.date() >= setting.today:
            break
        until = date.max
        if step.verb == "slip":
            due = until = working(max(due, at.date()) + timedelta(days=int(step.argument)))
        elif step.verb in {"block", "risk"}:
            until = working(at.date() + timedelta(days=int(step.argument)))
        timed.append(Timed(at, step.verb, step.argument, sentence(step.words), until))
        last = at
    return timed


def sentence(text: str) -> str:
    """With a capital letter, as people write a reason."""
    return text[:1].upper() + text[1:]


def ended(steps: Iterable[Timed], due: date) -> str:
    """How a story counts: done by the first due date, done later, or neither."""
    outcome = OTHER
    for step in steps:
        if step.verb == "done":
            outcome = ON_TIME if step.at.date() <= due else LATE
        elif step.verb in {"reopen", "keep", "risk", "decline", "split", "merge"}:
            outcome = OTHER
    return outcome


def plain(outcome: str, setting: Setting, *, rng: Random, evidence: str = "") -> list[Timed]:
    """A story that nobody told, ending as asked where its end lies before the demo's day."""
    teller = {ON_TIME: _on_time, LATE: _late}.get(outcome, _open)
    steps = [step for step in teller(setting, rng) if step.at.date() < setting.today]
    if evidence and steps and steps[-1].verb == "done":
        seen = some_time(working(steps[-1].at.date() + timedelta(days=rng.randint(10, 25))), rng=rng, zone=setting.zone)
        if seen.date() < setting.today:
            steps.append(Timed(seen, "verify", words=evidence))
    return steps


def _between(first: date, last: date, low: float, high: float, rng: Random) -> date:
    """A working day in that part of the time between two days, never after the last."""
    span = max(0, (last - first).days)
    day = working(first + timedelta(days=round(span * rng.uniform(low, high))))
    return day if day <= last else max(first, working_before(last))


def _on_time(setting: Setting, rng: Random) -> Iterator[Timed]:
    begin = _between(setting.started, setting.due, 0.1, 0.5, rng)
    end = _between(begin, setting.due, 0.3, 1.0, rng)
    yield from _work(begin, end, setting, rng)


def _late(setting: Setting, rng: Random) -> Iterator[Timed]:
    begin = _between(setting.started, setting.due, 0.4, 1.0, rng)
    days = rng.choices([rng.randint(2, 9), rng.randint(10, 28), rng.randint(29, 80)], weights=[52, 33, 15])[0]
    so_far = (setting.today - setting.due).days - 3
    end = working(setting.due + timedelta(days=min(days, rng.randint(1, so_far)) if so_far > 0 else days))
    start = _moment(begin, setting, rng)
    yield Timed(start, "start")
    if rng.random() < 0.6:
        eve = max(start + timedelta(minutes=30), _moment(working_before(setting.due), setting, rng))
        later = working(end + timedelta(days=rng.randint(-2, 6)))
        yield Timed(eve, "slip", words=rng.choice(SLIPS), until=max(later, shift(setting.due, 1)))
    yield Timed(_moment(end, setting, rng), "done")


def _open(setting: Setting, rng: Random) -> Iterator[Timed]:
    """Untouched, begun, or moved: some of the latter twice, some at last to a day that is still to come."""
    kind = rng.choices(["untouched", "begun", "moved"], weights=[30, 20, 50])[0]
    last = setting.accepted
    if kind == "begun" or (kind == "moved" and rng.random() < 0.5):
        last = _moment(_between(setting.started, setting.due, 0.3, 0.9, rng), setting, rng)
        yield Timed(last, "start")
    due = setting.due
    for _ in range(rng.randint(1, 2) if kind == "moved" else 0):
        at = max(last + timedelta(minutes=30), _moment(working_before(due), setting, rng))
        due = working(due + timedelta(days=rng.randint(21, 56)))
        yield Timed(at, "slip", words=rng.choice(SLIPS), until=due)
        last = at
    if kind == "moved" and due < setting.today and rng.random() < 0.75:
        at = max(last + timedelta(minutes=30), _moment(_between(due, setting.today, 0.1, 0.8, rng), setting, rng))
        yield Timed(at, "slip", words=rng.choice(SLIPS), until=working(setting.today + timedelta(days=rng.randint(4, 45))))


def _work(begin: date, end: date, setting: Setting, rng: Random) -> Iterator[Timed]:
    first = _moment(begin, setting, rng)
    if begin < end and rng.random() < 0.8:
        yield Timed(first, "start")
    yield Timed(max(first + timedelta(minutes=45), _moment(end, setting, rng)), "done")


def _moment(day: date, setting: Setting, rng: Random) -> datetime:
    """Some time of a day, never before the item was accepted."""
    return max(some_time(day, rng=rng, zone=setting.zone), setting.accepted + timedelta(minutes=rng.randint(15, 40)))
