"""A worker that does one round and is killed at a named point: `python -m tests.web.sync.victim CONNECTION POINT LATER`.

LATER is by how many seconds its clock is ahead: the lease of one that was killed before has ended by then.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime, timedelta


def main(connection_id: str, point: str, later: str) -> int:
    import django

    django.setup()
    from followthrough.web.sync import points
    from followthrough.web.sync.cycle import run_round

    ahead = timedelta(seconds=int(later))

    def listen(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    points.listener = listen
    print(run_round(int(connection_id), now=lambda: datetime.now(UTC) + ahead, everything=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
