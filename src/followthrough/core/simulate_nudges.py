"""Let days pass over the engine: who would hear what, when and why, if nobody did anything. Sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from followthrough.core.nudges import Asked, Digest, Engine, Held, Recipient, Sent, plan
from followthrough.core.policy import Policy

TICK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """A digest that was delivered at a moment."""

    at: datetime
    digest: Digest


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
    engine, now = Engine(people, policy, history), begin
    while now < begin + span:
        items = asked(now) if callable(asked) else asked
        if not (down and down(now)):
            for digest in engine.plan(items, now).digests:
                if digest.at <= now:
                    on = people[digest.person].hours.local_day(now)
                    for line in digest.lines:
                        engine.delivered(Sent(line.item, digest.person, on, line.step))
                    yield Heard(now, digest)
        now += tick


def exceptions(asked: Sequence[Asked], people: Mapping[int, Recipient], policy: Policy, told: Iterable[Sent], now: datetime) -> list[Held]:
    """Late items of which nobody can hear: what a person has to look at."""
    return [held for held in plan(asked, people, policy, told, now).held if held.nobody]
