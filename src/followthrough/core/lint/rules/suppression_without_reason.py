"""A comment silences a rule and does not say why.

Why:  Whoever reads it next year can't tell a decision from a shortcut, so nobody dares to take it out. A reason of three words
      is enough.
Bad:  - Cap retries of the mail sender at five. <!-- followthrough: ignore FT111 -->
Good: - Cap retries of the mail sender at five. <!-- followthrough: ignore FT111 the date is in the ticket -->
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding, comment_rule
from followthrough.core.lint.suppress import Comment


@comment_rule("FT902", "suppression-without-reason", since="0.1", level=Level.INFO)
def suppression_without_reason(comment: Comment, heard: list[Finding]) -> Iterator[str]:  # noqa: ARG001 - every rule of comments gets both
    if not comment.reason:
        yield "no reason: say behind the codes why the rule does not apply here"
