"""Run the web server.

  followthrough serve
  followthrough serve --host 0.0.0.0 --port 8080 --workers 4

Where the data lives and who may reach the server is set in the environment (DATABASE_URL, FOLLOWTHROUGH_HOSTS …, see
docs/settings.md). Stop it with Ctrl-C: requests under way are finished first.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Any

from followthrough.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="the port (default: 8000)")
    parser.add_argument("--no-worker", action="store_true", help="leave the background work to `followthrough worker` on its own")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes that answer (default: 2)")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import open_portfolio, where

    check_port(args.host, args.port)
    open_portfolio()
    print(f"Followthrough on {address(args.host, args.port)}, data in {where()}. Ctrl-C stops it.", flush=True)
    _say_how_to_sign_in()
    with nullcontext() if args.no_worker else background_work():
        serve(args.host, args.port, workers=args.workers)
    return 0


def _say_how_to_sign_in() -> None:
    from followthrough.web.models import User

    if not any(user.has_usable_password() for user in User.objects.filter(is_active=True)):
        print("Nobody can sign in yet. In another terminal: followthrough manage add_user NAME --role administrator", flush=True)


def address(host: str, port: int) -> str:
    """What to type into the browser."""
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104  only compared
    return f"http://{shown}:{port}/"


def check_port(host: str, port: int) -> None:
    """Say at once, in a sentence, that a port is taken or not ours."""
    if not 0 < port < 65536:
        raise ConfigError(f"{port} is no port: choose one from 1 to 65535")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ConfigError(f"can't listen on {host}:{port} ({error.strerror or error}): choose another with --port") from error


def serve(host: str, port: int, *, workers: int) -> None:
    """Serve until told to stop. Gunicorn does the work; it needs a POSIX system."""
    try:
        from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
    except ModuleNotFoundError as error:
        if error.name == "fcntl":
            raise ConfigError("the server needs Linux, macOS or another POSIX system: on Windows use WSL") from None
        from followthrough.cli.local import NO_SERVER

        raise ConfigError(NO_SERVER) from None

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
        def load_config(self) -> None:
            bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
            options: dict[str, Any] = {"bind": bind, "workers": workers, "loglevel": "warning", "proc_name": "followthrough"}
            options |= {"graceful_timeout": 20, "timeout": 60, "max_requests": 20_000, "max_requests_jitter": 2_000}
            options |= {"when_ready": stop_gently, "post_worker_init": leave_ctrl_c_to_the_master}
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            from followthrough.web.wsgi import application

            return application

    _forget_connections()
    Server().run()


@contextmanager
def background_work() -> Iterator[None]:
    """A worker beside the server, in a process of its own, stopped when the server stops."""
    command = [sys.executable, "-P", "-c", "import sys; from followthrough.cli.main import main; sys.exit(main(['worker']))"]
    # A session of its own: Ctrl-C is for the server, which then stops it.
    worker = subprocess.Popen(command, start_new_session=True)  # noqa: S603 (our own program)
    server = os.getpid()
    try:
        yield
    finally:
        if os.getpid() != server:
            os._exit(0)  # one of the processes that answer, which gunicorn forked in here and which ends by leaving
        worker.terminate()
        try:
            worker.wait(timeout=60)
        except subprocess.TimeoutExpired:
            worker.kill()


def stop_gently(server: Any) -> None:
    """Let the first Ctrl-C finish the requests under way, as SIGTERM does; gunicorn itself would cut them off. A second one does."""

    def first(_: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, server.signal)
        server.signal(signal.SIGTERM, frame)

    signal.signal(signal.SIGINT, first)


def leave_ctrl_c_to_the_master(worker: Any) -> None:  # noqa: ARG001 (gunicorn calls it by this name)
    """The terminal tells every process of a Ctrl-C; a worker waits for the word of its master."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _forget_connections() -> None:
    """A forked worker must not share this process's database connection."""
    from django.db import connections

    connections.close_all()
