"""A comment silences a rule that has nothing to say there.

Why:  Such a comment is left over from an earlier wording, or its code was mistyped. It stays and silences the rule on the day
      on which it would be right.
Bad:  - Cap retries at five. (due 2026-07-04) <!-- followthrough: ignore FT111 the date is in the ticket -->
Good: - Cap retries at five. <!-- followthrough: ignore FT111 the date is in the ticket -->
"""

from __future__ import annotations

from collections.abc import Iterator

from followthrough.core.level import Level
from followthrough.core.lint.rule import Finding, comment_rule
from followthrough.core.lint.suppress import Comment


@comment_rule("FT901", "unused-suppression", since="0.1", level=Level.WARNING)
def unused_suppression(comment: Comment, heard: list[Finding]) -> Iterator[str]:
    if not comment.words:
        if not heard:
            yield "nothing is silenced here: take the comment out"
        return
    from followthrough.core.lint.choose import find_rule, nearest  # they know this rule, too

    said = {word for finding in heard for word in (finding.code.lower(), finding.name)}
    for word in comment.words:
        rule = find_rule(word)
        if rule is None:
            yield f"there is no rule '{word.upper()}': {nearest(word)}"
        elif word not in said and (rule.check_item or rule.check_document):
            yield f"{rule.code} ({rule.name}) has nothing to say here: take it out of the comment"
