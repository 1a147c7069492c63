"""What stands behind an item's words: "(OPS-12, Priya, 3 May)", "- OPS-12 - Priya - shipped". Judges no name."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from followthrough.core.extract.calendar import read_date
from followthrough.core.extract.dates import DAY, PERIOD
from followthrough.core.extract.names import without_marks
from followthrough.core.extract.references import is_reference
from followthrough.core.extract.states import state_in_cell
from followthrough.core.item import Stated
from followthrough.core.pattern import Pattern

_LONGEST = 200  # characters from the end
_MOST_WORDS = 5
_BRACKET = Pattern(
    r"\s*(?:\(([^()]{2,160})\)|[\[【（]([^()\[\]【】（）]{2,160})[\]】）])[\s.✅✔☑]*$", needs=(")", "]", "】", "）"), longest=_LONGEST
)
_CHAIN = Pattern(r"(?:\s+[-–—|·]\s+[^\s|](?:(?!\s[-–—|·]\s).){0,60}){2,4}$", needs=(" - ", " – ", " — ", " | ", " · "), longest=_LONGEST)
_SEPARATE = Pattern(r"\s*[,;|/·、]\s+|\s+[-–—/|·]\s+", longest=_LONGEST)
_REFERENCE = Pattern(r"(?:epic|mr|pr|ticket|issue|see|jira)?\s*(?:[&!#]\d+)", re.IGNORECASE, longest=60)
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_WHEN = Pattern(
    r"(?:(?:due|by|before|from|until|on|target|eta|deadline|first|next)\b[\s:=]{0,3}){0,3}(?:the\s)?"
    rf"(?:{DAY}|{PERIOD}|\d{{1,2}}[/.]\d{{1,2}}\.?|{_MONTH})"
    r"|(?:asap|immediately|ongoing|q[1-4]|(?:this|next) \w+|(?:by|before|until)\b.*|from (?:the )?next .*|sprint \d+|kw ?\d+|w/?c .*)",
    re.IGNORECASE,
    longest=80,
)


class Tail(NamedTuple):
    """The parts by what they say, and where in the text the tail begins."""

    start: int
    rest: tuple[str, ...]  # what is neither: often a name
    when: str | None
    state: Stated | None
    tickets: bool
    marked: bool  # told apart by brackets that are used for nothing else


@lru_cache(maxsize=64)
def tail_of(text: str) -> Tail | None:
    """The tail of an item's words; None where there is none that says more than one thing."""
    begin = max(0, len(text) - _LONGEST)
    end = text[begin:]
    found = _BRACKET.search(end)
    inside = (found[1] or found[2]) if found else None
    if found is None:
        found = _CHAIN.search(end)
        inside = re.sub(r"^\s*[-–—|·]\s+", "", found[0]) if found else None
    if found is None or inside is None or begin + found.start() == 0:
        return None
    rest, when, state, tickets = [], None, None, False
    for part in _SEPARATE.split(inside):
        words = without_marks(part.strip(" '`\""))
        if not words:
            continue
        said = state_in_cell(words)
        if is_reference(words) or _REFERENCE.fullmatch(words) or words.startswith("[["):
            tickets = True
        elif said in (Stated.DONE, Stated.DROPPED) and len(words.split()) <= _MOST_WORDS:
            state = said
        elif _WHEN.fullmatch(words):
            when = when or words
        else:
            rest.append(words)
    marked = found[0].strip()[0] in "【（"
    if not (tickets or when or state or marked) or len(rest) > 2:
        return None
    return Tail(begin + found.start(), tuple(rest), when, state, tickets, marked)


def day_of(when: str, base: date | None) -> date | None:
    """The day that a tail names."""
    return read_date(
        re.sub(r"^\W*(?:due|by|before|until|on|target|eta|deadline|first|finished)\s*[:=]?\s*", "", when, flags=re.IGNORECASE), base
    )
