"""Let days pass over the engine: who would hear what, when and why. Sends nothing; says where a run would stop, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from followthrough.core.calendar import WorkingHours
from followthrough.core.nudges import Asked, Digest, Engine, Held, Recipient, Sent, plan
from followthrough.core.policy import Policy
from followthrough.errors import InputError

TICK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """A digest that was delivered at a moment. `stopped`: the run that it was part of would have asked somebody first."""

    at: datetime
    digest: Digest
    stopped: str = ""


def simulate(
    asked: Callable[[datetime], Sequence[Asked]] | Sequence[Asked],
    people: Mapping[int, Recipient],
    policy: Policy,
    *,
    begin: datetime,
    span: timedelta,
    history: Iterable[Sent] = (),
    down: Callable[[datetime], bool] | None = None,
    tick: timedelta = TICK,
) -> Iterator[Heard]:
    """Each digest that is delivered, in order. `down` says when nothing can be; `asked` may change as time passes."""
    engine, changing, missed = Engine(people, policy, history), callable(asked), True
    for now, begins in _moments(people, begin, begin + span, tick):
        if down is not None and down(now):
            missed = True
        elif begins or changing or missed:  # else nothing can be new: what is to be said is said when people begin to work
            missed = False
            found = engine.plan(asked(now) if callable(asked) else asked, now)
            for digest in found.digests:
                if digest.at <= now:
                    on = people[digest.person].hours.local_day(now)
                    for line in digest.lines:
                        engine.delivered(Sent(line.item, digest.person, on, line.step))
                    yield Heard(now, digest, found.stopped)


def _moments(people: Mapping[int, Recipient], begin: datetime, end: datetime, tick: timedelta) -> list[tuple[datetime, bool]]:
    """Every tick, and every moment at which somebody begins to work: that is marked."""
    found = {begin + number * tick: False for number in range(-((begin - end) // tick))}
    for hours in {to.hours for to in people.values()}:
        found.update(dict.fromkeys(_openings(hours, begin, end), True))
    return sorted(found.items())


def _openings(hours: WorkingHours, begin: datetime, end: datetime) -> Iterator[datetime]:
    day = hours.local_day(begin)
    while True:
        try:
            at = hours.next_open(hours.moment(day, hours.opens))
        except InputError:
            return  # no working day is left
        if at >= end:
            return
        if at >= begin:
            yield at
        day = hours.local_day(at) + timedelta(days=1)


def exceptions(asked: Sequence[Asked], people: Mapping[int, Recipient], policy: Policy, told: Iterable[Sent], now: datetime) -> list[Held]:
    """Late items of which nobody can hear: what a person has to look at."""
    return [held for held in plan(asked, people, policy, told, now).held if held.nobody]
