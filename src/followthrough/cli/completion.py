"""Print the completion script of a shell.

followthrough completion bash > ~/.local/share/bash-completion/completions/followthrough
followthrough completion zsh > ~/.zfunc/_followthrough
"""

from __future__ import annotations

import argparse

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

    print(shtab.complete(build(), shell=args.shell))
    return 0
