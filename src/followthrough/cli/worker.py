"""Run the background work: keep items and tickets in step, each minute and whenever something happens; send reminders.

  followthrough worker
  followthrough worker --threads 4

`followthrough serve` starts one beside itself; with several machines run this on as many as you like and serve with --no-worker.
What two of them do at once does no harm: one works on a connection at a time. Stop it with Ctrl-C: what is under way is finished.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="how many connections it works on at a time (default: 2)")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import open_portfolio

    open_portfolio()
    import logging

    from followthrough.web.jobs import nudges, reviews, sync  # noqa: F401 (their tasks register themselves)
    from followthrough.web.jobs.queue import queue

    logging.getLogger("huey").setLevel(logging.WARNING)
    # Where another process wakes it (PostgreSQL) it need not ask often; a queue in a file is asked twice a second.
    consumer = queue.create_consumer(
        workers=max(1, args.threads), worker_type="thread", initial_delay=0.2, max_delay=1.0, check_worker_health=True
    )
    consumer.run()
    return 0
