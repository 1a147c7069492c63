"""What a heading announces: follow-up work, the response to the incident, lessons, or something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache


class Section(StrEnum):
    WORK = "work"  # what is to be done from now on
    WENT_WRONG = "went wrong"  # lessons and problems: a promise may hide here
    RESPONSE = "response"  # what was done during the incident, and what happened
    OTHER = "other"


WORK = re.compile(
    r"\b(?:action(?:s|ables?)?\b(?!\s+taken)(?:\s+(?:items?|points?|plan))?|a\.?i\.?s?$|follow[\s-]*ups?|next\s+steps?|remediat\w+|correct(?:ive|ion)s?|"
    r"prevent(?:at)?(?:ive|ions?|ing)?|to[\s-]?dos?|tasks?|recommend\w+|improvements?|future\s+\w+|looking\s+(?:forward|ahead)|going\s+forward|"
    r"what\s+(?:will\s+we|we(?:'ll|\s+will|\s+are|'re|\s+plan|\s+can|\s+should)|are\s+we|can\s+we|should\s+we)|how\s+(?:will|can|do|could|are)\s+we|"
    r"commitments?|repair\s+items?|countermeasures?|mitigation\s+(?:plan|items?|steps|actions?)|long[\s-]term|short[\s-]term|planned|"
    r"hardening|to\s+be\s+done|still\s+to\s+do|open\s+items?|work\s+items?|steps\s+(?:forward|to\s+prevent)|where\s+we\s+go|what(?:'s|\s+is)\s+next|what\s+next)\b",
    re.IGNORECASE,
)
WENT_WRONG = re.compile(
    r"\b(?:lessons?|learn\w*|what\s+went|went\s+(?:wrong|badly|poorly|well)|lucky|luck|didn'?t\s+go|contributing|analysis|root\s+causes?|causes?|"
    r"discussion|retro\w*|problems?|issues?\s+found|detection|q\s*&\s*a)\b",
    re.IGNORECASE,
)
RESPONSE = re.compile(
    r"\b(?:actions?\s+taken|time\s*line|resolution|recovery|impact|summary|background|overview|trigger|details?\s+of\s+(?:the\s+)?fix|"
    r"response|what\s+happened|symptoms?|solution|workarounds?|steps?\s+taken|chronolog\w+|sequence|event\s+log|participants|attendees|"
    r"references|appendix|glossary|supporting|metadata|status)\b",
    re.IGNORECASE,
)
# An inner heading of these names a part of the work and says nothing of its own.
NAMES_A_PART = 6


@cache
def announces(heading: str) -> Section:
    """What one heading announces."""
    if RESPONSE.search(heading) and not re.search(r"\bactions?\s+items?\b", heading, re.IGNORECASE):
        return Section.RESPONSE
    if WORK.search(heading) and len(heading.split()) <= 14:
        return Section.WORK
    return Section.WENT_WRONG if WENT_WRONG.search(heading) else Section.OTHER


def section_of(path: Sequence[str]) -> Section:
    """What the nearest heading that announces something announces. The document's title does not count among several."""
    inner = path[1:] if len(path) > 1 else path
    for heading in reversed(inner):
        section = announces(heading)
        if section is not Section.OTHER:
            return section
    return Section.OTHER


def parts_below_work(path: Sequence[str]) -> tuple[str, ...]:
    """The headings inside the one that announces work, outermost first: often names of owners, horizons or types."""
    for at in range(len(path) - 1, -1, -1):
        if announces(path[at]) is Section.WORK:
            return tuple(path[at + 1 :])
    return ()
