"""Print the completion script of a shell.

  followthrough completion bash > ~/.local/share/bash-completion/completions/followthrough
  followthrough completion zsh > ~/.zfunc/_followthrough

Needs one more package: pip install 'followthrough[completion]'.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable

SHELLS = ("bash", "zsh", "tcsh")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS, help="the shell to complete in")


def run(args: argparse.Namespace) -> int:
    from followthrough.errors import ConfigError

    try:
        import shtab
    except ImportError:
        raise ConfigError("completion needs one more package: pip install 'followthrough[completion]'") from None
    from followthrough.cli.main import build

    parser = build()
    for commands in parser._actions:
        if isinstance(commands, argparse._SubParsersAction):
            commands.help = "what to do"  # our help lists the commands itself and hides this; shtab leaves out what is hidden
            _complete_files(commands.choices.values(), shtab.FILE)
    print(shtab.complete(parser, shell=args.shell))
    return 0


def _complete_files(parsers: Iterable[argparse.ArgumentParser], how: object) -> None:
    for parser in parsers:
        for action in parser._actions:
            if action.metavar in ("FILE", "PATH"):
                action.complete = how  # type: ignore[attr-defined]  # where shtab looks for it
