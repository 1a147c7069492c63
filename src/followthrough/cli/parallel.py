"""Do the same with many documents on all cores, in order. A few are done where they are: starting processes takes longer."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from followthrough.errors import FollowthroughError

MANY = 48  # documents, from which on other cores are worth starting
_TOGETHER = 8  # handed over at a time

Job = TypeVar("Job")
Done = TypeVar("Done")


def in_parallel(work: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
    """What `work`, a function of a module, makes of each job, in their order."""
    cores = _cores()
    if cores < 2:
        yield from map(work, jobs)
        return
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    pool = ProcessPoolExecutor(min(cores, len(jobs)), initializer=_leave_to_parent)
    try:
        yield from pool.map(work, jobs, chunksize=_TOGETHER)
    except BrokenProcessPool as error:
        raise FollowthroughError(
            "a process that read documents was ended by the system, mostly for want of memory: name fewer documents at once"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _cores() -> int:
    """Those that this process may use, which in a container are fewer than there are."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _leave_to_parent() -> None:
    """Ctrl-C reaches all processes of a terminal; only the first answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
