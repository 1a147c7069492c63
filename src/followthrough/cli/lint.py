"""Hold postmortems against the rules of a good action item.

Prints one line a finding: file, line, code, what is wrong, and what to do about it. On a terminal the words follow.

  followthrough lint postmortem.md
  followthrough lint docs/postmortems
  followthrough lint --ignore no-tracking-id --format json postmortem.md
  git show HEAD:postmortem.md | followthrough lint -

Which rules run can be set in followthrough.toml, .followthrough.toml, or [tool.followthrough] in pyproject.toml, of the
document's folder or one above it. In a document, <!-- followthrough: ignore FT101 reason --> silences a rule on its own line or,
standing alone, on the next; ignore-file silences it everywhere.

Exit status: 0 nothing found, 1 findings or a file that can't be read, 2 wrong use or configuration.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.core.config import Config
    from followthrough.core.report.result import Result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="FILE", help="a postmortem, a folder of them, or - for standard input")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print what was found (default: text)")
    parser.add_argument("--config", metavar="FILE", help="take the configuration from this file, whatever lies beside the documents")
    parser.add_argument(
        "--select",
        action="append",
        type=_words,
        metavar="RULES",
        help="run only these: codes (FT101), beginnings of codes (FT1), names (no-owner) or all; separated by commas",
    )
    parser.add_argument("--ignore", action="append", type=_words, metavar="RULES", help="leave these out")


def run(args: argparse.Namespace) -> int:
    from followthrough.cli.configuration import Configurations
    from followthrough.cli.inputs import STDIN, expand
    from followthrough.core.config import Config
    from followthrough.core.lint.choose import chosen
    from followthrough.errors import InputError

    asked = Config(select=_joined(args.select), ignore=_joined(args.ignore))
    chosen(asked)  # words that name no rule stop here, before anything is read
    configurations = Configurations(args.config)
    today = date.today()
    results: list[Result] = []
    for path in expand(args.paths):
        if isinstance(path, InputError):
            results.append(_unreadable(path.source or "", path))
            continue
        config = configurations.of(Path(path) if path != STDIN else Path("stdin"))
        results.append(_lint(path, _combined(config, asked), today))
    _show(results, args.format)
    return 1 if any(result.findings or result.problem is not None for result in results) else 0


def _lint(path: str, config: Config, today: date) -> Result:
    from followthrough.cli.inputs import display, read_bytes
    from followthrough.core.extract import read
    from followthrough.core.lint.run import lint
    from followthrough.core.parse import parse
    from followthrough.core.report.result import Result
    from followthrough.errors import InputError

    name = display(path)
    try:
        document = parse(read_bytes(path), name=name)
        findings = lint(read(document), today=today, config=config)
    except InputError as error:
        return _unreadable(name, error)
    return Result(name, document.text, tuple(findings))


def _unreadable(name: str, error: Exception) -> Result:
    """Say at once what is wrong with one file; the others are still read."""
    from followthrough.core.report.result import Result

    print(f"followthrough: {error}", file=sys.stderr)
    return Result(name, problem=str(error))


def _show(results: list[Result], format: str) -> None:  # noqa: A002 - the option's name
    if format == "json":
        from followthrough.core.report import json

        print(json.render(results))
        return
    from followthrough.cli.console import paint
    from followthrough.core.report import text

    print(text.render(results, quoted=sys.stdout.isatty(), paint=paint, width=_width()))


def _combined(config: Config, asked: Config) -> Config:
    """The file's configuration with what the command line says: its selection replaces, what it ignores is added."""
    if asked.select:
        config = replace(config, select=asked.select, extend_select=())
    return replace(config, ignore=(*config.ignore, *asked.ignore))


def _width() -> int:
    if not sys.stdout.isatty():
        return 100
    import shutil  # brings every compression library along, so only where a width matters

    return shutil.get_terminal_size().columns


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _joined(groups: list[tuple[str, ...]] | None) -> tuple[str, ...]:
    return tuple(word for group in groups or [] for word in group)
