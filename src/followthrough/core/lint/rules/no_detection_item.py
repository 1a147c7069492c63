"""No action item of a postmortem would have shown the incident sooner.

Why:  The outage had already begun when somebody noticed. Even where the cause is fixed for good, the next one
      will be another, and what would have shown this one sooner may show that one too.
Bad:  - Validate the routing table before it is loaded.
Good: - Alert when more than one request in a hundred gets no route.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.item import Stated, Type
from followthrough.core.level import Level
from followthrough.core.lint.rule import document_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading


@document_rule("FT202", "no-detection-item", since="0.1", level=Level.WARNING, yields_to=("one-type-only",))
def no_detection_item(reading: Reading) -> Iterator[str]:
    types = [candidate.item.type for candidate in reading.candidates if candidate.item.state is not Stated.DROPPED]
    if types and Type.DETECTION not in types:
        yield "no detection item: what alert, check or log line would have shown this sooner? Add it"
