"""Play seeds outside the test suite: `python -m tests.simulation --seeds 1000`, or one again with `--seed 17 --tell`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, metavar="N", help="how many to play (default: 300)")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them (default: 0)")
    parser.add_argument("--steps", type=int, default=60, metavar="N", help="steps of each story before the calm (default: 60)")
    parser.add_argument("--seed", type=int, help="play this one alone")
    parser.add_argument("--tell", action="store_true", help="print the story of each")
    given = parser.parse_args()
    seeds = [given.seed] if given.seed is not None else list(range(given.first, given.first + given.seeds))
    began = time.monotonic()
    shares = [share for share in (seeds[number :: os.cpu_count() or 1] for number in range(os.cpu_count() or 1)) if share]
    totals: dict[str, int] = {}
    failed: list[str] = []
    with ProcessPoolExecutor(len(shares)) as pool:
        for counts, breaches in pool.map(_play_all, shares, [given.steps] * len(shares), [given.tell] * len(shares)):
            failed += breaches
            totals = {name: totals.get(name, 0) + count for name, count in counts.items()}
    for breach in failed:
        print(breach, file=sys.stderr)
    told = ", ".join(f"{count:,} {name}" for name, count in totals.items())
    print(f"{len(seeds):,} seeds in {time.monotonic() - began:.0f} s: {told}; {len(failed)} breaches")
    return 1 if failed else 0


def _play_all(seeds: list[int], steps: int, tell: bool) -> tuple[dict[str, int], list[str]]:
    """In a process of its own, on a database of its own."""
    with tempfile.TemporaryDirectory(prefix="followthrough-simulation-") as folder:
        os.environ.update(FOLLOWTHROUGH_HOME=folder, DATABASE_URL="", DJANGO_SETTINGS_MODULE="followthrough.web.settings")
        import django
        from django.core.management import call_command

        django.setup()
        logging.disable(logging.CRITICAL)
        call_command("migrate", verbosity=0)
        from tests.simulation.driver import Breach, play

        counts = dict.fromkeys(("rounds", "deaths", "writes", "clashes", "filed", "adopted"), 0)
        breaches: list[str] = []
        for seed in seeds:
            try:
                story = play(seed, steps=steps)
            except Breach as breach:
                breaches.append(str(breach))
                continue
            counts = {name: count + int(getattr(story, name)) for name, count in counts.items()}
            if tell:
                print("\n".join(story.trace))
        return counts, breaches


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main())
