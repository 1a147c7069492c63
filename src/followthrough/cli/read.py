"""Print the text that a document is read as: the Markdown that every line number and quotation of the other commands points into.

  followthrough read postmortem.docx
  followthrough read --numbers confluence-export.html | grep -n alert
  followthrough read --kind docs/postmortems

Of Markdown that is the file itself. Text formats keep their lines, so line 12 is line 12 of the file; HTML, Word files and mails
have no lines of their own, and get these. docs/guides/formats.md tells what is read and what is refused.

Exit status: 0 all read, 1 a file could not be read (the others were), 2 wrong use, as the name of a file that does not exist.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from followthrough.core.document import Document


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="FILE", help="a postmortem, a folder of them, or - for standard input")
    parser.add_argument("--numbers", action="store_true", help="print each line with its number")
    parser.add_argument("--kind", action="store_true", help="print what each file was taken for, and not its text")


def run(args: argparse.Namespace) -> int:
    from pathlib import Path

    from followthrough.cli.inputs import STDIN, display, expand, read_bytes
    from followthrough.core.parse import parse
    from followthrough.errors import InputError

    status = 0
    for path in expand(args.paths):
        try:
            if isinstance(path, InputError):
                raise path
            document = parse(read_bytes(path), name=display(path))
        except InputError as error:
            missing = isinstance(path, str) and path != STDIN and not Path(path).exists()
            status = max(status, 2 if missing else 1)
            print(f"followthrough: {error}", file=sys.stderr)
        else:
            _print(document, numbers=args.numbers, kind=args.kind)
    return status


def _print(document: Document, *, numbers: bool, kind: bool) -> None:
    from followthrough.cli.console import clean, paint

    if kind:
        print(f"{clean(document.name)}: {document.format}")
        return
    # A document's words must not move the cursor of a terminal; a pipe gets them as they are.
    lines = [_visible(line) for line in document.text.split("\n")] if sys.stdout.isatty() else document.text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    width = len(str(len(lines)))
    for number, line in enumerate(lines, start=1):
        print(f"{paint(f'{number:>{width}}', 'dim')}  {line}".rstrip() if numbers else line)


def _visible(line: str) -> str:
    return "".join(character if character.isprintable() or character == "\t" else "\ufffd" for character in line)
