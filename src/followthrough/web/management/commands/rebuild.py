"""Make what the numbers are read from anew out of the events. Changes no item and no event."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from followthrough.web.operations.rollups import rebuild


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Make the roll-ups, from which the pages read their numbers, anew out of the events. Nobody can write meanwhile."

    def handle(self, **_options: Any) -> None:
        self.stdout.write(f"The numbers are read from {rebuild()} spells, made anew out of the events.")
