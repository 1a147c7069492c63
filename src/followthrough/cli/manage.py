"""Run an administration command of the server.

followthrough manage migrate          # bring the database's tables up to date
followthrough manage add_user priya   # make an account; asks for the password
followthrough manage rebuild          # make what the numbers are read from anew out of the events
followthrough manage verify_audit     # check that no event was changed, removed or reordered
followthrough manage help             # all of them
"""

from __future__ import annotations

import argparse
import os

from followthrough.errors import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND …", help="the command and its own options")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.local import NO_SERVER

    try:
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        raise ConfigError(NO_SERVER) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "followthrough.web.settings")
    try:
        execute_from_command_line(["followthrough manage", *args.words])
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0
