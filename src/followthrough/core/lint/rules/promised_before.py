"""An action item was promised before, by an earlier postmortem in the same folder or the same run.

Why:  The second promise of the same work says that the first was not enough: nobody had it, or it was done and did not help. Whoever
      reads the new document should learn that from it, and the old item should be done, dropped openly, or named as the one meant.
Bad:  2026-03-02-mail-late.md:
      - Cap the retries of the mail sender at five.
      2026-05-20-mail-late-again.md:
      - Cap retries of the mail sender at five.
Good: 2026-03-02-mail-late.md:
      - Cap the retries of the mail sender at five.
      2026-05-20-mail-late-again.md:
      - Drop a mail after the fifth try, and count what was dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.core.level import Level
from followthrough.core.lint.rule import repeat_rule

if TYPE_CHECKING:
    from followthrough.core.lint.promised import Repeat

WORDS = {"open": "still open there", "done": "done there", "dropped": "dropped there"}


@repeat_rule("FT207", "promised-before", since="0.1", level=Level.WARNING)
def promised_before(repeat: Repeat) -> Iterator[str]:
    earlier, paper = repeat.before, repeat.paper
    on = f", on {paper.date.isoformat()}" if paper.date else ""
    advice = "say why it did not help" if earlier.state == "done" else "finish or drop that one, and link the two"
    yield f"promised before, in {paper.file} line {earlier.line}{on}, {WORDS[earlier.state]}: {advice}"
