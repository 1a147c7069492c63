"""Write the pages of docs/ that come out of the program: rules.md, cli.md and settings.md.

With --check, write nothing and say what is stale.

Each page is a function that returns its text; add the next one to PAGES.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from followthrough.cli.main import COMMANDS, build

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # where this file is run and not imported

from tools.rules_page import rules_page  # noqa: E402 (found only now)

DOCS = ROOT / "docs"
GENERATED = "<!-- Written by tools/write_docs.py from the program itself: change it there, then run ./run docs. -->"


def cli_page() -> str:
    """Every command with its arguments, from the parser."""
    lines = ["# The command line", "", GENERATED, ""]
    for group in dict.fromkeys(group for group, _ in COMMANDS.values()):
        lines += [f"**{group}**", ""]
        lines += [f"- [`{name}`](#{name}): {text}" for name, (of, text) in COMMANDS.items() if of == group]
        lines += [""]
    lines += ["Exit status of every command: 0 clean, 1 findings or something that could not be done, 2 wrong use or configuration.", ""]
    commands = next(action for action in build()._actions if isinstance(action, argparse._SubParsersAction))
    for name, parser in commands.choices.items():
        lines += [f"## {name}", "", *_command(parser)]
    return "\n".join(lines)


def _command(parser: argparse.ArgumentParser) -> list[str]:
    lines = [f"`{_usage(parser)}`", "", *_described(parser.description or "")]
    rows = [action for action in parser._actions if action.help != argparse.SUPPRESS and action.dest != "help"]
    if rows:
        lines += ["| argument | is |", "|---|---|", *(f"| `{_spelling(action)}` | {_cell(action)} |" for action in rows), ""]
    return lines


def _described(text: str) -> list[str]:
    """A description: indented lines and commands are things to type, and a comment in HTML is meant to be read."""
    lines: list[str] = []
    for block in text.split("\n\n"):
        rows = block.splitlines()
        if all(row.startswith(("  ", "followthrough ")) for row in rows):
            lines += ["```sh", *(row.removeprefix("  ") for row in rows), "```", ""]
        else:
            lines += [*(re.sub(r"<!--.*?-->", r"`\g<0>`", row) for row in rows), ""]
    return lines


def _usage(parser: argparse.ArgumentParser) -> str:
    optional = any(action.option_strings and action.dest != "help" for action in parser._actions)
    positional = [_spelling(action) for action in parser._actions if not action.option_strings]
    return " ".join([parser.prog, *(["[options]"] if optional else []), *positional])


def _spelling(action: argparse.Action) -> str:
    value = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper())
    if not action.option_strings:
        shown = str(value)
        return {"?": f"[{shown}]", "*": f"[{shown} …]", "+": f"{shown} …"}.get(str(action.nargs), shown)
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def _cell(action: argparse.Action) -> str:
    text = (action.help or "").replace("|", "\\|").replace("<", "&lt;")
    return text % {"default": action.default, "prog": "followthrough"} if "%(" in text else text.replace("%%", "%")


def settings_page() -> str:
    """Every setting of the server, from its declaration."""
    from followthrough.web import settings  # noqa: F401 - declares them
    from followthrough.web.environment import SETTINGS

    return "\n".join(
        [
            "# Settings of the server",
            "",
            GENERATED,
            "",
            "Set in the environment. Each can also stand in a file: `NAME_FILE=/path` is read where `NAME` is not set, so that secrets",
            "need not be in the environment. A wrong value stops the start with a sentence.",
            "",
            "| setting | default | says |",
            "|---|---|---|",
            *(f"| `{one.name}` | {f'`{one.default}`' if one.default else 'none'} | {one.text} |" for one in SETTINGS.values()),
            "",
        ]
    )


PAGES: dict[str, Callable[[], str]] = {"rules.md": lambda: rules_page(GENERATED), "cli.md": cli_page, "settings.md": settings_page}


def stale() -> list[str]:
    """The pages that differ from what the program says."""
    return [name for name, page in PAGES.items() if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != page()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a page is stale")
    args = parser.parse_args()
    names = stale()
    for name in names:
        if args.check:
            print(f"docs/{name} is not what the program says: run ./run docs", file=sys.stderr)
        else:
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
            print(f"wrote docs/{name}")
    return 1 if args.check and names else 0


if __name__ == "__main__":
    sys.exit(main())
