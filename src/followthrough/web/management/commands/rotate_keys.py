"""Seal the trackers' credentials with the current key, after FOLLOWTHROUGH_ENCRYPTION_KEY was changed. Makes no key itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followthrough.errors import ConfigError
from followthrough.web.operations.connections import reseal_all


class Command(BaseCommand):
    requires_system_checks = ()
    help = (
        "Seal every stored credential with the current key. Set FOLLOWTHROUGH_ENCRYPTION_KEY to the new key and put the former one into "
        "FOLLOWTHROUGH_OLD_ENCRYPTION_KEYS, restart the server and its workers, run this, then take the former key away."
    )

    def handle(self, **_options: Any) -> None:
        try:
            count = reseal_all()
        except ConfigError as error:
            raise CommandError(f"Nothing was changed. {error}") from error
        if count:
            self.stdout.write(f"{count} {'connection was' if count == 1 else 'connections were'} sealed with the current key.")
        else:
            self.stdout.write("Everything is sealed with the current key already.")
        self.stdout.write("FOLLOWTHROUGH_OLD_ENCRYPTION_KEYS is no longer needed for credentials of trackers.")
