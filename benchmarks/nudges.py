"""How long the engine of the reminders takes for a whole portfolio, how that grows, and how long for a quarter of days. Sends nothing."""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from followthrough.core.calendar import WorkingHours
from followthrough.core.nudges import Asked, Plan, Recipient, Sent, plan
from followthrough.core.policy import DEFAULT
from followthrough.core.simulate_nudges import simulate

LIMIT = 1.0  # seconds for 5,000 open items: it runs every ten minutes
GROWTH = 25.0  # times as long for ten times the items and the history, at most
NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
ROUNDS = 5
SIMULATED, QUARTER = 500, timedelta(days=90)
PATIENCE = 20.0  # seconds for a quarter of so many items: `followthrough nudge --simulate 90d`


def portfolio(count: int) -> tuple[list[Asked], dict[int, Recipient], list[Sent]]:
    """Items of which half are late, a person for ten of them, and twenty delivered lines an item."""
    persons = max(count // 10, 5)
    people = {number: Recipient(number, f"Person {number}", WorkingHours(ZONES[number % 5])) for number in range(persons)}
    today = NOW.date()
    items = [
        Asked(
            number,
            f"Item {number}",
            due=today + timedelta(days=number % 120 - 60),
            accepted_on=today - timedelta(days=100),
            severity=(None, 1, 2, 3, 4)[number % 5],
            owner=number % persons if number % 17 else None,
            manager=number % (persons // 5),
            service_owner=(number + 1) % persons,
        )
        for number in range(count)
    ]
    history = [
        Sent(item.item, item.owner or 0, _before(today, round_), f"{item.due.isoformat()}+{round_}")
        for item in items
        for round_ in range(20)
    ]
    return items, people, history


def _before(day: date, number: int) -> date:
    return day - timedelta(days=number + 1)


def measured(count: int) -> tuple[float, Plan]:
    """The median of a few rounds, in seconds."""
    items, people, history = portfolio(count)
    times: list[float] = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        found = plan(items, people, DEFAULT, history, NOW)
        times.append(time.perf_counter() - begin)
    return statistics.median(times), found


def simulated(count: int) -> tuple[float, int]:
    """Seconds that a simulated quarter takes, and the messages in it."""
    items, people, _ = portfolio(count)
    begin = time.perf_counter()
    messages = sum(1 for _ in simulate(items, people, DEFAULT, begin=NOW, span=QUARTER))
    return time.perf_counter() - begin, messages


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench nudges", description=__doc__)
    parser.add_argument("--items", type=int, default=5_000, metavar="N", help="how many open items there are (default: 5,000)")
    given = parser.parse_args()
    print(f"{'open items':>12}{'delivered before':>18}{'seconds':>10}{'messages':>10}{'lines':>8}{'held':>8}")
    taken: list[float] = []
    for count in (given.items // 10, given.items):
        seconds, found = measured(count)
        taken.append(seconds)
        lines = sum(len(digest.lines) for digest in found.digests)
        print(f"{count:>12,}{20 * count:>18,}{seconds:>10.3f}{len(found.digests):>10,}{lines:>8,}{len(found.held):>8,}")
    growth = taken[1] / taken[0]
    print(f"\n{given.items:,} items: {taken[1]:.3f} s (limit {LIMIT}); ten times the items: {growth:.1f} times as long (limit {GROWTH})")
    seconds, messages = simulated(SIMULATED)
    print(f"A quarter of {SIMULATED:,} items, simulated: {messages:,} messages in {seconds:.1f} s (limit {PATIENCE:.0f})")
    return 0 if taken[1] <= LIMIT and growth <= GROWTH and seconds <= PATIENCE else 1


if __name__ == "__main__":
    sys.exit(main())
