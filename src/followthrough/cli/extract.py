"""Print the action items that postmortems promise: text, owner, due date, ticket, type, and what each lacks.

  followthrough extract postmortem.md
  followthrough extract --format json docs/postmortems > items.json
  git show HEAD:postmortem.md | followthrough extract -

Exit status: 0 all read, 1 a file could not be read (the others were), 2 wrong use, as the name of a file that does not exist.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.core.extract import Reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="FILE", help="a postmortem, a folder of them, or - for standard input")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    from followthrough.cli.inputs import STDIN, display, expand, read_bytes
    from followthrough.core.extract import read
    from followthrough.core.parse import parse
    from followthrough.errors import InputError

    readings: list[Reading] = []
    status = 0
    for path in expand(args.paths):
        try:
            if isinstance(path, InputError):
                raise path
            readings.append(read(parse(read_bytes(path), name=display(path))))
        except InputError as error:
            # A name that leads nowhere is a slip in the command; the other files are read all the same.
            missing = isinstance(path, str) and path != STDIN and not Path(path).exists()
            status = max(status, 2 if missing else 1)
            print(f"followthrough: {error}", file=sys.stderr)
    if args.format == "json":
        from followthrough.core.report.items import render

        print(render(readings))
    else:
        _print(readings)
    return status


def _print(readings: list[Reading]) -> None:
    import shutil

    from followthrough.cli.console import clean, cut, paint
    from followthrough.core.lint.run import flags
    from followthrough.core.severity import rank

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 1000
    total = 0
    for reading in readings:
        facts = reading.incident
        severity = rank(facts.severity)
        about = [facts.reference, facts.date.isoformat() if facts.date else None, f"severity {severity}" if severity else None]
        print(paint(reading.document.name, "bold"), paint(" · ".join(word for word in (clean(facts.title or ""), *about) if word), "dim"))
        for candidate in reading.candidates:
            total += 1
            item = candidate.item
            print(f"  {paint(f'{candidate.span.first:>4}', 'dim')}  {cut(clean(item.text), width - 8)}")
            known = [
                ", ".join(item.owners),
                item.due.isoformat() if item.due else item.due_raw or "",
                ", ".join(item.tracking),
                str(item.type),
                "" if item.state == "open" else str(item.state),
                "" if candidate.where == "listed" else "said in passing",
            ]
            lacks = ", ".join(flags(item))
            print("        " + clean(" · ".join(word for word in known if word)) + (paint(f"  {lacks}", "amber") if lacks else ""))
        if not reading.candidates:
            print(paint("        no action items", "dim"))
    print(paint(f"{total} action items in {len(readings)} {'document' if len(readings) == 1 else 'documents'}", "dim"))
