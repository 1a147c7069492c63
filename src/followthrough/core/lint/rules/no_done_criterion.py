"""An action item does not say how one would see that it is done.

Off unless selected: few postmortems write this down at all, so the rule would speak of nearly every item. It pays
where a team has agreed to write "Done when …", with `extend-select = ["FT134"]`.

Why:  "Shipped" and "worked" are different things. A criterion that somebody else can check turns closing an
      item from an opinion into an observation, and lets it be verified later.
Bad:  - Add a read replica for the reporting jobs.
Good: - Add a read replica for the reporting jobs. Done when no report query reaches the primary for a week.
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.level import Level
from followthrough.core.lint.rule import rule
from followthrough.core.pattern import Pattern

CRITERION = Pattern(
    r"\b(?:done (?:when|once|criteri)|definition of done|success (?:criteri|means|when)|acceptance criteri"
    r"|(?:is|are) (?:complete|finished|done) (?:when|once)|verified (?:by|when)|measured by|exit criteri)",
)


@rule("FT134", "no-done-criterion", since="0.1", level=Level.INFO, default=False)
def no_done_criterion(item: ActionItem) -> Iterator[str]:
    if not (item.done_criterion or "").strip() and not CRITERION.search(item.text.lower()):
        yield "no done criterion: add 'Done when …' with something that another person can check"
