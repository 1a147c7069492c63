"""Hold postmortems against the rules of a good action item.

Prints one line a finding: file, line, code, what is wrong, and what to do about it. On a terminal the words follow.

  followthrough lint postmortem.md
  followthrough lint docs/postmortems
  followthrough lint --ignore no-tracking-id --format json postmortem.md
  followthrough lint --format sarif --output findings.sarif docs/postmortems
  git show HEAD:postmortem.md | followthrough lint -

Which rules run can be set in followthrough.toml, .followthrough.toml, or [tool.followthrough] in pyproject.toml, of the
document's folder or one above it. In a document, <!-- followthrough: ignore FT101 reason --> silences a rule on its own line or,
standing alone, on the next; ignore-file silences it everywhere.

Exit status: 0 nothing found, 1 findings or a file that can't be read, 2 wrong use or configuration. With --fail-on error (or
warning, or never) findings that weigh less are printed and do not fail.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.core.config import Config
    from followthrough.core.level import Level

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "markdown")  # each is a file of core/report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="FILE", help="a postmortem, a folder of them, or - for standard input")
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print what was found (default: text)")
    parser.add_argument(
        "--output", metavar="FILE", help="write the report to this file, whole or not at all, and print what was found as text"
    )
    parser.add_argument("--config", metavar="FILE", help="take the configuration from this file, whatever lies beside the documents")
    parser.add_argument(
        "--select",
        action="append",
        type=_words,
        metavar="RULES",
        help="run only these: codes (FT101), beginnings of codes (FT1), names (no-owner) or all; separated by commas",
    )
    parser.add_argument("--ignore", action="append", type=_words, metavar="RULES", help="leave these out")
    parser.add_argument("--exclude", action="append", metavar="PATTERN", help="do not read documents or folders with such a name")
    parser.add_argument("--fail-on", metavar="SEVERITY", help="the least that exits with 1: error, warning, info (default) or never")
    parser.add_argument("--statistics", action="store_true", help="print how often each rule spoke in place of the findings; also as json")
    parser.add_argument("--diff", action="store_true", help="show what --fix would write, and write nothing")
    parser.add_argument(
        "--fix",
        action="store_true",
        help="write what needs no knowledge: days for dates in words, checkboxes, marks where an owner or a ticket is missing",
    )
    parser.add_argument(
        "--fix-only", action="append", type=_words, metavar="WHAT", help="mend only these: dates, owners, tickets, checkboxes"
    )


def run(args: argparse.Namespace) -> int:
    from followthrough.cli import reporting
    from followthrough.cli.configuration import Configurations
    from followthrough.cli.linting import Run
    from followthrough.core.config import Config
    from followthrough.core.level import fails
    from followthrough.core.lint.choose import chosen
    from followthrough.errors import ConfigError

    asked = Config(
        select=_joined(args.select), ignore=_joined(args.ignore), exclude=tuple(args.exclude or ()), fix_only=_fix_only(args.fix_only)
    )
    chosen(asked)  # words that name no rule stop here, before anything is read
    fail_on = _fail_on(args.fail_on)
    reporting.check(format=args.format, output=args.output, statistics=args.statistics, diff=args.diff, paths=args.paths)
    if args.diff or args.fix:
        from followthrough.cli import mending

        if args.diff:
            return mending.show(args.paths, Configurations(args.config, asked), date.today())
        if "-" in args.paths:
            raise ConfigError("standard input can't be written to: --diff shows what would change")
        mending.fix(args.paths, Configurations(args.config, asked), date.today())
    results = Run(args.paths, Configurations(args.config, asked), date.today()).results()
    reporting.show([result for result, _ in results], format=args.format, output=args.output, statistics=args.statistics)
    if any(result.problem is not None for result, _ in results):
        return 1
    return int(any(fails((found.level for found in result.findings), fail_on(config)) for result, config in results))


def _fix_only(said: list[tuple[str, ...]] | None) -> tuple[str, ...]:
    if not said:
        return ()
    from followthrough.core.config_table import fix_only

    return fix_only(_joined(said), source="the command line")


def _fail_on(said: str | None) -> Callable[[Config], Level | None]:
    """What fails a run: what the command line says, else what holds for each document."""
    if said is None:
        return lambda config: config.fail_on
    from followthrough.core.config_table import fail_on

    asked = fail_on(said, source="the command line")
    return lambda _: asked


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _joined(groups: list[tuple[str, ...]] | None) -> tuple[str, ...]:
    return tuple(word for group in groups or [] for word in group)
