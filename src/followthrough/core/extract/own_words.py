"""An item's own words: without the tickets, dates and marks that stand beside them. Changes no word of the sentence itself."""

from __future__ import annotations

import re

from followthrough.core.extract.dates import DATE_LAST, without_due
from followthrough.core.extract.references import is_reference
from followthrough.core.extract.tail import tail_of
from followthrough.core.pattern import DIGITS, Pattern

_BRACKETS = Pattern(r"\s*[(\[]([^()\[\]]{1,300})[)\]]", needs=("(", "["))
_LEADING = Pattern(
    r"^\s*(?:[-–—*•]\s+|[\U0001F300-\U0001FAFF\u2600-\u27BF\u231A-\u23F3]\uFE0F?\s*"
    r"|\{\{[^{}]{1,40}\}\}\s*|[\[(]P[0-5][\])]\s*[:–—-]?\s*|\[[ xX✓~-]?\]\s+|(?:[✅✔☑❌✓️]|:[a-z_]+:)\s*|(?:action(?: item)?|todo"
    r"|follow[ -]?up)\s*(?:#?\d+)?\s*[:–—-]\s+|(?:done|completed?|fixed|wip|in progress)\s*[:–—-]\s+)+",
    re.IGNORECASE,
)
_NUMBERED = Pattern(r"^\s*(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_KEYED = Pattern(r"^\s*[\[(]?((?:[\w.-]+/[\w.-]+)?#\d+|[A-Z][A-Z0-9]+-\d+)(?!\d)[\])]?\s*(?:[:–—-]\s*)?(?=\w)", needs=DIGITS)
_TRAILING = Pattern(
    r"(?:\s*(?:[-–—:,;(]|->|→|=>|\bsee\b|\btracked (?:in|by|as)\b|\bticket\b|\bissue\b|\bin\b)\s*|\s+)((?:https?://\S+"
    r"|(?:[\w.-]+/[\w.-]+)?#\d+|[A-Z][A-Z0-9]+-\d+)(?:\s*(?:,|/|and|&)\s*(?:https?://\S+|(?:[\w.-]+/[\w.-]+)?#\d+"
    r"|[A-Z][A-Z0-9]+-\d+))*)\s*[).]?\s*$",
    needs=("://", *DIGITS),
)
_MARKS = Pattern(
    r"\s*(?:[✅✔☑✓️]|:white_check_mark:|:heavy_check_mark:|\{\{[^{}]{1,40}\}\})\s*$|\s*[(\[](?:(?:already )?"
    r"(?:done|completed?|fixed|merged|shipped|deployed|landed|in progress|wip|ongoing|pending|open|not started|to ?do|planned)\b"
    r"[^()\[\]]{0,60})[)\]]\s*\.?$",
    re.IGNORECASE,
    needs=("✅", "✔", "☑", "✓", "_mark:", ")", "]", "}"),
)
_DUE_LAST = Pattern(r"[\s,;.(–—-]*\b(?:due(?: date| by)?|deadline|eta|target date)\s*[:=]\s*[^;|:]{2,40}$", re.IGNORECASE, needs=(":", "="))
# "Bump the limit. Due: 3/14. Ticket: OPS-9"
_LABELLED = Pattern(
    r"(?:(?<=[.;,|)])|\s[-–—|])\s*(?:due(?: date| by)?|deadline|eta|target(?: date)?|ticket|tracking"
    r"|tracked (?:in|by)|jira|issue|status|priority)\s*[:=]\s*[^;|]{1,60}?(?=[.;|,](?:\s|$)|$)[.;|,]?",
    re.IGNORECASE,
    needs=(":", "="),
)
_LONGEST_TAIL = 400


def own_words(text: str) -> str:
    """The words to show for an item; never empty where the text is not."""
    words = _NUMBERED.sub("", _LEADING.sub("", text))
    if (tail := tail_of(words)) is not None and not tail.rest:
        words = words[: tail.start]
    words = _DUE_LAST.sub("", without_due(_LABELLED.sub("", words)))
    words = _BRACKETS.sub(lambda found: "" if is_reference(found[1]) else found[0], words)
    if found := _KEYED.match(words):
        words = words[found.end() :]
    words = _MARKS.sub("", words)
    start = max(0, len(words) - _LONGEST_TAIL)
    if (found := _TRAILING.search(words, start)) and found.start() > 0:
        words = words[: found.start()]
    words = _MARKS.sub("", words)
    start = max(0, len(words) - _LONGEST_TAIL)
    if (found := DATE_LAST.search(words, start)) and found.start() > 0:
        words = words[: found.start()]
    return " ".join(words.split()).strip(" -–—|,;:") or text.strip()
