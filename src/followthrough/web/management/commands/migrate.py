"""Django's own `migrate`, after which the roll-ups are made anew if they were made by other rules."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as DjangosCommand

from followthrough.web.operations.rollups import ensure


class Command(DjangosCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["app_label"] and not options["plan"] and not options["check_unapplied"]:
            ensure()
