"""Check that no event was changed, removed or reordered, and that every row is what its events add up to. Mends nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followthrough.web.operations.audit import verify_rows
from followthrough.web.operations.chain import verify_chain


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Check the audit trail: the chain of events, and that items, candidates and incidents are what their events add up to."

    def handle(self, **_options: Any) -> None:
        verdict = verify_chain()
        if not verdict.sound:
            raise CommandError(
                f"The audit trail is broken: {verdict.fault}. The {verdict.events} events before are in order. "
                "Compare with a backup from before the change; do not write to this database until it is explained."
            )
        faults = list(verify_rows())
        if faults:
            listed = "\n".join(f"  {fault}" for fault in faults[:50])
            raise CommandError(f"The chain is sound, but {len(faults)} rows are not what their events add up to:\n{listed}")
        self.stdout.write(f"{verdict.events} events, all in order and as they were written; every row is what its events add up to.")
