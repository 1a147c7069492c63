"""One action item asks for two or more separate tasks.

Why:  Two tasks end on two days and often lie with two people, but the entry has one owner, one date and one tick.
      Half of it gets done, and then nobody knows what the tick would mean.
Bad:  - Upgrade the proxy, and remove the old health check.
Good: - Upgrade the proxy.
      - Remove the old health check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from followthrough.core.item import ActionItem
from followthrough.core.level import Level
from followthrough.core.lint.rule import rule
from followthrough.core.lint.wording import LONGEST, first_word, forms, head, request, sentences
from followthrough.core.pattern import Pattern

# Verbs that open a task of their own, whatever follows.
TASK = (
    r"add|adopt|alert on|allow|assign|automate|backfill|block|build|cap|configure|create|define|delete|deprecate|disable|do|document|enable"
    r"|enforce|establish|evaluate|extend|fix|implement|improve|increase|install|instrument|introduce|investigate|lower|migrate|move|prevent"
    r"|publish|raise|reduce|refactor|remove|rename|replace|restore|revert|rewrite|rotate|schedule|set up|setup|spin up|split|teach|train"
    r"|upgrade|validate|verify|write|decommission|ensure|pin|appoint|renew|brief|display|figure out|clean up|notify|tell|ask|move"
)
# Verbs that are as often nouns or part of the same task: only with an article or a determiner behind them.
EITHER = (
    r"alert|audit|check|compare|deploy|drop|hire|limit|log|monitor|notify|patch|plan|purge|release|report|review|roll out|run|set|switch"
    r"|talk to|test|update|change|use"
)
_THING = r"(?:the|a|an|our|all|each|every|any|its|their|this|that|new|more|another|other|everyone|everybody|people)\b"
# Words after a verb that tie it to the task before: "fix the job and run it", "and add to the guide".
_SAME = r"(?:it|them|those|this|that|these|to|in|on|from|into|when|if|for|us|you|people|everyone|sure|with|by|there|accordingly|as)\b"
AND = Pattern(
    rf"(?:,? and(?: then| also| finally)?|;|,|\s+&|\s\+|, then) (?:also |then )?(?:(?:{TASK}) (?!{_SAME})[\w`'\"“/(]|(?:{EITHER}) {_THING})"
)
# "X / Y", each of several words, is two entries on one line.
SLASHED = Pattern(rf"^(?:[^\s/]+ ){{2,}}[^\s/]*\s/\s(?:[^\s/]+\s+){{2,}}[^\s/]|^\S+ \S[^/]* / (?:{TASK}) (?!{_SAME})")
# Once one of these stands before the "and", what follows it belongs to that clause.
HOLDS = Pattern(
    r"\b(?:how to|to (?!the\b|a\b|an\b|our\b|all\b)[a-z]+|can|could|should|will|would|must|may|might|not|if|when|whenever|so|because|why"
    r"|whether|where|who|before|after|until|while|don't|doesn't|let|help|helps|make|makes)\b",
)
# A study and the fix it may lead to are two tasks.
STUDYING = forms("investigate", "identify", "diagnose", "research", "understand", "analyse", "analyze")
AND_FIX = Pattern(r"^\w+\b[^.;]*? and (?:then )?(?:fix|repair|implement|remove|resolve|correct|apply)\b")
ORDER = Pattern(
    rf"(?:we (?:will|should|need to|must|are going to) (?:also )?|also,? )?(?:{TASK}|{EITHER}|hire|get|have|ask|find|buy) (?!{_SAME})"
)


@rule("FT133", "compound", since="0.1", level=Level.WARNING)
def compound(item: ActionItem) -> Iterator[str]:
    if is_compound(item.text):
        yield "several tasks in one: split it, so that each has its own owner, date and tick"


def is_compound(text: str) -> bool:
    """Whether a text asks for more than one task."""
    parts = sentences(re.sub(r"\([^()]*\)", "", text[:LONGEST]))
    if not parts:
        return False
    asked = request(parts[0])
    words = head(asked)
    if first_word(words) in STUDYING and AND_FIX.match(words):
        return True
    if " / " in parts[0] and SLASHED.match(parts[0].lower()):
        return True
    if any(_stands_alone(words[: found.start()]) for found in AND.finditer(words)):
        return True
    return asked == parts[0] and len(parts) > 1 and _two_orders(parts)


def _stands_alone(before: str) -> bool:
    """Whether the words before an "and" are a task by themselves: "enable and enforce the check" is one."""
    return len(before.split()) > 1 and not HOLDS.search(before)


def _two_orders(parts: list[str]) -> bool:
    """Whether two sentences each order something."""
    return sum(1 for part in parts if ORDER.match(part.lower())) > 1
