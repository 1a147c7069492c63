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
from followthrough.core.lint.rule import rule
from followthrough.core.lint.wording import LONGEST, head, request, sentences

# Verbs that open a task of their own, whatever follows.
TASK = (
    r"add|adopt|alert on|allow|assign|automate|backfill|block|build|cap|configure|create|define|delete|deprecate|disable|do|document"
    r"|enable|enforce|establish"
    r"|evaluate|extend|fix|implement|improve|increase|install|lower|raise|instrument|introduce|investigate|migrate|move|prevent|publish"
    r"|reduce|refactor|remove|rename"
    r"|replace|restore|revert|rewrite|rotate|schedule|set up|setup|spin up|split|teach|train|upgrade|validate|verify|write"
    r"|decommission|ensure"
)
# Verbs that are as often nouns or part of the same task: only with an article or a determiner behind them.
EITHER = (
    r"alert|audit|check|compare|deploy|drop|hire|limit|log|monitor|notify|patch|plan|purge|release|report|review|roll out|run|set"
    r"|switch|talk to"
    r"|test|update|change|use"
)
_THING = r"(?:the|a|an|our|all|each|every|any|its|their|this|that|new|more|another|other|everyone|everybody|people)\b"
# Words after a verb that tie it to the task before: "fix the job and run it", "and add to the guide".
_SAME = r"(?:it|them|those|this|that|these|to|in|on|from|into|when|if|for|us|you|people|everyone|sure|with|by|there|accordingly|as)\b"
AND = re.compile(
    rf"(?:,? and(?: then| also)?|;|,|\s+&|, then) (?:also |then )?(?:(?:{TASK}) (?!{_SAME})[\w`'\"“/(]|(?:{EITHER}) {_THING})",
    re.IGNORECASE,
)
# "X / Y", each of several words, is two entries on one line.
SLASHED = re.compile(rf"^(?:[^\s/]+ ){{2,}}[^\s/]*\s/\s(?:[^\s/]+\s+){{2,}}[^\s/]|^\S+ \S[^/]* / (?:{TASK}) (?!{_SAME})", re.IGNORECASE)
# Once one of these stands before the "and", what follows it belongs to that clause.
HOLDS = re.compile(
    r"\b(?:how to|to (?!the\b|a\b|an\b|our\b|all\b)[a-z]+|can|could|should|will|would|must|may|might|not|if|when|whenever|so"
    r"|because|why|whether|where|who|before"
    r"|after|until|while|don't|doesn't|let|help|helps|make|makes)\b",
    re.IGNORECASE,
)
# A study and the fix it may lead to are two tasks.
STUDY_AND_FIX = re.compile(
    r"^(?:investigate|find|identify|diagnose|research|understand|analy[sz]e)\b[^.;]*? and (?:then )?(?:fix|repair|implement"
    r"|remove|resolve|correct|apply)\b",
    re.I,
)
IMPERATIVE = re.compile(
    rf"(?:we (?:will|should|need to|must|are going to) (?:also )?|also,? )?(?:{TASK}|{EITHER}|hire|get|have|ask|find|buy) (?!{_SAME})",
    re.IGNORECASE,
)


@rule("FT133", "compound", since="0.1")
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
    if STUDY_AND_FIX.match(words) or SLASHED.match(parts[0]):
        return True
    return any(_stands_alone(words[: found.start()]) for found in AND.finditer(words)) or (asked == parts[0] and _two_orders(parts))


def _stands_alone(before: str) -> bool:
    """Whether the words before an "and" are a task by themselves: "enable and enforce the check" is one."""
    return len(before.split()) > 1 and not HOLDS.search(before)


def _two_orders(parts: list[str]) -> bool:
    """Whether two sentences each order something."""
    return sum(1 for part in parts if IMPERATIVE.match(part)) > 1
