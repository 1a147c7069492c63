"""Write a line into the story of a sync."""

from __future__ import annotations

from datetime import datetime

from followthrough.web.models import Connection, Item, SyncNote
from followthrough.web.operations.wording import words as clean

LONGEST = 2000


def note(connection: Connection, item: Item | None, direction: SyncNote.Direction, words: str, *, at: datetime) -> SyncNote:
    """One line: what was read, written, or went wrong. The tracker's own words are data and are shown as text."""
    return SyncNote.objects.create(connection=connection, item=item, direction=direction, words=clean(words)[:LONGEST], at=at)
