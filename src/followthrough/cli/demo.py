"""Open a server with an invented company's year in it: nothing to set up, nothing to lose.

Lives in a folder of its own, `demo` in the data folder, and never touches your portfolio. What you change in it stays until
--fresh makes it anew. Visitors from this machine are signed in as the company's reliability lead.

  followthrough demo
  followthrough demo --fresh --seed 7     # another year of the same company
  followthrough demo --with-fake-tracker  # items are filed in an invented GitHub, where you can close, transfer and delete them
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote

from followthrough.errors import ConfigError

DATABASE, MADE = "demo.sqlite3", "made.json"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Settings that could lead to other data, or to a server that a browser on this machine can't open.
OURS = (
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "FOLLOWTHROUGH_BEHIND_PROXY",
    "FOLLOWTHROUGH_DEMO",
    "FOLLOWTHROUGH_ENCRYPTION_KEY",
    "FOLLOWTHROUGH_HOME",
    "FOLLOWTHROUGH_HOSTS",
    "FOLLOWTHROUGH_HTTPS",
    "FOLLOWTHROUGH_OLD_ENCRYPTION_KEYS",
    "FOLLOWTHROUGH_OLD_SECRET_KEYS",
    "FOLLOWTHROUGH_SECRET_KEY",
    "FOLLOWTHROUGH_URL",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="where to listen (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1, this machine only)")
    parser.add_argument("--seed", type=int, metavar="N", help="another year of the same company")
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away and make it anew, up to today")
    parser.add_argument("--with-fake-tracker", action="store_true", help="connect an invented GitHub; the demo is made anew for it")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser window")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import open_portfolio
    from followthrough.cli.serve import check_port
    from followthrough.web.environment import home

    check_port(args.host, args.port)
    folder = home() / "demo"
    if args.fresh or args.with_fake_tracker or made(folder).get("tracker"):  # a fake tracker forgets: tickets of it would all be gone
        remove(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    point_at(folder, os.environ, host=args.host)
    refuse_other_data(folder)
    open_portfolio()
    fill(folder, seed=args.seed)
    if not args.with_fake_tracker:
        show(args.host, args.port, browser=not args.no_browser)
        return 0
    from followthrough.cli.serve import background_work

    note(folder, tracker=True)
    with fake_tracker(args.host, args.port) as url, background_work():
        show(args.host, args.port, browser=not args.no_browser, tracker=url)
    return 0


@contextmanager
def fake_tracker(host: str, port: int) -> Iterator[str]:
    """A fake tracker in a process of its own, connected; where its page is. It ends when its input does, so with this process."""
    from django.conf import settings

    from followthrough.web.demo import tracker

    words = ["--people", ",".join(tracker.handles()), *[part for title in tracker.ADOPTED for part in ("--open", title)]]
    command = [sys.executable, "-P", "-m", "followthrough.trackers.fake.board", *words]
    fake = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603 (our own program)
    try:
        assert fake.stdout is not None
        said = json.loads(fake.stdout.readline() or b"{}")
        if "url" not in said:
            raise ConfigError("the fake tracker did not start: what it said stands above")
        reached = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 (only compared)
        settings.PUBLIC_URL = os.environ["FOLLOWTHROUGH_URL"] = f"http://{bracketed(reached)}:{port}"
        tracker.connect(said["url"], said["token"], said["place"])
        yield said["url"]
    finally:
        fake.kill()
        fake.wait()


def remove(folder: Path) -> None:
    """Delete what the demo made, by name: nothing else that somebody may have put there."""
    for name in (MADE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (folder / name).unlink(missing_ok=True)


def point_at(folder: Path, environ: MutableMapping[str, str], *, host: str) -> None:
    """Point every setting that says where data lives at the demo's own folder, whatever was set before."""
    for name in OURS:
        environ.pop(name, None)
        environ.pop(f"{name}_FILE", None)
    environ.update(
        DATABASE_URL=f"sqlite:///{quote(str(folder / DATABASE))}",
        DJANGO_SETTINGS_MODULE="followthrough.web.settings",
        FOLLOWTHROUGH_DEMO="on",
        FOLLOWTHROUGH_HOME=str(folder),
        FOLLOWTHROUGH_HOSTS=",".join(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", bracketed(host)])),
    )


def refuse_other_data(folder: Path) -> None:
    """The last guard before a database is opened: it is the demo's."""
    try:
        from django.conf import settings
    except ModuleNotFoundError:
        return  # opening says what is missing
    name = str(settings.DATABASES["default"]["NAME"])
    if Path(name).resolve() != (folder / DATABASE).resolve():
        raise ConfigError(f"the demo would have been written to {name}, which is not its own database: nothing was changed")


def fill(folder: Path, *, seed: int | None) -> None:
    """Make the company's year, or keep the one that is there."""
    from django.utils import timezone

    from followthrough.web.demo import company
    from followthrough.web.models import User

    if User.objects.exists():
        keep(made(folder), seed=seed, today=timezone.localdate())
        return
    print("followthrough: inventing a company's year …", file=sys.stderr)
    began = time.perf_counter()
    today = timezone.localdate()
    company.build(seed=company.SEED if seed is None else seed, today=today)
    note(folder, seed=company.SEED if seed is None else seed, day=today.isoformat())
    print(f"followthrough: done in {time.perf_counter() - began:.1f} s", file=sys.stderr)


def keep(known: dict[str, object], *, seed: int | None, today: date) -> None:
    """Say what is there already, and how to get another."""
    if seed is not None and known.get("seed") != seed:
        raise ConfigError(f"the demo that is there was made with another seed than {seed}: add --fresh to throw it away and make this one")
    if known.get("day") != today.isoformat():
        print(f"followthrough: this demo's year ends on {known.get('day', 'another day')}; --fresh makes one up to today", file=sys.stderr)


def made(folder: Path) -> dict[str, object]:
    """What the demo that is there was made from; nothing where that is not known."""
    try:
        known = json.loads((folder / MADE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def note(folder: Path, **facts: object) -> None:
    """Write down what the demo was made from."""
    (folder / MADE).write_text(json.dumps({**made(folder), **facts}), encoding="utf-8")


def show(host: str, port: int, *, browser: bool, tracker: str = "") -> None:
    """Say what this is and where, then serve it until told to stop."""
    from followthrough.cli.serve import address, serve

    print(f"\n  Followthrough demo:  {address(host, port)}\n")
    print("  The company, its people, incidents and numbers are all invented. You are signed in as its reliability lead.")
    if host not in LOOPBACK:
        print("  Only visitors on this machine are signed in: the demo has no passwords, so nobody else gets in.")
    if tracker:
        print(f"  Its tracker:         {tracker}/   (a fake GitHub: open, close, transfer or delete tickets there)")
    kept = (
        "the tracker forgets everything then, so the next start makes the demo anew"
        if tracker
        else "what you changed is kept until --fresh"
    )
    print(f"  Ctrl-C stops it; {kept}.\n", flush=True)
    if browser and may_open_browser(os.environ, sys.platform, terminal=sys.stdout.isatty()):
        threading.Thread(target=open_when_up, args=(address(host, port), host, port), daemon=True).start()
    serve(host, port, workers=2)


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def may_open_browser(environ: MutableMapping[str, str], platform: str, *, terminal: bool) -> bool:
    """Only where a person sits in front of a screen: never in a pipe, over SSH or in a container."""
    if not terminal or "SSH_CONNECTION" in environ or "CI" in environ:
        return False
    return platform in {"darwin", "win32"} or bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def open_when_up(address: str, host: str, port: int) -> None:
    """Wait for the server's first breath, then show it."""
    import webbrowser

    for _ in range(100):
        try:
            with socket.create_connection((host, port), timeout=1):
                break
        except OSError:
            time.sleep(0.1)
    else:
        return
    webbrowser.open(address)
