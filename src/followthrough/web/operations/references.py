"""A reference for an incident whose document gives none: from the name of the file, and nobody else's. Changes nothing."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from followthrough.web.models import Incident

# Names that say what kind of file it is and not which incident: the folder around it does.
GENERAL = frozenset(
    {"postmortem", "post-mortem", "readme", "index", "report", "incident", "incident-report", "retrospective", "rca", "document"}
)
LONGEST = 70


def stem(name: str) -> str:
    """The name of a file without folder and ending; with its folder where the name alone says nothing."""
    path = PurePosixPath(name.replace("\\", "/"))
    own = path.stem.strip() or "document"
    if own.casefold() in GENERAL and path.parent.name not in {"", ".", ".."}:
        return f"{path.parent.name} {own}"
    return own


def unused_reference(name: str) -> str:
    """The file's name as a reference, with a number behind it where another incident has it already."""
    base = re.sub(r"[^\w.]+", "-", stem(name)).strip("-._")[:LONGEST] or "document"
    taken = set(Incident.objects.filter(reference__istartswith=base).values_list("reference", flat=True))
    taken = {reference.casefold() for reference in taken}
    number = 1
    reference = base
    while reference.casefold() in taken:
        number += 1
        reference = f"{base}-{number}"
    return reference
