"""A postmortem states a problem ("What went wrong", "Contributing factors", "Where we got lucky") that no action item answers.

It speaks only where no item shares a word with the problem that means anything, so it misses more than it names.

Why:  Whoever wrote the problem down thought that it mattered. Between the list of problems and the list of items it was lost,
      and nobody decided that. An item, or a sentence that says why there is none, is that decision.
Bad:  ## What went wrong
      - The phone of the person on call was broken that night.
      ## Action items
      - Reject an empty routing table when it is loaded.
Good: ## What went wrong
      - The phone of the person on call was broken that night.
      ## Action items
      - Reject an empty routing table when it is loaded.
      - Call a second phone when the first has not answered for five minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.item import Span
from followthrough.core.level import Level
from followthrough.core.lint.rule import placed_rule

if TYPE_CHECKING:
    from followthrough.core.extract.reading import Reading

LONGEST_QUOTATION = 60
# Without one of these in a heading no problem is stated; which headings state some is `problems.py`'s affair.
HEADINGS = (
    "wrong", "well", "better", "lucky", "bad", "poorly", "work", "right", "causes", "factor", "condition", "contributor", "weak", "gaps",
    "pain", "problems", "short", "defic", "missing",
)  # fmt: skip


@placed_rule("FT206", "unanswered-problem", since="0.1", level=Level.WARNING)
def unanswered_problem(reading: Reading) -> Iterator[tuple[Span | None, str]]:
    paths = dict.fromkeys(block.headings for block in reading.document.blocks)
    headings = {heading.lower() for path in paths for heading in path}
    if not any(word in heading for heading in headings for word in HEADINGS):
        return
    from followthrough.core.lint.problems import unanswered  # a document without such headings needs nothing of it

    for problem in unanswered(reading):
        said = f"no item answers '{quoted(problem.text)}' (line {problem.span.first})"
        yield problem.span, f"{said}: add one, or say in the document why none is needed"


def quoted(text: str) -> str:
    """The beginning of some words, up to a colon: what follows one in a message is what to do."""
    words = " ".join(text.split())
    kept = words.split(": ", 1)[0].rstrip(":")
    if len(kept) > LONGEST_QUOTATION:
        kept = kept[:LONGEST_QUOTATION].rsplit(" ", 1)[0]
    return kept.rstrip(".,;") + ("" if len(kept) == len(words) else " …")
