"""Build the command line out of the files beside this one, and run one command.

Loads only the command that was asked for: `followthrough lint` starts inside a pre-commit hook.
"""

from __future__ import annotations

import argparse
import atexit
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from followthrough import __version__
from followthrough.errors import ConfigError, FollowthroughError, InputError

# Command, the group it is listed under, and what it is for. The file has the command's name, with `_` for `-`.
COMMANDS: dict[str, tuple[str, str]] = {
    "extract": ("Documents", "print the action items that a postmortem promises"),
    "lint": ("Documents", "hold a postmortem against the rules of a good action item"),
    "read": ("Documents", "print the text that a document is read as, whatever it was written in"),
    "new": ("Documents", "begin a postmortem from a template"),
    "lsp": ("Documents", "speak with an editor while a postmortem is written (a language server)"),
    "rule": ("Documents", "explain a rule: what it wants, why, a bad and a good example"),
    "import": ("Portfolio", "read postmortems into the portfolio; a person then accepts what was found"),
    "status": ("Portfolio", "how many are open, how old, how many got done, which incidents are closed"),
    "items": ("Portfolio", "list action items"),
    "candidates": ("Portfolio", "list what was found in documents and waits for a person"),
    "accept": ("Portfolio", "make a candidate an action item"),
    "close": ("Portfolio", "say that an item is done"),
    "decide": ("Portfolio", "accept the risk of an item, decline it, or bring it back"),
    "gate": ("Portfolio", "hold a release while what was promised after an incident is overdue"),
    "review": ("Portfolio", "walk through what is overdue, blocked or new, with one outcome for each; read the minutes"),
    "nudge": ("Portfolio", "say whom the reminders would reach, with what and when; or send what is due"),
    "channel": ("Portfolio", "set up how people are reached: mail, Slack, Microsoft Teams, a webhook"),
    "directory": ("Portfolio", "bring in people, their managers, and who answers for which service"),
    "token": ("Portfolio", "make, list and take away tokens: what a pipeline proves itself with"),
    "connect": ("Trackers", "connect GitHub, GitLab, Jira, Linear or Redmine"),
    "sync": ("Trackers", "bring items and tickets in step now, once, or say what that would do"),
    "track": ("Trackers", "take a postmortem straight to tickets: lint it, show it, file what was accepted"),
    "serve": ("Server", "run the web server"),
    "worker": ("Server", "run the background work on its own"),
    "demo": ("Server", "open a server with an invented company's year in it"),
    "manage": ("Server", "run an administration command (migrate, createsuperuser, verify_audit …)"),
    "completion": ("Shell", "print the completion script for bash, zsh or tcsh"),
}

# They read documents and are gone again.
READING = frozenset({"extract", "lint", "read"})


class Command(Protocol):
    """What each file of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


class Help(argparse.RawDescriptionHelpFormatter):
    """Argparse's own, told the width: to find it out by itself it would load every compression library, for each argument."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_columns() - 2)


def load(name: str) -> Command:
    """Import the file of one command."""
    return cast(Command, importlib.import_module(f"followthrough.cli.{module_name(name)}"))


def module_name(name: str) -> str:
    """`import` is a word of Python, so its file is called `import_`."""
    return "import_" if name == "import" else name.replace("-", "_")


def _columns() -> int:
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    try:
        return os.get_terminal_size().columns or 80
    except OSError:
        return 80


def overview() -> str:
    """The commands, grouped, as `followthrough --help` lists them."""
    width = max(len(name) for name in COMMANDS)
    lines: list[str] = []
    for group in dict.fromkeys(group for group, _ in COMMANDS.values()):
        lines.append(f"{group}:")
        lines += [f"  {name:<{width}}  {text}" for name, (of, text) in COMMANDS.items() if of == group]
        lines.append("")
    lines.append("followthrough COMMAND --help tells more. Exit status: 0 clean, 1 findings, 2 wrong use or configuration.")
    return "\n".join(lines)


def build(only: str | None = None) -> argparse.ArgumentParser:
    """The whole parser, or, with `only`, one that knows this single command in full and the others by name."""
    parser = argparse.ArgumentParser(
        prog="followthrough",
        description="Makes the action items of incident postmortems actually get done.",
        epilog=overview(),
        formatter_class=Help,
        usage="followthrough COMMAND …",
    )
    parser.add_argument("--version", action="version", version=f"followthrough {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", prog="followthrough", help=argparse.SUPPRESS)
    for name, (_, text) in COMMANDS.items():
        if only is not None and name != only:
            continue
        module = load(name)
        child = commands.add_parser(
            name,
            help=text,
            description=(module.__doc__ or text).strip(),
            formatter_class=Help,
        )
        module.add_arguments(child)
        child.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    # At the end the operating system takes everything back at once; searching it for cycles first is a tenth of a short run.
    atexit.register(gc.freeze)
    words = list(sys.argv[1:] if argv is None else argv)
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        print(unknown(words[0]), file=sys.stderr)
        return 2
    if words and words[0] in READING:
        from followthrough.cli.kept_patterns import keep

        gc.set_threshold(50_000, 20, 20)  # start-up makes many objects and hardly any garbage
        atexit.register(keep().save)
    parser = build(only=words[0] if words and words[0] in COMMANDS else "rule")
    if not words:
        parser.print_help()
        return 2
    args = parser.parse_args(words)
    try:
        status = cast(int, args.run(args))
        sys.stdout.flush()  # here, where it is known what to do when nobody reads any more
        return status
    except (ConfigError, InputError) as error:
        print(f"followthrough: {error}", file=sys.stderr)
        return 2
    except FollowthroughError as error:
        print(f"followthrough: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of a pipe (`| head`) has left: that is its right. Keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A full disk, a folder that may not be written: nothing that a list of Python calls explains better.
        print(f"followthrough: {error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("followthrough: stopped by you; what was finished before is kept", file=sys.stderr)
        return 130


def unknown(word: str) -> str:
    """What to say of a command that does not exist, with the nearest that does."""
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean '{near[0]}'?" if near else "followthrough --help lists the commands"
    return f"followthrough: there is no command '{word}'; {hint}"


if __name__ == "__main__":
    sys.exit(main())
