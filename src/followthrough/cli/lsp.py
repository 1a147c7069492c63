"""Speak with an editor while a postmortem is written: a language server on standard input and output.

  followthrough lsp

An editor starts this itself; docs/guides/in-your-editor.md tells how to set up several of them. It underlines what lint finds, in
open documents and as they are typed; it tells of an item how it was read and why a rule is there; and it offers to mend a line
or to ignore a finding with a comment. Configuration is found as for lint.

Needs one more package: pip install 'followthrough[lsp]'.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stdio", action="store_true", help="what it always does; some editors say it")


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - every command takes them
    from followthrough.errors import ConfigError

    try:
        import pygls  # noqa: F401 - whether it is there
    except ImportError:
        raise ConfigError("a language server needs one more package: pip install 'followthrough[lsp]'") from None
    from followthrough.cli.checking import Checking
    from followthrough.editor.server import build

    # The protocol has standard output to itself: whatever else were printed would break it. It is closed at the end, so it is a copy.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output, contextlib.redirect_stdout(sys.stderr):
        build(Checking()).start_io(stdout=output)
    return 0
