"""Take over a list of people: whom they answer to, when they work, who has left."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from followthrough.errors import InputError
from followthrough.web.operations.directory import COLUMNS, take_directory


class Command(BaseCommand):
    help = (
        f"Take over people from a CSV file with the columns {', '.join(COLUMNS)} (only name is needed). People are known by e-mail "
        "address, handle or name; zone is as Europe/Berlin, country as DE or DE-BY, hours as 09:00-17:00; robot and left say yes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the CSV file, or - for standard input")

    def handle(self, **options: Any) -> None:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text(encoding="utf-8-sig")
            taken = take_directory(text)
        except (InputError, OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{taken.added} people added, {taken.changed} changed.")
