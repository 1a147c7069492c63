"""Explain a rule: what it wants, why, a bad and a good example. Without a code, list them all.

  followthrough rule
  followthrough rule FT131
  followthrough rule vague

docs/rules.md has all of them on one page.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.core.lint.rule import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help="a code (FT101) or a name (no-owner)")


def run(args: argparse.Namespace) -> int:
    from followthrough.core.lint.choose import find_rule, nearest
    from followthrough.errors import ConfigError

    if args.code is None:
        print(_list())
        return 0
    rule = find_rule(args.code)
    if rule is None:
        raise ConfigError(f"there is no rule '{args.code}'; {nearest(args.code)}")
    print(_page(rule))
    return 0


def _list() -> str:
    from followthrough.cli.console import table
    from followthrough.core.lint.rules import RULES

    rows = [(rule.code, rule.name, rule.level.value, "yes" if rule.mend else "", _wants(rule)) for rule in RULES]
    shown = table(("CODE", "NAME", "SEVERITY", "FIX", "SPEAKS WHERE"), rows, stretch=4)
    return f"{shown}\n\nfollowthrough rule CODE tells why, with examples."


def _wants(rule: Rule) -> str:
    return rule.wants + ("" if rule.default else " (off unless selected)")


def _page(rule: Rule) -> str:
    from followthrough.cli.console import paint

    off = "" if rule.default else "  (off unless selected)"
    lines = [f"{paint(f'{rule.code} {rule.name}', 'bold')}  {paint(rule.level.value, 'dim')}{paint(off, 'dim')}", ""]
    for line in rule.doc.splitlines():
        label, colon, rest = line.partition(":")
        colour = {"Why": "bold", "Bad": "red", "Good": "green"}.get(label) if colon else None
        lines.append(f"{paint(f'{label}:', colour)}{rest}" if colour else line)
    lines += [
        "",
        *([paint("Mended in part:", "dim") + f"  followthrough lint --fix --fix-only {rule.mend}"] if rule.mend else []),
        paint("In a document:", "dim") + f"  <!-- followthrough: ignore {rule.code} why it does not apply here -->",
        paint("In the configuration:", "dim") + f'  ignore = ["{rule.code}"]',
    ]
    return "\n".join(lines)
